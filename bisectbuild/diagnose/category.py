"""The kinds of failures, by the words of the postmortem's `category`."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class Category(StrEnum):
    """What went wrong, in one word."""

    CTX_MISSING = "ctx-missing"
    STAGE_COPY_MISSING = "stage-copy-missing"
    FROM_NOT_FOUND = "from-not-found"
    REGISTRY_AUTH = "registry-auth"
    REGISTRY_LIMIT = "registry-limit"
    REGISTRY_TRANSIENT = "registry-transient"
    PLATFORM = "platform"
    PARSE = "parse"
    FRONTEND_FEATURE = "frontend-feature"
    ARG_ENV = "arg-env"
    STAGE_GRAPH = "stage-graph"
    MOUNT_SECRET_SSH = "mount-secret-ssh"  # noqa: S105 - a word, not a secret
    LAYER_LIMIT = "layer-limit"
    RESOURCE_DISK = "resource-disk"
    RESOURCE_MEM = "resource-mem"
    BUILDER_INTERNAL = "builder-internal"
    EXPORT_PUSH = "export-push"
    EXEC_CRLF = "exec-crlf"
    EXEC_MISSING = "exec-missing"
    TOOL_MISSING = "tool-missing"
    PKG_NOT_FOUND = "pkg-not-found"
    PKG_VERSION_GONE = "pkg-version-gone"
    PKG_CONFLICT = "pkg-conflict"
    PKG_INDEX_STALE = "pkg-index-stale"
    PKG_SCRIPT_FAIL = "pkg-script-fail"
    REPO_EOL = "repo-eol"
    REPO_KEY = "repo-key"
    LOCKFILE_MISMATCH = "lockfile-mismatch"
    RUNTIME_VERSION = "runtime-version"
    NATIVE_BUILD = "native-build"
    ENV_POLICY = "env-policy"
    PYTHON_MODULE = "python-module"
    FILE_MISSING = "file-missing"
    PERMISSION = "permission"
    USER_GROUP = "user-group"
    DOWNLOAD_HTTP = "download-http"
    TLS = "tls"
    DNS = "dns"
    NETWORK = "network"
    PROXY = "proxy"
    CLOCK = "clock"
    VCS = "vcs"
    CHECKSUM = "checksum"
    APP_COMPILE = "app-compile"
    APP_TEST = "app-test"
    APP_CONFIG = "app-config"
    APP_RUN = "app-run"
    INTERACTIVE = "interactive"
    LOCALE = "locale"
    INIT_SYSTEM = "init-system"
    SERVICE_AT_BUILD = "service-at-build"
    SHELL_SYNTAX = "shell-syntax"
    FS = "fs"
    GUARD = "guard"
    UNKNOWN = "unknown"


class Rank(IntEnum):
    """Which cause comes first where several are seen: what is below is often caused by it."""

    ENVIRONMENT = 1
    REPOSITORY = 2
    SPECIFIC = 3
    GENERIC = 4
    FALLBACK = 5


class Fault(StrEnum):
    """Whose fault it is, that is: where the change belongs."""

    DOCKERFILE = "dockerfile"
    CONTEXT = "context"
    PROJECT = "project"
    WORLD = "world"
    MACHINE = "machine"


class Severity(StrEnum):
    """How sure a finding can be the cause: `error` broke the build, `note` may have helped."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
