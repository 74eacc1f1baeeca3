"""A signature of a download cannot be verified with gpg."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^gpgv?: (?:(?P<bad>BAD signature from .*)"
    r"|(?P<key>Can't check signature: (?:No public key|public key not found))"
    r"|(?P<none>no signature found|the signature could not be verified\.?))",
    "gpg",
)
_WAYS = {
    "bad": (
        "a signature does not fit its file",
        "Download both anew from one place; an error page or a file for another CPU fails so.",
    ),
    "key": (
        "gpg has not the public key of a signature",
        "Import the key before (`gpg --import KEY.asc`); a new release may have another signer.",
    ),
    "none": (
        "what gpg was given as a signature is none",
        "What was downloaded is probably an error page: write `curl -fsSL` and correct the URL.",
    ),
}
_LAST = 20


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    why, advice = next(told for name, told in _WAYS.items() if hit[name])
    return Told(
        cause=f"A check with gpg failed: {why}.",
        because=proofs((hit,)),
        advice=advice,
        commands=("gpg --list-keys",),
        confidence=0.75,
        fault=Fault.DOCKERFILE if hit["key"] else Fault.WORLD,
    )


RULE = Rule(
    code="BB681",
    name="signature-bad",
    title="A download's signature could not be verified",
    category=Category.CHECKSUM,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="gpg has no key for the signature, or the signature does not fit the file.",
        instruction="RUN gpg --verify depot.tar.gz.asc depot.tar.gz",
        example="gpg: Can't check signature: No public key",
        fix="Import the signer's key before; download file and signature from one place.",
        exit_code=2,
    ),
)
