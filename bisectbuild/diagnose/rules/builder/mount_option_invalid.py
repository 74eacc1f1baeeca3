"""An option of `RUN --mount` does not exist or does not fit."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.dockerfile_words import on_line
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_KEY = Signature(
    r"unexpected key '(?P<key>[^'\n]*)' (?:in|for) [\"']?(?P<all>[^\"'\n(]*)"
    r"|invalid field '(?P<field>[^'\n]*)' must be a key=value pair"
)
_TYPE = Signature(r"unsupported mount type \"?(?P<type>[\w-]+)\"?")
_TARGET = Signature(
    r"invalid (?:mount )?target \"?(?P<target>[^\s\"]*)|(?:mount )?target (?:is )?required"
)
_VALUE = Signature(
    r"invalid value (?:for )?'?(?P<key>[\w-]+)'?: (?P<value>[^\n]+)"
    r"|unsupported sharing value \"?(?P<sharing>\w+)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _KEY, _TYPE, _TARGET, _VALUE)
    if not heard or case.exit_code is not None or not (heard["key"] or _is_mount(case)):
        return None
    where = on_line(case)
    if key := heard["key"] or heard["field"]:
        cause = f"`--mount`{where} has an option `{key}` that is not known or not well formed."
        advice = "Correct it; options are `key=value` parted by commas, without spaces."
    elif kind := heard["type"]:
        cause = f"`--mount`{where} asks for the type `{kind}`, which does not exist here."
        advice = "Write bind, cache, tmpfs, secret or ssh; some need BuildKit to be newer."
    elif sharing := heard["sharing"]:
        cause = f"`--mount`{where} has the sharing `{sharing}`, which does not exist."
        advice = "Write shared, private or locked."
    else:
        cause = f"`--mount`{where} has no usable target `{heard['target']}`."
        advice = "Write `target=/path` with a path below the root."
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.93)


def _is_mount(case: Case) -> bool:
    return case.keyword in {"RUN", ""} and ("--mount" in case.source or "mount" in case.message)


RULE = Rule(
    code="BB151",
    name="mount-option-invalid",
    title="An option of --mount is not known",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The options of `RUN --mount` depend on its type, and are parted by commas.",
        instruction="RUN --mount=type=cache,traget=/root/.cache tide fetch",
        example=(
            "dockerfile parse error on line 3: unexpected key 'traget' in "
            "'traget=/root/.cache' (did you mean target?)"
        ),
        fix="Correct the option.",
        exit_code=None,
    ),
)
