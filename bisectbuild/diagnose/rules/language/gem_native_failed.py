"""A gem could not be installed, and nothing more precise is known."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.gem_log import EXTENSION, gem
from bisectbuild.diagnose.signature import Signature

_INSTALL = Signature(
    r"^An error occurred while installing (?P<name>[\w.-]+) \((?P<version>[^)\n]+)\)"
    r"|^ERROR:  Error installing (?P<gem>[\w.-]+):",
    "An error occurred while installing",
    "Error installing",
)
_ERROR = Signature(
    r"^[ \t]*(?P<what>\S+\.(?:c|cc|cpp|h|rs):\d+(?::\d+)?: (?:fatal )?error: [^\n]+"
    r"|\*\*\* [^\n]*extconf\.rb failed[^\n]*|checking for [^\n]+\.\.\. no)$",
    "error: ",
    "extconf.rb failed",
    "... no",
)


def _check(case: Case) -> Told | None:
    built, installed = EXTENSION.last(case.log), _INSTALL.last(case.log)
    hit = built or installed
    if hit is None:
        return None
    name = gem(case.log) or "a gem"
    version = f" {installed['version']}" if installed and installed["version"] else ""
    errors = [each for each in _ERROR.hits(case.log) if built]
    told = [each for each in errors if "error: " in each.line] or errors[-1:]
    what = "Building the native extension of" if built else "Installing"
    return Told(
        cause=f"{what} {name}{version} failed"
        + (f": {told[0]['what'].strip()[:160]}." if told else "."),
        because=proofs((*told[:1], hit, *((installed,) if installed else ()))),
        advice=(
            f"Read the lines above and mkmf.log. Mostly {name} is older than this Ruby, compiler "
            "or library (take a newer release), or a -dev package is missing."
        ),
        commands=("ruby --version", "find / -name mkmf.log 2>/dev/null | xargs tail -20"),
        confidence=0.6,
    )


RULE = Rule(
    code="BB483",
    name="gem-native-failed",
    title="Installing a gem failed",
    category=Category.NATIVE_BUILD,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A gem could not be built or installed; its own lines above say why.",
        instruction="RUN bundle install",
        example="Gem::Ext::BuildError: ERROR: Failed to build gem native extension.\n"
        "mini_plum.c:90:5: error: dereferencing pointer to incomplete type 'DH'\n"
        "An error occurred while installing plumpuma (3.4.0), and Bundler cannot continue.",
        fix="Take a newer release of the gem, or install what it misses.",
        exit_code=5,
    ),
)
