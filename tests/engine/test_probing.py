"""Questions put to layers, on each builder: what comes back, and that nothing is left."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bisectbuild.bisection.verdict import Verdict
from bisectbuild.questions.question import verdict_of
from tests.support.matrix import Engine
from tests.support.probing import ProbingLab, nonce
from tests.support.program import PATIENCE

pytestmark = pytest.mark.engine
BUSYBOX, DEBIAN = "bisectbuild-test/busybox", "bisectbuild-test/debian"
# Two codes of a test mean something else in the builder; what they are told as is no verdict.
CODES = {code: code for code in (0, 1, 2, 125, 126, 127, 128, 137, 253, 255)} | {254: 253, 252: 251}
SHOWS = r"""env | sort | grep -v HOSTNAME; id; pwd; umask; ulimit -a; cat /proc/self/cgroup | wc -l
grep -e Cap -e Seccomp: -e NoNew -e SigIgn /proc/self/status"""


@pytest.fixture
def lab(engine_builder: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProbingLab:
    """Give a lab in which this process itself uses the engine."""
    for name, value in engine_builder.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "context"
    folder.mkdir()
    return ProbingLab(engine=engine_builder, folder=folder)


def test_every_exit_code_comes_through(lab: ProbingLab) -> None:
    """Also where four are asked at once."""
    text = f"FROM {BUSYBOX}\nRUN echo {nonce()} > /a\n"
    with lab.asking(text) as ask, ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda code: ask(2, text=f"echo {code}; exit {code}"), CODES))

    for answer, (code, told) in zip(answers, CODES.items(), strict=True):
        assert (answer.exit_code, answer.verdict) == (told, verdict_of(code))
        assert answer.output == (str(code),)
        assert not answer.timed_out


def test_a_test_runs_as_a_step_would_there(lab: ProbingLab) -> None:
    """Its user, directory, variables and limits are those that a RUN at that point has."""
    head = (
        f"FROM {BUSYBOX} AS one\nARG GLOBAL=no\nENV A=\"it's\" B='x  y' a.b=1 C-D=2 Q='a\"b'\n"
        f'ARG C="$A c"\nARG GIVEN\nFROM one\nARG N={nonce()}\n'
        "WORKDIR /srv/app\nRUN chown 1234:77 .\nUSER 1234:77\nENV PWD=/p SHLVL=5\n"
    )
    flags = ("--build-arg=GIVEN=two  words\nand 'more' \"lines\" $A", "--ulimit=nofile=77")
    (lab.folder / "shows.sh").write_text(SHOWS)
    head = head.replace("WORKDIR", "COPY shows.sh /\nWORKDIR")
    log = lab.build(f"{head}RUN sh /shows.sh > shown; cat shown | sed 's/^/=/'; false\n", *flags)
    seen = re.findall(r"^(?:#\d+ \d+\.\d+ )?=(.*)$", log, re.MULTILINE)
    with lab.asking(head, *flags) as ask:
        found = ask(12, argv=("sh", "-c", "sh /shows.sh > /tmp/s; tail -n 19 /tmp/s"))
        first = ask(12, argv=("sh", "-c", "sh /shows.sh > /tmp/s; head -n 19 /tmp/s"))
        text = ask(12, text="sh /shows.sh > /tmp/s; head -n 19 /tmp/s")

    assert "uid=1234 gid=77" in "\n".join(seen)
    assert len(seen) > 25
    assert list(found.output) == seen[-19:]
    assert list(first.output) == seen[:19]
    assert text.output == first.output


def test_an_image_that_holds_nothing_can_be_asked(lab: ProbingLab) -> None:
    """The toolbox stands in for the shell and the programs; what it has not is not found."""
    (lab.folder / "a").write_text("one\n")
    with lab.asking("FROM scratch\nCOPY a /etc/a\nUSER 12\n") as ask:
        assert ask(3, argv=("grep", "-q", "one", "/etc/a")).exit_code == 0
        assert ask(3, argv=("test", "-e", "/etc/b")).exit_code == 1
        assert ask(3, argv=("sh", "-c", "cat /etc/a | grep -q two")).exit_code == 1
        assert ask(3, text="cat /etc/a | wc -l; id -u; exit 5").output == ("1", "12")
        assert ask(3, script='"$BB" cat "/etc/a"; exit 6').output == ("one",)
        assert ask(3, argv=("nothing-such",)).exit_code == 127
        assert ask(3, argv=("/etc/a",)).exit_code == 126


def test_the_layers_own_shell_and_programs_come_first(lab: ProbingLab) -> None:
    """The SHELL that is in force, that of the base image too; a program of the image's PATH."""
    base = f"bisectbuild-test/shell:{nonce()}"
    path = lab.folder / "own"
    path.write_text("#!/bin/sh\necho own $1\nexit 9\n")
    path.chmod(0o755)
    text = f'FROM {DEBIAN}\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nCOPY own /usr/bin/grep\n'
    lab.build(text, f"--tag={base}")
    try:
        with lab.asking(f'FROM {base} AS b\nENV A=1\nFROM b\nENV B=2\nSHELL ["sh", "-c"]\n') as ask:
            assert ask(4, text="false | true; [[ -d / ]]").exit_code == 0
            assert ask(4, text="false | true").exit_code == 1
            assert ask(5, text="false | true").exit_code == 0
            assert ask(4, argv=("grep", "x")).output == ("own x",)
    finally:
        lab.engine.docker("rmi", base)


