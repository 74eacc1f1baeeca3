"""Whether a package is installed in a layer, read from the lists of package managers."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import Final

from bisectbuild.errors import UsageError
from bisectbuild.questions import packagescript as shell
from bisectbuild.questions.question import Question
from bisectbuild.questions.words import SAY, typed

_READERS: Final = {
    "apt": shell.APT,
    "apk": shell.APK,
    "rpm": shell.RPM,
    "pip": shell.PIP,
    "npm": shell.NPM,
}
_OTHER_NAMES: Final = {"deb": "apt", "dpkg": "apt", "python": "pip", "node": "npm"}
_NAME: Final = re.compile(r"(?:@[\w.~-]+/)?[A-Za-z0-9_][\w.+~-]*(?::[a-z0-9-]+)?\Z", re.ASCII)
_VERSION: Final = re.compile(r"[\w.+~:^!-]+\Z", re.ASCII)
_HINT: Final = "As in --package curl, --package openssl=3.0, --package pip:requests=2.31"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A package as asked for: `manager` is "" for any of them, `version` "" for any version."""

    name: str
    version: str = ""
    manager: str = ""


def package(text: str, root: str = "") -> Question:
    """Ask whether a package is installed, in a version that is VERSION or begins with it.

    It is asked of dpkg, apk, rpm, pip and npm, or of the one whose name stands before a colon.
    `root` is the folder that holds the layer. Raises UsageError for what can be no package.
    """
    wanted = parse_package(text)
    managers = [wanted.manager] if wanted.manager else list(_READERS)
    arch = wanted.name.partition(":")[2]
    if arch:
        managers = [name for name in managers if name == "apt"]
    head = (
        f"name={shlex.quote(wanted.name)} version={shlex.quote(wanted.version)} arch={arch}\n"
        f"root={shlex.quote(root)} where={shlex.quote(', '.join(managers))}\n"
    )
    readers = "".join(_READERS[name] for name in managers)
    script = f"{SAY}{head}{shell.FITS}{readers}{shell.END}"
    return Question(title=typed("--package", text), script=script)


def parse_package(text: str) -> Wanted:
    """Read `[MANAGER:]NAME[=VERSION]`; `==` will do too. Raises UsageError."""
    name, equals, version = text.partition("=")
    version = version.removeprefix("=")
    before, colon, after = name.partition(":")
    manager = _OTHER_NAMES.get(before, before)
    if colon and manager in _READERS:
        name = after
    else:
        manager = ""
    if not _NAME.match(name) or (equals and not _VERSION.match(version)):
        raise UsageError(f"{text!r} names no package.", hint=_HINT)
    if ":" in name and manager not in {"", "apt"}:
        raise UsageError(f"Only packages of apt have an architecture: {text!r}.", hint=_HINT)
    return Wanted(name=name, version=version, manager=manager)
