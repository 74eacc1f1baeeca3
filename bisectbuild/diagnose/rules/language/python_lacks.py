"""The image's Python does not have yet what some code uses: a module, a name, a kind of type."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.python_new import module_since, name_since
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Hit, Signature

_MODULE = Signature(
    pip_log.INDENT
    + r"(?:ModuleNotFoundError|ImportError): No module named '?(?P<module>[\w.]+)'?$",
    "No module named",
)
_NAME = Signature(
    pip_log.INDENT
    + r"(?:ImportError: cannot import name '?(?P<name>\w+)'? from '(?P<module>[\w.]+)'"
    r"|AttributeError: module '(?P<module2>[\w.]+)' has no attribute '(?P<name2>\w+)')",
    "cannot import name",
    "has no attribute",
)
# What an older Python says of newer code, what that is, since when.
_SAYS: Final = (
    (r"TypeError: 'type' object is not subscriptable", "`list[…]` as a type", "3.9"),
    ((r"TypeError: 'ABCMeta' object is not "
    r"subscriptable"), "`collections.abc` types with `[…]`", "3.9"),
    (r"TypeError: unsupported operand type\(s\) for \|: '(?:type|_GenericAlias|NoneType)'[^\n]*",
     "`X | Y` between types", "3.10"),
    (r"AttributeError: 'str' object has no attribute 'remove(?:prefix|suffix)'",
     "`str.removeprefix`", "3.9"),
    (r"TypeError: dataclass\(\) got an unexpected keyword argument '(?:slots|kw_only)'",
     "dataclasses with slots or kw_only", "3.10"),
    (r"TypeError: __init__\(\) got an unexpected keyword argument 'capture_output'",
     "`subprocess.run(capture_output=…)`", "3.7"),
)  # fmt: skip
_FORMS: Final = tuple(
    (Signature(pip_log.INDENT + line, "TypeError: ", "AttributeError: "), what, since)
    for line, what, since in _SAYS
)


def _check(case: Case) -> Told | None:
    for hit in reversed(pip_log.unsettled(case.log, _MODULE.hits(case.log))):
        since = module_since(hit["module"])
        if since:
            return _told(case, hit, f"the module {hit['module']}", since, sure=True)
    for hit in reversed(pip_log.unsettled(case.log, _NAME.hits(case.log))):
        module, name = hit["module"] or hit["module2"], hit["name"] or hit["name2"]
        since = name_since(module, name)
        if since:
            return _told(case, hit, f"{module}.{name}", since, sure=True)
    for form, what, since in _FORMS:
        hits = pip_log.unsettled(case.log, form.hits(case.log))
        if hits:
            return _told(case, hits[-1], what, since, sure=False)
    return None


def _told(case: Case, hit: Hit, what: str, since: str, *, sure: bool) -> Told:
    package = ""
    if pip_log.building(case.log, hit.number):
        package = pip_log.package_near(case.log, hit.number)
    return Told(
        cause=f"{package or 'The code'} uses {what}, which came with Python {since}; the image's "
        "is older.",
        because=proofs((hit,)),
        advice=(
            f"Take a base image with Python {since} or later, or pin a release of "
            f"{package or 'the package'} that supports this Python."
        ),
        commands=("python --version", "python3 --version"),
        confidence=0.92 if sure else 0.8,
    )


RULE = Rule(
    code="BB444",
    name="python-lacks",
    title="The image's Python does not have yet what is used",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The code reads well, but a module, a name or a way to write types came with a "
        "later Python than the image's.",
        instruction="RUN python -m plums",
        example='  File "/app/plums/config.py", line 3, in <module>\n    import tomllib\n'
        "ModuleNotFoundError: No module named 'tomllib'",
        fix="Take a newer Python, or an older release of the package.",
    ),
)
