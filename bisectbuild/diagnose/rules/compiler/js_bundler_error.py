"""A bundler or framework stops, where no closer reason is known."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[ \t]*(?:Error occurred prerendering page \"(?P<page>[^\"\n]+)\"[^\n]*"
    r"|(?P<ci>Treating warnings as errors because process\.env\.CI = true)[^\n]*"
    r"|(?:Error: )?(?P<budget>[^\n]+ exceeded maximum budget\.[^\n]*)"
    r"|Failed to compile\.?\n(?:[ \t]*\n)*(?P<webpack>[^\n]+)(?:\n(?P<more>[^\n]+))?"
    r"|error during build:\n(?P<vite>[^\n]+)"
    r"|An unhandled exception occurred: (?P<ng>[^\n]+)"
    r"|Generating (?:development )?(?:JavaScript|SSR) bundles? "
    r"failed\n(?:[ \t]*\n)*(?P<gatsby>[^\n]+)"
    r"|ERROR in (?P<error>\.?/[^\n]+)\n(?P<said>[^\n]+)"
    r"|Module build failed \(from [^)\n]+\):\n(?P<loader>[^\n]+)"
    r"|(?:[^\w\n]{1,3} )?\[ERROR\] (?!Could not resolve|Failed to execute|COMPILATION|TS|NG|/|-> "
    r"|Re-run|To see|For more)(?P<esbuild>[^\n]+))",
    "prerendering page", "Treating warnings as errors", "maximum budget", "Failed to compile",
    "error during build", "unhandled exception occurred", "bundle",
    "ERROR in ", "Module build failed", "[ERROR] ",
)  # fmt: skip
_ESBUILD = Signature(
    r"^\d+ errors?$|esbuild|tsup|Build failed with \d+ error", "error", "esbuild", "tsup"
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None or (
        hit["esbuild"] and ("[INFO]" in case.log.text or _ESBUILD.first(case.log) is None)
    ):
        return None
    cause, advice = _words(hit)
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=("cat package.json", "node --version", "ls -la"),
        confidence=0.75 if hit["page"] or hit["ci"] or hit["budget"] else 0.65,
    )


def _words(hit: Hit) -> tuple[str, str]:
    if hit["page"]:
        return (
            f"Next.js could not render the page {hit['page']} during the build.",
            (
                "See the error below that line; pages that need a server, a database or "
                "variables at "
                "build time find none here: render them on demand, or pass the variables by ARG."
            ),
        )
    if hit["ci"]:
        return (
            "Warnings of the build count as errors, because CI is set.",
            "Mend the warnings above, or run the build with `CI=false`.",
        )
    if hit["budget"]:
        return (
            f"The bundle is larger than angular.json allows: {short(hit['budget'])}.",
            "Make it smaller, or raise the budget in angular.json.",
        )
    text = (
        hit["webpack"]
        or hit["vite"]
        or hit["ng"]
        or hit["gatsby"]
        or hit["said"]
        or hit["loader"]
        or hit["esbuild"]
    )
    if hit["webpack"] and hit["more"]:
        text = f"{hit['webpack']}: {hit['more']}"
    where = f"{hit['error'].strip()}: " if hit["error"] else ""
    return (
        f"The bundler stops at {where}{short(text)}."
        if where
        else f"The bundler stops: {short(text)}.",
        "Mend that source, or install the versions that the lock file names (`npm ci`).",
    )


RULE = Rule(
    code="BB594",
    name="js-bundler-error",
    title="A JavaScript build stops",
    category=Category.APP_COMPILE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="webpack, Vite, Next.js, Angular or esbuild report an error of the project.",
        instruction="RUN npm run build",
        example='Error occurred prerendering page "/shop". Read more: https://next.example/prerender',
        fix="Do what the message asks for.",
    ),
)
