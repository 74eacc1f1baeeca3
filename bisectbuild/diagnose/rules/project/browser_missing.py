"""A program drives a browser, and the browser was not downloaded into the image."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[^\n]{0,200}?(?:rowserType\.launch(?:PersistentContext)?: (?:Error: )?(?P<playwright>"
    r"Executable doesn't exist at (?P<path>\S+))"
    r"|Could not find (?P<chrome>Chrome|Chromium|Firefox) \((?:ver|rev)\. (?P<version>[\w.]+)\)"
    r"|Could not find (?:expected )?browser \((?P<expected>[\w-]+)\) locally"
    r"|(?P<cypress>The cypress npm package is installed, but the Cypress binary is missing)"
    r"|No binary for (?P<karma>\w+) browser on your platform)",
    "rowserType.launch", "Could not find", "Cypress binary", "No binary for",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    cause, advice = _words(hit)
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=("ls ~/.cache", "id", "env | grep -i -e PLAYWRIGHT -e PUPPETEER -e CHROME"),
        confidence=0.95,
    )


_SAME = "as the user and with the HOME (or cache path) of the step that uses it"


def _words(hit: Hit) -> tuple[str, str]:
    if hit["playwright"]:
        name = hit["path"].rsplit("/", 1)[-1]
        return (
            f"Playwright's browser is not in the image: {hit['path']} does not exist.",
            (
                "Run `npx playwright install --with-deps` first, "
                f"{_SAME}; each release of the package wants its own {name}; "
                "or take Playwright's own image of the same version."
            ),
        )
    if hit["cypress"]:
        return (
            "Cypress's program was not downloaded into the image.",
            (
                f"Run `npx cypress install` before, {_SAME}: installing with `--ignore-scripts`, "
                "or copying node_modules from another stage, leaves it out."
            ),
        )
    if hit["karma"]:
        return (
            f"Karma finds no browser for {hit['karma']}.",
            "Install one (Debian and Alpine: chromium) and set `ENV CHROME_BIN=/usr/bin/chromium`.",
        )
    name = hit["chrome"] or hit["expected"]
    version = f" {hit['version']}" if hit["version"] else ""
    return (
        f"Puppeteer's browser {name}{version} is not in the image.",
        (
            f"Run `npx puppeteer browsers install {name.lower()}` before, {_SAME}: installing with "
            "`--ignore-scripts` leaves it out. Or install chromium from the distribution and set "
            "`ENV PUPPETEER_EXECUTABLE_PATH=/usr/bin/chromium`."
        ),
    )


RULE = Rule(
    code="BB734",
    name="browser-missing",
    title="The browser that a program drives is not in the image",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Playwright, Puppeteer, Cypress and Karma drive a browser that is downloaded or "
        "installed apart from the package, into a folder of the user's.",
        instruction="RUN npx playwright test",
        example="Error: browserType.launch: Executable doesn't exist at "
        "/root/.cache/ms-playwright/chromium-1155/chrome-linux/chrome",
        fix="Install the browser in a step before, as the same user.",
    ),
)
