"""apk, dnf, yum, zypper or pacman does not accept the signature of a package or an index."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_PACMAN: Final = (
    "Refresh the keys first, in the same RUN: `pacman-key --init && pacman-key --populate && "
    "pacman -Sy --noconfirm archlinux-keyring && pacman -Su --noconfirm`."
)
_RPM: Final = (
    "Import the vendor's current key (`rpm --import KEY_URL`) or correct gpgkey in the .repo "
    "file. Release 9 and later refuse keys that are signed with SHA-1: the vendor has to give a "
    "newer one."
)
_APK: Final = (
    "Put the repository's public key into /etc/apk/keys under the name that it is signed with, "
    "before `apk add`; for a package file of your own give `--allow-untrusted`. On an old image, "
    "take a newer tag: its keys are older than the repository's."
)
_LINES: Final = (
    (_APK, Signature(r"^(?:ERROR|WARNING): (?:Ignoring )?(?P<what>\S+): (?:UNTRUSTED|BAD) "
                     r"signature", "signature")),
    (_PACMAN, Signature(r"^error: (?P<what>[\w.+-]+): (?:signature from \".*\" is (?:unknown|"
                        r"marginal|invalid)|key \"[^\"]*\" is unknown)", "error: ")),
    (_PACMAN, Signature(r"^error: (?:failed to commit transaction \((?:invalid or corrupted "
                        r"package|unexpected error).*|database '(?P<what>\w+)' is not valid "
                        r"\(invalid or corrupted database \(PGP signature\)\)|keyring is not "
                        r"writable|required key missing from keyring)$", "error: ")),
    (_RPM, Signature(r"^(?:\s*Public key for (?P<what>\S+) is not (?:installed|trusted)"
                     r"|The GPG keys listed for the \"(?P<repo>[^\"]+)\" repository)",
                     "Public key for", "The GPG keys listed")),
    (_RPM, Signature(r"^(?:Error: GPG check FAILED|Error: Didn't install any keys"
                     r"|error: (?P<what>\S+): key \d+ import failed"
                     r"|GPG key retrieval failed: .*|.*repomd\.xml GPG signature verification error"
                     r".*|Signature verification failed for file '(?P<repo>[^']+)'.*)",
                     "GPG", "key", "Signature verification")),
)  # fmt: skip
_FAILED: Final = Signature(
    r"^(?:ERROR: |error: |Error: |\s*Failing package is:|Errors occurred, no packages|"
    r"GPG key retrieval failed|The GPG keys listed|\d+ errors?[;,]|Problem|Signature verif)",
    "rror", "ERROR", "Fail", "GPG", "Problem", "Signature",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    end = case.log.tail(40)
    if _FAILED.last(case.log.tail(15)) is None:
        return None
    for advice, line in _LINES:
        hits = tuple(line.hits(end))
        if hits:
            groups = hits[-1].match.groupdict()
            what = groups.get("what") or groups.get("repo") or "a package or index"
            return Told(
                cause=f"The signature of {what} is not accepted: its key is missing or old.",
                because=proofs(hits),
                advice=advice,
                commands=("cat /etc/os-release", "date"),
                confidence=0.85,
            )
    return None


RULE = Rule(
    code="BB375",
    name="other-signature-refused",
    title="The signature of a package is not accepted",
    category=Category.REPO_KEY,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Packages and indexes are signed. The image has no key for this signature, an old "
        "one, or one that it no longer accepts.",
        instruction="RUN apk add --repository https://apk.depot.example/v3 depot",
        example="WARNING: Ignoring https://apk.depot.example/v3: UNTRUSTED signature\n"
        "ERROR: unable to select packages:\n"
        "  depot (no such package):\n    required by: world[depot]",
        fix="Add or renew the key.",
    ),
)
