"""cargo finds no such crate, or no version that suits."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_NAME = Signature(
    r"^[ \t]*(?:error: )?(?:no matching package named `(?P<name>[^`\n]+)` found"
    r"|could not find `(?P<install>[^`\n]+)` in registry"
    r"|no matching package found\n[ \t]*searched package name: `(?P<searched>[^`\n]+)`)",
    "no matching package", "in registry `",
)  # fmt: skip
_VERSION = Signature(
    r"^[ \t]*(?:error: )?failed to select a version for (?:the requirement )?`(?P<wanted>[^`\n]+)`",
    "failed to select a version",
)
_CANDIDATES = Signature(
    r"^[ \t]*(?:candidate versions found which didn't match: (?P<found>[^\n]+)"
    r"|(?P<text>version [^\n]+ is (?:yanked|unavailable)[^\n]*|the package `[^\n]+ depends on "
    r"[^\n]*"
    r"does not have (?:these features|that feature)[^\n]*|previously selected package [^\n]+))",
    "candidate versions", "yanked", "these features", "previously selected", "that feature",
)  # fmt: skip

_SOURCE = Signature(
    r"^[ \t]*(?:error: )?failed to (?:get|load source for dependency) `(?P<name>[^`\n]+)`",
    "failed to get `", "failed to load source for dependency",
)  # fmt: skip
_REASON = Signature(
    r"^[ \t]*(?P<text>failed to authenticate when downloading repository|revision \w+ not found"
    r"|failed to find (?:branch|tag) `[^`\n]+`|no matching package named `[^`\n]+` found"
    r"|authentication required[^\n]*)",
    "failed to authenticate", "not found", "failed to find ", "authentication required",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _NAME.first(case.log)
    if hit is not None:
        name = hit["name"] or hit["install"] or hit["searched"]
        return Told(
            cause=f"cargo finds no crate named {name}.",
            because=proofs((hit,)),
            advice="Correct the name, or say where it lies (git, path, a private registry in "
            ".cargo/config.toml); with `--offline` or a vendor folder it must be in there.",
            commands=(f"cargo search {name}", "cat .cargo/config.toml"),
            confidence=0.9,
        )
    hit = _VERSION.first(case.log)
    if hit is None:
        return _source(case)
    more = _CANDIDATES.first(case.log)
    found = f"; there are {more['found']}" if more and more["found"] else ""
    return Told(
        cause=f"cargo finds no version that suits `{hit['wanted']}`{found}.",
        because=proofs(each for each in (hit, more) if each),
        advice="Ask for a version that exists and that all dependents take, and commit Cargo.lock; "
        "a yanked version needs the lock file that had it.",
        commands=("cargo tree -d", "cargo update --dry-run"),
        confidence=0.9,
        category=Category.PKG_CONFLICT
        if more and more["text"].startswith("prev")
        else Category.PKG_VERSION_GONE,
    )


def _source(case: Case) -> Told | None:
    hit, reason = _SOURCE.first(case.log), _REASON.last(case.log)
    if hit is None or reason is None:
        return None
    login = "authenticat" in reason["text"]
    return Told(
        cause=f"cargo cannot fetch {hit['name']}: {reason['text'].strip()}.",
        because=proofs((hit, reason)),
        advice="Give git its login as a secret or by `RUN --mount=type=ssh`, and set "
        "`CARGO_NET_GIT_FETCH_WITH_CLI=true`."
        if login
        else "Name a branch, tag or commit that exists (Cargo.toml, Cargo.lock).",
        commands=("cat .cargo/config.toml", "git ls-remote …"),
        confidence=0.85,
        category=Category.VCS,
        fault=Fault.DOCKERFILE if login else None,
    )


RULE = Rule(
    code="BB577",
    name="cargo-package-missing",
    title="cargo finds no such crate or version",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The registry has no crate of that name, or none of its versions suits all that "
        "ask for it.",
        instruction="RUN cargo build",
        example=(
            'error: failed to select a version for the requirement `kelp = "^3"`\n'
            "candidate versions found which didn't match: 2.1.0, 2.0.3\n"
            "location searched: crates index"
        ),
        fix="Name a crate and version that exist.",
        exit_code=101,
    ),
)
