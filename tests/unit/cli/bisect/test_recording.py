"""The record of a search knows what was asked, also where it must not hold it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.errors import ExitCode, UsageError
from bisectbuild.record import current
from tests.support.bisect_words import typed
from tests.support.fake_hunt import answering

DOCKERFILE = "FROM base\n" + "".join(f"RUN step-{at}\n" for at in range(2, 17))


@pytest.fixture(autouse=True)
def _folder(work: Path) -> None:
    """Work in a folder with a Dockerfile."""
    (work / "Dockerfile").write_text(DOCKERFILE)


@pytest.mark.parametrize(
    "words",
    [
        ("Dockerfile", "--env", "API_TOKEN=real123"),
        ("Dockerfile", "--", "mysql", "--password", "real123"),
    ],
)
def test_a_search_whose_question_holds_a_secret_goes_on_only_where_it_is_typed_again(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record has it without, and answers to another question would be mixed in."""
    answering(monkeypatch, lambda at: int(at >= 7))
    assert typed(*words) == ExitCode.BROKEN
    assert "real123" not in " ".join(current().start.words)
    others = [word.replace("real123", "other456") for word in words]

    for again in (("--resume",), ("--resume", *others)):
        with pytest.raises(UsageError, match="changed since this search was begun") as caught:
            typed(*again)
        assert "type the whole command again" in caught.value.hint

    assert typed("--resume", *words) == ExitCode.BROKEN


@pytest.mark.parametrize(
    ("words", "is_kept"),
    [
        (("Dockerfile", "--build-arg", "V=1", "--build-arg=W=2", "--", "app", "a=b"), True),
        (("Dockerfile", "--env", "API_TOKEN=real123"), False),
        (("Dockerfile", "--", "mysql", "--password", "real123"), False),
        (("Dockerfile", "--build-arg", "API_TOKEN=real123", "--", "app"), False),
    ],
)
def test_who_stops_a_search_is_told_what_goes_on_with_it(
    words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *,
    is_kept: bool,
) -> None:
    """Where a secret is not kept, --resume alone would be refused."""

    def tired(line: int) -> int:
        if line < 16:
            raise KeyboardInterrupt
        return 1

    answering(monkeypatch, tired)
    with pytest.raises(KeyboardInterrupt):
        typed(*words)

    told = capsys.readouterr().err
    plainly = "To go on:  bisectbuild bisect --resume\n"
    whole = "To go on:  type the whole command again, with --resume, as the secrets in it"
    assert ((plainly in told), (whole in told)) == (is_kept, not is_kept)
    assert "real123" not in told
    answering(monkeypatch, lambda at: int(at >= 7))
    assert typed("--resume", *(() if is_kept else words)) == ExitCode.BROKEN
