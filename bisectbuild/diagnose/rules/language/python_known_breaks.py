"""Well-known pairs of Python packages that do not fit, by the error they end with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature


@dataclass(frozen=True, slots=True, kw_only=True)
class _Break:
    """An error line, what broke, and the pin or upgrade that mends it."""

    line: Signature
    what: str
    mend: str


def _break(line: str, word: str, what: str, mend: str) -> _Break:
    return _Break(line=Signature(r"^[ \t]*(?:E[ \t]+)?" + line, word), what=what, mend=mend)


_ALL: Final = (
    _break(
        r"TypeError: Descriptors cannot (?:not )?be created directly",
        "Descriptors cannot",
        "Code that an old protoc generated does not run with protobuf 4 and later.",
        'Pin `"protobuf<3.21"`, or upgrade the package that holds the generated code.',
    ),
    _break(
        r"AttributeError: module 'lib' has no attribute '\w+'",
        "module 'lib' has no attribute",
        "The installed pyOpenSSL is too old for the installed cryptography.",
        'Upgrade both: `pip install -U "pyOpenSSL>=23" cryptography` (the distribution\'s copy '
        "in dist-packages often is the old one).",
    ),
    _break(
        r"AttributeError: 'EntryPoints' object has no attribute 'get'",
        "'EntryPoints' object",
        "A package uses what importlib-metadata 5 dropped.",
        'Pin `"importlib-metadata<5"`, or upgrade that package.',
    ),
    _break(
        r"TypeError: (?:\w+\.)?__init__\(\) got an unexpected keyword argument 'proxies'",
        "argument 'proxies'",
        "A client library passes `proxies`, which httpx 0.28 dropped.",
        'Pin `"httpx<0.28"`, or upgrade that library.',
    ),
    _break(
        r"pydantic\.errors\.PydanticImportError: `BaseSettings` has been moved",
        "PydanticImportError",
        "The code is written for pydantic 1, and pydantic 2 is installed.",
        'Pin `"pydantic<2"`, or install `pydantic-settings` and change the import.',
    ),
    _break(
        r"TypeError: kwargs_from_env\(\) got an unexpected keyword argument 'ssl_version'",
        "kwargs_from_env",
        "docker-compose 1 does not run with the docker package 7 and later.",
        'Pin `"docker<7"`, or use `docker compose` (version 2) instead.',
    ),
    _break(
        r"(?:urllib3\.exceptions\.URLSchemeUnknown: )?Not supported URL scheme http\+docker",
        "http+docker",
        "The docker package before 7.1 does not work with requests 2.32 and later.",
        'Pin `"requests<2.32"`, or upgrade docker to 7.1.',
    ),
    _break(
        r"TypeError: attrib\(\) got an unexpected keyword argument 'convert'",
        "argument 'convert'",
        "An old pytest (or another user of attrs) does not run with attrs 19.2 and later.",
        'Upgrade pytest, or pin `"attrs<19.2"`.',
    ),
    _break(
        r"ValueError: mutable default <class '[^'\n]+'> for field \w+ is not allowed",
        "mutable default",
        "A package's dataclasses do not run on Python 3.11 and later.",
        "Upgrade the package, or take a base image with Python 3.10.",
    ),
    _break(
        r"TypeError: unsupported operand type\(s\) for \+: 'NoneType' and 'list'",
        "'NoneType' and 'list'",
        "The environment file has a `pip:` part, and pip is not in the environment that conda "
        "makes.",
        "Add `pip` to the dependencies in the environment file.",
    ),
)
_CONDA_PIP: Final = "conda_env/installers/pip.py"


def _check(case: Case) -> Told | None:
    for each in _ALL:
        hits = pip_log.unsettled(case.log, each.line.hits(case.log))
        if not hits or ("NoneType" in hits[-1].line and _CONDA_PIP not in case.log.text):
            continue
        return Told(
            cause=each.what,
            because=proofs(hits),
            advice=each.mend,
            commands=("pip check", "pip list"),
            confidence=0.92,
        )
    return None


RULE = Rule(
    code="BB445",
    name="python-known-breaks",
    title="Two Python packages are known not to fit",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A dependency without a pin came in a version that breaks another package, in a "
        "way that is well known.",
        instruction="RUN python manage.py check",
        example="TypeError: Descriptors cannot be created directly.\n"
        "If this call came from a _pb2.py file, your generated code is out of date.",
        fix="Pin the one, or upgrade the other.",
    ),
)
