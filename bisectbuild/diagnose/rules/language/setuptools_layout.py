"""setuptools does not know which of the project's directories are its packages."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    pip_log.INDENT
    + r"error: Multiple top-level (?P<what>packages|modules) discovered in a flat-layout: "
    r"(?P<names>\[[^\]\n]*\])",
    "discovered in a flat-layout",
)
_CONFIG = Signature(
    pip_log.INDENT + r"(?:ValueError: invalid pyproject\.toml config: (?P<what>[^\n]+)"
    r"|(?:\S+\.)?InvalidConfigError: (?P<error>[^\n]+)"
    r"|(?:\S+\.)?TOMLDecodeError: (?P<toml>[^\n]+)"
    r"|(?:The Poetry configuration is invalid:\n[ \t]*- (?P<poetry>[^\n]+)))",
    "invalid pyproject.toml config",
    "InvalidConfigError",
    "TOMLDecodeError",
    "The Poetry configuration is invalid",
)


def _check(case: Case) -> Told | None:
    hits = pip_log.unsettled(case.log, _LINE.hits(case.log))
    if hits:
        return Told(
            cause=f"setuptools finds several {hits[-1]['what']} in the project's directory and "
            f"does not know which to install: {hits[-1]['names']}.",
            because=proofs(hits),
            advice=(
                "Name them in pyproject.toml (`[tool.setuptools] packages = [...]`), or move the "
                "code under src/. If some came in by `COPY . .` only, keep them out with "
                ".dockerignore."
            ),
            commands=("ls -la", "cat pyproject.toml"),
            confidence=0.96,
        )
    hits = pip_log.unsettled(case.log, _CONFIG.hits(case.log))
    if not hits or "dash-separated" in hits[-1].line:
        return None
    hit = hits[-1]
    said = next(hit[each] for each in ("what", "error", "toml", "poetry") if hit[each])
    return Told(
        cause=f"The project's configuration file cannot be read: {said.strip().rstrip('.')}.",
        because=proofs(hits),
        advice=(
            "Correct that entry of pyproject.toml or setup.cfg; a key that only a newer tool "
            "knows needs that tool's version in the image."
        ),
        commands=("cat pyproject.toml",),
        confidence=0.88,
    )


RULE = Rule(
    code="BB436",
    name="setuptools-layout",
    title="setuptools cannot tell what the project's packages are",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="Without a word in pyproject.toml setuptools takes the one package directory it "
        "finds, and stops where there are several.",
        instruction="RUN pip install .",
        example="      error: Multiple top-level packages discovered in a flat-layout: "
        "['plums', 'data'].\n      [end of output]\nerror: subprocess-exited-with-error",
        fix="Name the packages in pyproject.toml, or use a src directory.",
    ),
)
