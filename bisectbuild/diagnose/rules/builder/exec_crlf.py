"""A script has the line ends of Windows."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Proof, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

# A carriage return shows as `\r`, `^M` or `$'\r'`; a bare one draws the line anew behind it.
_CR = r"(?:\\r|\^M|\$'\\r')"
_SIGNATURES = (
    Signature(
        rf"^(?:[^\n:]{{1,80}}: ){{0,2}}(?P<script>[\w./+-]+): /[\w./+-]+{_CR}: bad interpreter",
        "bad interpreter",
    ),
    Signature(
        rf"^(?:/usr/bin/)?env: (?:can't execute )?['\u2018\"]?[\w./+-]+{_CR}['\u2019\"]?: No such",
        "No such file",
    ),
    Signature(
        r"^(?P<script>[\w./+-]+): line \d+: (?:\$'[^'\n]*\\r'|'?\\r'?): command not found",
        "command not found",
    ),
    Signature(
        rf"^(?P<script>[\w./+-]+): (?:line )?\d+: [\w./+-]*{_CR}: not found",
        "not found",
    ),
    Signature(
        rf"^(?P<script>[\w./+-]+): (?:line )?\d+: set: (?:Illegal option -|-)\s*(?:{_CR}|$)",
        "set:",
    ),
    Signature(r"^['\u2019]?: (?:No such file or directory|not found|command not found)\s*$"),
)
_NAMED = re.compile(r"[\w./+-]+\.sh\b")


def _check(case: Case) -> Told | None:
    if case.exit_code in {None, 0}:
        return None
    for signature in _SIGNATURES:
        hits = tuple(signature.hits(case.log))
        if hits:
            script = hits[0].match.groupdict().get("script") or ""
            return _told(case, script, proofs(hits))
    return None


def _told(case: Case, script: str, because: tuple[Proof, ...]) -> Told:
    shell = script.rpartition("/")[2] in {"sh", "bash", "dash", "ash", ""}
    named = _NAMED.search(case.script)
    name = (named[0] if named else "") if shell else script
    shown = f"`{name}`" if name else "A script of the step"
    return Told(
        cause=f"{shown} has the line ends of Windows (CR LF), which no shell understands.",
        because=because,
        advice=(
            f"Save it with LF: `*.sh text eol=lf` in .gitattributes and check it out again, or "
            f"run `sed -i 's/\\r$//' {name or 'FILE'}` before it."
        ),
        commands=(f"head -n 1 {name or 'FILE'} | od -c",),
        confidence=0.95,
    )


RULE = Rule(
    code="BB175",
    name="exec-crlf",
    title="A script has the line ends of Windows",
    category=Category.EXEC_CRLF,
    rank=Rank.REPOSITORY,
    fault=Fault.CONTEXT,
    check=_check,
    page=Page(
        meaning=(
            "The file was saved or checked out on Windows. The carriage return at the end of "
            "each line becomes part of the interpreter's name or of the last word."
        ),
        instruction="RUN ./setup.sh",
        example="env: 'bash\\r': No such file or directory",
        fix="Save the file with LF line ends; .gitattributes keeps it so.",
        exit_code=127,
    ),
)
