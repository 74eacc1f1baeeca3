"""A gem, or the version of it, is in none of the sources."""

from __future__ import annotations

import re
from shlex import quote
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_LOCKED = Signature(
    r"^[ \t]*Your bundle is locked to (?P<name>\S+) \((?P<version>[^)\n]+)\)(?: from [^\n]*?)?, "
    r"but that "
    r"version (?:could not be|can no longer be) found"
    r"|^[ \t]*Your bundle is locked to (?P<yanked>\S+) \((?P<yversion>[^)\n]+)\) from"
    r"|^(?P<ygem>\S+) "
    r"\((?P<yv>[^)\n]+)\) has been yanked",
    "Your bundle is locked to",
    "has been yanked",
)
_NONE = Signature(
    r"^(?:ERROR:  )?Could not find (?:a valid gem '(?P<valid>[^'\n]+)' \([^)\n]*\)|gem "
    r"'(?P<gem>[^'\n]+)' in|"
    r"(?P<full>[\w.-]+-\d[\w.]*)(?:, [\w., -]+)? in (?:any of the sources|(?:the )?locally "
    r"installed gems|"
    r"rubygems repository [^\n]*|cached gems))",
    "Could not find ",
)
_UNSET: Final = re.compile(r"^(?P<name>[\w.-]+?)(?: \((?P<range>[^)]+)\))?$")
_INSTALL: Final = re.compile(r"\bbundle (?:install|update|package)|^RUN bundle\s*$")


def _check(case: Case) -> Told | None:
    locked = _LOCKED.last(case.log)
    if locked is not None:
        name = locked["name"] or locked["yanked"] or locked["ygem"]
        version = locked["version"] or locked["yversion"] or locked["yv"]
        return _gone(locked, name, version)
    hit = _NONE.last(case.log)
    if hit is None:
        return None
    if hit["full"] and "locally installed" in hit.line and not _INSTALL.search(case.script):
        return _not_installed(hit)
    what = hit["valid"] or hit["gem"] or hit["full"]
    if hit["full"]:
        name, _, version = what.rpartition("-")
        return _gone(hit, name, version)
    if what.startswith("bundler"):
        return None
    return Told(
        cause=f"No source of gems has {what}.",
        because=proofs((hit,)),
        advice=(
            "Correct the name or the version. If the gem is private, name its source and give the "
            "build the login as a secret; if it should be local, COPY it before this step."
        ),
        commands=("gem sources", "cat Gemfile"),
        confidence=0.9,
        category=Category.PKG_NOT_FOUND,
    )


def _gone(hit: Hit, name: str, version: str) -> Told:
    return Told(
        cause=f"The lock file holds {name} {version}, which no source of gems has (any more).",
        because=proofs((hit,)),
        advice=(
            f"Run `bundle update {name} --conservative` outside of the build and commit "
            "Gemfile.lock; the version was withdrawn, or belongs to a source or platform that "
            "the build does not see."
        ),
        commands=(f"grep -n {quote(name)} Gemfile.lock", "bundle platform"),
        confidence=0.93,
    )


def _not_installed(hit: Hit) -> Told:
    return Told(
        cause=f"{hit['full']} of the Gemfile is not installed in the image.",
        because=proofs((hit,)),
        advice=(
            "Run `bundle install` before this step with the same BUNDLE_PATH, BUNDLE_WITHOUT and "
            "user; in a later stage, copy the bundle directory and .bundle/config as well."
        ),
        commands=("bundle config", "bundle check", "gem env"),
        confidence=0.9,
        category=Category.FILE_MISSING,
        fault=Fault.DOCKERFILE,
    )


RULE = Rule(
    code="BB478",
    name="gem-missing",
    title="No source has that gem",
    category=Category.PKG_VERSION_GONE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="bundler asks for a gem or a version that the sources do not have: withdrawn, "
        "misspelled, private, or made for other platforms.",
        instruction="RUN bundle install",
        example="Fetching gem metadata from https://gems.example/.......\n"
        "Could not find plumstrap-3.2.0.2 in any of the sources",
        fix="Update that gem and commit the lock file.",
        exit_code=7,
    ),
)
