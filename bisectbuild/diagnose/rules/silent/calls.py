"""Which programs a step calls, as well as its text alone tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bisectbuild.diagnose.case import Case

_CONTINUED: Final = re.compile(r"\\\n(?:[ \t]*#[^\n]*\n)*")
_JOINT: Final = re.compile(r"(&&|\|\||;|\||\n|\(|\)|`|(?<![>&\d])&(?![>&\d]))")
# What may stand before a program's name and does not change its exit code.
_BEFORE: Final = re.compile(
    r"^(?:\s|[\"'{!@]|[A-Za-z_]\w*=(?:\"[^\"]*\"|'[^']*'|[^\s;&|]*)"
    r"|(?:sudo|exec|time|then|else|do|if|while|until|eval|env|nice|-c|-E)(?=\s)|command(?=\s+[^-\s])"
    r"|(?:/bin/)?(?:ba|da|a)?sh(?=\s+-\w*c\b)|-\w*c(?=\s))+"
)
_RUN: Final = re.compile(r"^\s*(?:ONBUILD\s+)?RUN\s+(?:--\S+\s+)*", re.IGNORECASE)
# A quoted word, unless it is what a shell is given to run, or a substitution.
_KEPT: Final = re.compile(r"(?<!c )(?:'[^'\n]*'|\"(?:[^\"\\\n`$]|\\.|\$(?!\())*\")")
_INNER: Final = re.compile(r"\$\(([^()]*)\)")
_MASKED: Final = "\ue000"
_URL: Final = re.compile(
    r"(?:https?|ftp)://[^\s|;&)]+|\$\{?\w*URL\w*\}?[^\s|;&)]*|\$\{?\w+\}?/[^\s|;&)]*"
)
# What `set -x` shows of a command that runs.
_TRACED: Final = re.compile(r"^\++ (.+)$")
_ALWAYS_SET: Final = frozenset(
    {"PATH", "HOME", "PWD", "HOSTNAME", "USER", "SHELL", "RANDOM", "UID"}
)
_LAST_TRACED: Final = 3
_VARIABLE: Final = re.compile(r"\$\{?([A-Za-z_]\w*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One command of a step: its text, its program's name, and the joint behind it.

    `tested` tells that its exit code decides something, so that it does not end the step.
    """

    text: str
    program: str
    after: str
    tested: bool


def calls(case: Case, *programs: str) -> tuple[Call, ...]:
    """Give the calls of the named programs in the failing command, else in the whole step.

    Where the step shows its commands (`set -x`), those that ran last are the failing ones.
    """
    found = _all(case.command) if case.command else _traced(case)
    own = tuple(call for call in found if call.program in programs)
    return own or (
        () if found else tuple(call for call in _all(case.source) if call.program in programs)
    )


def every(case: Case) -> tuple[Call, ...]:
    """Give all calls of the failing command, else of the whole step."""
    return _all(case.script)


def sureness(case: Case, found: tuple[Call, ...], *, codes: int = 1) -> float:
    """Say how sure it is that one of the calls failed: told, the only command, or one of many.

    `codes` is how many of the step's programs could return that code.
    """
    if case.command or _traced(case):
        return 0.85
    many = len(_all(case.source)) > len(found) + 2
    return round(0.75 - 0.1 * many - 0.15 * (codes > 1), 2)


def url_of(call: Call) -> str:
    """Give the URL that a call names, as written, "" where it names none."""
    match = _URL.search(call.text)
    return match[0].replace("'", "").replace('"', "") if match else ""


def unset(case: Case, text: str) -> str:
    """Give a variable of a text that the Dockerfile gives no value, "" where there is none.

    Only told where the file is known, and the step itself does not set it.
    """
    if case.dockerfile is None:
        return ""
    from bisectbuild.dockerfile.declared import declared  # noqa: PLC0415 - rarely needed

    given = dict(declared(case.dockerfile))
    for name in _VARIABLE.findall(text):
        if name in _ALWAYS_SET:
            continue
        if not given.get(name) and not re.search(
            rf"\b{name}=|\b(?:for|read) {name}\b", case.source
        ):
            return str(name)
    return ""


def _traced(case: Case) -> tuple[Call, ...]:
    """Give the last commands that `set -x` showed; a pipe shows several at once."""
    last = (line.replace(_MASKED, "") for line in case.log.lines[-40:])
    shown = [match[1] for line in last if (match := _TRACED.match(line))]
    return tuple(call for text in shown[-_LAST_TRACED:] for call in _calls(text, []))


def _all(script: str) -> tuple[Call, ...]:
    # A person's own sign of that kind would be taken for one of ours.
    text = _RUN.sub("", _CONTINUED.sub(" ", script.replace(_MASKED, "")))
    kept: list[str] = []

    def mask(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"{_MASKED}{len(kept) - 1}{_MASKED}"

    inner = [call for part in _INNER.findall(text) for call in _calls(part, [])]
    return (*inner, *_calls(_INNER.sub(mask, _KEPT.sub(mask, text)), kept))


def _calls(text: str, kept: list[str]) -> list[Call]:
    parts = _JOINT.split(text)
    found = []
    for place in range(0, len(parts), 2):
        rest = _shown(_BEFORE.sub("", parts[place]), kept).strip()
        if not rest:
            continue
        after = parts[place + 1] if place + 1 < len(parts) else ""
        head = parts[place].lstrip().split(maxsplit=1)[:1]
        found.append(
            Call(
                text=" ".join(rest.split()),
                program=rest.split()[0].strip("\"'").rpartition("/")[2],
                after=after,
                tested=head in (["if"], ["while"], ["until"], ["!"], ["elif"]) or after == "||",
            )
        )
    return found


def _shown(text: str, kept: list[str]) -> str:
    """Put back what was masked; within it there may be more."""
    while _MASKED in text:
        text = re.sub(rf"{_MASKED}(\d+){_MASKED}", lambda match: kept[int(match[1])], text)
    return text
