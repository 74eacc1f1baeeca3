"""`bisectbuild explain BB301`: the page of a rule, found by its code or its name."""

from __future__ import annotations

import re
import sys
from difflib import get_close_matches

from bisectbuild.errors import ExitCode, UsageError

_CODE = re.compile(r"BB\d+", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
_MOST = 3


def names_rule(word: str) -> bool:
    """Tell whether a word, which is no file, is to be read as the code or the name of a rule."""
    return bool(_CODE.fullmatch(word) or _NAME.fullmatch(word))


def tell_page(word: str) -> int:
    """Print the page of a rule. Raises UsageError, naming near ones, where there is none."""
    from bisectbuild.diagnose.page import page_of  # noqa: PLC0415 - many modules, only for a page
    from bisectbuild.diagnose.registry import RULES  # noqa: PLC0415 - the same

    for rule in RULES:
        if word.upper() == rule.code or word == rule.name:
            sys.stdout.write(page_of(rule))
            sys.stdout.flush()
            return ExitCode.HEALTHY
    titles = {rule.code: f"{rule.code} {rule.name}" for rule in RULES}
    names = {rule.name: titles[rule.code] for rule in RULES}
    if _CODE.fullmatch(word):
        number = int(word[2:])
        near = sorted(titles, key=lambda code: abs(int(code[2:]) - number))[:_MOST]
        told = [titles[code] for code in near]
    else:
        told = [names[name] for name in get_close_matches(word, names, n=_MOST, cutoff=0.4)]
    hint = f"Near it: {', '.join(told)}" if told else ""
    raise UsageError(
        f"There is neither a rule nor a log of the name {word}.",
        hint=hint or f"A log of that name is ./{word}; a rule has a code such as BB301.",
    )
