"""CMake stops, where no closer reason is known: its first error."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.compiler import cmake_log
from bisectbuild.diagnose.rules.compiler.c_log import short

_OTHERS: Final = re.compile(
    r"or higher is required\.\s+You are running|has been removed from CMake|may not be set to OLD"
    r"|source directory|not an existing directory|could not find (?:load|requested) file"
    r"|Could NOT find|[Cc]ould not find a (?:package )?configuration file|unable to find a build"
    r"|used to generate cache|CMakeCache\.txt directory|No CMAKE_\w+ could be found|_COMPILER:"
    r"|simple test program|required packages? w|Cannot find source file|No SOURCES given"
    r"|CMAKE_\w+ not set|package configuration file provided by"
)

_SUBMODULE: Final = (
    "Check the submodules out before the build (`git submodule update --init --recursive`), and "
    "see "
    "that .dockerignore lets them in."
)


def _check(case: Case) -> Told | None:
    error = next(iter(cmake_log.errors(case.log)), None)
    if error is None or not error.text or _OTHERS.search(error.text):
        return None
    where = f"{error.place} stops CMake" if error.place else "CMake stopped"
    return Told(
        cause=f"{where}: {short(error.text)}.",
        because=cmake_log.evidence(case.log, error),
        advice=_SUBMODULE
        if "submodule" in error.text.lower()
        else "Give it what the message asks for: a library, an option (`-D…`) or a tool.",
        commands=("cmake --version", "tail -n 60 build/CMakeFiles/CMakeError.log"),
        confidence=0.7,
    )


RULE = Rule(
    code="BB532",
    name="cmake-error",
    title="CMake stops the build",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="CMake, or the project's CMakeLists.txt, reports an error; the first is the cause.",
        instruction="RUN cmake -B build",
        example="CMake Error at CMakeLists.txt:12 (message):\n  Set REEF_MODE to fast or safe",
        fix="Do what the message asks for.",
    ),
)
