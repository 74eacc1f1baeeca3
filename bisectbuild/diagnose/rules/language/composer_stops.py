"""composer stops: no composer.json, a lock file that does not fit, a plugin, no solution."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import absent
from bisectbuild.diagnose.signature import Signature

_FILE = Signature(
    r"^[ \t]*Composer could not find a (?:composer\.json|config) file in (?P<path>\S+)",
    "Composer could not find a",
)
_LOCK = Signature(
    r"^[ \t]*(?:- Required (?:\(in require-dev\) )?package \"(?P<name>[^\"\n]+)\" is (?:not "
    r"present in the lock file"
    r"|in the lock file as \"[^\"\n]*\" but that does not satisfy your constraint)"
    r"|Your lock file does not contain a compatible set of packages)",
    "the lock file",
    "Your lock file",
)
_PLUGIN = Signature(
    r"(?P<name>[\w.-]+/[\w.-]+) (?:\([^)\n]*\) )?contains a Composer plugin which is blocked by "
    r"your "
    r"allow-plugins config",
    "blocked by your allow-plugins",
)
_ROOT = Signature(
    r"^[ \t]*- (?P<what>\S+\[[^\]\n]*\] requires? [^\n]+|Root composer\.json requires [^\n]+"
    r"|[\w./-]+ [\w.-]+ requires [^\n]+-> "
    r"(?:found|could not be "
    r"found)[^\n]+|The requested package [^\n]+|[\w./-]+ is locked to version [^\n]+)",
    "requires ",
    "] require ",
    "The requested package",
    "is locked to version",
)
_SOLVE = Signature(
    r"Your requirements could not be resolved to an installable set of packages",
    "could not be resolved",
)
_INVALID = Signature(
    r"^[ \t]*(?P<what>\S+ is invalid, it should not contain uppercase characters[^\n]*"
    r"|\"\S*composer\.json\" does not (?:match the expected JSON schema|contain valid JSON)[^\n]*)",
    "is invalid, it should",
    "composer.json",
)
# A PHP or an extension that does not fit is another rule's, which names it.
_PLATFORM: Final = re.compile(r" requires (?:php |(?:PHP extension )?ext-)")
_MEMORY = Signature(
    r"Allowed memory size of \d+ bytes exhausted[^\n]*composer", "Allowed memory size"
)


def _check(case: Case) -> Told | None:
    hit = _FILE.last(case.log)
    if hit is not None:
        folder = hit["path"].rstrip("/")
        return absent.told(case, hit, f"{folder}/composer.json".lstrip(), "composer")
    plugin = _PLUGIN.last(case.log)
    if plugin is not None:
        return Told(
            cause=f"composer does not run the plugin {plugin['name']}, which nothing allows.",
            because=proofs((plugin,)),
            advice=(
                f"Run `composer config allow-plugins.{plugin['name']} true` and commit "
                "composer.json (or `--no-plugins` where it is not needed)."
            ),
            commands=("composer config allow-plugins",),
            confidence=0.97,
            category=Category.ENV_POLICY,
        )
    return _solution(case)


def _solution(case: Case) -> Told | None:
    locks = tuple(_LOCK.hits(case.log))
    named = [hit for hit in locks if hit["name"]]
    if named:
        return Told(
            cause=f"composer.lock does not fit composer.json: {named[-1]['name']} is missing in it "
            "or has another version.",
            because=proofs(locks),
            advice="Run `composer update` for it outside of the build, and commit composer.lock.",
            commands=("composer validate",),
            confidence=0.96,
            category=Category.LOCKFILE_MISMATCH,
        )
    solve, memory = _SOLVE.last(case.log), _MEMORY.last(case.log)
    if memory is not None:
        return Told(
            cause="PHP's memory limit stopped composer.",
            because=proofs((memory,)),
            advice="Set `ENV COMPOSER_MEMORY_LIMIT=-1`, or use composer 2 and a lock file.",
            confidence=0.95,
            category=Category.RESOURCE_MEM,
        )
    invalid = _INVALID.last(case.log)
    if solve is None and not locks and invalid is None:
        return None
    if solve is None and not locks and invalid is not None:
        return Told(
            cause=f"composer does not accept composer.json: {invalid['what'].strip().rstrip('.')}.",
            because=proofs((invalid,)),
            advice="Correct that entry, or use the composer version that accepted it.",
            commands=("composer validate", "composer --version"),
            confidence=0.9,
            category=Category.APP_CONFIG,
        )
    if _PLATFORM.search(case.log.text):
        return None
    reasons = list(_ROOT.hits(case.log))
    hits = [*locks[-1:], *([solve] if solve else []), *reasons[:3]]
    why = reasons[0]["what"].strip().rstrip(".") if reasons else "it names no reason"
    return Told(
        cause=f"composer finds no set of packages that fits: {why[:240]}.",
        because=proofs(hits),
        advice=(
            "Loosen that requirement, or update the packages outside of the build and commit "
            "composer.lock."
        ),
        commands=("composer why-not PACKAGE VERSION", "composer diagnose"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB490",
    name="composer-stops",
    title="composer finds no way to install the project",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The requirements contradict each other or the lock file, a plugin is not allowed, "
        "or composer.json is not there.",
        instruction="RUN composer install",
        example="Your requirements could not be resolved to an installable set of packages.\n\n"
        "  Problem 1\n    - Root composer.json requires plum/press ^9.0, found plum/press[8.4.0] "
        "but it does not match the constraint.",
        fix="Do what the first line of the problem asks for.",
        exit_code=2,
    ),
)
