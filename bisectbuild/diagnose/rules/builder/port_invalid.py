"""EXPOSE names something that is no port."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.dockerfile_words import on_line
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"[Ii]nvalid (?:containerPort|port range|start port|port|hostPort|range format for \w+)"
    r": \"?(?P<port>[^\s\",]*)"
    r"|[Ii]nvalid proto(?:col)?: \"?(?P<proto>[^\s\",]+)"
    r"|[Nn]o port specified: (?P<none>\S*)"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None or case.keyword not in {"EXPOSE", ""}:
        return None
    if proto := heard["proto"]:
        cause = f"EXPOSE{on_line(case)} names the protocol `{proto}`, which does not exist."
    else:
        named = heard["port"] or heard["none"] or case.source.removeprefix("EXPOSE").strip()
        cause = f"EXPOSE{on_line(case)} names `{named}`, which is no port."
    return Told(
        cause=cause,
        because=heard.because,
        advice="Write a number, as `8080`, `8080/udp` or `8000-8010`; variables need a value.",
        confidence=0.95,
    )


RULE = Rule(
    code="BB153",
    name="port-invalid",
    title="EXPOSE names something that is no port",
    category=Category.PARSE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="EXPOSE takes ports of the container; a mapping `80:8080` is for docker run.",
        instruction="EXPOSE http",
        example="invalid containerPort: http",
        fix="Write the number of the port.",
        exit_code=None,
    ),
)
