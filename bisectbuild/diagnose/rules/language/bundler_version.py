"""The lock file or the Gemfile wants another bundler than the image has."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LOCKED = Signature(
    r"Could not find 'bundler' \((?P<wants>[\d.]+)\) required by your (?P<lock>\S+Gemfile\.lock"
    r"|\S+\.lock)",
    "Could not find 'bundler'",
)
_MUST = Signature(
    r"^You must use Bundler (?P<wants>\d+) or greater with this lockfile", "You must use"
)
_NONE = Signature(
    r"can't find gem bundler \((?P<wants>[^)\n]+)\) with executable bundle",
    "can't find gem bundler",
)
_GEMFILE = Signature(
    r"^[ \t]*bundler \((?P<wants>[^)\n]+)\)\n(?:[ \t]*\n)?[ \t]*Current Bundler version:\n[ "
    r"\t]*bundler "
    r"\((?P<has>[\d.]+)\)",
    "Current Bundler version:",
)
_UNINITIALIZED = Signature(
    r"(?:undefined method `untaint' for|uninitialized constant "
    r"(?:Gem::)?(?P<what>DidYouMean::SPELL|"
    r"Bundler::\w+|Gem::Resolver::\w+))[^\n]*",
    "untaint",
    "uninitialized constant",
)


def _check(case: Case) -> Told | None:
    for form in (_LOCKED, _MUST, _NONE, _GEMFILE):
        hit = form.last(case.log)
        if hit is None:
            continue
        groups = hit.match.groupdict()
        wants = hit["wants"]
        who = groups.get("lock") or ("The Gemfile" if groups.get("has") else "The lock file")
        if form is _NONE:
            cause = f"Ruby finds no bundler that fits Gemfile.lock's BUNDLED WITH ({wants})."
        else:
            at_least = " or later" if form is _MUST else ""
            has = f", and the image has {groups['has']}" if groups.get("has") else (
                ", which is not installed"
            )  # fmt: skip
            cause = f"{who} wants bundler {wants}{at_least}{has}."
        pin = wants if wants.replace(".", "").isdigit() and "." in wants else ""
        return Told(
            cause=cause,
            because=proofs((hit,)),
            advice=(
                f"Run `gem install bundler -v {pin}` before `bundle install`"
                if pin
                else f"Run `gem install bundler -v '{_range(wants)}'` before `bundle install`"
            )
            + ", or renew the lock file with the image's bundler (`bundle update --bundler`).",
            commands=("bundle --version", "gem list bundler", "tail -3 Gemfile.lock"),
            confidence=0.96,
        )
    hit = _UNINITIALIZED.last(case.log)
    if hit is None or "bundler" not in case.log.text:
        return None
    return Told(
        cause="The bundler of this image is too old for its Ruby: it uses what Ruby has dropped.",
        because=proofs((hit,)),
        advice="Install a newer bundler (2.4 or later) and renew BUNDLED WITH in Gemfile.lock.",
        commands=("ruby --version", "bundle --version"),
        confidence=0.8,
    )


def _range(wants: str) -> str:
    if wants.startswith(">= 0"):
        return "VERSION"
    return f"~> {wants}.0" if wants.isdigit() else wants


RULE = Rule(
    code="BB477",
    name="bundler-version",
    title="Another bundler is wanted than the image has",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Gemfile.lock says which bundler wrote it (BUNDLED WITH), and the image's is of "
        "another major version, or none is.",
        instruction="RUN bundle install",
        example="rubygems.rb:275:in `find_spec_for_exe': Could not find 'bundler' (1.17.3) "
        "required by your /app/Gemfile.lock. (Gem::GemNotFoundException)",
        fix="Install that bundler, or renew the lock file.",
    ),
)
