"""docker's own command line has a flag or value that it refuses."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_FLAG = Signature(
    r"^unknown (?:shorthand )?flag: (?P<flag>'\w' in -\w+|--[\w-]+)(?:\s|$)(?![^\n]*parse error)"
)
_VALUE = Signature(
    r'invalid argument "(?P<value>[^"\n]*)" for "(?P<flag>[^"\n]+)" flag: (?P<why>[^\n]+)'
)
_TAG = Signature(r'invalid tag "(?P<value>[^"\n]*)": (?P<why>[^\n]+)')
_NO_TAG = Signature(r"tag is needed when pushing to registry")


def _check(case: Case) -> Told | None:
    if case.exit_code is not None or "parse error" in case.message or case.keyword == "RUN":
        return None
    if heard := hear(case, _VALUE, _TAG):
        flag = heard["flag"] or "--tag"
        cause = (
            f"`{flag}` is given `{heard['value']}`, which it refuses: {heard['why'].rstrip('.')}."
        )
        advice = "Correct the value; a tag is `name:tag` in lower case, without empty parts."
    elif heard := hear(case, _NO_TAG):
        cause = "--push was given, and no tag to push to."
        advice = "Add `-t registry/name:tag`."
    elif heard := hear(case, _FLAG):
        cause = f"docker build knows no flag `{heard['flag']}`."
        advice = (
            "Look at `docker build --help`; some flags are buildx's, some the legacy builder's."
        )
    else:
        return None
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.95)


RULE = Rule(
    code="BB195",
    name="command-line",
    title="docker's command line has a flag or value that it refuses",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="Nothing was built: a flag does not exist, or its value is not well formed.",
        instruction="",
        example=(
            'invalid argument "Kiosk:1" for "-t, --tag" flag: invalid reference format: '
            "repository name must be lowercase"
        ),
        fix="Correct the command.",
        exit_code=None,
    ),
)
