"""`bisectbuild bisect` on real builds: the right line, few probes, nothing run again or left."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from bisectbuild.errors import ExitCode
from tests.support.bisecting import planted, tells
from tests.support.matrix import Engine
from tests.support.program import Program, Run, ended, left_by, program, wait_until

BASE = "FROM bisectbuild-test/busybox\n"
pytestmark = pytest.mark.engine


def bisect(here: Program, *words: str) -> tuple[Run, dict[str, Any]]:
    """Search, and give the run and the postmortem."""
    at = words.index("--") if "--" in words else len(words)
    run = here.run("bisect", *words[:at], "--report=../found.json", *words[at:])
    report = here.folder / "../found.json"
    found = json.loads(report.read_text()) if report.is_file() else {}
    report.unlink(missing_ok=True)
    return run, found


def own_build(engine: Engine, here: Program) -> str:
    """Build as the person does; give what the builder printed."""
    plain = ("--progress=plain",) if engine.builder == "buildkit" else ()
    return engine.docker("build", *plain, str(here.folder))


def executed(told: str) -> int:
    """Count the steps that a build printed to have run."""
    if "Step 1/" in told:
        return told.count("---> Running in")
    steps = set(re.findall(r"(?m)^#(\d+) \[[^\]]*\d+/\d+\] (?!FROM)", told))
    return len(steps - set(re.findall(r"(?m)^#(\d+) CACHED", told)))


def test_a_break_is_found_wherever_it_is_with_seven_probes_at_most(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """In a base stage, behind a COPY --from, in the first line, the last, nowhere: twelve places.

    One file holds a break of its own for each, so that it is built once; no later build runs
    anything again.
    """
    here = program(engine_builder, tmp_path)
    text, lines = planted(engine_builder.builder)
    here.write("Dockerfile", text)
    own_build(engine_builder, here)

    for place, line in lines.items():
        run, found = bisect(here, "--", tells(place))

        assert run.code == ExitCode.BROKEN, run.stderr
        assert found["culprit"]["line_start"] == line, run.stderr
        assert len(found["search"]["probes"]) <= 7, run.stderr
        assert left_by(engine_builder, run.pid) == ()
    assert executed(own_build(engine_builder, here)) == 0


def test_nothing_is_found_where_nothing_is_broken(engine_builder: Engine, tmp_path: Path) -> None:
    """One probe tells."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", planted(engine_builder.builder)[0])

    run, found = bisect(here, "--", "true")

    assert run.code == ExitCode.HEALTHY, run.stderr
    assert len(found["search"]["probes"]) == 1


def test_what_is_bad_from_the_start_is_said_to_be(engine_builder: Engine, tmp_path: Path) -> None:
    """The base image is named, and what else it may be."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}RUN echo 1 > /1\nRUN echo 2 > /2\n")

    run, found = bisect(here, "--", "false")

    assert run.code == ExitCode.BROKEN, run.stderr
    assert found["culprit"]["line_start"] == 1
    assert "from the start" in run.stdout


TURNS = f"{BASE}RUN echo 1 > /1\nENV MODE=old\nRUN echo 2 > /2\nENV MODE=new\nRUN echo 3 > /3\n"


@pytest.mark.parametrize(
    ("test", "code"),
    [
        ("test $MODE != new", ExitCode.BROKEN),
        ("test $MODE != new || exit 127", ExitCode.BROKEN),
        ("test $MODE != new || exit 128", ExitCode.INCONCLUSIVE),
        ("test $MODE != new || exit 255", ExitCode.INCONCLUSIVE),
        ("exit 125", ExitCode.INCONCLUSIVE),
        ("true", ExitCode.HEALTHY),
    ],
)
def test_exit_codes_are_those_of_git(
    test: str, code: ExitCode, engine_builder: Engine, tmp_path: Path
) -> None:
    """0 is good, 1 to 127 bad but for 125, anything else ends it."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", TURNS)

    run, found = bisect(here, "--", test)

    assert run.code == code, run.stderr
    if code is ExitCode.BROKEN:
        assert found["culprit"]["line_start"] == 5, run.stderr


