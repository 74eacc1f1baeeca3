"""The ready-made questions, from what click read to what is asked."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from typing import Any, Final

from bisectbuild.cli.bisect.asked import Asked
from bisectbuild.errors import UsageError
from bisectbuild.questions.difference import layers_title
from bisectbuild.questions.env import env
from bisectbuild.questions.file import file, is_of_change, observe
from bisectbuild.questions.package import package
from bisectbuild.questions.port import parse_port, port
from bisectbuild.questions.question import Question
from bisectbuild.questions.runs import program_words, runs
from bisectbuild.questions.size import parse_size, size_title

_PLAIN: Final[dict[str, Callable[[str], Question]]] = {
    "env": env,
    "package": package,
    "runs": runs,
}


def ready(name: str, given: Mapping[str, Any]) -> Asked:
    """Give what a ready-made question asks. Raises UsageError for what it cannot read."""
    value = given[name]
    match name:
        case "path_is":
            return _of_a_file(*value)
        case "size_over":
            return Asked(question=None, title=size_title(value), size=parse_size(value))
        case "layers_diff":
            return _of_an_image(value)
        case "port":
            return _of_a_port(value, given["runs"])
        case _:
            return _asked(_PLAIN[name](value))


def _asked(question: Question) -> Asked:
    return Asked(question=question, title=question.title)


def _of_an_image(image: str) -> Asked:
    if not image.strip():
        raise UsageError("There is no image to compare with.", hint="--layers-diff IMAGE")
    return Asked(question=None, title=layers_title(image), other=image)


def _of_a_file(path: str, conditions: str) -> Asked:
    if is_of_change(conditions):
        observe(path)  # It refuses what is no path, before the build and not behind it.
        title = f"--file {shlex.quote(path)} {conditions}"
        return Asked(question=None, title=title, changed=path, conditions=conditions)
    return _asked(file(path, conditions))


def _of_a_port(value: str, program: str | None) -> Asked:
    number = parse_port(value)
    if program is not None:
        return _asked(port(number, program_words(program)))
    return Asked(question=None, title=f"--port {number}", port=number)
