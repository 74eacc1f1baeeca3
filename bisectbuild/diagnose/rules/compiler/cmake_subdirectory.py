"""A folder or module that the project itself includes is empty: mostly a git submodule."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.compiler import cmake_log

_EMPTY: Final = re.compile(
    r"source directory\s+(?P<folder>\S+)\s+does not contain a CMakeLists\.txt file"
    r"|given source \"?(?P<given>[^\s\"]+)\"? which is not an existing directory"
    r"|(?:include could not find (?:load|requested) file:)\s+(?P<file>\S+)"
    r"|Cannot find source file:\s+(?P<source>\S+)"
    r"|No SOURCES given to target: (?P<target>\S+)"
)


def _check(case: Case) -> Told | None:
    for error in cmake_log.errors(case.log):
        found = _EMPTY.search(error.text)
        if found is not None:
            return _told(case, error, found)
    return None


def _told(case: Case, error: cmake_log.CMakeError, found: re.Match[str]) -> Told:
    folder = found["folder"] or found["given"]
    name = folder or found["file"] or found["source"] or found["target"]
    cause = (
        f"{error.place} adds the folder {name}, which holds no CMake project."
        if folder
        else f"{error.place} asks for {name}, which is not there."
    )
    return Told(
        cause=cause,
        because=cmake_log.evidence(case.log, error),
        advice=(
            "Where it is a git submodule, check it out before the build (`git clone --recursive`, "
            "`git submodule update --init --recursive`) and see that .dockerignore lets it in; "
            "else "
            "COPY it, or install the package that brings it."
        ),
        commands=(
            f"ls -la {folder}" if folder else f"find / -name '{name}*' | head",
            "cat .gitmodules",
        ),
        confidence=0.85 if folder else 0.7,
        fault=Fault.CONTEXT if folder else None,
    )


RULE = Rule(
    code="BB528",
    name="cmake-subdirectory",
    title="A part of the CMake project is not there",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="CMakeLists.txt adds a folder or file that is empty or missing, as git submodules "
        "are after a plain clone.",
        instruction="RUN cmake -B build",
        example=(
            "CMake Error at CMakeLists.txt:18 (add_subdirectory):\n"
            "  The source directory\n\n    /app/deps/kite\n\n"
            "  does not contain a CMakeLists.txt file."
        ),
        fix="Check out the submodules before the build, and keep .dockerignore from hiding them.",
    ),
)
