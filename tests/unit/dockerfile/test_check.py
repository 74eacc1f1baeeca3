"""Tests for bisectbuild.dockerfile.check: what all builders refuse, and nothing else."""

from __future__ import annotations

import pytest

from bisectbuild.dockerfile.check import check, judged_elsewhere
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import DockerfileError

_F = b"FROM scratch\n"

_NEED_A_VALUE = (
    *("ARG", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER"),
    *("ONBUILD", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"),
)

_REFUSED = {
    "empty": (b"", 1, 0, "cannot be empty"),
    "blank": (b" \n\n", 1, 0, "cannot be empty"),
    "only comments": (b"# a\n# b\n", 1, 0, "only comments"),
    "no FROM": (b"ARG a\nARG b\n", 2, 0, "no FROM"),
    "before FROM": (b"\nRUN a\nFROM b\n", 2, 1, "RUN stands before the first FROM"),
    "unknown word": (_F + b"  RUNN a\n", 2, 3, "unknown instruction: RUNN"),
    "unknown word, broken up": (_F + b"RU\\\nNN a\n", 2, 0, "unknown instruction: RUNN"),
    "no word": (_F + b"\\\n", 2, 1, "unknown instruction"),
    "escape": (b"# escape=x\n" + _F, 1, 1, "escape character"),
    "escape twice": (b"# escape=`\n#escape=`\n" + _F, 2, 1, "stands twice"),
    "long line": (_F + b"LABEL a=" + b"x" * 65528 + b"\n", 2, 0, "65536 bytes"),
    "long comment": (b"#" + b"x" * 65535 + b"\n" + _F, 1, 0, "65536 bytes"),
    "stage name": (b"FROM a AS 1b\n", 1, 11, "invalid name for build stage"),
    "two words": (b"FROM a b\n", 1, 1, "either one or three"),
    "three words": (b"FROM a b c\n", 1, 1, "either one or three"),
    "comment behind FROM": (b"FROM a # b\n", 1, 1, "either one or three"),
    "FROM alone": (b"FROM\n", 1, 1, "either one or three"),
    "ENV without value": (_F + b"ENV a\n", 2, 5, "two arguments"),
    "LABEL without value": (_F + b"LABEL a\n", 2, 7, "two arguments"),
    "ENV without =": (_F + b"ENV a=b \\\n  c\n", 3, 3, "there is no ="),
    "ENV without name": (_F + b"ENV =c\n", 2, 5, "blank"),
    "ARG without name": (_F + b"ARG =c\n", 2, 5, "blank"),
    "COPY one": (_F + b"COPY --link a\n", 2, 1, "at least two arguments"),
    "COPY one in a list": (_F + b'COPY ["a"]\n', 2, 1, "at least two arguments"),
    "ADD none": (_F + b"ADD\n", 2, 1, "at least two arguments"),
    "number in a list": (_F + b'CMD ["a", 1]\n', 2, 5, "strings only"),
    "number in COPY": (_F + b"COPY [1, 2]\n", 2, 6, "strings only"),
    "number in HEALTHCHECK": (_F + b"HEALTHCHECK CMD [1]\n", 2, 17, "strings only"),
    "number under ONBUILD": (_F + b"ONBUILD RUN [1]\n", 2, 13, "strings only"),
    "ENV under ONBUILD": (_F + b"ONBUILD ENV a\n", 2, 13, "two arguments"),
    "ONBUILD twice": (_F + b"ONBUILD ONBUILD RUN a\n", 2, 1, "not allowed"),
    "ONBUILD FROM": (_F + b"ONBUILD FROM a\n", 2, 1, "not allowed"),
    "SHELL": (_F + b"SHELL bash\n", 2, 1, "JSON form"),
    "VOLUME": (_F + b"VOLUME []\n", 2, 1, "at least one argument"),
    "HEALTHCHECK": (_F + b"HEALTHCHECK curl x\n", 2, 13, "Unknown type"),
    "HEALTHCHECK CMD": (_F + b"HEALTHCHECK CMD\n", 2, 13, "Missing command"),
    "HEALTHCHECK NONE": (_F + b"HEALTHCHECK NONE x\n", 2, 13, "takes no arguments"),
    "open heredoc": (_F + b"RUN a && \\\n  cat <<E\necho\n", 3, 7, "unterminated heredoc"),
    **{
        f"{word} alone": (_F + word.encode() + b"\n", 2, 1, "at least one argument")
        for word in _NEED_A_VALUE
    },
}

_ACCEPTED = {
    "plain": b"FROM a\nRUN b\n",
    "RUN, CMD and ENTRYPOINT alone": _F + b"RUN\nCMD\nENTRYPOINT\n",
    "longest line": _F + b"LABEL a=" + b"x" * 65527 + b"\n",
    "old forms": _F + b"ENV a b c\nLABEL a b=c d\nMAINTAINER a b\n",
    "quoted pairs": _F + b"ENV a='b c' d=\"e f\" g=h\\ i\n",
    "no JSON after all": _F + b"CMD [1e999]\nCMD [NaN]\nENTRYPOINT [a]\nCMD {}\n",
    "unknown flags": b"FROM --nonsense=1 a\nCOPY --nonsense a b\nRUN --nonsense b\n",
    "second check": b"# check=skip=all\n# check=skip=all\n" + _F,
    "escape after check": b"# check=skip=all\n# escape=x\n" + _F,
    "escape with more behind": b"# escape=` (backtick)\n" + _F,
    "unknown trigger": _F + b"ONBUILD FOO\nONBUILD COPY x\nONBUILD ENV\n",
    "same name twice": b"FROM a AS b\nFROM a AS B\n",
    "stage names": b"FROM a AS b\nFROM a as C-d_e.f\n",
    "shift": _F + b"RUN x=$(( 1 << 2 ))\n",
    "open heredoc that old builders take": _F + b"RUN cat <<E\nLABEL a=b\n",
    "no-break space behind the name": "FROM a AS b\xa0\n".encode(),
    "foreign frontend": b"# syntax=my/frontend\nanything: goes\n",
    "new words of Docker's frontend": b"# syntax=docker/dockerfile:2\nFROM a\nNEWWORD b\n",
}


@pytest.mark.parametrize("case", _REFUSED)
def test_what_every_builder_refuses_is_refused_with_its_place(case: str) -> None:
    """Line and column point at the fault and the message says what it is."""
    data, line, column, words = _REFUSED[case]
    with pytest.raises(DockerfileError) as caught:
        check(parse(data))

    assert words in caught.value.message
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.hint


@pytest.mark.parametrize("case", _ACCEPTED)
def test_what_some_builder_accepts_is_left_to_the_engine(case: str) -> None:
    """No file that Docker 20.10 or 28.5 reads is refused here."""
    check(parse(_ACCEPTED[case]))


@pytest.mark.parametrize(
    ("written", "meant"),
    [("RUNN", "RUN"), ("form", "FROM"), ("COPPY", "COPY"), ("WORKDIRR", "WORKDIR"), ("EVN", "ENV")],
)
def test_a_near_miss_is_named(written: str, meant: str) -> None:
    """The suggestion is the instruction that was probably meant."""
    with pytest.raises(DockerfileError) as caught:
        check(parse(_F + written.encode() + b" x\n"))

    assert caught.value.suggestion == meant
    assert meant in caught.value.hint


def test_a_line_that_lost_its_backslash_is_explained() -> None:
    """The advice is to end the line before with the escape character in force."""
    with pytest.raises(DockerfileError, match="&&") as caught:
        check(parse(b"# escape=`\nFROM a\nRUN b\n  && c\n"))

    assert caught.value.suggestion == ""
    assert "end the line before it with `" in caught.value.hint


def test_the_first_fault_by_line_is_told() -> None:
    """Of several faults the person sees the topmost."""
    data = _F + b"ENV a\nRUNN b\n#" + b"x" * 65536 + b"\n"
    with pytest.raises(DockerfileError) as caught:
        check(parse(data))

    assert caught.value.line == 2


def test_the_excerpt_shows_the_lines_and_a_caret() -> None:
    """Ready to print, with the numbers of the person's own file."""
    with pytest.raises(DockerfileError) as caught:
        check(parse(b"FROM a\n\nRUNN echo \\\n  b\n"))

    assert caught.value.excerpt == "   3 | RUNN echo \\\n     | ^^^^\n   4 |   b"
    assert (caught.value.line, caught.value.line_end) == (3, 4)


def test_a_frontend_named_by_the_file_is_the_judge_of_its_words() -> None:
    """Only where `# syntax=` stands does the file belong to another frontend."""
    assert judged_elsewhere(parse(b"# syntax=docker/dockerfile:1\nFROM a\n"))
    assert not judged_elsewhere(parse(b"FROM a\n# syntax=docker/dockerfile:1\n"))
