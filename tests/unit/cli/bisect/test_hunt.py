"""One bisection from its words to its exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bisectbuild.bisection.verdict import Verdict
from bisectbuild.cli.bisect import hunt
from bisectbuild.errors import EngineError, ExitCode, UsageError
from bisectbuild.record import current
from tests.support.bisect_words import typed
from tests.support.fake_hunt import answering

DOCKERFILE = "FROM base\n" + "".join(f"RUN step-{at}\n" for at in range(2, 17))
TEST = ("Dockerfile", "--", "app", "-v")


@pytest.fixture(autouse=True)
def folder(work: Path) -> Path:
    """Work in a folder with a Dockerfile."""
    (work / "Dockerfile").write_text(DOCKERFILE)
    return work


def report(folder: Path) -> dict[str, Any]:
    """Give the report that was written."""
    found: dict[str, Any] = json.loads((folder / "out.json").read_text())
    return found


def bad_from(line: int) -> Any:  # noqa: ANN401 - a function of a line
    """Give what answers good below a line and bad from it on."""
    return lambda at: int(at >= line)


@pytest.mark.parametrize("culprit", range(2, 17))
def test_the_first_bad_instruction_is_found_and_told(
    culprit: int,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In five tests at most, with the record and the report of it."""
    prober = answering(monkeypatch, bad_from(culprit))

    assert typed("--report", "out.json", *TEST) == ExitCode.BROKEN

    told = capsys.readouterr()
    assert f"Dockerfile:{culprit}: RUN step-{culprit} turned `app -v` bad" in told.out
    assert f"bisectbuild shell Dockerfile --at={culprit}:before" in told.err
    assert len(prober.asked) <= 5
    found = report(folder)
    assert found["status"] == "broken"
    assert found["search"]["result"] == "found"
    assert found["culprit"]["line_start"] == culprit
    assert found["last_good"]["line_end"] == culprit - 1
    assert found["search"]["log"] == current().log
    assert current().start.words == ("--report", "out.json", *TEST)


