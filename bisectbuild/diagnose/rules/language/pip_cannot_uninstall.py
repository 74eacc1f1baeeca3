"""pip would have to replace a package that the distribution installed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    pip_log.ERROR
    + r"(?:[^\w\s] )?Cannot uninstall '?(?P<name>[\w.-]+)'?(?: (?P<version>[\d][\w.+-]*))?"
    r"(?:\. It is a distutils installed|, RECORD file not found|$)"
    r"|" + pip_log.ERROR + r"Cannot remove entries from nonexistent file \S*?/(?P<other>[\w.-]+)$",
    "Cannot uninstall",
    "Cannot remove entries",
)


def _check(case: Case) -> Told | None:
    hits = pip_log.unsettled(case.log, _LINE.hits(case.log))
    if not hits:
        return None
    last = hits[-1]
    name = last["name"] or last["other"]
    version = f" {last['version']}" if last["version"] else ""
    return Told(
        cause=f"pip wants another version of {name}, but {name}{version} was installed by the "
        "distribution (or an old setuptools) and pip cannot take it away.",
        because=proofs((last,)),
        advice=(
            "Install into a virtual environment (`python3 -m venv /opt/venv`), or add "
            f"`--ignore-installed {name}` to the pip install."
        ),
        commands=(f"pip show -f {name} | head", f"dpkg -S {name} | head -3"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB406",
    name="pip-cannot-uninstall",
    title="pip cannot replace a package of the distribution",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A package that apt, apk or dnf installed has no list of files that pip could "
        "remove, so pip stops rather than break it.",
        instruction="RUN pip install --upgrade mangosign",
        example="ERROR: Cannot uninstall 'mangosign'. It is a distutils installed project and "
        "thus we cannot accurately determine which files belong to it which would lead to only "
        "a partial uninstall.",
        fix="Use a virtual environment, or --ignore-installed.",
    ),
)