def test_only_skipped_ones_left_are_all_named(engine_builder: Engine, tmp_path: Path) -> None:
    """It cannot be decided between them."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", TURNS)
    test = "test -e /3 && exit 1; test -e /2 && exit 125; exit 0"

    run, found = bisect(here, "--", test)

    assert run.code == ExitCode.INCONCLUSIVE, run.stderr
    lines = [re.search(r"line (\d+)", title) for title in found["search"]["candidates"]]
    assert [int(line[1]) for line in lines if line] == [4, 5, 6]


def test_a_test_that_hangs_counts_as_was_chosen(engine_builder: Engine, tmp_path: Path) -> None:
    """Bad, unless something else was asked for."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", TURNS)
    test = 'test "$MODE" = new && sleep 600; true'

    bad, found = bisect(here, "--timeout=10", "--", test)
    skipped, _ = bisect(here, "--timeout=10", "--hang=skip", "--", test)

    assert bad.code == ExitCode.BROKEN, bad.stderr
    assert found["culprit"]["line_start"] == 5
    assert found["search"]["probes"][0]["timed_out"]
    assert skipped.code == ExitCode.INCONCLUSIVE, skipped.stderr


def test_the_test_runs_as_the_step_would(engine_builder: Engine, tmp_path: Path) -> None:
    """The layer's user, directory, variables and build args."""
    here = program(engine_builder, tmp_path)
    here.write(
        "Dockerfile",
        f"{BASE}ARG WHO\nENV A.B=dot\nWORKDIR /deep/er\nUSER 12:34\nRUN true\nENV LAST=1\n",
    )
    test = (
        'test "$(id -u):$(id -g)" = 12:34 && test "$PWD" = /deep/er && test "$WHO" = me'
        " && exit 0 || exit 200"
    )
    odd = ("grep", "-q", "A.B=dot", "/proc/self/environ")  # A shell would drop that name.

    run, _ = bisect(here, "--build-arg=WHO=me", "--", test)
    other, _ = bisect(here, "--", *odd)

    assert run.code == ExitCode.HEALTHY, run.stdout
    assert other.code == ExitCode.HEALTHY, other.stdout


