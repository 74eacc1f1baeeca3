"""The compiler is there and cannot build the smallest program."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add, packages
from bisectbuild.diagnose.signature import Signature

_CRT = Signature(
    r"^[^\n]{0,200}cannot find (?P<object>S?crt1|crti|crtn|crtbeginS?|gcrt1)\.o: No such file",
    "cannot find",
)
_TRIAL = Signature(
    r"^(?:configure: error: [^\n]*(?P<lang>C(?:\+\+)?) compiler cannot create executables"
    r"|[ \t]*is not able to compile a simple test program\."
    r"|meson\.build:\d+:\d+: ERROR: (?:Compiler|Executables created by) [^\n]*"
    r"(?:cannot compile programs|are not runnable)[^\n]*)",
    "cannot create executables", "simple test program", "cannot compile programs", "not runnable",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    start = _CRT.first(case.log)
    trial = _TRIAL.first(case.log)
    if start is None and trial is None:
        return None
    if start is not None:
        return Told(
            cause=f"The C library's start file {start['object']}.o is not in the image, "
            "so nothing can be linked.",
            because=proofs(hit for hit in (start, trial) if hit),
            advice=add(case, packages("libc6-dev", "musl-dev", "glibc-devel")),
            commands=("find / -name 'crt1.o' -not -path '/proc/*'",),
            confidence=0.9,
        )
    return Told(
        cause="The compiler could not build and link a test program.",
        because=proofs(hit for hit in (trial,) if hit),
        advice=(
            "Often the C library's files are missing ("
            "`libc6-dev`, on Alpine `musl-dev` or all of `build-base`), or CFLAGS and LDFLAGS hold "
            "what this compiler does not know; config.log or CMake's log has the compiler's words."
        ),
        commands=(
            "echo 'int main(void){return 0;}' | cc -x c - -o /tmp/a && /tmp/a",
            "env | grep -E 'FLAGS|^CC|^CXX'",
            "tail -n 60 config.log",
        ),
        confidence=0.75,
    )


RULE = Rule(
    code="BB503",
    name="cc-broken",
    title="The compiler cannot build a test program",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A compiler is installed, but parts that every program needs are not, "
        "or its flags are wrong.",
        instruction="RUN apk add gcc && ./configure",
        example=(
            "/usr/lib/gcc/x86_64-alpine-linux-musl/13.2.1/../../../../bin/ld: "
            "cannot find Scrt1.o: No such file or directory\n"
            "configure: error: C compiler cannot create executables"
        ),
        fix="Install the C library's development files: `libc6-dev`, `musl-dev` or `glibc-devel`.",
        exit_code=77,
    ),
)
