"""The machine allows no more watched files or open files."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_WATCHERS: Final = Signature(
    r"ENOSPC: System limit for number of file watchers reached|inotify watch limit reached"
    r"|User limit of inotify (?:watches|instances) reached",
    "file watchers",
    "inotify",
)
_FILES: Final = Signature(
    r"\bEMFILE\b|\bENFILE\b|[Tt]oo many open files", "EMFILE", "ENFILE", "oo many open files"
)


def _check(case: Case) -> Told | None:
    end = case.log.tail(40)
    watchers, files = _WATCHERS.last(end), _FILES.last(end)
    if watchers is not None:
        return Told(
            cause="The machine allows no more watched files (inotify).",
            because=proofs((watchers,)),
            advice="Do not start a watching program in a build (use its build command, or "
            "CI=true); "
            "or raise fs.inotify.max_user_watches on the host.",
            commands=("cat /proc/sys/fs/inotify/max_user_watches",),
            confidence=0.95,
        )
    if files is None:
        return None
    return Told(
        cause="The step opened more files at once than it is allowed.",
        because=proofs((files,)),
        advice="Build with `--ulimit nofile=65536:65536`, or raise the limit in the engine's "
        "daemon.json (default-ulimits); fewer parallel jobs help too.",
        commands=("ulimit -n",),
        confidence=0.9,
    )


RULE = Rule(
    code="BB253",
    name="file-limits",
    title="A limit on files is reached",
    category=Category.RESOURCE_DISK,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="The kernel limits how many files a process may open and how many it may watch.",
        instruction="RUN npm run start",
        example="Error: ENOSPC: System limit for number of file watchers reached, watch '/app/src'",
        fix="Watch nothing in a build, or raise the limit.",
    ),
)
