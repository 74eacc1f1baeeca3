"""What a search refuses by hand, and what is kept of it then."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.errors import ExitCode, UsageError
from bisectbuild.record import current
from tests.support.bisect_words import typed
from tests.support.fake_hunt import answering

DOCKERFILE = "FROM base\n" + "".join(f"RUN step-{at}\n" for at in range(2, 9))
TWO_STAGES = "FROM base AS a\nRUN a1\nRUN a2\nFROM base\nRUN b1\nCOPY --from=a /x /x\nRUN b2\n"
SECRET = ("./t", "--password", "real123", "sh", "-c", "TOKEN=real123 app [x]*")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in a folder with a Dockerfile, and one of two stages."""
    (tmp_path / "Dockerfile").write_text(DOCKERFILE)
    (tmp_path / "D2").write_text(TWO_STAGES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def cut_short(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """Begin a search that Ctrl-C ends before it has an answer."""

    def tired(line: int) -> int:
        raise KeyboardInterrupt(line)

    answering(monkeypatch, tired)
    with pytest.raises(KeyboardInterrupt):
        typed(*words)


def test_the_same_test_goes_on_though_its_secret_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The fingerprint tells it from one that differs in the secret alone."""
    prober = answering(monkeypatch, lambda line: int(line >= 7))
    typed("Dockerfile", "--", *SECRET)
    asked = len(prober.asked)
    assert "real123" not in " ".join(current().start.words)

    assert typed("run", "--", *SECRET) == ExitCode.BROKEN

    assert len(prober.asked) == asked
    with pytest.raises(UsageError, match="changed since this search was begun") as caught:
        typed("run", "--", *(word.replace("real123", "other456") for word in SECRET))
    assert "type the whole command again, with --resume" in caught.value.hint
    assert len(prober.asked) == asked


@pytest.mark.parametrize(
    ("test", "how"),
    [
        (("app", "-v"), "To go on with the other: bisectbuild bisect --resume"),
        (SECRET, "To go on with the other: type its whole command again, with --resume"),
    ],
)
def test_another_test_is_told_how_to_go_on_with_the_first(
    test: tuple[str, ...], how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a way that is not refused then."""
    answering(monkeypatch, lambda line: int(line >= 7))
    typed("Dockerfile", "--", *test)

    for other in (("./other", *test[1:]), (*test, "more"), test[:1]):
        with pytest.raises(UsageError, match="those of another test") as caught:
            typed("run", "--", *other)
        assert caught.value.hint.endswith(how)


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_mark_with_which_no_first_bad_one_is_left_is_not_kept_on_evidence_either(
    monkeypatch: pytest.MonkeyPatch, *, by_hand: bool
) -> None:
    """It ended the search for good once, as each word after it was refused."""
    if by_hand:
        typed("start", "D2", "--repeat", "2")
    else:
        cut_short(monkeypatch, "D2", "--repeat", "2", "--", "app")
    typed("bad", "2")
    before = current().log

    with pytest.raises(UsageError, match="No instruction can be the first bad one"):
        typed("bad", "5")

    assert current().log == before
    assert typed("next") == ExitCode.HEALTHY


def test_a_slip_by_hand_is_told_where_tests_are_to_be_repeated_later() -> None:
    """A person says one thing of a point; so does a log of what was said."""
    typed("start", "Dockerfile", "--repeat", "2", "--good", "3")
    before = current().log

    with pytest.raises(UsageError, match="3 is marked good and stands on 2"):
        typed("bad", "2")
    Path("log").write_text(f"{before}bisectbuild bisect bad 2\n")
    with pytest.raises(UsageError, match="3 is marked good and stands on 2"):
        typed("replay", "log")

    assert current().log == before


def test_tests_that_are_repeated_may_contradict_what_is_said_by_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each is one answer of several."""
    cut_short(monkeypatch, "Dockerfile", "--repeat", "2", "--", "app")

    typed("good", "3")

    assert typed("bad", "2") == ExitCode.HEALTHY
    assert "bisectbuild bisect bad 2" in current().log
