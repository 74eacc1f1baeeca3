"""Prisma finds no schema, or its client was not generated."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?:(?P<schema>Could not (?:find Prisma Schema|load `?--schema`?).*)"
    r"|(?P<client>@prisma/client did not initialize yet.*|Module '\"@prisma/client\"' has no "
    r"exported member '\w+'.*)"
    r"|(?P<cached>Prisma has detected that this project was built on \w+.*)"
    r"|(?P<openssl>Prisma failed to detect the libssl/openssl version.*"
    r"|Unable to require\(`[^`]+libquery_engine.*))$",
    "Prisma", "prisma",
)  # fmt: skip

_FAR = 20
_LAST = 150


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    if hit["schema"]:
        cause = "Prisma found no schema file in the image."
        advice = (
            "Copy it before the install, whose postinstall generates the client: "
            "`COPY prisma ./prisma`."
        )
    elif hit["openssl"]:
        cause = "Prisma's engine does not fit the OpenSSL of this image."
        advice = "Install openssl in this stage, and set `binaryTargets` of the image's system."
    else:
        cause = "Prisma's client was not generated in this image."
        advice = "Run `npx prisma generate` after the install and before the build."
    warned = "arn" in hit.line[:12] and hit.number < case.log.total - _FAR
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=("ls prisma", "npx prisma -v"),
        confidence=0.4 if warned else 0.85,
    )


RULE = Rule(
    code="BB728",
    name="prisma-schema",
    title="Prisma has no schema or no client",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Prisma generates code from its schema, which must be copied before the install.",
        instruction="RUN npm ci",
        example="npm error Error: Could not find Prisma Schema that is required for this command.",
        fix="Write `COPY prisma ./prisma` before the install.",
    ),
)
