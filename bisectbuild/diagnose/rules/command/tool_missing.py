"""A command is not installed in the image."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.tools import tool
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.command.before import installed_elsewhere
from bisectbuild.diagnose.rules.command.image import how_to_get, manager
from bisectbuild.diagnose.rules.command.missing import Absence, Missing, missing

# Tools that are got otherwise than by a distribution's package, or better so.
_OTHERWISE = {
    "yarn": "Run `corepack enable`, or `npm install -g yarn`, in an image that has Node.",
    "bundle": "Run `gem install bundler` in an image that has Ruby.",
    "bundler": "Run `gem install bundler` in an image that has Ruby.",
    "docker": (
        "A build step has no engine to talk to. Where the client alone is wanted: "
        "`COPY --from=docker:cli /usr/local/bin/docker /usr/local/bin/`."
    ),
    "kubectl": "Copy it from an image that has it: `COPY --from=IMAGE PATH /usr/local/bin/`.",
    "helm": "Copy it from an image that has it: `COPY --from=IMAGE PATH /usr/local/bin/`.",
    "terraform": "Copy it from an image that has it: `COPY --from=IMAGE PATH /usr/local/bin/`.",
    "systemctl": (
        "No init system runs while an image is built: take the line out, and name the service's "
        "program in CMD or ENTRYPOINT."
    ),
    "docker-php-ext-install": "It is a helper of the official php images alone: build on php:….",
    "docker-php-ext-enable": "It is a helper of the official php images alone: build on php:….",
}


def _check(case: Case) -> Told | None:
    found = missing(case, Absence.PLAIN)
    if found is None:
        return None
    name = found.name
    program = case.facts.program(name)
    if program is not None and program.on_path:
        return None
    return Told(
        cause=f"The command {name} was not found in the image.",
        because=found.proofs,
        advice=_advice(case, name),
        commands=(f"command -v {name}", "echo $PATH", "cat /etc/os-release"),
        confidence=_confidence(found),
        category=Category.INIT_SYSTEM if name == "systemctl" else None,
    )


def _advice(case: Case, name: str) -> str:
    program = case.facts.program(name)
    if program is not None and program.paths:
        folder = program.paths[0].rpartition("/")[0]
        return f"It lies in {folder}, which is not on PATH: add `ENV PATH={folder}:$PATH`."
    known = tool(name)
    words = tuple({name, known.package(manager(case))} - {""}) if known else (name,)
    stage = installed_elsewhere(case, words)
    apart = f"Stage {stage} installs it, but this stage does not stand on it. " if stage else ""
    got = (
        _OTHERWISE.get(name)
        or how_to_get(case, name)
        or (
            f"Install what brings {name} before this line, or correct the name; "
            "if an earlier RUN put it elsewhere, name that folder with `ENV PATH=…`."
        )
    )
    return apart + got


def _confidence(found: Missing) -> float:
    return found.confidence if tool(found.name) else found.confidence - 0.1


RULE = Rule(
    code="BB601",
    name="tool-missing",
    title="A command is not installed in the image",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The shell looked for a command in every folder of PATH and found none. "
            "Small base images leave out much that a workstation has."
        ),
        instruction="RUN curl -fsSL https://files.example/tool -o /usr/local/bin/tool",
        example="/bin/sh: 1: curl: not found",
        fix="Install the package that holds the command in this stage, before it is used.",
        exit_code=127,
    ),
)
