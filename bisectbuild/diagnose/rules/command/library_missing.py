"""A program cannot start, since a shared library is not installed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.shared_objects import shared_object
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.image import install, manager
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:.*?(?P<program>[^\s:]+): )?error while loading shared libraries: (?P<library>[^\s:]+): "
    r"(?:cannot open shared object file|(?P<wrong>wrong ELF class).*|(?P<short>file too short))",
    "error while loading shared libraries",
)
_LAST = 40
_OLD_SSL = ("libssl.so.1.", "libcrypto.so.1.")


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None or hit["wrong"] or hit["short"]:
        return None
    library = hit["library"]
    program = hit["program"] or "A program"
    return Told(
        cause=f"{program} cannot start: the shared library {library} is not in the image.",
        because=proofs((hit,)),
        advice=_advice(case, library),
        commands=(f"ldconfig -p | grep {library.partition('.so')[0]}", "cat /etc/os-release"),
        confidence=0.9,
    )


def _advice(case: Case, library: str) -> str:
    if library.startswith(_OLD_SSL):
        return (
            "It is OpenSSL 1.x, which current releases no longer have: take a newer build of the "
            "program, or a base image of the time it was built for."
        )
    known = shared_object(library)
    if known and (package := known.package(manager(case))):
        return f"Install its package before: {install(case, package)}."
    if known:
        return (
            f"Install its package: {known.apt} (Debian), {known.apk} (Alpine), {known.dnf} (RPM)."
        )
    return (
        "Install the package that holds it (`apt-file search`, `apk search so:`, "
        f"`dnf provides '*/{library}'`), or copy it from the stage that built the program; for one "
        "that lies elsewhere run `ldconfig` or set LD_LIBRARY_PATH."
    )


RULE = Rule(
    code="BB614",
    name="library-missing",
    title="A shared library is not in the image",
    category=Category.EXEC_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "The program was built against a library that this image does not have: slim images "
            "leave it out, or a later release has another version of it."
        ),
        instruction="RUN depot-render --version",
        example=(
            "depot-render: error while loading shared libraries: libGL.so.1: cannot open shared "
            "object file: No such file or directory"
        ),
        fix="Install the package of the library in this stage.",
        exit_code=127,
    ),
)
