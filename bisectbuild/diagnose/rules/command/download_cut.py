"""A download broke off, or could not be written."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.address import address, fetch_failed
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^.*curl: \((?P<curl>23)\) .*$"
    r"|^.*Connection closed at byte \d+.*$|^wget: (?P<busybox>connection closed prematurely"
    r"|error getting response.*)$|^tar: Unexpected EOF in archive$"
    r"|^(?:gzip|xz|bzip2): [^:\n]+: [Uu]nexpected end of (?:file|input)"
    r"|^bzip2: Compressed file ends unexpectedly",
    "curl: (", "closed", "error getting", "nexpected",
)  # fmt: skip
_LAST = 15


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None or (not hit["curl"] and fetch_failed(case)):
        return None
    url = address(case, hit)
    if hit["curl"]:
        return _unwritten(url, hit)
    return Told(
        cause=f"The download of {url or 'a file'} broke off before its end.",
        because=proofs((hit,)),
        advice=(
            "Build again; give it tries of its own: `curl --retry 5 --retry-all-errors`, or "
            "`wget --tries=5 -c`. Where it breaks at the same byte, a proxy or the server is at "
            "fault."
        ),
        confidence=0.75,
    )


def _unwritten(url: str, hit: Hit) -> Told:
    return Told(
        cause=f"curl could not write what it fetched from {url or 'a server'}.",
        because=proofs((hit,)),
        advice=(
            "Look at the free space and at the target's directory; in a pipe, the program that "
            "reads ended before, and its own words say why."
        ),
        commands=("df -h", "df -i"),
        confidence=0.6,
        fault=Fault.MACHINE,
    )


RULE = Rule(
    code="BB676",
    name="download-cut",
    title="A download broke off",
    category=Category.DOWNLOAD_HTTP,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The connection ended before the whole file had come, or it could not be written.",
        instruction="RUN curl -fsSL https://files.example/depot.tar.gz | tar -xz",
        example="gzip: stdin: unexpected end of file\ntar: Child returned status 1",
        fix="Try again, with `--retry`; for code 23, look at the disk and the pipe's reader.",
        exit_code=2,
    ),
)
