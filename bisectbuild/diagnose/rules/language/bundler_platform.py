"""Gemfile.lock was written for other platforms than the image's."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"Your bundle only supports platforms (?P<has>\[[^\]\n]*\])\s+but your local platform(?:s "
    r"are|\s+is)\s+"
    r"\[?\"?(?P<wants>[\w.-]+)",
    "Your bundle only supports platforms",
)
_GEM = Signature(
    r"Could not find gems? (?:matching )?'(?P<name>[^'\n]+)' (?:valid for all resolution "
    r"platforms|with platform "
    r"'(?P<wants>[^'\n]+)')",
    "valid for all resolution platforms",
    "with platform",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is not None:
        wants = hit["wants"].rstrip(".")
        cause = f"Gemfile.lock supports {hit['has']} only, and the image is {wants}."
    else:
        hit = _GEM.last(case.log)
        if hit is None:
            return None
        wants = hit["wants"] or "x86_64-linux"
        cause = f"{hit['name']} has no release for every platform that Gemfile.lock names."
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=(
            f"Run `bundle lock --add-platform {wants}` outside of the build (for Alpine "
            "x86_64-linux-musl, for arm64 aarch64-linux as well) and commit Gemfile.lock."
        ),
        commands=("bundle platform", "grep -A6 PLATFORMS Gemfile.lock"),
        confidence=0.96,
    )


RULE = Rule(
    code="BB480",
    name="bundler-platform",
    title="Gemfile.lock lacks the image's platform",
    category=Category.LOCKFILE_MISMATCH,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The lock file was written on another system (macOS, Windows, another CPU) and "
        "does not name the image's platform.",
        instruction="RUN bundle install",
        example='Your bundle only supports platforms ["arm64-darwin-23"] but your local platform '
        "is x86_64-linux. Add the current platform to the lockfile with\n"
        "`bundle lock --add-platform x86_64-linux` and try again.",
        fix="Add the platform to the lock file.",
        exit_code=16,
    ),
)
