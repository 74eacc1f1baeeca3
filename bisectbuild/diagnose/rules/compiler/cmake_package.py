"""CMake's find_package finds no such library, or one of another version."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.libraries import cmake
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.compiler import cmake_log
from bisectbuild.diagnose.rules.compiler.install import add

_ABSENT: Final = re.compile(
    r"Could NOT find (?P<name>[\w.+-]+)"
    r"(?: \(missing: (?P<parts>[^)]*)\))?(?P<rest>.*)"
    r"|package configuration file provided by \"(?P<config>[^\"]+)\""
    r"|configuration file for package \"(?P<other>[^\"]+)\" that is compatible with requested "
    r"version "
    r"(?:range )?\"(?P<wanted>[^\"]+)\""
)
_UNSUITABLE: Final = re.compile(
    r"Found unsuitable version \"(?P<found>[^\"]*)\", but required is (?:at least|exact version) "
    r"\"(?P<wanted>[^\"]+)\""
)
_NOT_LIBRARIES: Final = {"PkgConfig", "Threads"}


def _check(case: Case) -> Told | None:
    for error in cmake_log.errors(case.log):
        found = _ABSENT.search(error.text)
        if found is None:
            continue
        name = found["name"] or found["config"] or found["other"]
        if name in _NOT_LIBRARIES:
            continue
        version = _UNSUITABLE.search(error.text)
        if version is not None and version["found"]:
            return _other_version(case, error, name, version["found"], version["wanted"])
        if found["wanted"]:
            return _other_version(case, error, name, "", found["wanted"])
        return _absent(case, error, name)
    return None


def _absent(case: Case, error: cmake_log.CMakeError, name: str) -> Told:
    known = cmake(name)
    return Told(
        cause=f"CMake finds no {name} in the image.",
        because=cmake_log.evidence(case.log, error),
        advice=add(case, known)
        if known
        else (
            f"Install the development package of {name}, or name its folder with "
            f"`-DCMAKE_PREFIX_PATH=…` or `-D{name}_DIR=…`."
        ),
        commands=(
            f"find / -iname '{name}Config.cmake' -o -iname 'Find{name}.cmake'",
            "cat /etc/os-release",
        ),
        confidence=0.9,
    )


def _other_version(
    case: Case, error: cmake_log.CMakeError, name: str, found: str, wanted: str
) -> Told:
    has = f"the image has {found}" if found else "the image has another"
    return Told(
        cause=f"CMake asks for {name} {wanted}, and {has}.",
        because=cmake_log.evidence(case.log, error),
        advice=f"Take a base image whose release has {name} {wanted}, or build it from source.",
        commands=(f"find / -iname '{name}Config*.cmake'", "cat /etc/os-release"),
        confidence=0.9,
        category=Category.RUNTIME_VERSION,
    )


RULE = Rule(
    code="BB529",
    name="cmake-package",
    title="CMake does not find a library",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="find_package(… REQUIRED) found no such library, or not the version it wants.",
        instruction="RUN cmake -B build",
        example=(
            "CMake Error at /usr/share/cmake/Modules/FindPackageHandleStandardArgs.cmake:230 "
            "(message):\n  Could NOT find CURL (missing: CURL_LIBRARY CURL_INCLUDE_DIR)"
        ),
        fix="Install the library's development package, or name its folder in CMAKE_PREFIX_PATH.",
    ),
)
