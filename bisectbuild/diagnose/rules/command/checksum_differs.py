"""A file differs from the checksum that the Dockerfile gives for it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_FILE = Signature(r"^(?P<file>\S+): FAILED(?P<open> open or read)?$", "FAILED")
_SUMS = Signature(
    r"^(?P<tool>sha\d+sum|md5sum|b2sum|shasum): (?:WARNING: \d+ (?:of \d+ )?computed checksums? "
    r"did NOT match|WARNING: \d+ listed files? could not be read"
    r"|(?P<none>.*no properly formatted .*))",
    "did NOT match", "could not be read", "no properly formatted",
)  # fmt: skip
_LAST = 15


def _check(case: Case) -> Told | None:
    log = case.log.tail(_LAST)
    file, told = _FILE.last(log), _SUMS.last(log)
    if told is None and (file is None or "sum" not in case.source):
        return None
    name = file["file"] if file else "The file"
    hits = tuple(hit for hit in (file, told) if hit is not None)
    if told is not None and told["none"]:
        cause = f"{told['tool']} found no checksum to compare with."
        advice = (
            "The list of sums is empty or a web page: look at the download of it; each line needs "
            "the sum, two blanks and the file's name."
        )
    elif file is not None and file["open"]:
        cause = f"The checksum tool cannot read {name}."
        advice = "Run it in the directory of the file, or correct the name in the list of sums."
    else:
        cause = f"{name} does not have the checksum that the step expects."
        advice = (
            "Look first whether it is the file at all (`file`, `head`) and no error page. Where it "
            "was published anew, take the new sum after you have verified it; for several CPUs "
            "each has its own."
        )
    return Told(
        cause=cause,
        because=proofs(hits),
        advice=advice,
        commands=(f"sha256sum {name}", f"head -c 300 {name}") if file else ("ls -la",),
        confidence=0.9,
    )


RULE = Rule(
    code="BB680",
    name="checksum-differs",
    title="A file has another checksum than expected",
    category=Category.CHECKSUM,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning=(
            "The download is not the file that the sum was made of: an error page, a file for "
            "another CPU, a release that was published anew, or something worse."
        ),
        instruction='RUN echo "$DEPOT_SHA256  depot.tar.gz" | sha256sum -c -',
        example="depot.tar.gz: FAILED\nsha256sum: WARNING: 1 computed checksum did NOT match",
        fix="Look what the file is; take a new sum only after you have verified it.",
    ),
)
