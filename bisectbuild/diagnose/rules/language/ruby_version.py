"""The Gemfile names one Ruby, and the image has another."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"Your Ruby version is (?P<has>[\d.]+)(?:p\d+)?, but your Gemfile specified (?P<wants>[^\n]+?)"
    r"(?: \(Bundler::RubyVersionMismatch\))?$",
    "but your Gemfile specified",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    wants = hit["wants"].strip()
    digits = wants.lstrip("~>=< ")
    return Told(
        cause=f"The Gemfile asks for Ruby {wants}, and the image has {hit['has']}.",
        because=proofs((hit,)),
        advice=(
            f"Take `FROM ruby:{digits}`, or change the `ruby` line of the Gemfile (and "
            ".ruby-version) to what the image has."
        ),
        commands=("ruby --version", "grep -n '^ruby' Gemfile", "cat .ruby-version"),
        confidence=0.98,
    )


RULE = Rule(
    code="BB475",
    name="ruby-version",
    title="The Gemfile asks for another Ruby",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="bundler holds the image's Ruby to the `ruby` line of the Gemfile, exactly.",
        instruction="RUN bundle install",
        example="Your Ruby version is 3.2.2, but your Gemfile specified 3.3.0",
        fix="Make the tag of the base image and the Gemfile the same.",
        exit_code=18,
    ),
)
