"""A browser is in the image, and the libraries that it needs, or its sandbox, are not."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,40}Host system is missing dependencies to run browsers", "Host system is missing"
)
_LIBRARY = Signature(
    r"^[║| ]+(?:(?:sudo )?apt-get install )?(?P<name>lib[\w.+-]+)\\? *[║|]?$", "lib"
)
_SANDBOX = Signature(
    r"^[^\n]{0,200}Running as root without --no-sandbox is not supported", "no-sandbox"
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return _sandbox(case)
    libraries = list(_LIBRARY.hits(case.log))
    names = ", ".join(dict.fromkeys(each["name"] for each in libraries[:4])) or "not named here"
    return Told(
        cause=f"Playwright's browser lacks libraries of the system: {names}.",
        because=proofs((hit, *libraries[:3])),
        advice=(
            "Run `npx playwright install-deps` (or `install --with-deps`) as root in this stage; "
            "it knows Debian and Ubuntu alone. Or take Playwright's own image."
        ),
        commands=("npx playwright install-deps --dry-run",),
        confidence=0.95,
    )


def _sandbox(case: Case) -> Told | None:
    hit = _SANDBOX.last(case.log)
    if hit is None:
        return None
    return Told(
        cause="The browser refuses to run as root with its sandbox on.",
        because=proofs((hit,)),
        advice="Start it with `--no-sandbox`, or run the step as another user (USER).",
        commands=("id",),
        confidence=0.93,
        category=Category.PERMISSION,
    )


RULE = Rule(
    code="BB735",
    name="browser-libraries",
    title="A browser lacks libraries of the system, or its sandbox",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The browser that Playwright or Puppeteer downloaded needs libraries that slim "
        "images do not have, and does not run as root with its sandbox.",
        instruction="RUN node shoot.js",
        example="║ Host system is missing dependencies to run browsers. ║\n"
        "║     apt-get install libnss3\\ ║\n║         libnspr4\\ ║",
        fix="Install the libraries in the same stage.",
    ),
)
