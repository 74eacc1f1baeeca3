"""A step reads a secret's file, which was not mounted: optional secrets are just absent."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,200}?/run/secrets/(?P<name>[\w.-]+)[^\w\n]?[^\n]{0,40}?"
    r"(?:No such file|nonexistent file)"
    r"|^[^\n]{0,200}?No such file or directory[^\n]{0,20}?/run/secrets/(?P<after>[\w.-]+)",
    "/run/secrets/",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    name = hit["name"] or hit["after"]
    mounted = re.search(rf"--mount=type=secret,\S*\bid={re.escape(name)}\b", case.source)
    return Told(
        cause=f"The step reads the secret `{name}`, and /run/secrets/{name} is not there.",
        because=proofs((hit,)),
        advice=(
            f"Build with `--secret id={name},src=FILE` (or `env=NAME`), the id as the mount has "
            "it; `required=true` in the mount would say so at once."
            if mounted
            else f"Mount it in this RUN: `--mount=type=secret,id={name}`, and give docker build "
            f"`--secret id={name},src=FILE`."
        ),
        commands=("ls -la /run/secrets",),
        confidence=0.93,
        fault=Fault.MACHINE if mounted else Fault.DOCKERFILE,
    )


RULE = Rule(
    code="BB169",
    name="secret-file-missing",
    title="The file of a secret is not in the step",
    category=Category.MOUNT_SECRET_SSH,
    # What follows from the missing secret (a refused login) is told with the rank below.
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A secret that is not `required` is left out without a word where docker build "
        "was not given it, or where the RUN does not mount it.",
        instruction="RUN --mount=type=secret,id=kiosk_token tide login $(cat "
        "/run/secrets/kiosk_token)",
        example="cat: /run/secrets/kiosk_token: No such file or directory",
        fix="Give the secret with --secret, and mount it in the RUN that reads it.",
    ),
)
