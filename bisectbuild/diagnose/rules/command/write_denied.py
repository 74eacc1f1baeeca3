"""A file or directory may not be written or read by the step's user."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.before import user
from bisectbuild.diagnose.rules.command.whereabouts import QUOTE
from bisectbuild.diagnose.signature import Hit, Signature

_PATH = rf"[^{QUOTE}:\n]+?"
_LINE = Signature(
    r"^(?:\S+: (?:line )?\d+: |\S*sh: )?(?:"
    r"(?P<tool>mkdir|cp|mv|rm|rmdir|touch|ln|chmod|chown|chgrp|install|tee|tar|sed|cat|ls|dd|find"
    r"|rsync|unzip|gzip|curl|wget|groupadd|useradd|cd|head|patch): (?:[^:\n]*? )??"
    rf"[{QUOTE}]?(?P<path>{_PATH})[{QUOTE}]?: (?:Cannot (?:open|mkdir|create \w+): )?"
    r"Permission denied"
    rf"|(?:can't|cannot) create (?P<shell>{_PATH}): Permission denied"
    r"|(?P<bash>/[^:\s]+): Permission denied"
    r"|(?:chown|chmod|chgrp): (?:changing \w+ of |cannot )?"
    rf"[{QUOTE}]?(?P<owner>{_PATH})[{QUOTE}]?: Operation not permitted"
    r"|(?:error: )?could not create '(?P<py>[^'\n]+)': Permission denied"
    r"|(?:.*: )?\[Errno 13\] Permission denied: '(?P<python>[^'\n]+)'.*"
    r"|.*\bmkdir (?P<go>/[^:\s]+): permission denied"
    r"|.*\bopen (?P<open>/[^:\s]+): permission denied"
    r"|.*EACCES: permission denied, \w+ '(?P<node>[^'\n]+)'.*"
    r"|.*Permission denied @ \w+ - (?P<ruby>/\S+).*)$",
    "ermission denied",
    "not permitted",
)
_LAST = 25
# An execution was refused, which is another rule's.
_NOT_EXECUTABLE = 126
# A tool's own directories, which another rule tells of.
_CACHES = ("/.npm", "/.cache", "/.config", "/.yarn", "/.local", "/.cargo", "/.m2", "/.gradle")
_NAMES = ("path", "shell", "owner", "bash", "py", "python", "go", "open", "node", "ruby")


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    path = next((hit[name] for name in _NAMES if hit[name]), "")
    if path.startswith(("/proc/", "/nonexistent")) or any(name in path for name in _CACHES):
        return None
    if hit["bash"] and case.exit_code == _NOT_EXECUTABLE:
        return None
    path = path.rpartition(" ")[2] if hit["tool"] and " " in path else path
    who = user(case) or "the step's user"
    return Told(
        cause=f"{_subject(who)} may not write or read {path}.",
        because=proofs((hit,)),
        advice=_advice(case, path),
        commands=("id", f"ls -ld {path} {path.rpartition('/')[0] or '.'}"),
        confidence=_confidence(hit, case),
    )


def _subject(who: str) -> str:
    if who.startswith("the step runs as "):
        return f"The user {who.removeprefix('the step runs as ')}"
    return who[0].upper() + who[1:]


def _advice(case: Case, path: str) -> str:
    if "node_modules" in path or "npm install -g" in case.source:
        return (
            "Do it as root, or give the user the directory (`COPY --chown=USER`); npm 6 "
            "and older run a package's scripts as another user: `npm config set unsafe-perm true`."
        )
    if user(case).startswith("the step runs as root"):
        return (
            "Root is refused too: the path is a mount that may only be read, or the engine runs "
            "without the right for it."
        )
    return (
        f"Do this before the USER line, or give the user the directory as root: "
        f"`RUN chown -R USER {path}`; files that COPY brings belong to root unless it says "
        "`COPY --chown=USER`."
    )


def _confidence(hit: Hit, case: Case) -> float:
    return 0.85 if hit.number >= case.log.total - 1 else 0.7


RULE = Rule(
    code="BB632",
    name="write-denied",
    title="The step's user may not write there",
    category=Category.PERMISSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The step runs as a user that is not root (USER, or the base image), and the file or "
            "directory belongs to root, as all that COPY and WORKDIR make."
        ),
        instruction="RUN mkdir /opt/depot",
        example="mkdir: cannot create directory '/opt/depot': Permission denied",
        fix="Do it before the USER line, or copy with `--chown` to the user.",
    ),
)
