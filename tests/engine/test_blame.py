"""Which command of a RUN failed, on real shells: a table, and texts that chance wrote."""

from __future__ import annotations

import io
import re
import secrets
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bisectbuild.blame import Blamed, By, blame
from bisectbuild.blame.sources import shell_words
from bisectbuild.dockerfile.cut import cut_after
from bisectbuild.dockerfile.wrap import Wrapping, wrap_after
from bisectbuild.engines.files import tool_tar
from bisectbuild.shell.command import SH
from bisectbuild.shell.tracing import marks, tracing
from bisectbuild.trace.digest import digest_lines
from tests.engine.blame_rows import BUSYBOX, DEBIAN, ROWS, TOOLS, Row
from tests.support import blame_scripts
from tests.support.blame_lab import Ran, last_run, run_all
from tests.support.matrix import Engine

pytestmark = pytest.mark.engine
BASH = 'SHELL ["/bin/bash", "-c"]\n'
SCRIPTS = 60
# Codes that a shell itself ends with, so that they name no command.
SHELLS_OWN = {0, 1, 2, 126, 127}
BUILT = ["continued", "quotes", "pipefail", "subshell", "set -ex", "for, set -e", "trap, set -e"]
_PRINTED = re.compile(r"^#\d+ \d+\.\d+ (.*)$", re.MULTILINE)


@pytest.fixture(scope="session")
def table(engine: Engine) -> dict[str, tuple[Ran, Ran]]:
    """Run all rows on an engine, in a container of each base: without a trace, and with one."""
    found: dict[str, tuple[Ran, Ran]] = {}
    for base in (BUSYBOX, DEBIAN):
        rows = [row for row in ROWS if row.base == base]
        texts = [row.dockerfile for row in rows]
        plain = run_all(engine, base, texts, TOOLS, trace=False)
        traced = run_all(engine, base, texts, TOOLS, trace=True)
        both = zip(plain, traced, strict=True)
        found |= {row.name: pair for row, pair in zip(rows, both, strict=True)}
    return found


def test_each_row_fails_alike_with_a_trace_and_without(table: dict[str, tuple[Ran, Ran]]) -> None:
    """The trace changes nothing of how a step ends."""
    codes = {name: (plain.code, traced.code) for name, (plain, traced) in table.items()}

    assert len(codes) == len(ROWS) >= 60
    assert {name: both for name, both in codes.items() if both[0] != both[1] or not both[0]} == {}


@pytest.mark.parametrize("row", [row for row in ROWS if row.traced], ids=lambda row: row.name)
def test_the_trace_names_the_command_and_its_line(
    table: dict[str, tuple[Ran, Ran]], row: Row
) -> None:
    """In whatever stands around it: conditions, pipes, functions, loops, handlers."""
    plain, traced = table[row.name]
    dockerfile, run = last_run(row.dockerfile)

    found = blame(dockerfile, run, log=plain.log, exit_code=plain.code, traced=traced.log)

    assert found is not None
    assert (found.text, found.line) == (row.text, row.line)
    assert found.by is By.TRACE


def test_the_log_alone_names_most_and_is_never_sure_of_a_wrong_one(
    table: dict[str, tuple[Ran, Ran]],
) -> None:
    """Right for at least four of five rows; above a confidence of 0.8 always right."""
    wrong: dict[str, float] = {}
    for row in ROWS:
        ran = table[row.name][0]
        found = blame(*last_run(row.dockerfile), log=ran.log, exit_code=ran.code)
        if found is None or (found.text, found.line) != (row.text, row.line):
            wrong[row.name] = found.confidence if found else 0.0

    assert len(wrong) <= len(ROWS) // 5, wrong
    assert max(wrong.values(), default=0.0) <= 0.8


@pytest.mark.parametrize(
    ("base", "head"),
    [(DEBIAN, ""), (BUSYBOX, ""), (DEBIAN, BASH)],
    ids=["dash", "ash", "bash"],
)
def test_in_random_texts_the_exit_code_agrees(engine: Engine, base: str, head: str) -> None:
    """Each command of theirs fails with a number of its own."""
    runs = [blame_scripts.Writer(seed).text() for seed in range(SCRIPTS)]
    texts = [f"FROM {base}\n{head}RUN {run}\n" for run in runs]
    told, wrong = 0, list[tuple[int, Blamed | None, str, tuple[str, ...]]]()

    for text, ran in zip(
        texts, run_all(engine, base, texts, blame_scripts.TOOLS, trace=True), strict=True
    ):
        if ran.code in SHELLS_OWN:
            continue
        found = blame(*last_run(text), log=ran.log, exit_code=ran.code, traced=ran.log)
        told += 1
        if found is None or f"t {ran.code} " not in f"{found.text} ":
            wrong.append((ran.code, found, text, ran.log.lines))

    assert told > SCRIPTS / 4
    assert [each for each in wrong if each[1] is None or each[1].confidence > 0.8] == []
    # The parts of a pipe write their traces at the same time, at times into one another's words.
    assert len(wrong) <= 1, wrong


