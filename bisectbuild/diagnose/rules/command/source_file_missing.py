"""cp, mv, cat, chmod and the like are given a file that is not there."""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.facts import Unmatched
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.whereabouts import QUOTE, whereabouts
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:/(?:usr/)?bin/)?(?P<tool>cp|mv|cat|chmod|chown|chgrp|ls|rm|rmdir|sed|grep|install|head"
    r"|tail|sort|wc|cut|find|stat|gzip|gunzip|xz|unxz|bzip2|bunzip2|diff|cmp|du|strip|awk|gawk"
    r"|realpath|sha256sum|sha512sum|sha1sum|md5sum|dos2unix|setcap|touch|ln|less|tac|od|xxd|split"
    r"|jq|patch|base64): "
    r"(?:(?:error: )?(?:cannot|can't|could not|failed to|Can't) "
    r"(?:stat|statx|access|open|remove|read|rename|unlink)"
    r"(?: archive| patch file)?:? )?"
    rf"[{QUOTE}]?(?P<path>[^{QUOTE}:\n]+?)[{QUOTE}]?(?: for reading)?\s?: "
    r"[Nn]o such file or directory$",
    "o such file or directory",
)
_MAKES = frozenset({"touch", "ln"})


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log))
    if hit is None or hit["tool"] in _MAKES:
        return None
    tool, path = hit["tool"], hit["path"]
    last = hit.number == case.log.total
    if empty := _copied_nothing(case, path):
        hidden = f"{empty.ignored_by} hides them" if empty.ignored_by else "no file fits it"
        return Told(
            cause=f"{path} is not in the image: line {empty.line} copies {empty.pattern}, and "
            f"in the build context {hidden}.",
            because=proofs((hit,)),
            advice="Correct the pattern, or bring the file into the context; BuildKit says "
            "nothing where a pattern matches nothing, so name the file itself.",
            commands=("pwd", "ls -la"),
            confidence=0.93,
            fault=Fault.CONTEXT,
            category=Category.CTX_MISSING,
        )
    pattern = "*" in path
    what = f"nothing matches {path}" if pattern else f"there is no {path} in the image"
    return Told(
        cause=f"{tool} failed, since {what} at this point.",
        because=proofs((hit,)),
        advice=_advice(case, tool, path),
        commands=("pwd", f"ls -la {path.rpartition('/')[0] or '.'}"),
        confidence=0.85 if last else 0.6,
    )


def _copied_nothing(case: Case, path: str) -> Unmatched | None:
    """Give the pattern that should have copied this file."""
    name = posixpath.basename(path)
    return next(
        (
            empty
            for empty in case.facts.unmatched
            if fnmatchcase(name, posixpath.basename(empty.pattern))
        ),
        None,
    )


def _advice(case: Case, tool: str, path: str) -> str:
    if tool == "rm":
        return f"Write `rm -f`, which does not mind, or correct the path {path}."
    return whereabouts(case, path)


RULE = Rule(
    code="BB621",
    name="source-file-missing",
    title="A command was given a file that is not in the image",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "A file that cp, mv, cat, chmod or another small command should use was not copied or "
            "made before, or lies elsewhere."
        ),
        instruction="RUN cp config/otter.conf /etc/otter.conf",
        example="cp: cannot stat 'config/otter.conf': No such file or directory",
        fix="Copy the file before the RUN, or correct its path from WORKDIR.",
    ),
)
