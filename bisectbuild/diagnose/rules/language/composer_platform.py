"""composer's packages want another PHP, or an extension that is not there."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.words import listed
from bisectbuild.diagnose.signature import Hit, Signature

_PHP = Signature(
    r"^[ \t]*(?:- )?(?P<who>Root composer\.json|[\w./-]+)(?: (?P<version>v?\d[\w.-]*|dev-\S+))?"
    r"(?: \([^)\n]*\))? requires php (?P<wants>[^\n]+?) (?:->|-|but) "
    r"(?:your php version \((?P<has>[\w.+-]+)[^)\n]*\)|no matching package found)",
    "requires php ",
)
_EXT = Signature(
    r"^[ \t]*(?:- )?(?P<who>Root composer\.json|[\w./-]+)(?: (?P<version>v?[\w.-]+))?(?: "
    r"\([^)\n]*\))? "
    r"requires (?:PHP extension )?ext-(?P<ext>[\w-]+) [^\n]*?(?:->|is missing|missing from your "
    r"system)"
    r"|^[ \t]*- The requested PHP extension (?:ext-)?(?P<old>[\w-]+) [^\n]*is missing from your "
    r"system",
    "requires ext-",
    "requires PHP extension",
    "requested PHP extension",
)
_RUN = Signature(
    r"Composer detected issues in your platform: (?P<what>Your Composer dependencies require "
    r"[^\n]+)",
    "Composer detected issues",
)
_OLD = Signature(
    r"This package requires php (?P<wants>[^\n]+?) but your PHP version \((?P<has>[^)\n]+)\) "
    r"does not satisfy",
    "but your PHP version",
)


def _check(case: Case) -> Told | None:
    php = _PHP.last(case.log) or _OLD.last(case.log)
    if php is not None:
        return _php(php)
    exts = tuple(_EXT.hits(case.log))
    if exts:
        names = listed(hit["ext"] or hit["old"] for hit in exts)
        return Told(
            cause=f"composer's packages need the PHP extensions {names}, which this PHP does not "
            "have.",
            because=proofs(exts),
            advice=(
                f"`docker-php-ext-install {names.replace(',', '')}` (with the -dev packages that "
                "they need) before composer, or `apk add php-…` where PHP is the distribution's. "
                "In a stage that only fetches, `--ignore-platform-req=ext-…` is enough."
            ),
            commands=("php -m", "php -v", "composer check-platform-reqs"),
            confidence=0.96,
            category=Category.NATIVE_BUILD,
        )
    hit = _RUN.last(case.log)
    if hit is None:
        return None
    return Told(
        cause=f"{hit['what'].partition(' in /')[0].strip().rstrip('.')}.",
        because=proofs((hit,)),
        advice="Take the base image with that PHP in this stage too, where the code runs.",
        commands=("php -v",),
        confidence=0.95,
    )


def _php(hit: Hit) -> Told:
    groups = hit.match.groupdict()
    who = groups.get("who") or "A package"
    version = f" {groups['version']}" if groups.get("version") else ""
    has = groups.get("has") or ""
    return Told(
        cause=f"{who}{version} needs PHP {hit['wants'].strip()}"
        + (f", and the image has {has}." if has else ", and the image has another."),
        because=proofs((hit,)),
        advice=(
            "Take a base image with that PHP (the composer image has its own: install with the "
            "PHP that will run the code), or lock for this one (`config.platform.php` and "
            "`composer update`)."
        ),
        commands=("php -v", "composer check-platform-reqs"),
        confidence=0.96,
    )


RULE = Rule(
    code="BB489",
    name="composer-platform",
    title="composer's packages want another PHP",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A locked or wanted package does not support this PHP, or needs an extension that "
        "it lacks.",
        instruction="RUN composer install --no-dev",
        example="  Problem 1\n    - plum/press is locked to version 3.1.0 and an update of this "
        "package was not requested.\n    - plum/press 3.1.0 requires php >=8.2 -> your php version "
        "(8.1.27) does not satisfy that requirement.",
        fix="Change the PHP of the image, or lock for this one.",
        exit_code=2,
    ),
)
