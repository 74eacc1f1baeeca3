"""A gem (bundler itself, often) wants a newer Ruby or RubyGems than the image has."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_GEM = Signature(
    r"^[ \t]*(?:ERROR:  )?(?P<name>[\w.-]+) requires (?P<what>Ruby|RubyGems) version "
    r"(?P<wants>[^\n]+?)\.?"
    r"(?: The current (?:ruby|RubyGems) version is (?P<has>[\d.]+\d)\.?[^\n]*)?$",
    " requires Ruby",
)
_BUNDLE = Signature(
    r"^[ \t]*(?P<name>[\w.-]+?)-(?P<version>\d[\w.]*) requires (?:ruby|rubygems) version "
    r"(?P<wants>[^\n,]+"
    r"(?:, [<>=!~][^\n,]+)?), which is incompatible with the current version, (?:ruby "
    r")?(?P<has>[\d.]+\d)",
    "which is incompatible with the current version",
)
_CHAIN = Signature(
    r"^[ \t]*(?:So, )?[Bb]ecause [^\n]*?(?P<name>[\w.-]+)(?: [<>=~][^\n]*?)? depends on Ruby "
    r"(?P<wants>[<>=~][^\n,]+)",
    "depends on Ruby ",
)
_CURRENT = Signature(r"current Ruby version is = (?P<has>[\d.]+)", "current Ruby version is")
_OLD = Signature(
    r"^[ \t]*(?P<name>[\w.-]+) \([^)\n]*\)(?: was resolved to (?P<version>[\w.]+))?,? which "
    r"depends on\n"
    r"[ \t]*(?:R|r)uby \((?P<wants>[^)\n]+)\)",
    "which depends on",
)
_OLD_HAS = Signature(
    r"Current (?:R|r)uby version:\n[ \t]*(?:R|r)uby \(= (?P<has>[\d.]+\d)", "uby version:"
)
_LAST = Signature(
    r"The last version of (?P<name>\S+) \([^)\n]*\) to support your Ruby & RubyGems was "
    r"(?P<version>[\w.]+\w)",
    "to support your Ruby",
)


def _check(case: Case) -> Told | None:
    for form, has in ((_GEM, None), (_BUNDLE, None), (_CHAIN, _CURRENT), (_OLD, _OLD_HAS)):
        hit = form.last(case.log)
        if hit is None:
            continue
        current = has.last(case.log) if has is not None else None
        if has is not None and current is None:
            continue
        version = current["has"] if current is not None else hit["has"]
        return _told(case, hit, version)
    return None


def _told(case: Case, hit: Hit, has: str) -> Told:
    name, wants = hit["name"], hit["wants"].strip()
    groups = hit.match.groupdict()
    what = groups.get("what") or "Ruby"
    last = next((each for each in _LAST.hits(case.log) if each["name"] == name), None)
    version = f" {groups['version']}" if groups.get("version") else ""
    pin = (
        f"Ask for the last version that this Ruby supports: `gem install {name} -v "
        f"{last['version']}`"
        if last is not None
        else f"Pin {name} to a version that supports this Ruby (`-v`, or in the Gemfile)"
    )
    newer = (
        "run `gem update --system` first with a version that this Ruby takes"
        if what == "RubyGems"
        else "take a base image with a newer Ruby"
    )
    return Told(
        cause=f"{name}{version} needs {what} {wants}"
        + (f", and the image has {has}." if has else ", and the image's is another."),
        because=proofs((hit, *((last,) if last is not None else ()))),
        advice=f"{pin}, or {newer}.",
        commands=("ruby --version", "gem --version", "bundle --version"),
        confidence=0.97,
    )


RULE = Rule(
    code="BB476",
    name="gem-needs-ruby",
    title="A gem needs another Ruby version",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A gem without a pin comes in its newest version, which no longer supports the "
        "image's Ruby.",
        instruction="RUN gem install bundler",
        example="ERROR:  Error installing bundler:\n"
        "\tThe last version of bundler (>= 0) to support your Ruby & RubyGems was 2.4.22. Try "
        "installing it with `gem install bundler -v 2.4.22`\n"
        "\tbundler requires Ruby version >= 3.0.0. The current ruby version is 2.7.5.203.",
        fix="Pin the gem's version, or take a newer Ruby.",
    ),
)
