"""A package's build imports a module that is not there while it is built."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge import python_gone, python_modules, python_new
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_MODULE = Signature(
    pip_log.INDENT + r"(?:ModuleNotFoundError|ImportError): No module named "
    r"'?(?P<module>[A-Za-z_][\w]*)(?:\.[\w.]+)?'?$",
    "No module named",
)
_SETUP = Signature(
    r"File \"(?:<string>|[^\"\n]*setup\.py)\", line \d+|/pip-build-env-\w+/"
    r"|prepare_metadata_for_build"
    r"|get_requires_for_build|setup\.py egg_info",
    "File ", "pip-build-env", "get_requires", "prepare_metadata", "egg_info",
)  # fmt: skip
_SETUPTOOLS = Signature(
    r"Could not import setuptools which is required to install from a source distribution",
    "Could not import setuptools",
)
_BACKEND = Signature(
    r"BackendUnavailable: Cannot import '(?P<module>[\w.]+)'", "BackendUnavailable"
)
_BACKEND_OF = {"poetry": "poetry-core", "flit_core": "flit-core", "mesonpy": "meson-python",
               "setuptools": "setuptools", "hatchling": "hatchling", "pdm": "pdm-backend",
               "scikit_build_core": "scikit-build-core"}  # fmt: skip
_BACKENDS = {"poetry", "flit_core", "flit", "hatchling", "pdm", "mesonpy", "maturin",
             "scikit_build_core", "setuptools_scm", "skbuild"}  # fmt: skip
_OWN = {"pkg_resources", "pip"}


def _check(case: Case) -> Told | None:
    return _no_setuptools(case) or _no_backend(case) or _no_module(case)


def _no_setuptools(case: Case) -> Told | None:
    hit = _SETUPTOOLS.last(case.log)
    if hit is None:
        return None
    return Told(
        cause="pip builds a package and finds no setuptools for this Python.",
        because=proofs((hit,)),
        advice="Install it first: `python3 -m pip install setuptools wheel` (or the "
        "distribution's python3-setuptools).",
        commands=("python3 -c 'import setuptools'", "pip --version"),
        confidence=0.95,
    )


def _no_backend(case: Case) -> Told | None:
    hit = _BACKEND.last(case.log)
    if hit is None:
        return None
    name = _BACKEND_OF.get(hit["module"].partition(".")[0], hit["module"])
    return Told(
        cause=f"The build backend {hit['module']} that a package names is not installed.",
        because=proofs((hit,)),
        advice=(
            f"Install it before this step (`python3 -m pip install {name}`), or build without "
            "`--no-build-isolation`, so that pip brings it."
        ),
        commands=("python3 --version", "pip list"),
        confidence=0.92,
    )


def _no_module(case: Case) -> Told | None:
    hits = [
        hit
        for hit in pip_log.unsettled(case.log, _MODULE.hits(case.log))
        if hit["module"] not in _OWN
        and not python_new.module_since(hit["m"
        "odule"]) and not python_gone.module_gone(hit["module"])
        and pip_log.building(case.log, hit.number)
    ]  # fmt: skip
    if not hits or _SETUP.first(case.log) is None:
        return None
    hit = hits[-1]
    module = hit["module"]
    package = pip_log.package_near(case.log, hit.number) or "A package"
    brings = python_modules.distribution(module) or module
    isolated = "" if module in _BACKENDS else (
        f" and then {package} with `--no-build-isolation`: pip builds apart from what is "
        "installed, and the package does not say that it needs it"
    )  # fmt: skip
    return Told(
        cause=f"Building {package} imports {module}, which is not there while it is built.",
        because=proofs((hit,)),
        advice=(
            f"Install it in a step before (`pip install {brings}`){isolated}; or take a release "
            f"of {package} that has a ready wheel for this Python."
        ),
        commands=(f"python3 -c 'import {module}'", "pip list"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB421",
    name="build-needs-module",
    title="A package's build imports a module that is missing",
    category=Category.PYTHON_MODULE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A setup script imports another package (numpy, torch, Cython) that pip does not "
        "install before the build, since the script's package does not name it.",
        instruction="RUN pip install flashfern",
        example='        File "<string>", line 20, in <module>\n'
        "      ModuleNotFoundError: No module named 'torch'\n      [end of output]\n"
        "error: subprocess-exited-with-error",
        fix="Install that package first, and pass --no-build-isolation.",
    ),
)
