"""No name server answered: names cannot be resolved in the build."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine.telling import host_of, telling, without_network
from bisectbuild.diagnose.signature import Signature

_HOST: Final = r"(?P<host>(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){1,9})"
_LINES: Final = (
    Signature(rf"Temporary failure resolving '{_HOST}'", "Temporary failure resolving"),
    Signature(rf"getaddrinfo EAI_AGAIN {_HOST}", "EAI_AGAIN"),
    Signature(
        rf"lookup {_HOST}\.?(?: on \S+)?: (?:Temporary failure|server misbehaving|Try again"
        r"|.*i/o timeout|.*connection refused)",
        "lookup ",
    ),
    Signature(rf"Resource temporarily unavailable \({_HOST}:\d+\)", "temporarily unavailable"),
    Signature(r"Temporary failure in name resolution", "Temporary failure in name resolution"),
    Signature(
        r"^(?:WARNING|ERROR): (?:.*?https?://(?P<host>[\w.-]+)\S*|\S+): "
        r"(?:temporary error \(try again "
        r"later\)|DNS: (?:transient|non-recoverable) error.*)$",
        "temporary error (try",
        "DNS: ",
    ),
    Signature(r"Resolving timed out after \d+", "Resolving timed out"),
    Signature(rf"Could not resolve host: {_HOST} \(Timeout while contacting DNS", "contacting DNS"),
)


def _check(case: Case) -> Told | None:
    hits = telling(case, _LINES)
    if not hits:
        return None
    host = host_of(case, hits)
    if without_network(case):
        return Told(
            cause=f"The step has no network (`--network=none`), and asks for {host or 'a host'}.",
            because=proofs(hits),
            advice="Take `--network=none` out of this RUN, or fetch what it needs before.",
            commands=("cat /etc/resolv.conf",),
            confidence=0.97,
            fault=Fault.DOCKERFILE,
        )
    return Told(
        cause=f"No name server answered in the build: {host or 'a host'} could not be looked up.",
        because=proofs(hits),
        advice="Try again first. If it stays: the builder's containers cannot reach the name "
        "server (127.0.0.53, a VPN or a company's network are the usual reasons). Set `dns` in "
        "the engine's daemon.json, or build with `--network=host`, and restart the engine.",
        commands=(
            "cat /etc/resolv.conf",
            f"getent hosts {host}" if host else "getent hosts a.example",
        ),
        confidence=0.93,
    )


RULE = Rule(
    code="BB201",
    name="dns-no-answer",
    title="No name server answers in the build",
    category=Category.DNS,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="A step asked for a host by its name, and no name server answered. What the tools "
        "say after it (no such package, no matching version) only follows from that.",
        instruction="RUN apt-get update && apt-get install -y jq",
        example="W: Failed to fetch http://mirror.example/debian/dists/bookworm/InRelease  "
        "Temporary failure resolving 'mirror.example'\n"
        "W: Some index files failed to download. They have been ignored, or old ones used "
        "instead.\nE: Unable to locate package jq",
        fix="Try again; then look at the name servers of the engine.",
        exit_code=100,
    ),
)
