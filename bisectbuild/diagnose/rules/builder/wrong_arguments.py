"""An instruction has too few or too many words, or is not in the form that it wants."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.dockerfile_words import on_line
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"(?P<word>[A-Z]{3,11}) requires (?P<what>either one or three arguments"
    r"|at least (?:one|two) arguments?|exactly (?:one|two) arguments?"
    r"|the arguments to be in JSON form)"
)
_ONBUILD = Signature(
    r"(?P<word>[A-Z]{3,11}) isn't allowed as an (?P<what>ONBUILD trigger)"
    r"|Chaining (?P<chain>ONBUILD) via"
)
_FORMS: Final = {
    "ARG": "ARG name or ARG name=value",
    "COPY": "COPY source… destination",
    "ADD": "ADD source… destination",
    "FROM": "FROM image AS stage",
    "SHELL": 'SHELL ["/bin/bash", "-c"]',
    "ENV": "ENV name=value",
    "EXPOSE": "EXPOSE port",
    "USER": "USER name",
    "WORKDIR": "WORKDIR /path",
    "VOLUME": "VOLUME /path",
}


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE, _ONBUILD)
    if not heard or case.exit_code is not None:
        return None
    word, what = heard["word"] or "ONBUILD", heard["what"]
    if not what or what.startswith("ONBUILD"):
        cause = f"`{word}`{on_line(case)} may not stand behind ONBUILD."
        advice = "Write it without ONBUILD."
    else:
        cause = f"{word}{on_line(case)} wants {what.removeprefix('the ')}."
        form = _FORMS.get(word)
        advice = f"Write `{form}`." if form else "Give it what it wants, or take it out."
        if word == "FROM":
            advice = f"Write `{_FORMS['FROM']}`; a comment on the same line counts as words."
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.96)


RULE = Rule(
    code="BB144",
    name="wrong-arguments",
    title="An instruction has too few or too many words",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The instruction is not followed by as many words as it takes.",
        instruction="FROM gardener:2 as compile image",
        example="dockerfile parse error on line 1: FROM requires either one or three arguments",
        fix="Give it the words that it takes.",
        exit_code=None,
    ),
)
