"""What CI systems and other programs put before each line: found once, then taken off."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from bisectbuild.saved.forms import Form, form_of, form_of_last_words

_STAMP = rb"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
_PREFIXES: tuple[bytes, ...] = (
    # GitLab: the stream's number, O or E, and + where a line goes on.
    _STAMP + rb" \d\d[OE](?:[+ ]|(?=\n)|\Z)",
    # GitHub, Azure, `docker logs -t`; Jenkins writes it in brackets.
    _STAMP + rb"(?:[ \t]|(?=\n)|\Z)",
    rb"\[" + _STAMP + rb"\](?: |(?=\n)|\Z)",
    # Jenkins' other stamp; TeamCity's, with the step that it runs.
    rb"\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]?(?:[WEi]?:)?[ \t](?:[ \t]*\[Step \d+/\d+\] )?",
    # `gh run view --log`: job, step, then GitHub's own lines.
    rb"[^\t\n]{1,200}\t[^\t\n]{1,200}\t",
    # Google Cloud Build.
    rb"Step #\d+(?: - \"[^\"\n]*\")?: ",
    # docker compose's services, act's jobs, Maven's levels, journald, git's remotes, quotes.
    rb"[\w.-]{1,100} +\| ",
    rb"\[[^\]\n]{1,100}\][ \t]+(?:\| )?",
    rb"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ \S+: ",
    rb"remote: |> ",
    # The indentation of a quoted text; one space may be the builder's own.
    rb" {4}|\t| {2}",
)
_PATTERNS = tuple(map(re.compile, _PREFIXES))
_DEEPEST = 4
# Lines worth a look: all that is known of a builder's line holds one of these.
_WORDS = re.compile(
    rb"#\d+ |[Ss]tep \d|STEP \d| ---> |=> |\[\+\] |failed|\"vertexes\"|[\"']stream[\"']| > \[|>>> |"
    rb"Docker daemon|building at|denied|parse error|non-zero|Build Steps:|NumCompleted"
)
_MOST_LOOKED_AT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A form, and which prefixes stand before each of its lines, the outermost first.

    `surely` is false where only a build's last words were found.
    """

    form: Form
    chain: tuple[int, ...]
    surely: bool

    def strip(self, data: bytes) -> bytes:
        """Take the prefixes off every line of a block."""
        if not self.chain:
            return data
        return _stripper(self.chain).sub(b"\n", b"\n" + data)[1:]


_made: dict[tuple[int, ...], re.Pattern[bytes]] = {}


def _stripper(chain: tuple[int, ...]) -> re.Pattern[bytes]:
    """Make the pattern; an inner prefix can be missing, as on the lines of another program."""
    if chain not in _made:
        first, *inner = (_PREFIXES[number] for number in chain)
        _made[chain] = re.compile(rb"\n(?:%b)" % first + b"".join(b"(?:%b)?" % p for p in inner))
    return _made[chain]


def look(data: bytes) -> Found | None:
    """Find a build's lines in a block, with the fewest prefixes taken off.

    Of several forms the one of most lines is taken, and lines that can only be the end of a
    build come last.
    """
    sure: Counter[tuple[Form, tuple[int, ...]]] = Counter()
    maybe: Counter[tuple[Form, tuple[int, ...]]] = Counter()
    for line in _lines(data):
        found = _peeled(line)
        if found is not None:
            (sure if found.surely else maybe)[found.form, found.chain] += 1
    for counted in (sure, maybe):
        if counted:
            (form, chain), _ = min(counted.items(), key=lambda item: (-item[1], len(item[0][1])))
            return Found(form=form, chain=chain, surely=counted is sure)
    return None


def _lines(data: bytes) -> list[bytes]:
    lines: dict[int, bytes] = {}
    at = 0
    while len(lines) < _MOST_LOOKED_AT and (match := _WORDS.search(data, at)):
        start = data.rfind(b"\n", 0, match.start()) + 1
        at = data.find(b"\n", match.end()) + 1 or len(data)
        lines[start] = data[start:at].rstrip(b"\n")
    return list(lines.values())


def _peeled(line: bytes) -> Found | None:
    """Take prefixes off until a builder's line is left."""
    chain: list[int] = []
    rest = line
    while True:
        if (form := form_of(rest)) is not None:
            return Found(form=form, chain=tuple(chain), surely=True)
        if (form := form_of_last_words(rest)) is not None:
            return Found(form=form, chain=tuple(chain), surely=False)
        found = next(
            ((n, match) for n, one in enumerate(_PATTERNS) if (match := one.match(rest))), None
        )
        if found is None or len(chain) == _DEEPEST:
            return None
        chain.append(found[0])
        rest = rest[found[1].end() :]
