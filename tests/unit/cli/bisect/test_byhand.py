"""A search word by word; no engine is asked for anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bisectbuild.bisection.verdict import Verdict
from bisectbuild.cli.bisect import byhand, hunt
from bisectbuild.cli.bisect.wish import Wish
from bisectbuild.errors import DockerfileError, ExitCode, FileFormatError, UsageError
from bisectbuild.record import current
from tests.support.bisect_words import typed

DOCKERFILE = "FROM base\n" + "".join(f"RUN step-{at}\n" for at in range(2, 9))

Run = Callable[..., str]


@pytest.fixture(autouse=True)
def folder(work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with a Dockerfile, where nothing that builds can be reached."""
    (work / "Dockerfile").write_text(DOCKERFILE)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(hunt, "opened", unreachable)
    return work


def unreachable(*given: object, **named: object) -> None:
    """Fail, as an engine is asked."""
    raise AssertionError((given, named))


@pytest.fixture
def bisect(capsys: pytest.CaptureFixture[str]) -> Run:
    """Type words; give what was printed on standard output."""

    def run(*words: str, code: int = ExitCode.HEALTHY) -> str:
        assert typed(*words) == code
        return capsys.readouterr().out

    return run


def commands(log: str) -> list[str]:
    """Give the lines of a log that are commands."""
    return [line for line in log.splitlines() if not line.startswith("#")]


