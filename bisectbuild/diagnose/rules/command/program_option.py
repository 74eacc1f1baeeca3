"""A program does not know an argument it was given."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.closing import closing
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:(?P<program>(?![Ee]rror:|ERROR:)[\w.-]+(?: [\w-]+)?): )?(?:[Ee]rror: |ERROR: )?(?:"
    r"unrecognized arguments: (?P<argparse>.+)"
    r"|[Nn]o such option:? (?P<click>-\S+).*"
    r"|(?:[Uu]nknown (?:shorthand )?flag: (?P<cobra>.+))"
    r"|flag provided but not defined: (?P<go>-\S+)"
    r"|[Uu]nknown (?:option|argument)s?:? ['\"`]?(?P<commander>-[^'\"`\s]+)['\"`]?.*"
    r"|(?:error: )?(?:unexpected|Found) argument '(?P<clap>[^']+)' (?:found|which wasn't).*"
    r"|invalid option: (?P<ruby>-\S+).*"
    r"|The \"(?P<symfony>--[^\"]+)\" option does not exist\.?)$",
    "arguments:", "o such option", "flag", "nknown ", "argument '", "invalid option",
    "option does not",
)  # fmt: skip
_NAMES = ("argparse", "click", "cobra", "go", "commander", "clap", "ruby", "symfony")


def _check(case: Case) -> Told | None:
    hit = _LINE.last(closing(case.log, 25))
    if hit is None or hit["program"] == "configure":
        return None
    flag = next(hit[name] for name in _NAMES if hit[name]).strip()
    program = hit["program"] or "A program"
    return Told(
        cause=f"{program} does not know the argument {flag}.",
        because=proofs((hit,)),
        advice=(
            "Correct the argument, or pin the version of the program that knows it: releases add "
            "and drop switches, and an unpinned install brings the newest."
        ),
        commands=(f"{hit['program'].split()[0]} --help" if hit["program"] else "env | sort",),
        confidence=0.75,
    )


RULE = Rule(
    code="BB656",
    name="program-option",
    title="A program does not know an argument",
    category=Category.SHELL_SYNTAX,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The version of the program in the image does not take this argument (any more).",
        instruction="RUN depotctl sync --fast",
        example="Error: unknown flag: --fast",
        fix="Look at the program's help in the image, and pin its version.",
    ),
)
