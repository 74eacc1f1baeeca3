"""A pecl package does not support this PHP, or is not there."""

from __future__ import annotations

from shlex import quote

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_PHP = Signature(
    r"^(?:pecl/)?(?P<name>[\w.-]+) requires PHP \((?P<wants>[^)\n]+)\), installed version is "
    r"(?P<has>[\d.]+\w*)",
    "requires PHP (",
)
_NONE = Signature(
    r"^(?:No releases available for package \"(?:[\w.-]+/)?(?P<name>[^\"/\n]+)\""
    r"|Failed to download (?:pecl/)?(?P<failed>[^\s,]+)(?: within preferred state "
    r"\"(?P<state>\w+)\", latest "
    r"release is version (?P<latest>[\w.]+))?)",
    "No releases available",
    "Failed to download pecl",
)
_BUILD = Signature(r"^ERROR: `(?P<what>[^'`\n]+)' failed", "' failed")
_ERROR = Signature(
    r"^(?P<what>\S+\.(?:c|cc|cpp|h):\d+(?::\d+)?: (?:fatal )?error: [^\n]+)", "error: "
)


def _check(case: Case) -> Told | None:
    hit = _PHP.last(case.log)
    if hit is not None:
        name = hit["name"]
        return Told(
            cause=f"The newest {name} of pecl needs PHP ({hit['wants']}), and the image has "
            f"{hit['has']}.",
            because=proofs((hit,)),
            advice=(
                f"Name the last release that supports this PHP (`pecl install {name}-VERSION`), "
                "or take a base image with a newer PHP."
            ),
            commands=("php -v", f"pecl remote-info {name}"),
            confidence=0.97,
        )
    hit = _NONE.last(case.log)
    if hit is None:
        return _compile(case)
    name = hit["name"] or hit["failed"]
    if hit["latest"]:
        return Told(
            cause=f"{name} has no {hit['state']} release in pecl; the latest is {hit['latest']}.",
            because=proofs((hit,)),
            advice=f"Name it: `pecl install {name}-{hit['latest']}`.",
            confidence=0.96,
            category=Category.PKG_VERSION_GONE,
        )
    return Told(
        cause=f"pecl gives no release of {name}.",
        because=proofs((hit,)),
        advice=(
            "Correct the name; if it is right, pecl's server did not answer: try again, or build "
            "the extension from its source archive."
        ),
        commands=(f"pecl search {quote(name)}",),
        confidence=0.7,
        category=Category.PKG_NOT_FOUND,
        fault=Fault.WORLD,
    )


def _compile(case: Case) -> Told | None:
    built, error = _BUILD.last(case.log), _ERROR.first(case.log)
    if built is None or error is None or "pecl" not in case.script:
        return None
    return Told(
        cause=f"A pecl extension does not compile against this PHP: {error['what'][:160]}.",
        because=proofs((error, built)),
        advice="Name a release of it that supports this PHP (`pecl install NAME-VERSION`).",
        commands=("php -v",),
        confidence=0.75,
    )


RULE = Rule(
    code="BB488",
    name="pecl-version",
    title="A pecl package does not fit this PHP",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="pecl installs the newest release unless told otherwise, and that one supports "
        "newer PHPs only.",
        instruction="RUN pecl install plumdebug",
        example="pecl/plumdebug requires PHP (version >= 8.1.0), installed version is 7.4.33\n"
        "No valid packages found\ninstall failed",
        fix="Name the release: pecl install NAME-VERSION.",
    ),
)
