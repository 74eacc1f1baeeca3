"""Strategies that make Dockerfiles: well-formed ones of every construct, and broken ones."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st

_BLANKS = st.sampled_from(["", " ", "  ", "\t"])
_WORDS = st.sampled_from(
    [
        *("a", "bb", "x=1", "V='q r'", '"s t"', "$V", "${V:-d}", "#", "a#b", "&&", "é", "\u2028"),
        *("[", "]", "/x", "--flag", "-", "<", "<<<h", "cat<<E", "'<<E'", "\\<<E", "\\n", "`n", "}"),
    ]
)
_VALUES = st.lists(_WORDS, min_size=1, max_size=5).map(" ".join)
_KEYWORDS = st.sampled_from(
    ["RUN", "run", "COPY", "ADD", "ENV", "LABEL", "USER", "CMD", "ARG", "ONBUILD RUN", "WORKDIR"]
)
_LISTS = st.sampled_from(['RUN ["a", "<<E"]', 'CMD ["a b"]', 'COPY ["a", "b"]', "ENTRYPOINT []"])
_PLAIN = st.builds("{}{} {}{}".format, _BLANKS, _KEYWORDS, _VALUES, _BLANKS)
_COMMENTS = st.sampled_from(["# c", "  # c", "#", "# escape=`", "# x \\", "#syntax=a"])
_GAPS = st.one_of(_COMMENTS, st.sampled_from(["", "  ", "\t"]))
_FROMS = st.sampled_from(
    ["FROM a", "from a AS x", "FROM --platform=p a as Y", "FROM x", " FROM scratch", "FROM $V"]
)
_HEREDOC_FORMS: Final = (
    *(("RUN <<E", "E"), ("RUN cat <<-E x", "\tE"), ("COPY --link <<'E' /x", "E")),
    *(('ADD <<"E F" /x', "E F"), ("ONBUILD RUN 3<<E", "E"), ("run <<$V", "$V")),
)
_BODY_LINES = st.sampled_from(["body", "FROM x", "# c", "\\", "", "RUN <<E2", "\tE3", "x \\"])


@st.composite
def _continued(draw: st.DrawFn, escape: str) -> list[str]:
    """Make an instruction over several lines, comments and blank lines between them."""
    lines = [draw(_PLAIN).rstrip(" \t") + " " + escape]
    for _ in range(draw(st.integers(min_value=0, max_value=3))):
        lines.extend(draw(st.lists(_GAPS, max_size=2)))
        lines.append(f"  {draw(_VALUES)} {escape}{draw(_BLANKS)}")
    lines.extend(draw(st.lists(_GAPS, max_size=1)))
    return [*lines, "  end"]


@st.composite
def _heredoc(draw: st.DrawFn) -> list[str]:
    opener, end = draw(st.sampled_from(_HEREDOC_FORMS))
    return [opener, *draw(st.lists(_BODY_LINES, max_size=3)), end]


@st.composite
def dockerfiles(draw: st.DrawFn) -> str:
    """Make a Dockerfile with stages, heredocs, continuations, gaps, either escape and line end.

    No instruction stands before the first FROM, and no heredoc stays open.
    """
    escape = draw(st.sampled_from(["\\", "`"]))
    part = st.one_of(
        _PLAIN.map(lambda line: [line]),
        _LISTS.map(lambda line: [line]),
        _FROMS.map(lambda line: [line]),
        _GAPS.map(lambda line: [line]),
        _continued(escape),
        _heredoc(),
    )
    head = ["# escape=`"] if escape == "`" else draw(st.lists(_GAPS, max_size=1))
    parts = draw(st.lists(part, max_size=8))
    lines = [*head, draw(_FROMS), *(line for lines in parts for line in lines)]
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return mark + newline.join(lines) + draw(st.sampled_from(["", newline]))


_SIGNS = st.sampled_from([*"\\`#\n\r \t<'\"$-[]{}E=é\x0b\x0c\xa0\x85\x1c", "<<E", "\\\n", "\nE\n"])


@st.composite
def mutants(draw: st.DrawFn) -> str:
    """Make a Dockerfile into which a few characters were put, or from which some were taken."""
    text = draw(dockerfiles())
    for _ in range(draw(st.integers(min_value=1, max_value=4))):
        at = draw(st.integers(min_value=0, max_value=len(text)))
        if draw(st.booleans()):
            text = text[:at] + draw(_SIGNS) + text[at:]
        else:
            text = text[:at] + text[at + draw(st.integers(min_value=1, max_value=3)) :]
    return text


def raw_files() -> st.SearchStrategy[bytes]:
    """Anything at all: mutants, bytes, and mutants with foreign bytes put in."""
    encoded = st.one_of(dockerfiles(), mutants()).map(str.encode)
    foreign = st.binary(max_size=4)
    return st.one_of(
        encoded,
        st.binary(max_size=60),
        st.builds(
            lambda data, at, new: data[:at] + new + data[at:], encoded, st.integers(0, 80), foreign
        ),
    )
