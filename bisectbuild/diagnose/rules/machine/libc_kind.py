"""A program needs another C library: glibc on Alpine, or a newer glibc than the image's."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_MUSL: Final = (
    Signature(
        r"Error loading shared library (?P<library>ld-linux\S+?|lib(?:c|m|dl|pthread|rt)\.so\.\d"
        r"|libresolv\.so\.2): No such file or directory \(needed by (?P<program>[^)]+)\)",
        "loading shared library",
    ),
    Signature(
        r"Error relocating (?P<program>\S+): (?P<library>(?:__\w+_chk|gnu_\w+|__\w*finite"
        r"|backtrace\w*|fcntl64|\w+64|__register_atfork|_dl_sym|mallinfo\w*|malloc_trim"
        r"|__res_\w+|strtoll_l|getcontext|qsort_r)): symbol not found",
        "Error relocating",
    ),
    Signature(r"(?P<library>libc\.musl-\w+\.so\.1): cannot open shared object", "libc.musl"),
)
_OLD: Final = Signature(
    r"(?P<file>/\S*lib\S+\.so\.\d+): version [`'](?P<version>(?:GLIBC|GLIBCXX|CXXABI)_[\d.]+)' not "
    r"found \(required by (?P<program>[^)]+)\)",
    "not found (required by",
)
_BROKEN: Final = Signature(
    r"Error relocating (?P<program>\S+): (?P<symbol>\S+): symbol not found", "Error relocating"
)


def _check(case: Case) -> Told | None:
    end = case.log.tail(60)
    old = _OLD.last(end)
    musl = next((hit for line in _MUSL if (hit := line.last(end))), None)
    if old is not None:
        names = {"GLIBC": "glibc", "GLIBCXX": "libstdc++", "CXXABI": "libstdc++"}
        kind, _, version = old["version"].partition("_")
        return Told(
            cause=f"{old['program']} needs {names[kind]} {kind}_{version}, which is newer than the "
            "image's.",
            because=proofs(_OLD.hits(end)),
            advice="Build the program on the same release that it runs on (the same base image in "
            "both stages), take a newer base image here, or an older build of the program.",
            commands=("ldd --version", "cat /etc/os-release"),
            confidence=0.94,
        )
    if musl is not None:
        program = musl.match.groupdict().get("program") or "A program"
        reverse = "musl" in musl["library"]
        return Told(
            cause=f"{program} is built for {'musl' if reverse else 'glibc'}, and the image has "
            f"{'glibc' if reverse else 'musl (Alpine)'}: {musl['library']} is missing.",
            because=proofs((musl,)),
            advice="Build on and run on the same kind of image."
            if reverse
            else "Take a Debian-based image (often the tag with -slim), a build of the program for "
            "musl, or try `apk add gcompat libstdc++`.",
            commands=("cat /etc/os-release", f"ldd {program}"),
            confidence=0.92,
        )
    return _other_branch(_BROKEN.last(case.log.tail(15)))


def _other_branch(broken: Hit | None) -> Told | None:
    if broken is None:
        return None
    return Told(
        cause=f"{broken['program']} does not fit the libraries in the image: {broken['symbol']} is "
        "missing.",
        because=proofs((broken,)),
        advice="Its package and its libraries are of different branches of Alpine: do not mix edge "
        "with a stable branch, and run `apk upgrade` in the same RUN; or take a newer base image.",
        commands=("cat /etc/alpine-release /etc/apk/repositories", f"ldd {broken['program']}"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB275",
    name="libc-kind",
    title="A program does not fit the image's C library",
    category=Category.PLATFORM,
    rank=Rank.REPOSITORY,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Programs are linked against a C library: glibc (Debian, Ubuntu, RHEL) in a "
        "version "
        "at least, or musl (Alpine). They do not run on the other.",
        instruction="RUN ./depot --version",
        example="./depot: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.38' not found "
        "(required "
        "by ./depot)",
        fix="Build and run on the same release.",
    ),
)
