"""apt cannot use an https repository: its transport or the certificates are missing."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_METHOD: Final = Signature(
    ERROR + r"The method (?:driver )?/usr/lib/apt/methods/(?P<method>\w+) could not be found\.",
    "apt/methods/",
)
_CERTIFICATES: Final = Signature(
    r"No system certificates available\. Try installing ca-certificates", "No system certificates"
)
_FAILED: Final = Signature(ERROR, "E: ", "Error: ")


def _check(case: Case) -> Told | None:
    end = case.log.tail(40)
    method, certificates = _METHOD.last(end), _CERTIFICATES.last(end)
    hit = method or certificates
    if hit is None or _FAILED.last(case.log.tail(12)) is None:
        return None
    name = method["method"] if method else "https"
    needed = "ca-certificates"
    if method is not None:
        needed = (
            "apt-transport-https ca-certificates" if name == "https" else f"apt-transport-{name}"
        )
    what = f"has no method for {name}" if method else "has no certificates to trust for https"
    return Told(
        cause=f"A source of packages begins with {name}:, and apt in this image {what}.",
        because=proofs((hit,)),
        advice=f"Before the source is added: `apt-get update && apt-get install -y {needed}`; "
        "write a mirror's address with http until then (apt checks signatures all the same).",
        commands=("ls /usr/lib/apt/methods /etc/ssl/certs | head -40",),
        confidence=0.95,
    )


RULE = Rule(
    code="BB381",
    name="apt-https",
    title="apt cannot use https here",
    category=Category.TOOL_MISSING,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Small images come without ca-certificates, and apt before 1.5 without the https "
        "transport. A source that begins with https then cannot be read.",
        instruction="RUN apt-get update",
        example="E: The method driver /usr/lib/apt/methods/https could not be found.",
        fix="Install apt-transport-https and ca-certificates first.",
        exit_code=100,
    ),
)
