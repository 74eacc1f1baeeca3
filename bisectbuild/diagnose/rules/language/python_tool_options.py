"""A command line that the installed poetry, uv or pip does not know (any more)."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_OPTION = Signature(
    r"^[ \t]*(?:Error: )?The \"--?(?P<option>[\w-]+)\" option does not exist"
    r"|^[ \t]*(?:Error: )?The option \"--?(?P<option2>[\w-]+)\" does not exist",
    "does not exist",
)
_COMMAND = Signature(
    r"^[ \t]*(?:Error: )?The (?:requested )?command \"?(?P<command>[\w-]+)\"? (?:does not exist"
    r"|is not "
    r"defined)",
    "does not exist",
    "is not defined",
)
_UV_ENV = Signature(
    r"^error: No virtual environment found(?: for Python [\d.]+)?; run `uv venv`", "run `uv venv`"
)
_PIP = Signature(r"^no such option: (?P<option>--[\w-]+)", "no such option")
_NOW: Final = {
    "no-dev": "`--only main` (`--without dev`)",
    "dev": "`--with dev` or `--group dev`",
    "remove-untracked": "`--sync`",
}


def _check(case: Case) -> Told | None:
    option = _OPTION.last(case.log) or _PIP.last(case.log)
    if option is not None and any(tool in case.script for tool in ("poetry", "pip")):
        name = (option["option"] or option["option2"]).lstrip("-")
        tool = "poetry" if "poetry" in case.script else "pip"
        return Told(
            cause=f"The image's {tool} has no option --{name}.",
            because=proofs((option,)),
            advice=_instead(name, tool),
            commands=(f"{tool} --version", f"{tool} install --help"),
            confidence=0.93,
        )
    command = _COMMAND.last(case.log)
    if command is not None and "poetry" in case.script:
        name = command["command"]
        plugin = " (since 2.0 it comes from `poetry-plugin-export`)" if name == "export" else ""
        return Told(
            cause=f"The image's poetry has no command {name}{plugin}.",
            because=proofs((command,)),
            advice="`pip install poetry-plugin-export`, or pin the poetry that had it."
            if plugin else "Install the plugin that brings it, or pin the poetry that had it.",
            commands=("poetry --version", "poetry self show plugins"),
            confidence=0.93,
        )  # fmt: skip
    venv = _UV_ENV.last(case.log)
    if venv is None:
        return None
    return Told(
        cause="`uv pip` installs into virtual environments only, and none is active here.",
        because=proofs((venv,)),
        advice="Add `--system` (or `ENV UV_SYSTEM_PYTHON=1`), or make one first with `uv venv`.",
        commands=("uv --version", "echo $VIRTUAL_ENV"),
        confidence=0.97,
        category=Category.ENV_POLICY,
    )


def _instead(option: str, tool: str) -> str:
    if option == "break-system-packages":
        return "Leave it out: this pip is from before PEP 668 and installs without it."
    now = _NOW.get(option, "what this version calls it")
    return f"Write {now} instead, or pin the version of {tool} that the command was written for."


RULE = Rule(
    code="BB435",
    name="python-tool-options",
    title="A Python tool does not know the command line",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The tool was installed without a version, and its newest one dropped or moved "
        "an option or a command.",
        instruction="RUN poetry install --no-dev",
        example='The option "--no-dev" does not exist',
        fix="Use the new name, or pin the tool's version.",
    ),
)
