"""A Python program imports a module that is not installed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge import python_gone, python_modules, python_new
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Hit, Signature

_MODULE = Signature(
    r"^(?P<indent>[ \t]*)(?:E[ \t]+)?(?:ModuleNotFoundError|ImportError): No module named "
    r"'?(?P<module>[A-Za-z_][\w.]*)'?(?P<rest>; '[^'\n]+' is not a package)?$"
    r"|^\S*python[\d.]*: No module named (?P<run>[A-Za-z_][\w.]*)",
    "No module named",
)
_SELF = Signature(r"File \"(?P<file>[^\"\n]+)\", line \d+, in ", "File ")
_LAST = 60
_OTHERS = {"pip", "pkg_resources", "conda", "_internal", "ensurepip", "venv"}


def _check(case: Case) -> Told | None:
    ends = case.log.numbers[-_LAST] if len(case.log.numbers) >= _LAST else 0
    hits = [
        hit
        for hit in pip_log.unsettled(case.log, _MODULE.hits(case.log))
        if hit.number >= ends and not _of_others(case, hit)
    ]
    if not hits:
        return None
    hit = hits[-1]
    module = hit["module"] or hit["run"]
    top = module.partition(".")[0]
    brings = python_modules.distribution(module) or top
    where = _where(case, hit)
    return Told(
        cause=f"The Python module {module} is not installed for the Python that runs here{where}.",
        because=proofs((hit,)),
        advice=(
            f"Install it before this step, with the same Python: `python3 -m pip install {brings}`"
            f" (or add {brings} to the requirements). If {top} is the project's own package, COPY "
            "it first, and set WORKDIR or PYTHONPATH to the directory above it."
        ),
        commands=(f"python3 -c 'import {top}'", "python3 -m pip list", "which -a python3 pip"),
        confidence=0.8,
    )


def _of_others(case: Case, hit: Hit) -> bool:
    """Tell whether another rule tells of this one: gone modules, pip's, builds of packages."""
    module = (hit["module"] or hit["run"]).partition(".")[0]
    new = python_new.module_since(hit["module"])
    if new or python_gone.module_gone(module) or module in _OTHERS:
        return True
    return bool(hit["indent"]) and pip_log.building(case.log, hit.number)


def _where(case: Case, hit: Hit) -> str:
    frames = [frame for frame in _SELF.hits(case.log) if frame.number < hit.number]
    if not frames or hit["run"]:
        return ""
    return f" ({frames[-1]['file']} imports it)"


RULE = Rule(
    code="BB441",
    name="python-module",
    title="A Python module is not installed",
    category=Category.PYTHON_MODULE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The program that the step runs imports a package that this Python does not have: "
        "never installed, installed for another Python, or the project's own and not copied.",
        instruction="RUN python manage.py collectstatic",
        example='Traceback (most recent call last):\n  File "/app/manage.py", line 4, in <module>\n'
        "    import yaml\nModuleNotFoundError: No module named 'yaml'",
        fix="Install the distribution that brings it, with the same Python.",
    ),
)
