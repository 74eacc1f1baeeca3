"""bundler finds no versions of gems that fit together."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_OLD = Signature(
    r"Bundler could not find compatible versions for gem \"(?P<name>[^\"\n]+)\":",
    "compatible versions",
)
_NEW = Signature(
    r"^Could not find compatible versions\n+(?P<why>(?:[^\n]+\n?){1,6})",
    "Could not find compatible",
)
_DUPLICATE = Signature(
    r"You cannot specify the same gem twice with different version requirements\.?\s+You "
    r"specified: "
    r"(?P<what>[^\n]+)",
    "same gem twice",
)


def _check(case: Case) -> Told | None:
    twice = _DUPLICATE.last(case.log)
    if twice is not None:
        cause = f"The Gemfile names one gem twice: {twice['what'].strip(' .')}."
        return Told(cause=cause, because=proofs((twice,)), advice="Keep one of the two lines.",
                    confidence=0.97)  # fmt: skip
    hit = _OLD.last(case.log)
    if hit is not None and hit["name"] != "bundler":
        cause = f"bundler finds no version of {hit['name']} that fits all who need it."
    else:
        hit = _NEW.last(case.log)
        # A Ruby or a bundler that does not fit is told by rules of their own.
        if hit is None or "current Ruby version" in case.log.text:
            return None
        cause = f"bundler finds no versions that fit: {' '.join(hit['why'].split())[:260]}"
        cause = f"{cause.rstrip('.')}."
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=(
            "Run `bundle update` for the gems that are named, outside of the build, or loosen "
            "their versions in the Gemfile; then commit Gemfile.lock."
        ),
        commands=("bundle --version", "cat Gemfile"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB481",
    name="gem-conflict",
    title="Gems' requirements contradict each other",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="No version of a gem satisfies both the Gemfile and the gems that depend on it.",
        instruction="RUN bundle install",
        example='Bundler could not find compatible versions for gem "plumrack":\n'
        "  In Gemfile:\n    plumrack (~> 3.0)\n\n    sinatree was resolved to 2.2, which "
        "depends on\n"
        "      plumrack (~> 2.2)",
        fix="Update or loosen the gems that are named.",
        exit_code=6,
    ),
)
