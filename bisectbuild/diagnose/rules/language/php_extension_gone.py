"""PHP's source has no extension of that name (any more)."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.php_extensions import from_pecl, gone
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(r"^error: /usr/src/php/ext/(?P<name>[\w.-]+) does not exist", "/usr/src/php/ext/")


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    name = hits[-1]["name"]
    left = gone(name)
    if left is not None:
        cause = f"PHP no longer has the extension {name}: it left with PHP {left[0]}."
        advice = f"Take it out of docker-php-ext-install: {left[1]}."
    elif from_pecl(name):
        cause = f"The extension {name} does not come with PHP's source, but from pecl."
        advice = f"Write `pecl install {name} && docker-php-ext-enable {name}` instead."
    else:
        cause = f"PHP's source has no extension {name}."
        advice = (
            "Correct the name (`ls /usr/src/php/ext`); what is not there may come from pecl "
            f"(`pecl install {name}`)."
        )
    return Told(
        cause=cause,
        because=proofs(hits),
        advice=advice,
        commands=("docker-php-source extract && ls /usr/src/php/ext", "php -m", "php -v"),
        confidence=0.96,
    )


RULE = Rule(
    code="BB487",
    name="php-extension-gone",
    title="PHP has no such extension",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="docker-php-ext-install builds what PHP's own source has; some extensions left it, "
        "others always came from pecl.",
        instruction="RUN docker-php-ext-install mcrypt",
        example="error: /usr/src/php/ext/mcrypt does not exist\n\n"
        "usage: /usr/local/bin/docker-php-ext-install [-jN] [--ini-name file.ini] ext-name",
        fix="Take it from pecl, or use what replaced it.",
    ),
)
