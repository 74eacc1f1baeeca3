"""Which build args are in scope after an instruction, and with which values.

An image does not hold them, so a shell in it must be given them.
Rules: `dispatchArg` and `(dispatchState).init` of BuildKit's convert.go (v0.8 to v0.32), and
`getBuildArg` of the legacy builder's buildargs.go (20.10 to 28): under BuildKit the later of ARG
and ENV wins and args cross `FROM <stage>`; under the legacy builder ENV always wins and they
do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bisectbuild.dockerfile.blanks import WORD_GAP
from bisectbuild.dockerfile.model import Dockerfile, Instruction, Stage
from bisectbuild.dockerfile.variables import expand
from bisectbuild.dockerfile.words import pair_words

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "NO_PROXY", "ALL_PROXY")
PREDEFINED = frozenset((*_PROXIES, *map(str.lower, _PROXIES)))


@dataclass(slots=True)
class _State:
    """The variables at one point: ARG and ENV apart, since only ENV is in the image."""

    env: dict[str, str] = field(default_factory=dict)
    args: dict[str, str] = field(default_factory=dict)

    def all(self) -> dict[str, str]:
        return {**self.env, **self.args}


def args_in_scope(  # noqa: PLR0913 - one value for each rule that differs
    dockerfile: Dockerfile,
    index: int,
    given: Mapping[str, str],
    *,
    env_wins: bool,
    platform: Mapping[str, str],
    together: bool = False,
) -> tuple[tuple[str, str], ...]:
    """Give the names and values to set for a process after instruction `index`.

    `given` are the person's build args, `platform` the values that BuildKit predefines
    (TARGETARCH and so on; empty for the legacy builder). `env_wins` is true for the legacy
    builder, which expands the ARGs of one instruction together: none sees another's value. The
    BuildKit of Docker 20.10 does so too, behind a FROM (`together`).
    """
    instruction = dockerfile.instructions[index - 1]
    if instruction.stage is None:
        return ()
    walk = _Walk(dockerfile, given, platform, env_wins=env_wins, together=together)
    state = walk.state_after(dockerfile.stages[instruction.stage], index)
    proxies = {name: value for name, value in given.items() if name in PREDEFINED}
    return tuple({**proxies, **state.args}.items())


def variables_at(
    dockerfile: Dockerfile,
    index: int,
    given: Mapping[str, str],
    *,
    env_wins: bool,
    platform: Mapping[str, str],
) -> dict[str, str]:
    """Give the ARGs and ENVs of the file itself that hold after instruction `index`.

    Takes what `args_in_scope` takes. What a base image sets stands in no file.
    """
    instruction = dockerfile.instructions[index - 1]
    walk = _Walk(dockerfile, given, platform, env_wins=env_wins, together=False)
    if instruction.stage is None:
        return {}
    return walk.state_after(dockerfile.stages[instruction.stage], index).all()


class _Walk:
    """One evaluation of a file's ARG and ENV instructions."""

    def __init__(
        self,
        dockerfile: Dockerfile,
        given: Mapping[str, str],
        platform: Mapping[str, str],
        *,
        env_wins: bool,
        together: bool,
    ) -> None:
        self._dockerfile = dockerfile
        self._given = given
        self._env_wins = env_wins
        self._together = together or env_wins
        self._globals = self._read_globals(platform)

    def state_after(self, stage: Stage, index: int) -> _State:
        """Give the variables in a stage after instruction `index`."""
        state = self._start(stage)
        for instruction in stage.instructions:
            if instruction.index > index:
                break
            if instruction.keyword == "ENV":
                self._env(state, instruction)
            elif instruction.keyword == "ARG":
                self._arg(state, instruction)
        return state

    def _start(self, stage: Stage) -> _State:
        parent = self._parent(stage)
        if parent is None:
            return _State()
        state = self.state_after(parent, parent.instructions[-1].index)
        if self._env_wins:
            return _State(env=state.env)
        args = {name: value for name, value in state.args.items() if name not in state.env}
        return _State(env=state.env, args=args)

    def _parent(self, stage: Stage) -> Stage | None:
        base = expand(stage.base, self._globals, escape=self._dockerfile.escape)
        earlier = reversed(self._dockerfile.stages[: stage.index])
        return next((other for other in earlier if other.name and other.name == base), None)

    def _read_globals(self, platform: Mapping[str, str]) -> dict[str, str]:
        values = {**platform, **{k: v for k, v in self._given.items() if k in platform}}
        for instruction in self._dockerfile.global_args:
            before = dict(values)
            for name, default in self._pairs(instruction):
                if name in self._given:
                    values[name] = self._given[name]
                elif default is not None:
                    values[name] = self._expand(default, before if self._env_wins else values)
        return values

    def _env(self, state: _State, instruction: Instruction) -> None:
        before = state.all()
        for name, value in self._pairs(instruction):
            state.env[name] = self._expand(value or "", before)
            state.args.pop(name, None)

    def _arg(self, state: _State, instruction: Instruction) -> None:
        before = state.all()
        for name, default in self._pairs(instruction):
            if self._env_wins and name in state.env:
                continue
            if name in self._given:
                state.args[name] = self._given[name]
            elif default is not None:
                state.args[name] = self._expand(default, before if self._together else state.all())
            elif name in self._globals:
                state.args[name] = self._globals[name]

    def _pairs(self, instruction: Instruction) -> Iterator[tuple[str, str | None]]:
        """Read `A=1 B`, or the old form `ENV NAME the rest`."""
        words = pair_words(instruction.value, self._dockerfile.escape)
        if instruction.keyword == "ENV" and words and "=" not in words[0]:
            name, _, rest = WORD_GAP.sub(" ", instruction.value, count=1).partition(" ")
            yield name, rest
            return
        for word in words:
            name, equals, value = word.partition("=")
            yield name, value if equals else None

    def _expand(self, value: str, variables: Mapping[str, str]) -> str:
        return expand(value, variables, escape=self._dockerfile.escape)
