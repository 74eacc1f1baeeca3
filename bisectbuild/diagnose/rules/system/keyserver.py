"""gpg could not get a key from a key server, or what it was given is no key."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_SERVER: Final = Signature(
    r"^gpg: (?:keyserver receive failed: (?P<why>.+)|keyserver (?:timed out|communications error).*"
    r"|no keyserver available.*)$|^gpgkeys: (?:key \S+ (?:can't be retrieved|not found).*"
    r"|HTTP fetch error.*|no key data found.*)$",
    "gpg: keyserver", "gpgkeys:", "no keyserver",
)  # fmt: skip
_NO_DATA: Final = Signature(r"^gpg: no valid OpenPGP data found\.", "no valid OpenPGP data")
_DIRMNGR: Final = Signature(
    r"^gpg: (?:failed to start (?:the )?dirmngr|connecting dirmngr at .* failed"
    r"|can't connect to the dirmngr)|^gpg: error running '/usr/bin/dirmngr'",
    "dirmngr",
)
_LAST: Final = 12


def _check(case: Case) -> Told | None:
    end = case.log.tail(_LAST)
    dirmngr, server, nothing = (line.last(end) for line in (_DIRMNGR, _SERVER, _NO_DATA))
    if dirmngr is not None:
        return Told(
            cause="gpg needs dirmngr to reach a key server, and it is missing or not working.",
            because=proofs((dirmngr,)),
            advice="Install it before: `apt-get install -y gnupg dirmngr`, or `apk add gnupg`.",
            commands=("command -v dirmngr gpg",),
            confidence=0.85,
        )
    if server is not None:
        return Told(
            cause=f"The key server did not give the key: {server['why'] or 'no answer'}.",
            because=proofs((server,)),
            advice="Fetch the key over https from the project itself (`curl -fsSL KEY_URL | gpg "
            "--import`), or name a server that works: hkps://keys.openpgp.org or "
            "hkps://keyserver.ubuntu.com. The sks-keyservers pool no longer exists.",
            commands=("gpg --version", "cat /etc/resolv.conf"),
            confidence=0.85,
        )
    if nothing is None:
        return None
    return Told(
        cause="What was given to gpg as a key is none: the address gave nothing, or a page.",
        because=proofs((nothing,)),
        advice="Open the key's address: it moved, needs a login, or the download before the pipe "
        "failed. Use `curl -fsSL` so that the failure is seen, and install curl and "
        "ca-certificates before.",
        commands=("curl -fsSIL KEY_URL",),
        confidence=0.75,
    )


RULE = Rule(
    code="BB376",
    name="gpg-key-not-received",
    title="gpg did not receive the key",
    category=Category.REPO_KEY,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="Key servers fail often, and some were shut down for good. A key that is piped "
        "from a download is empty when the download fails.",
        instruction="RUN gpg --keyserver ha.pool.example --recv-keys 4EB27DB2A3B88B8B",
        example="gpg: keyserver receive failed: No keyserver available",
        fix="Fetch the key over https from its project.",
        exit_code=2,
    ),
)
