"""A crate's build script finds no library or program of the system."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.headers import Package
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add, packages
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[^\n]*?(?P<text>Could not find directory of OpenSSL installation|Could not find openssl "
    r"via pkg-config"
    r"|Unable to find libclang|couldn't find any valid shared libraries matching: \['libclang"
    r"|is `cmake` not installed\?|failed to (?:execute|spawn) (?:command: )?(?:process "
    r")?[`\"]?cmake"
    r"|Could not find `protoc`|could not find native static library `(?P<native>[^`\n]+)`"
    r"|failed to find tool\. Is `(?P<tool>[^`\n]+)` installed\?"
    r"|failed to find tool \"(?P<named>[^\"\n]+)\"|Failed to find tool\. Is "
    r"`(?P<other>[^`\n]+)` installed"
    r"|No suitable (?P<llvm>LLVM)|llvm-config[^\n]*not found)",
    "OpenSSL installation", "openssl via", "libclang", "cmake", "protoc", "native static "
    "library", "find tool",
    "No suitable LLVM", "llvm-config",
)  # fmt: skip
_NEEDS: Final = (
    (
        "openssl",
        "OpenSSL",
        packages("libssl-dev pkg-config", "openssl-dev pkgconf", "openssl-devel"),
    ),
    ("libclang", "libclang", packages("libclang-dev", "clang-dev", "clang-devel")),
    ("cmake", "cmake", packages("cmake", "cmake", "cmake")),
    ("protoc", "protoc", packages("protobuf-compiler", "protobuf-dev", "protobuf-compiler")),
    ("llvm", "LLVM", packages("llvm-dev", "llvm-dev", "llvm-devel")),
)
_SCRIPT = Signature(
    r"^[ \t]*error: failed to run custom build command for `(?P<crate>[^`\n]+)`",
    "failed to "
    r"run custom build",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    script = _SCRIPT.last(case.log)
    if hit is None or (script is None and not hit["native"]):
        return None
    name, wanted = _need(hit)
    crate = f", which the crate {script['crate']} needs" if script else ""
    return Told(
        cause=f"The image has no {name}{crate}.",
        because=proofs(each for each in (script, hit) if each),
        advice=add(case, wanted) if wanted else f"Install what brings {name} before this step.",
        commands=("cat /etc/os-release", "command -v pkg-config cc cmake clang protoc"),
        confidence=0.9,
    )


def _need(hit: Hit) -> tuple[str, Package | None]:
    tool = hit["tool"] or hit["named"] or hit["other"]
    if tool:
        return tool.split("/")[-1], packages("build-essential", "build-base", "gcc gcc-c++ make")
    if hit["native"]:
        return f"static library lib{hit['native']}.a", None
    text = hit["text"].lower()
    return next(
        ((name, wanted) for word, name, wanted in _NEEDS if word in text), ("library", None)
    )


RULE = Rule(
    code="BB579",
    name="rust-library",
    title="A crate needs a library of the system",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A crate wraps a C library (OpenSSL, libclang) or calls a program (cmake, protoc), "
        "which the image has not.",
        instruction="RUN cargo build",
        example=(
            "error: failed to run custom build command for `openssl-sys v0.9.99`\n"
            "  Could not find directory of OpenSSL installation, and this `-sys` crate cannot "
            "proceed without this knowledge."
        ),
        fix="Install the library's development package, or the program.",
        exit_code=101,
    ),
)
