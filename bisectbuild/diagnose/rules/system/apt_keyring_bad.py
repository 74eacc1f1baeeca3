"""The keyring that a repository's source names is not there, is empty, or cannot be read."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

# apt 2.9 and later ask sqv; what older ones say of keyrings is told by another rule.
_SQV = Signature(
    r"^[^\n]*Failed to parse keyring \"(?P<path>[^\"\n]+)\"(?P<rest>[^\n]*(?:\n[^\n]*){0,3})",
    "Failed to parse keyring",
)
_STOPS = Signature(
    r"^(?:E|Error): The repository '(?P<source>[^'\n]+)' is (?:not|no longer) signed",
    "signed",
)


def _check(case: Case) -> Told | None:
    stops = _STOPS.last(case.log)
    hit = _SQV.last(case.log)
    if hit is None or stops is None:
        return None
    how, advice = _words(hit)
    source = " ".join(stops["source"].split()[:2])
    return Told(
        cause=f"The keyring {hit['path']} of the repository {source} {how}.",
        because=proofs((hit, stops)),
        advice=advice,
        commands=(f"ls -l {hit['path']}", f"head -c 40 {hit['path']}"),
        confidence=0.95,
    )


def _words(hit: Hit) -> tuple[str, str]:
    rest = hit["rest"]
    if "No such file" in rest:
        return (
            "is not in the image",
            (
                f"Fetch the vendor's key to {hit['path']} in a step before `apt-get update` "
                "(`curl -fsSL KEY_URL -o …`), or correct the path behind `signed-by`."
            ),
        )
    if "Permission denied" in rest:
        return (
            "cannot be read by apt's own user",
            f"Run `chmod 644 {hit['path']}` before `apt-get update`; its folder needs 755.",
        )
    return (
        "is no key file that apt can read",
        (
            f"Write {hit['path']} anew: armoured keys end in .asc, binary ones (`gpg --dearmor`) "
            "in .gpg; a keybox of `gpg --keyring` or an error page is neither."
        ),
    )


RULE = Rule(
    code="BB378",
    name="apt-keyring-unusable",
    title="A repository's keyring is missing or cannot be read",
    category=Category.REPO_KEY,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="`signed-by` names a file that is not there, that apt's user may not read, or that "
        "is no key; apt then takes the repository as not signed.",
        instruction="RUN apt-get update",
        example="  Sub-process /usr/bin/sqv returned an error code (1), error message is: Error: "
        'Failed to parse keyring "/etc/apt/keyrings/kelp.asc"  Caused by:     0: Reading '
        '"/etc/apt/keyrings/kelp.asc": No such file or directory (os error 2)\n'
        "E: The repository 'https://apt.kelp.example stable InRelease' is not signed.",
        fix="Put the vendor's key there before `apt-get update`.",
        exit_code=100,
    ),
)
