"""The axis of a build arg's values: which of them makes the build bad."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from bisectbuild.axes.apart import apart
from bisectbuild.axes.targets import target_end
from bisectbuild.axes.titles import shown
from bisectbuild.bisection.axis import Axis, Point, line
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.scope import PREDEFINED
from bisectbuild.dockerfile.variables import PLATFORM_ARGS
from bisectbuild.dockerfile.words import pair_words
from bisectbuild.errors import UsageError
from bisectbuild.options import BuildOptions
from bisectbuild.probing.subject import Subject
from bisectbuild.redact import MASK
from bisectbuild.redact.names import is_secret_name
from bisectbuild.redact.values import to_hide
from bisectbuild.search.plan import Plan
from bisectbuild.workbench.arguments import with_argument

_FEWEST: Final = 2
_HINT: Final = "For instance: --axis arg VERSION=1.0,1.1,1.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """The values of one build arg, in the order in which they were given."""

    plan: Plan
    options: BuildOptions
    variable: str
    values: tuple[str, ...]
    axis: Axis
    name: str = "arg"

    @contextmanager
    def subject(self, index: int) -> Iterator[Subject]:
        """Give the end of the target as it is built with a value."""
        options = with_argument(self.options, self.variable, self.values[index])
        request = replace(self.plan.request, flags=options.flags)
        build_args = {**self.plan.build_args, self.variable: self.values[index]}
        plan = replace(self.plan, request=request, build_args=build_args)
        yield Subject(plan=apart(plan, f"arg{index}"), options=options, at=target_end(plan))

    def instruction(self, index: int) -> Instruction | None:  # noqa: ARG002 - the same for all
        """Give the first ARG of that name."""
        return _declared(self.plan.dockerfile).get(self.variable)


def argument_axis(plan: Plan, options: BuildOptions, text: str) -> Argument:
    """Read `NAME=V1,V2,…` into an axis; each value is tested at the end of the target.

    Raises UsageError where the text is none, or the Dockerfile declares no such ARG.
    """
    variable, equals, rest = text.partition("=")
    values = tuple(rest.split(","))
    if not variable or not equals or len(values) < _FEWEST:
        shown_text = f"{variable}={MASK}" if is_secret_name(variable) else text
        raise UsageError(f"{shown_text} does not name an arg and two values or more.", hint=_HINT)
    if len(set(values)) < len(values):
        raise UsageError(f"A value of {variable} is given twice.", hint="Give each value once.")
    _check(plan.dockerfile, variable)
    if is_secret_name(variable):
        plan = replace(plan, secrets=to_hide((*plan.secrets, *values)))
    target_end(plan)
    keys = _keys(variable, values)
    points = tuple(
        Point(key=key, title=f"{variable}={_title(plan, variable, value, number)}")
        for number, (key, value) in enumerate(zip(keys, values, strict=True), start=1)
    )
    return Argument(
        plan=plan,
        options=options,
        variable=variable,
        values=values,
        axis=line(points, "value"),
    )


def _title(plan: Plan, variable: str, value: str, number: int) -> str:
    return f"{MASK} (value {number})" if is_secret_name(variable) else shown(value, plan.secrets)


def _keys(variable: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Give the values themselves, or numbers where one is a secret or no single word."""
    plain = all(value.isprintable() and len(value.split()) == 1 for value in values)
    whole = all(shown(value, ()) == value for value in values)
    if plain and whole and not is_secret_name(variable):
        return values
    return tuple(str(number) for number, _ in enumerate(values, start=1))


def _check(dockerfile: Dockerfile, variable: str) -> None:
    """Refuse an arg that no ARG takes, since all its values would give the same build."""
    names = _declared(dockerfile)
    if variable in names or variable in PREDEFINED or variable in PLATFORM_ARGS:
        return
    from difflib import get_close_matches  # noqa: PLC0415 - only for a mistake

    folded = {name.lower(): name for name in names}
    near = get_close_matches(variable.lower(), folded, n=1)
    guess = f" Did you mean {folded[near[0]]}?" if near else ""
    listed = ", ".join(names) or "it has none"
    raise UsageError(
        f"{dockerfile.name} has no ARG {shown(variable, ())}.{guess}",
        hint=f"The ARGs of this file: {listed}",
    )


def _declared(dockerfile: Dockerfile) -> dict[str, Instruction]:
    """Give the names of all ARGs, each with the first instruction that declares it."""
    found: dict[str, Instruction] = {}
    for entry in dockerfile.instructions:
        if entry.keyword == "ARG":
            for word in pair_words(entry.value, dockerfile.escape):
                found.setdefault(word.partition("=")[0], entry)
    return found
