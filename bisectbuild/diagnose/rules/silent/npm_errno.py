"""npm returned an error of the system as its exit code, and said nothing."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import calls
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet

# npm returns 256 less the number of the error.
_CODES: Final[dict[int, tuple[str, str, Category]]] = {
    217: ("ENOTEMPTY", "a directory is not empty", Category.FS),
    226: ("EROFS", "the place cannot be written to", Category.FS),
    228: ("ENOSPC", "the disk is full", Category.RESOURCE_DISK),
    234: ("EINVAL", "a wrong value", Category.FS),
    236: ("ENOTDIR", "a file lies where a directory should", Category.FS),
    238: ("EXDEV", "a directory cannot be moved from one layer to another", Category.FS),
    239: ("EEXIST", "a file is there already", Category.FS),
    243: ("EACCES", "no permission", Category.PERMISSION),
    254: ("ENOENT", "a file is not there, often package.json", Category.FILE_MISSING),
}
_ADVICE: Final = {
    217: "Remove node_modules before it, or take a newer npm.",
    228: "Free space: `docker system df`, `docker builder prune`.",
    236: "Look for a file of that name, mostly in node_modules or in the prefix.",
    238: "Take a newer npm; old ones rename directories of a lower layer.",
    239: "Remove the file first, or use `--force`.",
    243: "Let root install, or give the directory to the user of the step.",
    254: "Copy package.json before this line, and look at WORKDIR.",
}


def _check(case: Case) -> Told | None:
    known = _CODES.get(case.exit_code or 0)
    found = calls(case, "npm", "npx")
    if known is None or not found or not quiet(case):
        return None
    name, words, category = known
    return Told(
        cause=f"`{found[-1].text}` ended with {case.exit_code}, npm's code for {name}: {words}.",
        because=evidence(case, found[-1].text),
        advice=_ADVICE.get(case.exit_code or 0, "Run it without --silent to see the file."),
        commands=("npm --version", "ls -la"),
        confidence=0.7,
        category=category,
    )


RULE = Rule(
    code="BB910",
    name="npm-errno",
    title="npm's exit code is an error of the system",
    category=Category.FS,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Where the system refuses it, npm returns 256 less the error's number: 254 ENOENT, "
            "243 EACCES, 239 EEXIST, 238 EXDEV, 236 ENOTDIR, 228 ENOSPC."
        ),
        instruction="RUN npm install --silent",
        example="",
        fix="Run npm without --silent, and look at the file that it names.",
        exit_code=254,
    ),
)
