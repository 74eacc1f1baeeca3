"""A host's name could not be resolved: it does not exist, or nothing can be resolved."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.machine import dns_no_answer
from bisectbuild.diagnose.rules.machine.telling import host_of, named, telling, without_network
from bisectbuild.diagnose.signature import Signature

# A name without a dot is a service's (a database's), which no build reaches: not told of here.
_NAME: Final = r"(?<![\w.-])(?:[\w-]{1,63}\.){1,9}[a-zA-Z][\w-]{1,62}"
_HOST: Final = rf"['\"\u2018]?(?P<host>{_NAME})"
_HOST2: Final = rf"(?P<other>{_NAME})"
_SERVICE: Final = re.compile(
    r"OperationalError|InterfaceError"
    r"|(?:UnknownHostException: |host name ['\"]|server host ['\"])[\w-]+['\":]"
)
_LINES: Final = (
    Signature(
        r"(?:Could not|Couldn't) resolve (?:host|hostname|host name)?:? ?(?:for \S+ \[.*host: )?"
        rf"{_HOST}",
        "resolve",
    ),
    Signature(rf"unable to resolve host address {_HOST}", "resolve host address"),
    Signature(rf"wget: bad address {_HOST}", "bad address"),
    Signature(rf"getaddrinfo ENOTFOUND {_HOST}", "ENOTFOUND"),
    Signature(rf"lookup {_HOST}\.?(?: on \S+)?: no such host", "no such host"),
    Signature(rf"UnknownHostException: {_HOST}", "UnknownHostException"),
    Signature(rf"Unknown host {_HOST}", "Unknown host"),
    Signature(rf"Could not reach host {_HOST}\. Check your network", "Could not reach host"),
    Signature(rf"Failed to resolve {_HOST}", "Failed to resolve"),
    Signature(r"Could not resolve host(?:name)?[ \t]*$", "resolve host"),
    Signature(
        rf"(?:{_HOST}(?::\d+)?: |\({_HOST2}\)\.\.\. failed: )?(?:\[Errno -?\d+\] )?"
        r"(?:Name or service not known|nodename nor servname provided|Name does not resolve"
        r"|No address associated with hostname)",
        "Name or service",
        "nodename nor",
        "Name does not resolve",
        "No address associated",
    ),
    Signature(
        r"^(?:WARNING|ERROR): .*?https?://(?P<host>[\w.-]+)\S*: (?:DNS lookup error"
        r"|DNS: name does not exist)",
        "DNS lookup error",
        "DNS: name",
    ),
)
# What is told elsewhere: proxies, a mirror list that was switched off; and what Gradle and bundlers
# "could not resolve" are libraries and imports, no hosts.
_PROXY: Final = (
    "resolve proxy",
    "mirrorlist.centos",
    "> Could not resolve ",
    "[ERROR] Could not resolve",
    "' from ",
    '" from ',
)


def _check(case: Case) -> Told | None:
    hits = tuple(
        hit
        for hit in telling(case, _LINES)
        if not any(word in hit.line for word in _PROXY) and not _SERVICE.search(hit.line)
    )
    if not hits or dns_no_answer.RULE.check(case) is not None:
        return None
    hosts = [
        host
        for host in named(hits, "host", "other") or (host_of(case, hits),)
        if not host.endswith((".local", ".internal"))
    ]
    hosts = [host for host in hosts if host]
    shown = ", ".join(hosts) or "a host"
    if without_network(case):
        return Told(
            cause=f"The step has no network (`--network=none`), and asks for {shown}.",
            because=proofs(hits),
            advice="Take `--network=none` out of this RUN, or fetch what it needs before.",
            confidence=0.97,
            fault=Fault.DOCKERFILE,
        )
    several = len(hosts) > 1
    return Told(
        cause=f"The name {shown} could not be resolved in the build.",
        because=proofs(hits),
        advice="Several names fail, so look at the engine's name servers (`dns` in daemon.json, "
        "VPN, `--network=host`), and try again."
        if several
        else f"Ask for {shown} on your machine (`getent hosts {shown}`). If it fails there too, "
        "the host is gone or misspelt: use its new address. If it works there, the builder's name "
        "servers are at fault: set `dns` in the engine's daemon.json, or build with "
        "`--network=host`.",
        commands=("cat /etc/resolv.conf", f"getent hosts {hosts[0] if hosts else ''}"),
        confidence=0.9,
        fault=Fault.MACHINE if several else None,
    )


RULE = Rule(
    code="BB202",
    name="dns-unknown-host",
    title="A host's name cannot be resolved",
    category=Category.DNS,
    rank=Rank.ENVIRONMENT,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="The name of a host could not be turned into an address: the host is gone or "
        "misspelt, or names cannot be resolved in the build at all.",
        instruction="RUN curl -fsSLO https://get.depot.example/depot.tgz",
        example="curl: (6) Could not resolve host: get.depot.example",
        fix="Correct the name, or mend the builder's name servers.",
        exit_code=6,
    ),
)
