"""The image's Python no longer has a standard module or name that some code uses."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge import python_gone
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Hit, Signature

_MODULE = Signature(
    pip_log.INDENT + r"(?:ModuleNotFoundError|ImportError): No module named '?(?P<module>[a-z_]\w*)"
    r"(?:\.[\w.]+)?'?$",
    "No module named",
)
_ATTRIBUTE = Signature(
    pip_log.INDENT + r"(?:AttributeError: module '(?P<module>\w+)' has no attribute '(?P<name>\w+)'"
    r"|ImportError: cannot import name '(?P<name2>\w+)' from '(?P<module2>\w+)')",
    "has no attribute",
    "cannot import name",
)
_FRAME = Signature(r"python(?P<version>3\.\d+)/", "python3.")


def _check(case: Case) -> Told | None:
    for hit in reversed(pip_log.unsettled(case.log, _MODULE.hits(case.log))):
        if python_gone.module_gone(hit["module"]):
            return _module(case, hit)
    for hit in reversed(pip_log.unsettled(case.log, _ATTRIBUTE.hits(case.log))):
        module, name = hit["module"] or hit["module2"], hit["name"] or hit["name2"]
        since = python_gone.attribute_gone(module, name)
        if since:
            return _told(case, hit, f"{module}.{name}", since)
    return None


def _module(case: Case, hit: Hit) -> Told | None:
    frame = _FRAME.last(case.log)
    since = python_gone.module_gone(hit["module"])
    if hit["module"] != "distutils":
        return _told(case, hit, f"the module {hit['module']}", since)
    if frame is not None and _order(frame["version"]) < _order(since):
        return Told(
            cause="The module distutils is missing: Debian and Ubuntu keep it apart from Python "
            f"{frame['version']}.",
            because=proofs((hit,)),
            advice="Add `python3-distutils` to the apt-get install line before this step.",
            commands=("python3 -c 'import distutils'",),
            confidence=0.85,
            category=Category.PYTHON_MODULE,
            fault=Fault.DOCKERFILE,
        )
    if "gyp" in case.log.text:
        return Told(
            cause="node-gyp is too old for this image's Python: 3.12 no longer has distutils.",
            because=proofs((hit,)),
            advice=(
                "Add `py3-setuptools` (apk) or `python3-setuptools` (apt) before the install, or "
                "use a newer npm, whose node-gyp (10 and later) does without it."
            ),
            commands=("python3 --version", "npm --version"),
            confidence=0.9,
        )
    return _told(case, hit, "the module distutils", since)


def _told(case: Case, hit: Hit, what: str, since: str) -> Told:
    package = ""
    if pip_log.building(case.log, hit.number):
        package = pip_log.package_near(case.log, hit.number)
    if what == "pkgutil.ImpImporter":
        return Told(
            cause=f"A setuptools or pip from before Python {since} runs here: it uses {what}, "
            f"which Python {since} removed.",
            because=proofs((hit,)),
            advice=(
                "Upgrade setuptools (66.1 or later) and pip where they are pinned (requirements, "
                "`pip install setuptools==…`, a package's build requirements)."
            ),
            commands=("python3 --version", "pip show setuptools pip"),
            confidence=0.92,
        )
    setuptools = " (for distutils, `pip install setuptools` also brings a copy)"
    return Told(
        cause=f"{package or 'The code'} uses {what}, which Python {since} removed.",
        because=proofs((hit,)),
        advice=(
            f"Take a base image with Python {python_gone.before(since)}, or a release of "
            f"{package or 'the package that uses it'} that supports Python {since}"
            f"{setuptools if 'distutils' in what else ''}."
        ),
        commands=("python3 --version",),
        confidence=0.9,
    )


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


RULE = Rule(
    code="BB420",
    name="python-gone",
    title="Python removed a module or name that is used",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Python drops old modules and names: distutils and imp with 3.12, cgi and pipes "
        "with 3.13, collections.Mapping with 3.10. Code that still uses them stops there.",
        instruction="RUN pip install oldbrick",
        example="        import imp\n    ModuleNotFoundError: No module named 'imp'\n"
        "error: subprocess-exited-with-error",
        fix="Take a newer release of the package, or an older Python.",
    ),
)
