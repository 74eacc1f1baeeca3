"""The compiler does not know an option that it is given."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler import c_log
from bisectbuild.diagnose.signature import Signature

_WORDS = (
    "error: unrecognized",
    "error: unknown argument",
    "error: unsupported",
    "error: bad value",
    "error: invalid value",
)
_LINE = Signature(
    c_log.BEFORE + r"(?P<tool>(?:\S*-)?(?:gcc|g\+\+|cc|c\+\+|cc1|cc1plus|clang|clang\+\+|gfortran)"
    r"(?:-[\d.]+)?): (?:fatal )?error: "
    r"(?:unrecognized command[- ]line option|unrecognized argument in option|unknown argument:?"
    r"|unsupported option|unsupported argument|bad value|invalid value)"
    rf" {c_log.OPEN}?(?P<option>{c_log.INSIDE})",
    *_WORDS,
)
_ELSEWHERE = Signature(
    c_log.BEFORE + r"(?P<tool>(?:\S*-)?(?:gcc|g\+\+|cc|c\+\+|cc1|cc1plus|clang"
    r"|clang\+\+)(?:-[\d.]+)?): "
    rf"(?:fatal )?error: {c_log.OPEN}(?P<option>-[^\s'\u2019]+){c_log.CLOSE} is not supported "
    rf"(?:for|on|by)",
    "is not supported",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log) or _ELSEWHERE.first(case.log)
    if hit is None:
        return None
    option = hit["option"].strip()
    return Told(
        cause=f"{hit['tool']} does not know {option}.",
        because=proofs((hit,)),
        advice=_advice(option, hit.line),
        commands=(f"{hit['tool'].split('/')[-1]} --version", "uname -m"),
        confidence=0.9,
    )


def _advice(option: str, line: str) -> str:
    if "-std=" in option:
        return f"Take a base image whose compiler knows {option}, or install a newer gcc or clang."
    if option.startswith(("-m", "armv", "x86-64", "native")) or "-march" in line or "-mcpu" in line:
        return (
            f"{option} belongs to another CPU: build with `--platform` for it, "
            "or leave the option out."
        )
    return "Leave it out, or take a base image with the compiler that the project is made for."


RULE = Rule(
    code="BB510",
    name="cc-option",
    title="The compiler does not know an option",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The build passes an option of a newer compiler, of another one (gcc or clang), "
        "or of another CPU.",
        instruction="RUN make",
        example="g++: error: unrecognized command line option '-std=c++20'",
        fix="Take a base image with the compiler that the project asks for, or leave it out.",
        exit_code=2,
    ),
)
