"""Answering again what a log answers, also where no search is there any more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bisectbuild.bisection.log import write_start
from bisectbuild.cli.bisect.wish import Wish
from bisectbuild.errors import ExitCode, FileFormatError, UsageError
from bisectbuild.record import current
from tests.support.bisect_words import typed
from tests.support.fake_hunt import answering

DOCKERFILE = "FROM base\n" + "".join(f"RUN step-{at}\n" for at in range(2, 9))
TEST = ("Dockerfile", "--", "app", "-v")
CONTRADICTION = "bisectbuild bisect bad 2\nbisectbuild bisect good 4\n"


@pytest.fixture(autouse=True)
def folder(work: Path) -> Path:
    """Work in a folder with a Dockerfile."""
    (work / "Dockerfile").write_text(DOCKERFILE)
    return work


def saved(folder: Path) -> str:
    """Save the log as `bisect log >saved` does, and forget the search; give the log."""
    text = current().log
    (folder / "saved").write_bytes(text.encode(errors="surrogateescape"))
    typed("reset")
    return text


def nothing_is_begun() -> None:
    """See that there is no search."""
    with pytest.raises(UsageError, match="No bisection was begun"):
        current()


def test_what_git_says_works_here_log_reset_replay(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same answer, and the search is there again, with what begins it shown."""
    typed("start", "Dockerfile", "--term-bad", "slow", "--good", "2")
    typed("good", "5")
    assert typed("slow", "6") == ExitCode.BROKEN
    log, start = saved(folder), "bisectbuild bisect start Dockerfile --term-bad slow --good 2"
    capsys.readouterr()

    assert typed("replay", "saved", "--format", "json") == ExitCode.BROKEN

    told = capsys.readouterr()
    assert f"Begun as the log says:  {start}\n" in told.err
    assert json.loads(told.out)["culprit"]["line_start"] == 6
    assert sorted(current().log.splitlines()) == sorted(log.splitlines())
    assert current().start.by_hand
    assert typed("next") == ExitCode.BROKEN


@pytest.mark.parametrize("words", [(), ("Dockerfile",)])
def test_a_search_that_was_only_begun_is_begun_again(words: tuple[str, ...], folder: Path) -> None:
    """A start needs no word."""
    typed("start", *words)
    log = saved(folder)

    assert typed("replay", "saved") == ExitCode.HEALTHY

    assert (current().log, current().start.words) == (log, words)


@pytest.mark.parametrize(
    "words",
    [
        ("Dockerfile", "--", "app", "-v"),
        ("Dockerfile", "--host-cmd", "touch owned"),
        ("Dockerfile", "--env", "A"),
        ("Dockerfile", "--axis", "arg", "A=1,2"),
        ("Dockerfile", "--report", "/etc/passwd.json"),
        ("Dockerfile", "--secret", "id=x,src=/etc/passwd"),
        ("Dockerfile", "--ssh", "default"),
        ("Dockerfile", "--builder", "strange"),
        ("Dockerfile", "--output", "/etc"),
    ],
)
def test_a_log_alone_has_nothing_done_but_a_dockerfile_read(
    words: tuple[str, ...], folder: Path, wishes: list[Wish]
) -> None:
    """Whoever wrote it: its words are shown, to be typed by who trusts them."""
    (folder / "saved").write_text(write_start(words) + "bisectbuild bisect good 3\n")

    with pytest.raises(UsageError, match="not taken from a file alone") as caught:
        typed("replay", "saved")

    line = write_start(words).removeprefix("bisectbuild bisect start ").rstrip()
    assert caught.value.hint.endswith(f": bisectbuild bisect replay saved {line}")
    assert not wishes
    nothing_is_begun()


def test_what_hides_in_a_log_is_spelled_out(folder: Path, wishes: list[Wish]) -> None:
    """A carriage return would print one word over another."""
    text = "bisectbuild bisect start Dockerfile -- 'rm -rf x\r\x1b[2Kapp'\n"
    (folder / "saved").write_bytes(text.encode())

    with pytest.raises(UsageError) as caught:
        typed("replay", "saved")

    assert r"rm -rf x\r\x1b[2Kapp" in caught.value.hint
    assert not wishes