@pytest.mark.parametrize("culprit", range(1, 9))
def test_a_person_is_led_to_the_first_bad_instruction(
    culprit: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """By halves, wherever it is."""
    code, asked = typed("start", "Dockerfile"), 0
    shown = capsys.readouterr().out
    while code == ExitCode.HEALTHY:
        asked += 1
        code = typed("bad" if int(shown.split()[1]) >= culprit else "good")
        shown = capsys.readouterr().out

    assert code == ExitCode.BROKEN
    assert shown.startswith(f"line {culprit} ")
    assert shown.endswith("\nis the first bad instruction.\n")
    assert asked <= 3


def test_start_says_what_it_takes_for_granted_and_where_to_look(
    bisect: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the command that opens the place."""
    assert typed("start", "Dockerfile") == 0

    told = capsys.readouterr().err
    assert "The last instruction is taken as bad; if it is not: bisectbuild bisect good 8" in told
    assert "bisectbuild shell Dockerfile --at=4:after" in told
    assert "bisectbuild bisect good | bad | skip" in told
    assert bisect("good", "8") == "The last instruction is good, so there is nothing to find.\n"


def test_what_is_known_at_the_start_is_marked(bisect: Run) -> None:
    """As good, bad and skip say."""
    shown = bisect("start", "Dockerfile", "--good", "2", "--bad", "5", "--skip", "3")

    assert shown.startswith("line 4 ")
    assert bisect("visualize").splitlines()[1:5] == [
        "good  line 2 RUN step-2",
        "skip  line 3 RUN step-3",
        "?     line 4 RUN step-4",
        "bad   line 5 RUN step-5",
    ]


def test_what_is_skipped_leaves_a_choice(bisect: Run) -> None:
    """Each that it may be is told, with exit code 5."""
    bisect("start", "Dockerfile", "--good", "4", "--bad", "7")

    shown = bisect("skip", "5", "6", code=ExitCode.INCONCLUSIVE)

    assert shown == (
        "Only skipped instructions are left; the first bad one is one of:\n"
        "  line 5 RUN step-5\n  line 6 RUN step-6\n  line 7 RUN step-7\n"
    )
    with pytest.raises(UsageError, match="Nothing is left to test"):
        typed("good")


def test_a_mark_that_contradicts_is_not_kept(bisect: Run) -> None:
    """The search stays as it was."""
    bisect("start", "Dockerfile", "--good", "4")
    before = current().log

    with pytest.raises(UsageError, match="4 is marked good and stands on 2"):
        typed("bad", "2")
    with pytest.raises(UsageError, match="99 is no instruction"):
        typed("bad", "6", "99")

    assert current().log == before


def test_a_slip_is_taken_back_by_marking_again(bisect: Run) -> None:
    """The later word counts."""
    bisect("start", "Dockerfile")
    bisect("bad", "4")
    bisect("good", "4")

    assert "good  line 4" in bisect("view")


@pytest.mark.parametrize(
    "words",
    [
        ("good",),
        ("bad", "3"),
        ("skip",),
        ("log",),
        ("terms",),
        ("visualize",),
        ("next",),
        ("run", "--", "true"),
        ("--resume",),
        ("replay", "Dockerfile"),
    ],
)
def test_without_a_start_a_word_says_how_to_begin(words: tuple[str, ...]) -> None:
    """It is no bug."""
    with pytest.raises(UsageError, match="No bisection was begun") as caught:
        typed(*words)
    assert "bisectbuild bisect start" in caught.value.hint


def test_other_terms_are_the_words_from_then_on(bisect: Run) -> None:
    """And those they stand for are refused with advice."""
    bisect("start", "Dockerfile", "--term-good", "fast", "--term-bad", "slow")

    assert bisect("terms") == "fast\nslow\n"
    bisect("fast", "4")
    assert "bisectbuild bisect fast 4" in commands(bisect("log"))
    with pytest.raises(UsageError, match="the words are fast and slow, not good"):
        typed("good")


def test_a_log_can_be_replayed_as_it_is_and_edited(bisect: Run, folder: Path) -> None:
    """The answer is that of the log."""
    bisect("start", "Dockerfile")
    bisect("good", "5")
    bisect("bad", "6", code=ExitCode.BROKEN)
    log = folder / "log"
    log.write_text(bisect("log"))
    bisect("reset")
    bisect("start", "Dockerfile")

    assert "line 6" in bisect("replay", "log", code=ExitCode.BROKEN)
    assert bisect("log") == log.read_text()

    log.write_text(log.read_text().replace("bisect good 5", "bisect bad 5"))
    assert bisect("replay", "log").startswith("line ")
    assert "bad   line 5" in bisect("view")


@pytest.mark.parametrize(
    "text",
    [
        b"git bisect good\n",
        b"bisectbuild bisect good 77\n",
        b"bisectbuild bisect 'good\n",
        b"\xff\xfe",
        b"bisectbuild bisect bad 2\nbisectbuild bisect good 4\n",
    ],
)
def test_a_log_that_cannot_be_is_refused_and_changes_nothing(
    bisect: Run, folder: Path, text: bytes
) -> None:
    """Another program's, a point that is not there, half a quote, no text, a contradiction."""
    bisect("start", "Dockerfile")
    (folder / "log").write_bytes(text)
    before = current().log

    with pytest.raises((FileFormatError, UsageError)) as caught:
        typed("replay", "log")

    assert caught.value.hint
    assert current().log == before


def test_a_log_that_is_not_there_is_told_plainly(bisect: Run) -> None:
    """And replay without a file says what it takes."""
    bisect("start", "Dockerfile")

    with pytest.raises(FileFormatError, match="nowhere cannot be read: No such file"):
        typed("replay", "nowhere")
    with pytest.raises(UsageError, match="replay takes one file"):
        typed("replay")


def test_reset_forgets_and_says_where_there_was_nothing(
    bisect: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also a record that cannot be read."""
    bisect("start", "Dockerfile")
    (current().folder / "start.json").write_text("?")
    with pytest.raises(FileFormatError):
        typed("log")

    bisect("reset")
    assert typed("reset") == 0
    assert "There was no search in this directory." in capsys.readouterr().err


def test_a_search_by_hand_has_no_test_to_resume(bisect: Run) -> None:
    """It says how to go on."""
    bisect("start", "Dockerfile")

    with pytest.raises(UsageError, match="goes by hand") as caught:
        typed("--resume")
    assert "bisectbuild bisect run -- CMD" in caught.value.hint
    for words in (("run",), ("run", "true"), ("run", "x", "--", "true")):
        with pytest.raises(UsageError, match="run takes a command after --"):
            typed(*words)


def test_run_goes_on_with_a_command_from_what_was_said(bisect: Run, wishes: list[Wish]) -> None:
    """The words that it was begun with stay."""
    bisect("start", "Dockerfile", "--term-bad", "slow")
    bisect("good", "3")

    bisect("run", "--", "app", "--resume")

    (wished,) = wishes
    assert wished.typed == ("Dockerfile", "--term-bad", "slow", "--", "app", "--resume")
    assert wished.asked.question is not None
    assert wished.asked.question.argv == ("app", "--resume")
    assert "bisect good 3" in wished.log


def test_run_takes_what_is_typed_with_it(bisect: Run, wishes: list[Wish]) -> None:
    """How to test, how often, where to tell it; and the record keeps that to go on with."""
    bisect("start", ".", "--jobs", "2")
    options = ("--timeout", "5", "--hang", "skip", "--jobs", "4", "--all", "--format", "json")

    bisect(*options, "run", "--", "true")

    (wished,) = wishes
    want = wished.asked
    assert want.question is not None
    assert (want.question.timeout, want.question.hangs) == (5, Verdict.SKIP)
    assert (want.jobs, want.whole, wished.how.form) == (4, True, "json")
    assert wished.typed == (".", "--jobs", "2", *options, "--", "true")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--axis", "arg", "A=1,2"), "leave out --axis"),
        (("--build-arg", "A=1"), "leave out --build-arg"),
        (("--target", "x"), "leave out --target"),
        (("--env", "A"), "leave out --env"),
        (("--term-bad", "slow"), "begun with --term-bad=bad"),
    ],
)
def test_run_refuses_what_its_marks_do_not_hold_for(
    words: tuple[str, ...], said: str, bisect: Run, wishes: list[Wish]
) -> None:
    """It was dropped in silence once."""
    bisect("start", "Dockerfile")

    with pytest.raises(UsageError, match=said):
        typed("run", *words, "--", "true")
    assert not wishes


def test_only_the_word_start_itself_is_left_out_of_what_is_kept(bisect: Run, folder: Path) -> None:
    """A stage, a file or a folder may be called so."""
    (folder / "Dockerfile").write_text(DOCKERFILE.replace("FROM base", "FROM base AS start"))
    (folder / "start").mkdir()

    bisect("--target", "start", "start", "Dockerfile", "start")

    assert current().start.words == ("--target", "start", "Dockerfile", "start")


def test_start_takes_no_test(bisect: Run) -> None:
    """It says what does."""
    with pytest.raises(UsageError, match="tests nothing by itself") as caught:
        bisect("start", "Dockerfile", "--", "true")

    assert "bisectbuild bisect run -- CMD" in caught.value.hint


def test_a_word_is_a_dockerfile_where_no_search_calls_it_otherwise(bisect: Run) -> None:
    """Words of git are always words."""
    assert not byhand.is_word("fast")
    assert not byhand.is_word("Dockerfile")
    bisect("start", "Dockerfile", "--term-good", "fast")

    assert byhand.is_word("fast")
    assert byhand.is_word(Verdict.SKIP)
    assert byhand.is_word("start")


def test_a_file_that_is_none_begins_no_search(folder: Path) -> None:
    """Nothing is kept."""
    (folder / "Dockerfile").write_text("FRMO base\n")

    with pytest.raises(DockerfileError):
        typed("start", "Dockerfile")
    with pytest.raises(UsageError, match="No bisection"):
        current()


def test_every_point_of_a_walk_is_asked_for_the_last_one_too(
    bisect: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """It was taken as bad once, and told as a change that nobody saw."""
    bisect("start", "Dockerfile", "--all")
    assert typed("start", "Dockerfile", "--all") == 0
    assert "is taken as bad" not in capsys.readouterr().err

    shown = bisect("good", *"1234567")

    assert shown == "line 8 RUN step-8\n"
    assert "changes its verdict" not in bisect("good", "8")


def test_several_changes_may_be_named_where_a_walk_begins(bisect: Run) -> None:
    """They were a contradiction, with the advice to walk."""
    shown = bisect("start", "Dockerfile", "--all", "--bad", "1", "--good", "2", "--good", "3")

    assert shown.startswith("line 4 ")
    assert bisect("bad", "4", "5", "6", "7") == "line 8 RUN step-8\n"
    told = bisect("skip", "8", code=ExitCode.BROKEN)
    assert "bad → good  line 2 RUN step-2" in told
    assert "good → bad  line 4 RUN step-4" in told
