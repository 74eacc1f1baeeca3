"""A layer of the image came broken or could not be unpacked."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"filesystem layer verification failed for digest (?P<digest>sha256:\w+)"
    r"|failed (?:size validation|commit on ref)[^\n]*(?:failed size validation|unexpected commit)"
    r"|short read: expected \d+ bytes but got \d+"
    r"|httpReadSeeker: failed open: (?:failed to do request|could not fetch content)"
    r"|(?:failed to (?:extract|register) layer|mount callback failed)[^\n]*"
    r"(?:unexpected EOF|archive/tar: invalid tar header"
    r"|gzip: invalid|flate: corrupt|zstd: |wrong diff id)"
    r"|failed to copy: [^\n]*(?:unexpected EOF|connection reset by peer|local error: tls)"
)
_ELSEWHERE = ("no space left", "429", "lookup ", "x509", "401", "403")


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    if any(words in heard.match.string for words in _ELSEWHERE):
        return None
    digest = f" {heard['digest'][:19]}…" if heard["digest"] else ""
    return Told(
        cause=f"A layer{digest} of the image came broken or not whole from the registry.",
        because=heard.because,
        advice="Try again; if it stays, look at the proxy or mirror that the engine pulls through.",
        confidence=0.85,
    )


RULE = Rule(
    code="BB134",
    name="pull-broken",
    title="A layer of the image came broken",
    category=Category.REGISTRY_TRANSIENT,
    rank=Rank.ENVIRONMENT,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The transfer of a layer broke off, or what came is not what the digest says.",
        instruction="FROM gardener:2",
        example="filesystem layer verification failed for digest sha256:4e4e4e4e4e4e4e4e",
        fix="Try again.",
        exit_code=None,
    ),
)
