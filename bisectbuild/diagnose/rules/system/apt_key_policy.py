"""apt does not accept the key of a repository: an old hash, or a file that it cannot read."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.system.apt_log import ERROR
from bisectbuild.diagnose.signature import Signature

_FILE: Final = Signature(
    r"(?:key\(s\) in the keyring|The keyring) (?P<file>/\S+) (?:are|is) ignored as the file "
    r"(?P<why>has an unsupported filetype|is not readable)",
    "ignored as the file",
)
_HASH: Final = Signature(
    r"(?:verification failed: (?P<url>\S+ \S+) \w+: .*)?(?:SHA-?1 is not considered secure"
    r"|Policy rejected|uses weak algorithm \((?P<weak>[^)]+)\).*\n(?:E|Error): The repository)",
    "not considered secure", "Policy rejected", "weak algorithm",
)  # fmt: skip
_SOURCE: Final = Signature(
    ERROR + r"The repository '(?P<url>\S+ \S+)[^'\n]*' is (?:not|no longer) signed", "signed"
)
_FAILED: Final = Signature(
    ERROR + r"(?:The repository '.*' is (?:not|no longer) signed|.*NO_PUBKEY|Failed to fetch)",
    "E: ", "Error: ",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    file, weak = _FILE.last(case.log), _HASH.last(case.log)
    if (file is None and weak is None) or _FAILED.last(case.log.tail(25)) is None:
        return None
    if file is not None:
        read = file["why"] == "is not readable"
        return Told(
            cause=f"apt does not use the key file {file['file']}: it {file['why']}.",
            because=proofs((file,)),
            advice=f"Make it readable for all: `chmod a+r {file['file']}`."
            if read
            else "Its ending must fit what it holds: a key in text (-----BEGIN PGP) is .asc, a "
            "binary "
            "one .gpg (`gpg --dearmor`). An error page that was saved as a key says so too: use "
            "`curl -fsSL`.",
            commands=(f"ls -l {file['file']}; head -c 80 {file['file']}",),
            confidence=0.95,
        )
    source = _SOURCE.last(case.log)
    url = (weak["url"] if weak else "") or (source["url"] if source else "a repository")
    return Told(
        cause=f"The key of {url} rests on SHA-1, which apt in this release no longer accepts.",
        because=proofs((weak,) if weak else ()),
        advice="Fetch the vendor's current key, which most have renewed; until then build on the "
        "release before, or leave the repository out.",
        commands=("apt-get --version", "cat /etc/os-release"),
        confidence=0.92,
    )


RULE = Rule(
    code="BB377",
    name="apt-key-refused",
    title="apt does not accept the key of a repository",
    category=Category.REPO_KEY,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The key is there, and apt does not use it: the file is of another kind than its "
        "name says or not readable, or the key is signed with SHA-1 (Debian 13 and later).",
        instruction="RUN apt-get update",
        example="W: https://apt.depot.example/dists/stable/InRelease: The key(s) in the keyring "
        "/etc/apt/keyrings/depot.gpg are ignored as the file has an unsupported filetype.\n"
        "E: The repository 'https://apt.depot.example stable InRelease' is not signed.",
        fix="Store the key in the right form, or fetch the vendor's newer one.",
        exit_code=100,
    ),
)
