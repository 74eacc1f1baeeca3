"""A package manager could not download something, for a reason that it says itself."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINES: Final = (
    Signature(r"^(?:E|Error): Failed to fetch (?P<url>\S+)\s+(?P<why>\S.*)$", "Failed to fetch"),
    Signature(r"^Error: Failed to download metadata for repo '(?P<url>[^']+)': (?P<why>.+)$",
              "Failed to download metadata"),
    Signature(r"^(?:error: )?Failed to download metadata \(\S+: \"(?P<url>[^\"]+)\"\) "
              r".*?: (?P<why>.+)$",
              "Failed to download metadata"),
    Signature(r"^error: cannot update repo '(?P<url>[^']+)': (?P<why>.+)$", "cannot update repo"),
    Signature(r"^ERROR: (?P<url>https?://\S+?): (?P<why>[a-zA-Z].+)$", "ERROR: http"),
    Signature(r"^error: failed retrieving file '(?P<url>[^']+)' from \S+ : (?P<why>.+)$",
              "failed retrieving"),
    Signature(r"^\* opkg_download: Failed to download (?P<url>[^,\s]+), (?P<why>.+)$", "opkg_down"),
)  # fmt: skip
# What other rules tell more of.
_TOLD: Final = re.compile(r"[45]\d\d\b|Temporary failure|Could not resolve|Hash Sum|File has unexp")
_MOST: Final = 160


def _check(case: Case) -> Told | None:
    end = case.log.tail(25)
    hit = next((hit for line in _LINES if (hit := line.last(end))), None)
    if hit is None or case.exit_code == 0 or _TOLD.match(hit["why"]):
        return None
    return Told(
        cause=f"The package manager could not download {hit['url']}: "
        f"{hit['why'].strip()[:_MOST].rstrip('.')}.",
        because=proofs((hit,)),
        advice="Read the first such line of the log; the others follow from it. Open the address "
        "from the build's shell, and try again if it is there.",
        commands=("cat /etc/os-release", "env | grep -i proxy"),
        confidence=0.6,
    )


RULE = Rule(
    code="BB388",
    name="package-download-failed",
    title="A package manager could not download something",
    category=Category.NETWORK,
    rank=Rank.GENERIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="An index or a package could not be fetched. The line itself says why.",
        instruction="RUN apt-get update",
        example="E: Failed to fetch http://mirror.example/debian/dists/bookworm/InRelease  "
        "Bad header line [IP: 192.0.2.1 80]",
        fix="See what the line says.",
        exit_code=100,
    ),
)
