"""tar, unzip, rpm or dpkg are given an archive that is not there."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.whereabouts import whereabouts
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:tar(?: \(child\))?: (?P<tar>[^:\n]+): Cannot open: No such file or directory"
    r"|tar: can't open '(?P<busybox>[^'\n]+)': No such file or directory"
    r"|unzip:\s+cannot find or open (?P<zip>[^,\n]+?)(?:, \S+ or \S+)?\.?"
    r"|unzip: can't open (?P<buzip>[^'\s]\S*?)(?:\[\.zip\])?"
    r"|dpkg: error: cannot access archive '(?P<deb>[^'\n]+)': No such file or directory"
    r"|E: Unsupported file (?P<apt>\S+\.deb) given on commandline"
    r"|error: open of (?P<rpm>\S+) failed: No such file or directory)$",
    "annot open", "can't open", "cannot find or open", "cannot access archive", "Unsupported file",
    "error: open of",
)  # fmt: skip
# A download that failed before is the cause, and this what came of it.
_FETCHING = Signature(r"^curl: \(\d+\)|^wget: | ERROR \d{3}: ", "curl: (", "wget: ", "ERROR ")
_AFTERMATH = 0.4
_LAST = 20


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    path = next(filter(None, hit.match.groups()))
    fetched = any(word in case.source for word in ("curl", "wget"))
    advice = (
        "Compare it with the name under which the download was saved: a server may name the file "
        "otherwise than its URL ends. Give the name yourself (`curl -o`, `wget -O`)."
        if fetched
        else whereabouts(case, path)
    )
    return Told(
        cause=f"The archive {path} to unpack is not there.",
        because=proofs((hit,)),
        advice=advice,
        commands=("pwd", f"ls -la {path.rpartition('/')[0] or '.'}"),
        confidence=_AFTERMATH if _FETCHING.first(case.log) else 0.8,
    )


RULE = Rule(
    code="BB625",
    name="archive-missing",
    title="An archive to unpack is not there",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The archive was not copied, was saved under another name or elsewhere, or its "
            "download failed before without stopping the step."
        ),
        instruction="RUN tar -xzf /tmp/depot.tar.gz -C /opt",
        example="tar (child): /tmp/depot.tar.gz: Cannot open: No such file or directory",
        fix="Compare the name with that of the COPY or of the download.",
        exit_code=2,
    ),
)
