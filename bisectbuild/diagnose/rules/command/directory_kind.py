"""A directory stands where a file is meant, or the other way round."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.whereabouts import QUOTE
from bisectbuild.diagnose.signature import Signature

_Q = rf"[{QUOTE}]?"
_LINE = Signature(
    rf"^(?:\S+: (?:line )?\d+: |\S*sh: )?(?:[\w./-]+: )?(?:\*\*\* )?(?:"
    rf"(?:-r not specified; )?omitting directory {_Q}(?P<omitted>[^{QUOTE}\n]+){_Q}"
    rf"|(?:target|specified destination) (?:directory )?{_Q}(?P<target>[^{QUOTE}\n]+?){_Q}:? "
    r"(?:is not a directory|does not exist|No such file or directory|Not a directory)"
    rf"|(?:[^:\n]*? )??{_Q}(?P<path>[^{QUOTE}:\n\s]+){_Q}: "
    r"(?P<kind>[Ii]s a directory|Not a directory)\.?(?:  Stop\.)?"
    rf"|{_Q}(?P<removed>[^{QUOTE}:\n\s]+){_Q} is a directory"
    r"|(?:cannot|can't) create (?P<shell>[^:\n]+): (?P<kind2>Is a directory))$",
    "directory",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None or "read error" in hit.line:
        return None
    if path := hit["omitted"]:
        cause = f"cp leaves out {path}, which is a directory."
        advice = "Write `cp -r`."
    elif path := hit["target"]:
        cause = f"{path} is not a directory, and several files were to go there."
        advice = f"Make it first (`mkdir -p {path}`); a pattern may match more than one file."
    else:
        path = hit["path"] or hit["shell"] or hit["removed"]
        is_one = bool(hit["removed"]) or "s a d" in (hit["kind"] or hit["kind2"])
        cause = (
            f"{path} is a directory, and is used as a file."
            if is_one
            else f"{path} is not a directory, and is used as one."
        )
        advice = (
            "Name the file in it; `rm` and `cp` take directories with `-r`. A file that was to be "
            "copied or mounted there may be absent, so that a directory was made."
            if is_one
            else "A file has the name of the directory: remove it, or correct the path."
        )
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=(f"ls -ld {path}",),
        confidence=0.85 if hit.number >= case.log.total - 1 else 0.6,
    )


RULE = Rule(
    code="BB661",
    name="directory-kind",
    title="A directory where a file is meant, or a file for a directory",
    category=Category.FS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A command for files met a directory, or a path leads through a file.",
        instruction="RUN cp config /etc/depot",
        example="cp: -r not specified; omitting directory 'config'",
        fix="Use `cp -r` and `rm -r` for directories, and make target directories first.",
    ),
)
