"""Laws of the axes: what stands on what, and a RUN that ends after some of its commands."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bisectbuild.axes.prefixes import Prefix, prefixes
from bisectbuild.dockerfile.cut import cut_points, is_buildable
from bisectbuild.dockerfile.dataflow import dataflow
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import DockerfileError
from bisectbuild.shell.command import run_command
from tests.laws import corpus
from tests.laws.files import dockerfiles

_needs_corpus = pytest.mark.skipif(not corpus.PRESENT, reason=corpus.WHY_ABSENT)
_TRACER = "t() { echo $1; return $2; }\n"


def _files() -> Iterator[Dockerfile]:
    """Give each Dockerfile of the corpus once."""
    texts = {
        build["dockerfile"] for part in ("legacy", "buildkit") for build in corpus.builds(part)
    }
    for text in sorted(filter(None, texts)):
        try:
            yield parse(text.encode())
        except DockerfileError:
            continue


def _check_flow(file: Dockerfile, target: str | None) -> None:
    nodes = dataflow(file, target)
    wanted = [one for one in cut_points(file, target) if is_buildable(file, one.index)]

    assert [node.instruction for node in nodes] == wanted
    for place, node in enumerate(nodes):
        assert all(parent < place for parent in node.parents)
        assert len(set(node.parents)) == len(node.parents)
    used = {parent for node in nodes for parent in node.parents}
    assert used == set(range(len(nodes) - 1))


@given(dockerfiles())
@settings(max_examples=120, deadline=None)
def test_parents_come_first_and_all_leads_to_the_target(text: str) -> None:
    """Whichever stage is the target, its last instruction alone has nothing that stands on it."""
    file = parse(text.encode())

    for name in {None, *(stage.name for stage in file.stages)}:
        _check_flow(file, name)


@_needs_corpus
def test_parents_come_first_in_real_files() -> None:
    """For every target of every file of the corpus."""
    count = 0
    for file in _files():
        if file.stages:
            for name in {None, *(stage.name for stage in file.stages)}:
                _check_flow(file, name)
                count += 1

    assert count > 800


def _shell_text(file: Dockerfile, whole: Instruction) -> str:
    command = run_command(file.instructions[whole.index - 1])
    return command.text or command.script or ""


def _reads(shell: str, text: str) -> bool:
    data = text.encode("utf-8", "surrogateescape")
    return (
        subprocess.run([shell, "-n"], input=data, capture_output=True, check=False).returncode == 0
    )


@_needs_corpus
def test_what_real_runs_are_cut_into_is_read_by_shells_that_read_the_whole() -> None:
    """By bash and by sh, each of the texts; and the Dockerfile differs in that RUN only."""
    count = 0
    for file in _files():
        for entry in file.instructions:
            found = prefixes(file, entry) if entry.keyword == "RUN" else ()
            for prefix in found:
                _check_prefix(prefix, file, entry)
            texts = [_shell_text(prefix.dockerfile, entry) for prefix in found[:-1]]
            for shell in ("bash", "sh") if texts else ():
                # One program reads them all: text for text would take a minute.
                if _reads(shell, _shell_text(file, entry)):
                    assert _reads(shell, "\n".join(texts)), texts
                    count += 1

    assert count > 2000


def _check_prefix(prefix: Prefix, whole: Dockerfile, at: Instruction) -> None:
    own, found = whole.instructions, prefix.dockerfile.instructions
    assert [one.text for one in found[: at.index - 1]] == [one.text for one in own[: at.index - 1]]
    assert [one.text for one in found[at.index :]] == [one.text for one in own[at.index :]]
    assert [one.span.start for one in found] == [one.span.start for one in own]
    assert at.span.start <= prefix.line <= at.span.end


@st.composite
def _scripts(draw: st.DrawFn) -> str:
    """Make a list of numbered commands that pass or fail, and the signs between them."""
    count = draw(st.integers(min_value=2, max_value=6))
    codes = draw(st.lists(st.sampled_from([0, 0, 1]), min_size=count, max_size=count))
    signs = st.sampled_from(["&&", "&&", ";", "||"])
    joints = draw(st.lists(signs, min_size=count - 1, max_size=count - 1))
    commands = [f"t {number} {code}" for number, code in enumerate(codes)]
    return " ".join((*map(" ".join, zip(commands[:-1], joints, strict=True)), commands[-1]))


def _ran(text: str, *, strict: bool) -> tuple[list[str], int]:
    argv = ["sh", *(["-e"] if strict else []), "-c", _TRACER + text]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    return done.stdout.split(), done.returncode


@given(_scripts(), st.booleans(), st.booleans())
@settings(max_examples=80, deadline=None)
def test_a_run_that_is_cut_does_what_the_whole_one_had_done_by_then(
    text: str,
    strict: bool,  # noqa: FBT001 - drawn
    body: bool,  # noqa: FBT001 - drawn
) -> None:
    """The same commands run, and it fails only where the whole one fails and runs no other."""
    lines = text.replace("; ", "\n")
    file = parse((f"FROM a\nRUN <<E\n{lines}\nE\n" if body else f"FROM a\nRUN {text}\n").encode())
    done, code = _ran(text, strict=strict)

    for prefix in prefixes(file, file.instructions[1]):
        own = _shell_text(prefix.dockerfile, file.instructions[1])
        last = max(int(word) for word in _numbers(own))
        shorter, own_code = _ran(own, strict=strict)
        assert shorter == [number for number in done if int(number) <= last]
        assert own_code == 0 or (own_code == code and shorter == done)


def _numbers(text: str) -> list[str]:
    words = text.split()
    return [after for word, after in pairwise(words) if word == "t"]