def test_a_test_that_is_typed_goes_on_from_what_its_log_answers(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No point is tested twice."""
    answering(monkeypatch, lambda line: int(line >= 7))
    typed("--report", "out.json", *TEST)
    log = saved(folder)
    prober = answering(monkeypatch, lambda line: int(line >= 7))

    assert typed("replay", "saved", "--report", "out.json", *TEST) == ExitCode.BROKEN

    assert prober.asked == []
    assert sorted(current().log.splitlines()) == sorted(log.splitlines())
    assert current().start.words == ("--report", "out.json", *TEST)
    assert not current().start.by_hand


@pytest.mark.parametrize(
    "words",
    [
        ("Dockerfile", "--", "other"),
        ("--", "app", "-v"),
        ("Dockerfile",),
        ("Dockerfile", "--build-arg", "A=1", "--", "app", "-v"),
        ("--timeout", "5", *TEST),
    ],
)
def test_another_test_than_the_logs_is_refused(
    words: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answers say nothing of that one."""
    prober = answering(monkeypatch, lambda line: int(line >= 7))
    typed(*TEST)
    saved(folder)
    prober.asked.clear()

    with pytest.raises(UsageError, match=r"not what the answers of this log are of|was begun"):
        typed("replay", "saved", *words)

    assert prober.asked == []
    nothing_is_begun()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("bisectbuild bisect good 3\n", UsageError),
        ("# bisectbuild bisect start Dockerfile\n", UsageError),
        ("bisectbuild bisect start Dockerfile\nbisectbuild bisect good 99\n", FileFormatError),
        ("bisectbuild bisect start Dockerfile\nbisectbuild bisect god 3\n", FileFormatError),
        ("bisectbuild bisect start --nonsense\n", FileFormatError),
        (f"bisectbuild bisect start Dockerfile\n{CONTRADICTION}", UsageError),
    ],
)
def test_a_log_that_cannot_be_begins_no_search(
    text: str, error: type[Exception], folder: Path
) -> None:
    """No start, no such point, no such word, no such option, a contradiction."""
    (folder / "saved").write_text(text)

    with pytest.raises(error) as caught:
        typed("replay", "saved")

    assert getattr(caught.value, "hint", "")
    nothing_is_begun()


@pytest.mark.parametrize("change", ["timeout", "dockerfile"])
def test_a_replay_that_is_refused_keeps_the_answers_there_are(
    change: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It threw them away once, and refused then."""
    answering(monkeypatch, lambda line: int(line >= 7))
    typed(*TEST)
    before = current().log
    (folder / "other").write_text("bisectbuild bisect good 2\n")
    options: tuple[str, ...] = ("--timeout", "5")
    if change == "dockerfile":
        (folder / "Dockerfile").write_text(DOCKERFILE.replace("step-2", "step-two"))
        options = ()

    with pytest.raises(UsageError, match=r"[Tt]his search was begun"):
        typed("replay", "other", *options)

    assert current().log == before


def test_a_log_with_words_of_any_bytes_is_replayed_as_it_was_printed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A word need not be UTF-8; only a NUL is in none."""
    words = ("Dockerfile", "--", "app", "caf\udce9")
    prober = answering(monkeypatch, lambda line: int(line >= 7))
    typed(*words)
    asked, log = len(prober.asked), current().log
    capsysbinary.readouterr()
    typed("log")
    (folder / "saved").write_bytes(capsysbinary.readouterr().out)
    assert b"caf\xe9" in (folder / "saved").read_bytes()

    assert typed("replay", "saved") == ExitCode.BROKEN
    typed("reset")
    assert typed("replay", "saved", *words) == ExitCode.BROKEN
    assert (current().start.words, len(prober.asked)) == (words, asked)
    assert sorted(current().log.splitlines()) == sorted(log.splitlines())

    before = current().log
    (folder / "saved").write_bytes(b"bisectbuild bisect good 3\0\n")
    with pytest.raises(FileFormatError, match="it is no text"):
        typed("replay", "saved")
    assert current().log == before


@pytest.mark.parametrize(
    "options",
    [
        ("--all",),
        ("--report", "r.json"),
        ("--jobs", "2"),
        ("--repeat", "2"),
        ("--timeout", "5"),
        ("--format", "json"),
        ("--good", "2", "--all", "--report", "r.json", "--report", "r.md"),
    ],
)
def test_what_is_advised_for_options_of_a_log_is_taken_once_it_is_typed(
    options: tuple[str, ...], folder: Path
) -> None:
    """It was refused with the same advice again."""
    typed("start", *options)
    typed("bad", "3")
    log = saved(folder)

    with pytest.raises(UsageError, match="not taken from a file alone") as caught:
        typed("replay", "saved")
    _, advised = caught.value.hint.split(": bisectbuild bisect ")
    assert advised == f"replay saved {' '.join(options)}"

    assert typed(*advised.split()) == ExitCode.HEALTHY
    assert (current().start.words, current().start.by_hand) == (options, True)
    assert sorted(current().log.splitlines()) == sorted(log.splitlines())


@pytest.mark.parametrize(
    "typed_words", [("--all",), ("--report", "other.json"), ("--report", "other.json", "--all")]
)
def test_an_option_that_is_typed_lets_no_other_of_a_log_in(
    typed_words: tuple[str, ...], folder: Path
) -> None:
    """Each has to be typed, with its own value."""
    typed("start", "--all", "--report", "r.json")
    saved(folder)

    with pytest.raises(UsageError, match="not taken from a file alone"):
        typed("replay", "saved", *typed_words)
    nothing_is_begun()
