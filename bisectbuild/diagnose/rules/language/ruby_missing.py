"""Ruby's project files or gems are not where the step runs: the Gemfile, a path gem, a require."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import absent
from bisectbuild.diagnose.signature import Signature

_GEMFILE = Signature(
    r"^Could not locate Gemfile(?: or \.bundle/ directory)?|^\[!\] There was an error parsing "
    r"`Gemfile`: "
    r"(?:No such file or directory @ rb_sysopen - |There was an error[^\n]*@ rb_sysopen - "
    r")(?P<read>\S+?)\.? ",
    "Could not locate Gemfile",
    "rb_sysopen",
)
_PATH = Signature(r"^The path `(?P<path>[^`\n]+)` does not exist\.", "does not exist.")
_GEMSPEC = Signature(
    r"There are no gemspecs at (?P<path>\S+?)\.?(?:\s|$)", "There are no gemspecs at"
)
_REQUIRE = Signature(
    r"(?:cannot load such file -- |no such file to load -- )(?P<name>[\w./-]+)(?: \(LoadError\))?",
    "cannot load such file",
    "no such file to load",
)
# A gem that is only tried, and not found, is told of long before the end.
_LAST = 80
_BUNDLED = {"base64", "bigdecimal", "csv", "drb", "mutex_m", "observer", "abbrev", "nkf", "syslog",
            "getoptlong", "rinda", "resolv-replace", "fiddle", "logger", "ostruct", "pstore", "irb",
            "benchmark", "reline", "readline"}  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _GEMFILE.last(case.log)
    if hit is not None:
        return absent.told(case, hit, hit["read"] or "Gemfile", "bundler")
    hit = _PATH.last(case.log) or _GEMSPEC.last(case.log)
    if hit is not None and ("gem" in case.log.text.lower() or "bundle" in case.script):
        return absent.told(case, hit, hit["path"], "bundler", directory=True)
    hit = _REQUIRE.last(case.log.tail(_LAST))
    if hit is None or hit["name"] == "mkmf":
        return None
    name = hit["name"]
    own = name.startswith(("/", "."))
    top = name.partition("/")[0]
    dropped = top in _BUNDLED
    return Told(
        cause=f"Ruby finds no file or gem `{name}` to require.",
        because=proofs((hit,)),
        advice=(
            "COPY that file before this step."
            if own
            else f'Newer Rubies no longer bring {top}: add `gem "{top}"` to the Gemfile.'
            if dropped
            else f"Add the gem that brings {top} to the Gemfile (and to the groups that "
            "BUNDLE_WITHOUT leaves in), or COPY the project's lib directory before this step."
        ),
        commands=("ruby --version", "gem list", "bundle config"),
        confidence=0.75,
        category=Category.APP_RUN,
    )


RULE = Rule(
    code="BB484",
    name="ruby-missing",
    title="A file or gem that Ruby needs is missing",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="bundler finds no Gemfile where it runs, a gem's path is not copied, or a program "
        "requires what is not installed.",
        instruction="RUN bundle install",
        example="Could not locate Gemfile",
        fix="COPY the Gemfile and what it names before the RUN.",
        exit_code=10,
    ),
)
