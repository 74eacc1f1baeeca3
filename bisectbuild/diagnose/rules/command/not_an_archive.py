"""What was downloaded or copied to unpack is no archive, mostly a web page that says why."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.address import address, fetch_failed, small_download
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:(?:gzip: )?(?:gzip|gunzip|zcat): (?:stdin|(?P<gz>[^:\n]+)): not in gzip format"
    r"|(?:gzip|gunzip|bunzip2|unxz|unlzma|uncompress|zcat|tar): (?:invalid|bad) (?:\w+ )?magic"
    r"|tar: This does not look like a tar archive"
    r"|tar: short read"
    r"|(?:xz|unxz|lzma): (?P<xz>\S+): File format not recogni[sz]ed"
    r"|bzip2: (?P<bz>\S+) is not a bzip2 file\."
    r"|\s+End-of-central-directory signature not found\..*"
    r"|unzip: (?:invalid zip magic .*|short read|corrupted data.*|zip flags .*)"
    r"|error: .*: not an rpm package.*"
    r"|dpkg-deb: error: '(?P<deb>[^'\n]+)' is not a (?:Debian|debian) format archive"
    r"|(?:zstd|lz4): .*: (?:unsupported format|unrecognized format|unknown header).*)$",
    "not in gzip", "magic", "tar archive", "short read", "not recogni", "bzip2 file",
    "End-of-central", "unzip:", "rpm package", "format",
)  # fmt: skip
_LAST = 25
_AFTERMATH = 0.4


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    fetched = any(word in case.source for word in ("curl", "wget", "http"))
    url = address(case, hit) if fetched else ""
    size = small_download(case)
    what = url or hit["deb"] or hit["gz"] or "What the step unpacks"
    small = f": {size} bytes came" if size else ""
    return Told(
        cause=f"{what} is no archive of the kind that was expected{small}.",
        because=proofs((hit,)),
        advice=_advice(fetched=fetched),
        commands=_commands(url),
        confidence=_confidence(case, size),
        fault=Fault.WORLD if fetched else Fault.CONTEXT,
    )


def _advice(*, fetched: bool) -> str:
    if not fetched:
        return (
            "Look at the file with `file` and `head`: it may be a Git LFS pointer, a web page "
            "saved under the archive's name, or packed otherwise than its name says."
        )
    return (
        "It is mostly a web page that says `not found` or `moved`: write `curl -fsSL`, which "
        "follows redirects and stops on errors, and correct the URL; see whether the archive is "
        "packed otherwise than the switch says (`z`, `j`, `J`)."
    )


def _commands(url: str) -> tuple[str, ...]:
    return (f"curl -sL {url} | head -c 300",) if url and "$" not in url else ("ls -la",)


def _confidence(case: Case, size: str) -> float:
    if fetch_failed(case):
        return _AFTERMATH
    return 0.9 if size else 0.75


RULE = Rule(
    code="BB673",
    name="not-an-archive",
    title="What should be unpacked is no archive",
    category=Category.DOWNLOAD_HTTP,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning=(
            "curl without `-f` saves the server's error page under the archive's name, and without "
            "`-L` the page of a redirect. The unpacker is the first to notice."
        ),
        instruction="RUN curl -s https://files.example/depot.tar.gz | tar -xz",
        example="gzip: stdin: not in gzip format\ntar: Child returned status 1",
        fix="Write `curl -fsSL`, and correct the URL.",
        exit_code=2,
    ),
)
