"""The command that a shell did not find, and what kind of absence it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.knowledge import command_names
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Proof, proofs
from bisectbuild.diagnose.signature import Hit, Signature

NOT_FOUND: Final = 127
# A step that ends with another code may have lived on; its last lines alone are believed.
_LAST: Final = 15
_FAR: Final = 300
_QUOTES: Final = "'`\"‘’“”"  # noqa: RUF001 - the quotes that coreutils prints
_SHELL: Final = r"(?:-?(?:/usr)?(?:/bin/)?(?:ba|da|a|z|k)?sh|[\w./+-]*\.\w+|[\w./-]+/[\w.-]+)"
_NAME: Final = r"(?P<name>\u00a0+\S{0,80}|[^\s:'\"`\u2018\u2019]{1,120})"
_FORMS: Final = (
    # dash: `sh: 1: x: not found`; a script's name may stand twice.
    Signature(
        rf"^{_SHELL}: (?:line )?\d+: (?:{_SHELL}: |exec: |eval: )*{_NAME}: not found$", "not found"
    ),
    # ash without a line, and bash.
    Signature(rf"^{_SHELL}: (?:exec: )?(?:line \d+: )?{_NAME}: not found$", "not found"),
    Signature(
        rf"^(?:{_SHELL}: |\S{{1,80}}: )(?:line \d+: |\d+: )?{_NAME}: command not found$",
        "command not found",
    ),
    Signature(rf"^\S*zsh:(?:\d+:)? command not found: {_NAME}$", "command not found"),
    Signature(
        rf"^(?:/usr/bin/)?env: (?:can't execute )?[{_QUOTES}]?{_NAME}[{_QUOTES}]?: "
        r"No such file or directory",
        "No such file",
    ),
    Signature(r"exec: \\?\"(?P<name>[^\"\\]+)\\?\": executable file not found", "executable file"),
    Signature(rf"^g?make(?:\[\d+\])?: {_NAME}: (?:Command not found|No such file or directory)$",
              "Command not found", "No such file"),
    Signature(
        r"^(?:xargs|timeout|nohup|nice|chroot|sudo|setsid|time|su-exec|stdbuf|gosu): "
        r"(?:failed to run command |failed to execute |cannot run |error: exec: |can't execute )?"
        rf"[{_QUOTES}]?{_NAME}[{_QUOTES}]?: (?:No such file or directory|command not found"
        r"|executable file not found)",
        "No such file", "not found",
    ),
)  # fmt: skip

# Words of a web page that was run as a script.
_OF_PAGES: Final = frozenset({"Not", "Forbidden", "Moved", "Redirecting"})
_PYTHONS: Final = re.compile(r"(?:python|pip)(?:[23](?:\.\d+)?)?")
_PACKAGE: Final = re.compile(
    r"-.+|lib.+-.*|.+-(?:dev|devel|common|headless|utils|doc)\d*|python3?-.+|php\d?[\d.]*-.+"
)


class Absence(Enum):
    """Why a command can be missing; each is another rule's."""

    BASHISM = auto()
    KEYWORD = auto()
    LOST_LINE = auto()
    PATH = auto()
    SUDO = auto()
    BASH = auto()
    MANAGER = auto()
    PYTHON = auto()
    NODE_TOOL = auto()
    INSTALLER = auto()
    PLAIN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A command that was not found, and where the log says so."""

    name: str
    hit: Hit
    sure: bool

    @property
    def confidence(self) -> float:
        """How sure it is that this ended the step: its code says so, or only its place."""
        return 0.9 if self.sure else 0.65

    @property
    def proofs(self) -> tuple[Proof, ...]:
        """Give the line that says it."""
        return proofs((self.hit,))


def missing(case: Case, kind: Absence) -> Missing | None:
    """Give the command that was not found last, where its absence is of this kind."""
    found = _missing(case)
    return found if found is not None and _kind(found.name, case) is kind else None


def _missing(case: Case) -> Missing | None:
    if case.exit_code == 0:
        return None
    sure = case.exit_code == NOT_FOUND
    log = case.log.tail(_FAR) if sure else closing(case.log, _LAST)
    hits = [hit for form in _FORMS if (hit := form.last(log)) is not None]
    last = max(hits, key=lambda hit: hit.number, default=None)
    if last is None or "\r" in last["name"] or last["name"].endswith("\\r"):
        return None
    if last["name"] in _OF_PAGES or last["name"].endswith(("Makefile", ".mk")):
        return None
    return Missing(name=last["name"], hit=last, sure=sure)


def _kind(name: str, case: Case) -> Absence:
    kinds = (
        (Absence.BASHISM, name in command_names.BASHISMS),
        (Absence.KEYWORD, name in command_names.KEYWORDS),
        (Absence.LOST_LINE, _lost(name)),
        (Absence.SUDO, name in {"sudo", "/usr/bin/sudo"}),
        (Absence.BASH, name in {"bash", "/bin/bash", "/usr/bin/bash"}),
        (Absence.NODE_TOOL, "node_modules/.bin/" in name),
        (Absence.PATH, "/" in name),
        (Absence.MANAGER, name in command_names.MANAGERS),
        (Absence.PYTHON, _PYTHONS.fullmatch(name) is not None),
        (Absence.NODE_TOOL, name in command_names.NODE_TOOLS or _run_by_npm(case, name)),
        (Absence.INSTALLER, name in command_names.INSTALLED_APART),
    )
    return next((kind for kind, holds in kinds if holds), Absence.PLAIN)


def _lost(name: str) -> bool:
    return not name.strip("\u00a0\u200b\ufeff\\") or (
        "/" not in name and _PACKAGE.fullmatch(name) is not None
    )


_BANNER: Final = r"^(?:> |\$ ).*(?<![\w/-]){}(?![\w/-])"


def _run_by_npm(case: Case, name: str) -> bool:
    """Tell whether npm or yarn printed the script that begins with this command."""
    return Signature(_BANNER.format(re.escape(name)), "> ", "$ ").first(case.log) is not None