def test_an_image_without_a_shell_is_tested_with_the_toolbox(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """Programs of the toolbox stand in for what the image has not."""
    here = program(engine_builder, tmp_path)
    here.write("one", "1")
    here.write("Dockerfile", "FROM scratch\nCOPY one /one\nCOPY one /two\nCOPY one /three\n")

    run, found = bisect(here, "--", "test", "!", "-e", "/two")

    assert run.code == ExitCode.BROKEN, run.stderr
    assert found["culprit"]["line_start"] == 3


def test_a_command_of_this_machine_is_given_the_image(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """Its name is in a variable."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", TURNS)
    test = 'docker run --rm "$BISECTBUILD_IMAGE" sh -c "test \\$MODE != new"'

    run, found = bisect(here, "--host-cmd", test)

    assert run.code == ExitCode.BROKEN, run.stderr
    assert found["culprit"]["line_start"] == 5, run.stderr
    assert left_by(engine_builder, run.pid) == ()


def test_several_points_at_once_give_the_same_answer(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """In fewer rounds."""
    here = program(engine_builder, tmp_path)
    text, lines = planted(engine_builder.builder)
    here.write("Dockerfile", text)
    place, line = ("final", 13), lines["final", 13]

    run, found = bisect(here, "--jobs=3", "--", tells(place))

    assert run.code == ExitCode.BROKEN, run.stderr
    assert found["culprit"]["line_start"] == line
    assert run.stderr.count("Bisecting:") <= 5


def test_every_change_is_found_where_there_are_several(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """Good, bad, good, bad."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", f"{BASE}ENV S=b\nENV S=g\nRUN true\nENV S=b\n")

    run, found = bisect(here, "--all", "--", 'test "$S" != b')

    assert run.code == ExitCode.BROKEN, run.stderr
    keys = [(turn["key"], turn["after"]) for turn in found["search"]["changes"]]
    assert keys == [("2", "bad"), ("3", "good"), ("5", "bad")]


@pytest.mark.parametrize("words", [(), ("--repeat=3",)])
def test_a_search_that_was_killed_goes_on_and_asks_nothing_twice(
    words: tuple[str, ...], engine: Engine, tmp_path: Path
) -> None:
    """The same answer as without the kill."""
    here = program(engine, tmp_path, DOCKER_BUILDKIT="1")
    text, lines = planted("buildkit")
    line, test = lines["final", 20], tells(("final", 20))
    if words:  # Many more tests, so in fewer instructions.
        text, line, test = TURNS, 4, "test ! -e /2"
    here.write("Dockerfile", text)
    whole, told = bisect(here, *words, "--", test)
    log = Path(here.env["XDG_STATE_HOME"])
    child = here.begin("bisect", *words, "--", test)

    def answered() -> int:
        logs = [file.read_text() for file in log.glob("bisectbuild/bisect/*/log")]
        return sum(text.count("\nbisectbuild bisect ") for text in logs)

    wait_until(lambda: answered() >= 3, "three answers")
    os.killpg(child.pid, signal.SIGKILL)
    ended(child)
    before = answered()

    run, found = bisect(here, "--resume")

    assert run.code == whole.code == ExitCode.BROKEN, run.stderr
    assert found["culprit"]["line_start"] == line
    # Where points are asked several times, the answers of before are told again, and cost no time.
    new = [probe for probe in found["search"]["probes"] if probe["seconds"]]
    assert len(new) + before == len(told["search"]["probes"])


def test_a_search_by_hand_ends_where_the_automatic_one_does(tmp_path: Path, engine: Engine) -> None:
    """start, good, bad, log, replay; no engine is asked."""
    here = program(engine, tmp_path, DOCKER_HOST="unix:///nowhere")
    text, lines = planted("hand")
    here.write("Dockerfile", text)
    line = lines["final", 5]
    run = here.run("bisect", "start", "Dockerfile")
    while run.code == ExitCode.HEALTHY:
        at = re.search(r"line (\d+)", run.stdout)
        assert at is not None, run.stderr
        word = "bad" if int(at[1]) >= line else "good"
        run = here.run("bisect", word)

    assert run.code == ExitCode.BROKEN, run.stderr
    assert f"line {line} " in run.stdout
    log = here.run("bisect", "log").stdout
    here.write("saved", log)
    assert here.run("bisect", "replay", "saved").stdout == run.stdout
    assert here.run("bisect", "reset").code == ExitCode.HEALTHY
    assert here.run("bisect", "log").code == ExitCode.USAGE


def test_a_test_that_flips_is_reported_as_flaky(engine: Engine, tmp_path: Path) -> None:
    """Every second time it passes where it should fail; a host command can count."""
    here = program(engine, tmp_path, DOCKER_BUILDKIT="1")
    here.write("Dockerfile", TURNS)
    here.write("../count", "0")
    test = (
        "n=$(cat ../count); echo $((n + 1)) > ../count;"
        ' docker run --rm "$BISECTBUILD_IMAGE" test ! -e /2 || test $((n % 2)) = 0'
    )

    run, found = bisect(here, "--repeat=12", "--confidence=0.9", "--host-cmd", test)

    assert run.code == ExitCode.BROKEN, (run.stdout, run.stderr)
    assert found["culprit"]["line_start"] == 4, run.stdout
    flaky = {part["key"]: part for part in found["search"]["flaky"]}
    assert flaky, run.stdout
    assert all(0 < part["passed"] < part["runs"] for part in flaky.values())
    assert all(part["low"] <= 0.5 <= part["high"] for part in flaky.values())


def test_too_little_evidence_names_no_culprit(engine: Engine, tmp_path: Path) -> None:
    """It says how sure it would be, and of what."""
    here = program(engine, tmp_path, DOCKER_BUILDKIT="1")
    here.write("Dockerfile", TURNS)
    here.write("../count", "0")
    test = (
        "n=$(cat ../count); echo $((n + 1)) > ../count;"
        ' docker run --rm "$BISECTBUILD_IMAGE" test ! -e /2 || test $((n % 2)) = 0'
    )

    run, found = bisect(here, "--repeat=2", "--confidence=0.999", "--host-cmd", test)

    assert run.code == ExitCode.INCONCLUSIVE, (run.stdout, run.stderr)
    assert found["culprit"] is None
    assert found["search"]["result"] == "doubtful"
    assert found["search"]["confidence"] < 0.999


def test_the_history_of_builds_is_the_persons_own(engine: Engine, tmp_path: Path) -> None:
    """A builder keeps few records, and probes would push those out that a person looks for."""
    if not engine.buildx_version:
        pytest.skip("this client has no buildx, so its builder keeps no history")
    here = program(engine, tmp_path, DOCKER_BUILDKIT="1")
    here.write("Dockerfile", TURNS)
    engine.docker("build", "--progress=plain", str(here.folder))

    run, found = bisect(here, "--", "test $MODE != new")

    names = engine.docker("buildx", "history", "ls", "--format={{.Name}}")
    assert run.code == ExitCode.BROKEN, run.stderr
    assert len(found["search"]["probes"]) > 1
    assert "work" in names
    assert "bisectbuild-file" not in names


def test_no_secret_leaves_a_search(engine: Engine, tmp_path: Path) -> None:
    """Not in what is printed, in reports, or in the record on disk."""
    here = program(engine, tmp_path, DOCKER_BUILDKIT="1")
    here.write("Dockerfile", f"{BASE}ARG API_TOKEN\nENV MODE=old\nENV MODE=new\n")
    test = "echo hush-hush-hush; test $MODE != new; # hush-hush-hush"
    given = ("--build-arg", "API_TOKEN=hush-hush-hush")
    reports = [f"--report=../out.{form}" for form in ("json", "html", "md", "sarif", "xml", "txt")]

    run = here.run("bisect", *given, *reports, "--", test)

    assert run.code == ExitCode.BROKEN, run.stderr
    written = [file for file in tmp_path.rglob("*") if file.is_file() and file.name != "Dockerfile"]
    assert len(written) >= 8
    leaks = [file.name for file in written if b"hush-hush" in file.read_bytes()]
    assert not leaks
    assert "hush-hush" not in run.stdout + run.stderr


def test_ctrl_c_in_a_test_leaves_nothing_and_says_how_to_go_on(
    engine_builder: Engine, tmp_path: Path
) -> None:
    """What was answered is not asked again."""
    here = program(engine_builder, tmp_path)
    here.write("Dockerfile", TURNS)
    log = Path(here.env["XDG_STATE_HOME"])
    child = here.begin("bisect", "--", 'test "$MODE" = new && exit 1; sleep 300')

    def answered() -> bool:
        logs = log.glob("bisectbuild/bisect/*/log")
        return any("bisect bad 6" in file.read_text() for file in logs)

    wait_until(answered, "the first answer")
    os.kill(child.pid, signal.SIGINT)
    run = ended(child)

    assert run.code == ExitCode.INTERRUPTED, run.stderr
    assert "bisect --resume" in run.stderr
    assert left_by(engine_builder, run.pid) == ()


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("nowhere/Dockerfile", "--", "true"), ExitCode.UNREADABLE),
        ((".", "--good=99", "--", "true"), ExitCode.USAGE),
        ((".",), ExitCode.USAGE),
        ((".", "--report=no/such/folder.json", "--", "true"), ExitCode.BAD_FILE),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_built(
    words: tuple[str, ...], code: ExitCode, engine: Engine, tmp_path: Path
) -> None:
    """With the code of the contract."""
    here = program(engine, tmp_path)
    here.write("Dockerfile", TURNS)

    run = here.run("bisect", *words)

    assert run.code == code, run.stderr
    assert "Bisecting" not in run.stderr


def test_no_engine_is_told_with_its_own_code(tmp_path: Path, engine: Engine) -> None:
    """Nothing was tested then."""
    here = program(engine, tmp_path, DOCKER_HOST="unix:///nowhere.sock", DOCKER_BUILDKIT="1")
    here.write("Dockerfile", TURNS)

    assert here.run("bisect", ".", "--", "true").code == ExitCode.NO_ENGINE
