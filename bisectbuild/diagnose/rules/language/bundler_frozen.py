"""bundler may not write the lock file, and would have to."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.words import listed
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"(?:You are trying to install in deployment mode after changing\s+your Gemfile"
    r"|(?:The (?:dependencies in your gemfile|gemspecs for path gems|list of sources)|Some "
    r"dependencies were "
    r"(?:deleted from|added to) your gemfile)[^\n]*,? but the lockfile can't be\s+updated "
    r"because frozen mode is set"
    r"|Cannot write a changed lockfile while frozen"
    r"|Your lock ?file is missing (?P<what>[^\n,]+), but (?:the lockfile )?can't be updated "
    r"because frozen"
    r"|Frozen mode is set, but there's no lockfile"
    r"|The --deployment flag requires a \S*Gemfile\.lock)",
    "deployment mode", "frozen", "Frozen mode", "--deployment flag",
)  # fmt: skip
_CHANGED = Signature(r"^\* (?P<name>[\w.-]+(?: \([^)\n]*\))?)$", "* ")


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    absent = "no lockfile" in hit.line or "--deployment flag" in hit.line
    changed = [each for each in _CHANGED.hits(case.log) if each.number > hit.number]
    names = listed(each["name"] for each in changed)
    if absent:
        return Told(
            cause="bundler is told to install from Gemfile.lock only, and it is not in the image.",
            because=proofs((hit,)),
            advice="COPY Gemfile.lock along with the Gemfile (see .dockerignore), and commit it.",
            commands=("ls -la Gemfile*", "bundle config"),
            confidence=0.96,
            category=Category.FILE_MISSING,
            fault=Fault.DOCKERFILE,
        )
    return Told(
        cause="Gemfile.lock does not fit the Gemfile, and bundler is frozen"
        + (f" (changed: {names})." if names else "."),
        because=proofs((hit, *changed)),
        advice="Run `bundle install` outside of the build and commit Gemfile.lock.",
        commands=("bundle config", "bundle lock --print | head"),
        confidence=0.97,
    )


RULE = Rule(
    code="BB479",
    name="bundler-frozen",
    title="Gemfile.lock does not fit the Gemfile",
    category=Category.LOCKFILE_MISMATCH,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="In deployment or frozen mode bundler installs what the lock file says and may "
        "not change it.",
        instruction="RUN bundle install",
        example="The dependencies in your gemfile changed, but the lockfile can't be updated "
        "because frozen mode is set\n\nYou have added to the Gemfile:\n* plumrack",
        fix="Update the lock file outside of the build.",
        exit_code=16,
    ),
)
