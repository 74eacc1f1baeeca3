"""A workbench that builds nothing: one instruction may fail, and what is asked is written down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bisectbuild.builder import Failure, FailureKind, StepStatus
from bisectbuild.debugger.interpret import interpret
from bisectbuild.debugger.state import State, Then
from bisectbuild.differ import Difference
from bisectbuild.dockerfile.cut import cut_points
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.place import Place, Side, find_place
from bisectbuild.fix import Proposal
from bisectbuild.outcome import Broken, Culprit, Healthy, Outcome
from bisectbuild.sandbox import Layer
from bisectbuild.tty.paint import Paint

TEXT = """\
FROM base AS one
RUN first
RUN second \\
  && third

FROM other AS unused
RUN never

FROM scratch AS two
COPY --from=one /x /x
ENV A=1
RUN last
"""

PROPOSAL = Proposal(
    data=TEXT.replace("last", "better").encode(),
    diff="--- Dockerfile\n+++ Dockerfile\n@@ -12 +12 @@\n-RUN last\n+RUN better\n",
    why="`better` worked.",
)


def no_difference() -> Difference:
    """Give a difference in which nothing differs."""
    return Difference()


@dataclass(slots=True)
class FakeWorkbench:
    """`fails` is the line of an instruction that fails; `built` the ones that were, by line.

    `did` lists what was asked, in words. What `paths`, `fix` and the others give can be set.
    """

    text: str = TEXT
    fails: int = 0
    target: str | None = None
    builder: str = "fake"
    secrets: tuple[str, ...] = ()
    did: list[str] = field(default_factory=list)
    built: dict[int, StepStatus] = field(default_factory=dict)
    outcome: Outcome | None = None
    known_paths: tuple[str, ...] = ()
    proposal: Proposal | None = None
    found: Difference | None = None
    layers: tuple[Layer, ...] = ()
    sent: tuple[tuple[str, int], ...] = ()
    edited: bool = True
    code: int = 0
    meanwhile: Callable[[], None] = lambda: None
    dockerfile: Dockerfile = field(init=False)
    place: Place = field(init=False)

    def __post_init__(self) -> None:
        self.dockerfile = parse(self.text.encode())
        self.place = Place(instruction=self.points[0], side=Side.BEFORE)

    @property
    def points(self) -> tuple[Instruction, ...]:
        """Give the instructions that the target needs."""
        return cut_points(self.dockerfile, self.target)

    def stand(self, at: str) -> FakeWorkbench:
        """Stand at a place, all before it built."""
        place = find_place(self.dockerfile, at, self.target)
        self.go(place.instruction, place.side)
        self.did.clear()
        return self

    def status(self, instruction: Instruction) -> StepStatus:
        """Tell how an instruction stands."""
        return self.built.get(instruction.span.start, StepStatus.NOT_RUN)

    def seconds(self, instruction: Instruction) -> float | None:
        """Tell how long it took: as many seconds as its line."""
        done = self.status(instruction) is StepStatus.DONE
        return float(instruction.span.start) if done else None

    def go(self, instruction: Instruction, side: Side) -> Outcome | None:
        """Pretend to build; what was built already is cached."""
        self.did.append(f"go {side.value} {instruction.span.start}")
        for entry in self.points:
            if entry.index > instruction.index - (side is Side.BEFORE):
                break
            if entry.span.start == self.fails:
                return self._fail(entry)
            known = entry.span.start in self.built
            self.built[entry.span.start] = StepStatus.CACHED if known else StepStatus.DONE
        self.place = Place(instruction=instruction, side=side)
        return None

    def _fail(self, entry: Instruction) -> Broken:
        self.built[entry.span.start] = StepStatus.FAILED
        self.place = Place(instruction=entry, side=Side.BEFORE)
        failure = Failure(kind=FailureKind.STEP, message="no", exit_code=7)
        culprit = Culprit(instruction=entry, failure=failure, exit_code=7)
        self.outcome = Broken(records=(), probes=(), culprit=culprit, last_good=None)
        return self.outcome

    def _all(self) -> Outcome:
        return self.go(self.points[-1], Side.AFTER) or Healthy(records=(), probes=(), image="x")

    def shell(self, place: Place | None = None) -> int:
        """Write down where a shell was opened."""
        self.meanwhile()
        where = "here" if place is None else f"{place.side.value} {place.instruction.span.start}"
        self.did.append(f"shell {where}")
        return self.code

    def run(self, command: str) -> int:
        """Write the command down."""
        self.meanwhile()
        self.did.append(f"run {command}")
        return self.code

    def retry(self) -> Outcome:
        """Build it all."""
        self.did.append("retry")
        return self._all()

    def edit(self) -> Outcome | None:
        """Build it all where `edited`."""
        self.did.append("edit")
        return self._all() if self.edited else None

    def fix(self) -> Proposal | None:
        """Give the proposal that was set."""
        return self.proposal

    def apply(self, proposal: Proposal) -> Outcome:
        """Take the new file; the instruction that failed passes."""
        self.did.append("apply")
        self.dockerfile, self.fails = parse(proposal.data), 0
        return self._all()

    def difference(self, before: Place, after: Place) -> Difference:
        """Give the difference that was set."""
        places = (f"{p.side.value} {p.instruction.span.start}" for p in (before, after))
        self.did.append(f"difference {', '.join(places)}")
        assert self.found is not None
        return self.found

    def environment(self) -> tuple[tuple[str, str], ...]:
        """Give two variables, one hostile."""
        return (("PATH", "/bin"), ("BAD", "\x1b[31mred"))

    def arguments(self) -> tuple[tuple[str, str], ...]:
        """Give the build args that were set."""
        return tuple(
            (word.partition("=")[0][4:], word.partition("=")[2])
            for word in self.did
            if word.startswith("set ")
        )

    def set_argument(self, name: str, value: str | None) -> None:
        """Write it down."""
        self.did.append(f"set {name}" if value is None else f"set {name}={value}")

    def context(self) -> Iterator[tuple[str, int]]:
        """Give what was set."""
        yield from self.sent

    def log(self, instruction: Instruction) -> Iterator[str]:
        """Give three lines that name the instruction's."""
        yield from (f"{instruction.span.start} says {word}" for word in ("a", "b", "\x1b[1mc"))

    def copy_out(self, paths: Sequence[str], folder: Path) -> tuple[Path, ...]:
        """Pretend to copy."""
        return tuple(folder / Path(path).name for path in paths)

    def paths(self, prefix: str) -> tuple[str, ...]:
        """Give those of the known paths that begin so."""
        self.did.append(f"paths {prefix}")
        self.meanwhile()
        return tuple(path for path in self.known_paths if path.startswith(prefix))

    def history(self) -> tuple[Layer, ...]:
        """Give what was set."""
        return self.layers

    def explain(self) -> str:
        """Give two lines."""
        return "It fails\nbecause it fails."

    def report(self, path: Path) -> None:
        """Write the path down."""
        self.did.append(f"report {path}")

    def keep(self, name: str) -> str:
        """Write the name down."""
        self.did.append(f"keep {name}")
        return "sha256:kept"

    def close(self) -> None:
        """Write it down."""
        self.did.append("close")


@dataclass(slots=True)
class Dialogue:
    """A person at a fake workbench, who answers every question alike."""

    bench: FakeWorkbench
    answer: bool = False
    color: bool = False
    asked: list[str] = field(default_factory=list)
    state: State = field(init=False)

    def __post_init__(self) -> None:
        self.state = State(paint=Paint(on=self.color), ask=self._ask)

    def _ask(self, question: str) -> bool:
        self.asked.append(question)
        return self.answer

    def type(self, line: str) -> list[str]:
        """Type a line that stays at the prompt; give the lines that it printed."""
        told: list[str] = []
        assert interpret(self.bench, self.state, line, told.append) is Then.STAY
        return told

    def ends_with(self, line: str) -> bool:
        """Type a line; tell whether it leaves the prompt."""
        return interpret(self.bench, self.state, line, lambda _: None) is Then.LEAVE