def test_without_a_trace_random_texts_are_not_told_wrongly_with_confidence(engine: Engine) -> None:
    """They print nothing, so that only the shell's rules can tell."""
    runs = [blame_scripts.Writer(seed).text() for seed in range(100, 100 + SCRIPTS)]
    texts = [f"FROM {DEBIAN}\nRUN {run}\n" for run in runs]
    sure: list[str] = []

    for text, ran in zip(
        texts, run_all(engine, DEBIAN, texts, blame_scripts.TOOLS, trace=False), strict=True
    ):
        found = None
        if ran.code not in SHELLS_OWN:
            found = blame(*last_run(text), log=ran.log, exit_code=ran.code)
        if found and found.confidence > 0.8 and f"t {ran.code} " not in f"{found.text} ":
            sure.append(text)

    assert sure == []


@pytest.mark.parametrize("base", [DEBIAN, BUSYBOX])
def test_what_the_log_alone_is_sure_of_the_trace_confirms(engine: Engine, base: str) -> None:
    """In texts of ordinary commands, which say what they say; most are right in any case."""
    runs = [blame_scripts.PlainWriter(seed).text() for seed in range(2 * SCRIPTS)]
    texts = [f"FROM {base}\nRUN {run}\n" for run in runs]
    plain, traced = (run_all(engine, base, texts, TOOLS, trace=trace) for trace in (False, True))
    right, wrong, sure = 0, 0, list[tuple[str, Blamed, Blamed]]()

    for text, ran, again in zip(texts, plain, traced, strict=True):
        about = last_run(text)
        truth = blame(*about, log=ran.log, exit_code=ran.code, traced=again.log)
        if not ran.code or truth is None or truth.confidence < 0.8:
            continue
        found = blame(*about, log=ran.log, exit_code=ran.code)
        is_right = found is not None and found.text == truth.text
        right, wrong = right + is_right, wrong + (not is_right)
        if found and not is_right and found.confidence > 0.8:
            sure.append((text, found, truth))

    assert sure == []
    assert right > 4 * wrong


@pytest.mark.parametrize("base", [DEBIAN, BUSYBOX])
@pytest.mark.parametrize("head", ["", BASH], ids=["sh", "bash"])
def test_what_a_step_runs_does_not_see_the_trace(engine: Engine, base: str, head: str) -> None:
    """Its variables, arguments, limits and options are those of the step."""
    if head and base == BUSYBOX:
        pytest.skip("this image has no bash")
    probe = "env; echo \"$0 $#\"; id; umask; sh -c 'echo $PS4; trap; env | grep PS4'; exit 3"
    text = f"FROM {base}\n{head}RUN {probe}\n"

    plain, traced = (run_all(engine, base, [text], {}, trace=t)[0] for t in (False, True))

    assert [line for line in traced.log.lines if not marks(line)] == list(plain.log.lines)
    assert traced.code == plain.code == 3


@pytest.fixture
def tool(engine: Engine, tmp_path: Path) -> Iterator[str]:
    """Give the name of an image that holds the tools of a wrapped step."""
    name = f"bisectbuild-test/blame-tool:{secrets.token_hex(4)}"
    container = engine.docker("create", BUSYBOX, "x").strip()
    done = subprocess.run(
        ("docker", "cp", f"{container}:/bin/busybox", "-"),
        env=engine.env,
        stdout=subprocess.PIPE,
        check=True,
    )
    engine.docker("rm", container)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as tar:
        program = tar.extractfile(tar.getmembers()[0])
        assert program is not None
        (tmp_path / "tool.tar").write_bytes(tool_tar(program.read()))
    engine.docker("import", str(tmp_path / "tool.tar"), name)
    yield name
    engine.docker("rmi", name)


@pytest.mark.parametrize("name", BUILT)
def test_the_state_after_a_step_is_built_with_such_a_trace(
    engine: Engine, tool: str, tmp_path: Path, name: str
) -> None:
    """BuildKit keeps what the step left, and its log holds the trace."""
    engine = replace(engine, env={**engine.env, "DOCKER_BUILDKIT": "1"})
    row = next(row for row in ROWS if row.name == name)
    install = "".join(
        f"RUN printf '%s' {_quoted(body)} > /bin/{tool_}; chmod 755 /bin/{tool_}\n"
        for tool_, body in TOOLS.items()
        if tool_ in row.run
    )
    text = row.dockerfile.replace(f"FROM {row.base}\n", f"FROM {row.base}\n{install}")
    dockerfile, run = last_run(text)
    shell = shell_words(dockerfile, run) or SH
    mark = secrets.token_hex(4)
    how = Wrapping(
        tool=tool, marker=mark, shell=shell, before=tracing(shell, mark), user="", traced=()
    )
    wrapped = wrap_after(dockerfile, run, how)

    printed = [
        _built(engine, tmp_path, data)
        for data in (cut_after(dockerfile, run.index - 1).data, wrapped.data)
    ]
    log = digest_lines(_PRINTED.findall(printed[-1]))
    found = blame(dockerfile, run, log=log, exit_code=None, traced=log)

    assert found is not None
    assert (found.text, found.line) == (row.text, row.line + install.count("\n"))
    assert found.by is By.TRACE
    assert found.confidence > 0.9


def _built(engine: Engine, folder: Path, data: bytes) -> str:
    file = folder / "wrapped"
    file.write_bytes(data)
    return engine.docker("build", "--progress=plain", f"--file={file}", str(folder))


def _quoted(text: str) -> str:
    """Quote a program for a RUN line."""
    return "'#!/bin/sh\\n" + text.replace("'", "'\"'\"'").replace("\n", "\\n") + "'"
