"""A signature of a download cannot be verified with gpg."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^gpgv?: (?:(?P<bad>BAD signature from .*)|(?P<key>Can't check signature: (?:No public key|"
    r"public key not found))|(?P<none>no signature found|no valid OpenPGP data found\.?"
    r"|the signature could not be verified\.?)"
    r"|(?P<server>keyserver receive failed: .*|no keyserver available.*))",
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
        "gpg was given no key or signature to read",
        "What was downloaded is probably an error page: write `curl -fsSL` and correct the URL.",
    ),
    "server": (
        "the key server did not give the key",
        "Build again, or put the key into the build context and import it from there.",
    ),
}
_LAST = 20


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None or "apt-key" in case.source:
        return None
    by_server = "--recv" in case.source and not hit["key"] and not hit["bad"]
    kind = "server" if by_server else next(name for name in _WAYS if hit[name])
    why, advice = _WAYS[kind]
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