@pytest.mark.parametrize(
    ("code", "words", "end"),
    [
        (bad_from(99), (), (ExitCode.HEALTHY, "never-bad")),
        (bad_from(0), (), (ExitCode.BROKEN, "bad-from-start")),
        (lambda _: 125, (), (ExitCode.INCONCLUSIVE, "undecided")),
        (lambda _: 128, (), (ExitCode.INCONCLUSIVE, "stopped")),
        (bad_from(5), ("--all",), (ExitCode.BROKEN, "changes")),
        (bad_from(99), ("--all",), (ExitCode.HEALTHY, "changes")),
        (bad_from(5), ("--jobs", "4"), (ExitCode.BROKEN, "found")),
        (bad_from(5), ("--good", "4", "--bad", "5"), (ExitCode.BROKEN, "found")),
    ],
)
def test_each_end_has_its_exit_code_and_its_word(
    code: Any,  # noqa: ANN401 - a function of a line
    words: tuple[str, ...],
    end: tuple[int, str],
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As the reference has them."""
    answering(monkeypatch, code)

    assert typed(*words, "--report", "out.json", *TEST) == end[0]
    assert report(folder)["search"]["result"] == end[1]
    assert report(folder)["search"]["sentence"]


def test_what_was_interrupted_goes_on_without_asking_twice(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same answer, and the report that was asked for at the start."""

    def tired(line: int) -> int:
        if len(first.asked) == 3:
            raise KeyboardInterrupt
        return int(line >= 7)

    first = answering(monkeypatch, tired)
    with pytest.raises(KeyboardInterrupt):
        typed("--report", "out.json", *TEST)
    assert "To go on:  bisectbuild bisect --resume" in capsys.readouterr().err
    assert not (folder / "out.json").exists()

    second = answering(monkeypatch, bad_from(7))
    assert typed("--resume") == ExitCode.BROKEN

    assert report(folder)["culprit"]["line_start"] == 7
    assert len(first.asked) == 3
    assert not set(first.asked) & set(second.asked)
    third = answering(monkeypatch, bad_from(7))
    assert typed("--resume") == ExitCode.BROKEN
    assert third.asked == []


def test_a_search_on_evidence_goes_on_from_every_answer_it_had(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same in the end as one that was never cut short, and no answer asked for again."""
    words = ("--repeat", "9", "--report", "out.json", *TEST)

    def moody(line: int) -> int:
        """Let a bad layer pass now and then."""
        return int(line >= 7 and (line * 5 + len(all_asked)) % 4 != 0)

    def tired(line: int) -> int:
        if len(all_asked) == 6:
            raise KeyboardInterrupt
        all_asked.append(line)
        return moody(line)

    def rested(line: int) -> int:
        all_asked.append(line)
        return moody(line)

    all_asked: list[int] = []
    answering(monkeypatch, rested)
    whole = typed(*words)
    asked_at_once, told = list(all_asked), report(folder)
    (folder / "out.json").unlink()

    all_asked.clear()
    answering(monkeypatch, tired)
    with pytest.raises(KeyboardInterrupt):
        typed(*words)
    answering(monkeypatch, rested)
    assert typed("--resume") == whole == ExitCode.BROKEN

    assert len(asked_at_once) > len(set(asked_at_once)), "no point was asked twice"
    assert all_asked == asked_at_once
    again = report(folder)
    assert again["culprit"]["line_start"] == told["culprit"]["line_start"]
    assert again["search"]["flaky"] == told["search"]["flaky"]
    (folder / "log").write_text(current().log)
    assert typed("replay", "log") == ExitCode.BROKEN
    assert all_asked == asked_at_once


REST = ("--report", "out.json", *TEST)


@pytest.mark.parametrize("words", [("--resume",), ("--resume", *REST)])
def test_too_little_evidence_grows_by_resuming_with_more(
    words: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was asked before is not asked again, and what is sure enough stays as it was."""
    prober = answering(monkeypatch, bad_from(7))

    begun = typed("--repeat", "2", "--confidence", "0.9999", *REST)
    before = len(prober.asked)
    assert (begun, typed(*words)) == (ExitCode.INCONCLUSIVE, ExitCode.INCONCLUSIVE)
    assert len(prober.asked) == before
    assert typed("--repeat", "9", *words) == ExitCode.BROKEN

    assert report(folder)["culprit"]["line_start"] == 7
    probes = len(report(folder)["search"]["probes"])
    assert 0 < len(prober.asked) - before < probes / 2
    assert "--repeat=9" in current().start.words or "9" in current().start.words


def test_evidence_is_not_thrown_away_for_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A point may have answered both ways, and the last answer may be the lucky one."""
    answering(monkeypatch, bad_from(7))
    typed("--repeat", "5", *TEST)
    before = current().log

    for words in (("--resume", *TEST), ("--resume",), ("run", *TEST[1:])):
        with pytest.raises(UsageError, match="begun with --repeat=5"):
            typed("--repeat", "1", *words)

    assert current().log == before


@pytest.mark.parametrize("words", [("--resume",), ("--resume", "Dockerfile", "--", "other")])
def test_answers_to_what_has_changed_since_do_not_count(
    words: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither for another Dockerfile nor for another test; the record stays as it was."""
    answering(monkeypatch, bad_from(7))
    typed(*TEST)
    before = current().log
    if len(words) == 1:
        (folder / "Dockerfile").write_text(DOCKERFILE.replace("step-9", "step-nine"))

    with pytest.raises(UsageError, match="changed since this search was begun") as caught:
        typed(*words)

    assert "without --resume" in caught.value.hint
    assert current().log == before


def test_a_search_by_hand_goes_on_with_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was said by hand is not asked, and what answers is kept."""
    typed("start", "Dockerfile")
    typed("good", "5")
    prober = answering(monkeypatch, bad_from(7))

    assert typed("run", "--", "app") == ExitCode.BROKEN

    assert 5 not in prober.asked
    assert prober.asked[0] == 16, "what nobody said of the last one was taken for an answer"
    assert current().start.words == ("Dockerfile", "--", "app")
    assert "bisectbuild bisect good 5" in current().log
    assert "bisectbuild bisect bad 7" in current().log


@pytest.mark.parametrize("words", [(), ("--repeat", "10")])
def test_a_command_that_is_good_everywhere_blames_nothing_that_was_taken_for_granted(
    words: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand the last point counts as bad until somebody says so; a command is asked."""
    typed("start", "Dockerfile")
    prober = answering(monkeypatch, lambda _: 0)

    assert typed(*words, "--report", "out.json", "run", "--", "app") == ExitCode.HEALTHY

    assert set(prober.asked) == {16}
    assert report(folder)["search"]["result"] == "never-bad"
    assert report(folder)["search"]["flaky"] == []


@pytest.mark.parametrize("words", [("start", "Dockerfile", "--bad", "16"), ("bad", "16")])
def test_what_a_person_said_of_the_last_point_is_not_asked(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the start or later."""
    typed("start", "Dockerfile")
    typed(*words)
    prober = answering(monkeypatch, bad_from(7))

    assert typed("run", "--", "app") == ExitCode.BROKEN

    assert 16 not in prober.asked


def test_a_search_by_hand_that_an_older_version_began_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It wrote down what it took for granted."""
    typed("start", "Dockerfile")
    current().note(15, Verdict.BAD)
    prober = answering(monkeypatch, bad_from(7))

    assert typed("good", "5") == ExitCode.HEALTHY
    assert typed("run", "--", "app") == ExitCode.BROKEN
    assert prober.asked


def test_run_goes_on_with_no_answers_of_another_build(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build arg without a value has the environment's; the record stays as it was."""
    (folder / "Dockerfile").write_text(DOCKERFILE.replace("FROM base", "FROM base\nARG VERSION"))
    monkeypatch.setenv("VERSION", "1")
    prober = answering(monkeypatch, bad_from(7))
    typed("--build-arg", "VERSION", *TEST)
    before, asked = current(), len(prober.asked)
    monkeypatch.setenv("VERSION", "2")

    with pytest.raises(UsageError, match="changed since this search was begun"):
        typed("run", "--", *TEST[2:])

    assert (current().start, current().log) == (before.start, before.log)
    monkeypatch.setenv("VERSION", "1")
    assert typed("run", "--", *TEST[2:]) == ExitCode.BROKEN
    assert len(prober.asked) == asked


@pytest.mark.parametrize("words", [("--resume",), ("run", "--", *TEST[2:])])
def test_an_answer_that_was_cut_short_is_told_of_and_asked_again(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Once; the record is whole then."""
    prober = answering(monkeypatch, bad_from(7))
    typed(*TEST)
    log, last = current().folder / "log", prober.asked[-1]
    log.write_text(log.read_text()[:-2])
    prober.asked.clear()
    capsys.readouterr()

    assert typed(*words) == ExitCode.BROKEN
    assert "The last line of the record was cut short" in capsys.readouterr().err
    assert prober.asked == [last]
    assert typed(*words) == ExitCode.BROKEN
    assert "cut short" not in capsys.readouterr().err


def test_a_log_that_is_replayed_gives_the_same_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a command and for a ready-made question; an edited one is asked where it has gaps."""
    for words in (TEST, ("Dockerfile", "--env", "A")):
        answering(monkeypatch, bad_from(11))
        typed("--report", "out.json", *words)
        (folder / "log").write_text(current().log)

        prober = answering(monkeypatch, bad_from(11))
        assert typed("replay", "log") == ExitCode.BROKEN
        assert (prober.asked, report(folder)["culprit"]["line_start"]) == ([], 11)

        edited = current().log.replace("bisectbuild bisect bad 11\n", "")
        (folder / "log").write_text(edited)
        assert typed("replay", "log") == ExitCode.BROKEN
        assert prober.asked == [11]


@pytest.mark.parametrize(
    ("code", "end"),
    [
        (lambda _: 1, ExitCode.BROKEN),
        (lambda _: 0, ExitCode.HEALTHY),
        (lambda _: 125, ExitCode.INCONCLUSIVE),
        (lambda at: 125 if at == 9 else 0, ExitCode.HEALTHY),
        (bad_from(5), ExitCode.BROKEN),
    ],
    ids=["all bad", "all good", "all skipped", "one skipped", "one change"],
)
def test_a_walk_over_all_points_gives_the_same_answer_again(
    code: Any,  # noqa: ANN401 - a function of a line
    end: ExitCode,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Resumed or replayed when nothing is left to test, or with one point that answers last."""
    prober = answering(monkeypatch, code)
    assert typed("--all", "--report", "out.json", *TEST) == end
    sentence, asked = report(folder)["search"]["sentence"], len(prober.asked)
    log = current().log
    (folder / "log").write_text(log)
    start = log.index("# ", log.index("[9]") - 8)
    (folder / "edited").write_text(log[:start] + log[log.index("\n# ", start) + 1 :])

    for words in (("--resume",), ("replay", "log"), ("replay", "edited")):
        assert typed(*words) == end
        assert report(folder)["search"]["sentence"] == sentence
    assert prober.asked[asked:] == [9]


def test_what_is_typed_with_resume_holds(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In place of what the search was begun with, and from then on; for a replay too."""
    prober = answering(monkeypatch, bad_from(7))
    typed(*TEST)
    (folder / "log").write_text(current().log)
    asked = len(prober.asked)
    capsys.readouterr()

    for words in (("--resume",), ("replay", "log")):
        assert typed(*words, "--format", "json", "--jobs", "4") == ExitCode.BROKEN
        assert json.loads(capsys.readouterr().out)["culprit"]["line_start"] == 7
    assert len(prober.asked) == asked
    begun = ("Dockerfile", "--format", "json", "--jobs", "4", "--", "app", "-v")
    assert current().start.words == begun
    assert typed("--resume", "--all") == ExitCode.BROKEN
    assert len(prober.asked) == 16


def test_another_timeout_does_not_go_with_answers_of_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is said plainly, for a whole line too; the same one goes."""
    answering(monkeypatch, bad_from(7))
    typed("--timeout", "5", *TEST)
    before = current().log

    for words in (("--timeout", "60", "--resume"), ("--resume", *TEST)):
        with pytest.raises(UsageError, match="begun with --timeout=5"):
            typed(*words)
    with pytest.raises(UsageError, match="begun with --timeout=5"):
        typed("run", "--timeout", "60", "--", *TEST[2:])

    assert current().log == before
    assert typed("--timeout", "5", "--resume") == ExitCode.BROKEN
    assert typed("--timeout", "5", "--resume", *TEST) == ExitCode.BROKEN


def test_a_whole_line_needs_neither_a_dockerfile_nor_a_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A secret that the record has not is typed again, with a ready-made question."""
    (folder / "Dockerfile").write_text("FROM base\nARG API_TOKEN\nRUN a\nRUN b\nRUN c\n")
    prober = answering(monkeypatch, bad_from(4))
    words = ("--file", "/etc/x", "exists", "--build-arg", "API_TOKEN=hunter2-horse")
    assert typed(*words) == ExitCode.BROKEN
    asked = len(prober.asked)

    with pytest.raises(UsageError, match="changed since") as caught:
        typed("--resume")
    assert "type the whole command again, with --resume" in caught.value.hint
    assert typed(*words, "--resume") == ExitCode.BROKEN
    assert len(prober.asked) == asked
    with pytest.raises(UsageError, match="changed since"):
        typed("--env", "A", "--resume")


def test_one_test_after_another_is_said_where_several_were_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Evidence chooses each by the last answer."""
    answering(monkeypatch, bad_from(7))

    typed("--repeat", "5", *TEST)
    assert "--jobs does nothing" not in capsys.readouterr().err
    typed("--repeat", "5", "--jobs", "4", *TEST)
    assert "--jobs does nothing" in capsys.readouterr().err


def test_the_answers_of_one_test_are_not_taken_for_those_of_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is asked, and the record stays; the same test may go on."""
    prober = answering(monkeypatch, bad_from(7))
    typed(*TEST)
    before, asked = current().log, len(prober.asked)

    with pytest.raises(UsageError, match="those of another test"):
        typed("run", "--", "app", "--other")

    assert (current().log, len(prober.asked)) == (before, asked)
    assert typed("run", "--", *TEST[2:]) == ExitCode.BROKEN


def test_a_search_that_was_cut_short_can_go_on_by_hand(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Dockerfile is named in the advice."""

    def gone(line: int) -> int:
        if line != 16:
            raise EngineError("The engine is gone.")
        return 1

    answering(monkeypatch, gone)
    with pytest.raises(EngineError):
        typed(*TEST)
    capsys.readouterr()

    assert typed("next") == ExitCode.HEALTHY
    assert "bisectbuild shell Dockerfile --at=8:after" in capsys.readouterr().err


def test_a_line_that_is_none_is_refused_before_anything_is_built(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And an axis that there is not."""
    answering(monkeypatch, bad_from(7))

    def built(*given: object) -> None:
        raise AssertionError(given)

    monkeypatch.setattr(hunt, "build_own", built)
    with pytest.raises(UsageError, match="99 is no instruction"):
        typed("--good", "99", *TEST)
    with pytest.raises(UsageError, match="There is no axis nope"):
        typed("--axis", "nope", "x", *TEST)


def test_no_secret_reaches_the_record(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the words nor the log; the search is resumed with what the environment has."""
    (folder / "Dockerfile").write_text("FROM base\nARG API_TOKEN\nRUN a\nRUN b\nRUN c\n")
    answering(monkeypatch, bad_from(4))
    words = ("--build-arg", "API_TOKEN=hunter2-horse", "Dockerfile", "--", "app hunter2-horse")
    assert typed(*words) == ExitCode.BROKEN

    for file in current().folder.iterdir():
        assert "hunter2" not in file.read_text()
    assert "--build-arg=API_TOKEN" in current().start.words


def test_the_persons_words_stand_in_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a person can go on in them."""
    answering(monkeypatch, bad_from(7))

    typed("--term-good", "fast", "--term-bad", "slow", *TEST)

    assert current().start.terms.word(Verdict.BAD) == "slow"
    assert "bisectbuild bisect fast 6" in current().log
    assert "bisectbuild bisect slow 7" in current().log