def test_a_hang_ends_at_the_time_limit(lab: ProbingLab) -> None:
    """Whatever it holds open or ignores; what it said is kept, and one in time is no hang."""
    text = f"FROM {BUSYBOX}\nRUN echo {nonce()} > /a\n"
    stubborn = "trap '' TERM INT; echo begun; sleep 600 & sleep 600"
    with lab.asking(text) as ask:
        hangs = ask(2, text=stubborn, timeout=10.0, hangs=Verdict.SKIP)
        ends = ask(2, argv=("sh", "-c", "sleep 600 & exit 3"), timeout=120.0)
        gone = ask(2, text="kill -9 $$", timeout=120.0)

    assert (hangs.verdict, hangs.timed_out, hangs.output) == (Verdict.SKIP, True, ("begun",))
    assert (ends.exit_code, ends.timed_out) == (3, False)
    assert (gone.exit_code, gone.timed_out, gone.verdict) == (137, False, None)
    assert hangs.seconds < 60
    assert ends.seconds < 60


def test_a_state_that_does_not_build_is_skipped(lab: ProbingLab) -> None:
    """It is bad where that is the question; the line is named."""
    text = f"FROM {BUSYBOX}\nRUN echo {nonce()} > /a\nRUN echo no; exit 7\nRUN true\n"
    with lab.asking(text) as ask:
        for line in (3, 4):
            answer = ask(line, argv=("true",))
            assert answer.verdict is Verdict.SKIP
            assert "line 3" in answer.reason
            assert "7" in answer.reason
        assert ask(4).verdict is Verdict.BAD
        assert ask(2).verdict is Verdict.GOOD


def test_nothing_is_left_and_the_own_build_is_cached(lab: ProbingLab) -> None:
    """What was asked is in no one's cache; all before it is in the person's."""
    text = f"FROM {BUSYBOX}\nRUN echo {nonce()} > /a\nRUN echo b > /b\nENV C=1\n"
    lab.build(text)
    with lab.asking(text) as ask:
        for line in (1, 2, 3, 4):
            assert ask(line, argv=("test", "-f", "/b")).exit_code == int(line < 3)
        images, containers = lab.left(ask.session)

    assert len(images) == int(lab.is_buildkit)  # The toolbox.
    assert not containers
    assert lab.left(ask.session) == (set(), set())
    again = lab.build(text)
    assert "Running in" not in again
    assert len(re.findall(r"CACHED|Using cache", again)) >= 2
    asked_again = lab.build(f"{text}RUN test -f /b\n")
    assert asked_again.count("RUN test -f /b") >= 1


def test_hostile_output_is_bounded(lab: ProbingLab) -> None:
    """No line end in five megabytes, bytes that are no text, signs for a terminal."""
    with lab.asking(f"FROM {BUSYBOX}\nRUN echo {nonce()} > /a\n") as ask:
        text = "head -c 5000000 /dev/zero | tr '\\0' x; printf '\\n\\033[2J\\377\\rend'; exit 1"
        answer = ask(2, text=text)
        many = ask(2, text="seq 1 1000; exit 1")

    assert answer.exit_code == 1
    assert sum(map(len, answer.output)) < 100_000
    assert not any("\x1b" in line or "\r" in line for line in answer.output)
    assert "end" in answer.output[-1]
    assert many.output == tuple(str(number) for number in range(981, 1001))


def test_secrets_are_masked_in_what_a_test_prints(lab: ProbingLab) -> None:
    """A build arg with a secret's name."""
    secret = nonce()
    text = f"FROM {BUSYBOX}\nARG API_TOKEN\nRUN : {nonce()}\n"
    with lab.asking(text, f"--build-arg=API_TOKEN={secret}") as ask:
        answer = ask(3, text='echo "it is $API_TOKEN"; exit 1')

    assert len(answer.output) == 1
    assert answer.output[0].startswith("it is")
    assert secret not in answer.output[0]


def test_a_command_of_this_machine_is_given_the_image(lab: ProbingLab) -> None:
    """By a name that docker knows; it is gone afterwards unless a cache holds it."""
    text = f"FROM {BUSYBOX}\nENV A={nonce()}\nENV A=last\n"
    host = 'docker run --rm "$BISECTBUILD_IMAGE" sh -c \'echo $A; test "$A" = last\''
    with lab.asking(text, host=True) as ask:
        assert ask(2, host=host).exit_code == 1
        assert ask(3, host=host).output == ("last",)
        assert ask(3, host="sleep 600", timeout=1.0).timed_out

    assert lab.left(ask.session) == (set(), set())


def test_a_stop_ends_what_is_asked_at_once(lab: ProbingLab) -> None:
    """A silent test, and where several can be built at once a silent build, in other threads."""
    text = f"FROM {BUSYBOX}\nRUN echo {nonce()} > /a\nRUN sleep 600\n"
    with lab.asking(text) as ask, ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(ask, 2, argv=("sleep", "600"))]
        if lab.is_buildkit:
            asked.append(pool.submit(ask, 3))
        with pytest.raises(TimeoutError):
            asked[0].result(timeout=5)
        assert not any(future.done() for future in asked)
        ask.prober.stop()
        for future in asked:
            assert isinstance(future.exception(timeout=PATIENCE), KeyboardInterrupt)
    assert lab.left(ask.session) == (set(), set())
