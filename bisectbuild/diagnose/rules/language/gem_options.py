"""gem or bundler is called with what this version does not know, or for what is not there."""

from __future__ import annotations

from shlex import quote

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_OPTION = Signature(
    r"^ERROR:  While executing gem \.\.\. \((?:Gem::)?OptionParser::InvalidOption\)\n[ "
    r"\t]*invalid option: "
    r"(?P<gem>--?[\w-]+)"
    r"|^\[REMOVED\] The `(?P<bundle>--[\w-]+)` flag has been removed"
    r"|^Unknown switches [\"'](?P<switch>--[\w-]+)",
    "invalid option: ",
    "[REMOVED] The",
    "Unknown switches",
)
_EXECUTABLE = Signature(
    r"^bundler: command not found: (?P<name>\S+)"
    r"|can't find executable (?P<exe>\S+) (?:for gem|in gem)",
    "bundler: command not found",
    "can't find executable",
)


def _check(case: Case) -> Told | None:
    option = _OPTION.last(case.log)
    if option is not None:
        name = option["gem"] or option["bundle"] or option["switch"]
        docs = name in {"--no-ri", "--no-rdoc"}
        tool = "gem" if option["gem"] else "bundler"
        return Told(
            cause=f"The image's {tool} has no option {name}.",
            because=proofs((option,)),
            advice=(
                "Write `--no-document` instead of `--no-ri --no-rdoc` (RubyGems 3 dropped them)."
                if docs
                else f"Leave it out; what it set is now `bundle config set {name.lstrip('-')} …` "
                "(or a BUNDLE_… variable)."
                if tool == "bundler"
                else "See `gem help install` for what this version calls it."
            ),
            commands=("gem --version", "bundle --version"),
            confidence=0.97,
        )
    missing = _EXECUTABLE.last(case.log)
    if missing is None:
        return None
    name = missing["name"] or missing["exe"]
    return Told(
        cause=f"No gem of the bundle brings the command {name}.",
        because=proofs((missing,)),
        advice=(
            f"Add the gem that brings {name} to the Gemfile (to a group that BUNDLE_WITHOUT leaves "
            "in) and run `bundle install` before this step; or correct the name."
        ),
        commands=("bundle config", f"gem contents --all | grep -w {quote(name)}"),
        confidence=0.93,
        category=Category.TOOL_MISSING,
    )


RULE = Rule(
    code="BB485",
    name="gem-options",
    title="gem or bundler does not know what it is called with",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="RubyGems 3 and bundler 4 dropped options that old Dockerfiles pass, and `bundle "
        "exec` runs only what the bundle holds.",
        instruction="RUN gem install plumrack --no-ri --no-rdoc",
        example="ERROR:  While executing gem ... (OptionParser::InvalidOption)\n"
        "    invalid option: --no-ri",
        fix="Use the options of today's version.",
    ),
)
