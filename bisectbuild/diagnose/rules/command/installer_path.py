"""A tool was put into a folder of its own that PATH does not name."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.command.before import installed_elsewhere
from bisectbuild.diagnose.rules.command.missing import Absence, missing

_FOLDERS: Final = {
    "conda": "/opt/conda/bin",
    "mamba": "/opt/conda/bin",
    "cargo": "/root/.cargo/bin",
    "rustup": "/root/.cargo/bin",
    "rustc": "/root/.cargo/bin",
    "go": "/usr/local/go/bin",
    "poetry": "/root/.local/bin",
    "pdm": "/root/.local/bin",
    "pipenv": "/root/.local/bin",
    "uv": "/root/.local/bin",
    "uvx": "/root/.local/bin",
    "bun": "/root/.bun/bin",
    "deno": "/root/.deno/bin",
    "stack": "/root/.local/bin",
    "cabal": "/root/.ghcup/bin",
    "ghcup": "/root/.ghcup/bin",
    "rbenv": "/root/.rbenv/bin",
    "pyenv": "/root/.pyenv/bin",
    "dotnet": "/root/.dotnet",
    "mise": "/root/.local/bin",
    "volta": "/root/.volta/bin",
}
_SOURCED = frozenset({"nvm", "sdk", "activate"})


def _check(case: Case) -> Told | None:
    found = missing(case, Absence.INSTALLER)
    if found is None:
        return None
    name = found.name
    return Told(
        cause=f"The command {name} is not on PATH in this step.",
        because=found.proofs,
        advice=_advice(case, name),
        commands=("echo $PATH", f"find / -xdev -name {name} -type f 2>/dev/null"),
        confidence=min(found.confidence, 0.85),
    )


def _advice(case: Case, name: str) -> str:
    program = case.facts.program(name)
    if program is not None and program.paths:
        folder = program.paths[0].rpartition("/")[0]
        return f"It lies in {folder}: add `ENV PATH={folder}:$PATH` before this line."
    if stage := installed_elsewhere(case, (name,)):
        return f"Stage {stage} installs it, but this stage does not stand on it; install it here."
    if name in _SOURCED:
        return (
            f"{name} is a function of a shell profile, which a RUN does not read: source its "
            "script in the same RUN, under bash, before it is used."
        )
    known = _FOLDERS.get(name)
    path = f"`ENV PATH={known}:$PATH`" if known else "`ENV PATH=…` with its folder"
    return (
        f"Install {name} in this stage; if an earlier RUN did, add {path}: "
        "`export PATH` and profile files end with the RUN that wrote them."
    )


RULE = Rule(
    code="BB609",
    name="installer-path",
    title="A tool's own folder is not on PATH",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Installers put tools into folders of their own and change profile files, which the "
            "shell of a RUN does not read; and each RUN begins with a new environment."
        ),
        instruction="RUN cargo build --release",
        example="/bin/sh: 1: cargo: not found",
        fix="Name the tool's folder with `ENV PATH=/root/.cargo/bin:$PATH`.",
        exit_code=127,
    ),
)
