"""The text of a build that runs one RUN again; what it does, the engines show."""

from __future__ import annotations

import json

import pytest

from bisectbuild.dockerfile.again import Again, cache_mounts, ended, run_again
from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.words import json_items

HOW = Again(tool="tool:x", marker="again-1", shell=("/bin/bash", "-c"))
TOOL = "--mount=type=bind,from=tool:x,target=/.bisectbuild/again-1"


def rerun(run: bytes, how: Again = HOW) -> tuple[str, str]:
    """Give the SHELL line, "" where there is none, and the RUN, of a file that ends with a RUN."""
    dockerfile = parse(b"FROM a\nENV B=1\n" + run)
    data = run_again(dockerfile, dockerfile.instructions[-1], how).data.decode()
    rest = data.removeprefix("FROM a AS bb-0002\nENV B=1\n")
    assert rest != data
    if not rest.startswith("SHELL"):
        return "", rest
    shell, _, step = rest.partition("\n")
    return shell, step


@pytest.mark.parametrize(
    ("run", "step"),
    [
        (b"RUN x\n", "RUN @ x\n"),
        (b"run\tx", "run @\tx\n"),
        (b"RUN \\\n# why\n  x \\\n  y\n", "RUN @ \\\n# why\n  x \\\n  y\n"),
        (b"RUN x \\\n# why\n", "RUN @ x\n"),
        (b"RUN --network=none x\n", "RUN @ --network=none x\n"),
        (b"RUN <<E\nx \\\nE\n", "RUN @ <<E\nx \\\nE\n"),
    ],
)
def test_the_run_keeps_its_bytes_but_for_one_flag(run: bytes, step: str) -> None:
    """Its text goes to a SHELL of ours as one word."""
    shell, found = rerun(run)

    assert found == step.replace("@", TOOL)
    assert '"$0"' in json.loads(shell.removeprefix("SHELL "))[-1]


def test_an_exec_form_is_run_by_a_program_of_ours() -> None:
    """Found along the step's own PATH, its words unchanged."""
    shell, step = rerun(b'RUN --network=none ["a", "b c", "<<E"]\n')

    assert not shell
    assert step.startswith(f"RUN {TOOL} --network=none [")
    assert "<" not in step
    words = json_items(step.partition("none ")[2]) or ()
    assert "'b c' '<<E'" in str(words[-1])


def test_the_text_is_another_one_for_each_marker() -> None:
    """Else the builder's cache would answer."""
    other = Again(tool="tool:x", marker="again-2", shell=HOW.shell)

    assert rerun(b"RUN x\n")[1] != rerun(b"RUN x\n", other)[1]


@pytest.mark.parametrize(
    ("mount", "stand_in"),
    [
        ("type=cache,target=/c", "type=bind,from=tool:x,source=/folders/mounts,target=/c,rw"),
        (
            "type=cache,id=k,sharing=locked,uid=7,dst=c",
            "type=bind,from=tool:x,source=/folders/mounts,dst=c,rw",
        ),
        (
            "type=cache,target=/c,from=seed,source=/s",
            "type=bind,from=seed,source=/s,target=/c,rw",
        ),
        (
            "target=/c,type=cache,source=/s",
            "type=bind,from=tool:x,source=/folders/mounts,target=/c,rw",
        ),
    ],
)
def test_a_folder_of_its_own_stands_in_for_a_cache_mount(mount: str, stand_in: str) -> None:
    """Filled where the cache begins filled; the other mounts stay as they are."""
    run = f"RUN --mount={mount} --mount=type=tmpfs,target=/t x \\\n  y\n"

    _, step = rerun(run.encode())

    assert step == f"RUN {TOOL} --mount={stand_in} --mount=type=tmpfs,target=/t x   y\n"


def test_a_here_document_stays_whole_beside_a_cache_mount() -> None:
    """Its bodies come behind the line that is written again."""
    _, step = rerun(b"RUN --mount=type=cache,target=/c <<E cat\none\nE\n")

    assert step.endswith(",rw <<E cat\none\nE\n")


def test_cache_mounts_are_named_by_their_targets() -> None:
    """As the person is told of them."""
    text = b"FROM a\nRUN --mount=type=cache,target=/c --mount=type=tmpfs,target=/t x\n"

    assert cache_mounts(parse(text).instructions[-1]) == ["/c"]


def test_the_exit_code_of_the_step_is_carried_out() -> None:
    """The one that stands for 0 is that, any other is itself."""
    assert [ended(code) for code in (254, 1, 253)] == [0, 1, 253]
