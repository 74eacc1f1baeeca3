"""The words that a person uses for good and bad, as `git bisect terms` has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bisectbuild.bisection.verdict import Verdict
from bisectbuild.errors import UsageError

COMMANDS = frozenset(
    {"help", "log", "next", "replay", "reset", "run", "skip", "start", "terms", "view", "visualize"}
)
_OPTIONS = {
    "--term-good": Verdict.GOOD,
    "--term-old": Verdict.GOOD,
    "--term-bad": Verdict.BAD,
    "--term-new": Verdict.BAD,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The words for a good and a bad point. Raises UsageError for words that would mislead."""

    good: str = "good"
    bad: str = "bad"

    def __post_init__(self) -> None:
        swapped = self.good == "bad" or self.bad == "good"
        for word in (self.good, self.bad):
            plain = word.isprintable() and word == "".join(word.split()) and word[:1] not in "-#"
            if not word or not plain or word in COMMANDS or swapped or self.good == self.bad:
                raise UsageError(
                    f"{self.good!r} and {self.bad!r} cannot stand for good and bad.",
                    hint="Take two different words without blanks that are no commands of "
                    "`bisectbuild bisect`, as in `--term-good fast --term-bad slow`.",
                )

    def word(self, verdict: Verdict) -> str:
        """Give the person's word for a verdict; a skip is always `skip`."""
        return {Verdict.GOOD: self.good, Verdict.BAD: self.bad}.get(verdict, verdict.value)

    def verdict(self, word: str) -> Verdict | None:
        """Give the verdict that a word stands for, None for any other word."""
        words = {self.word(verdict): verdict for verdict in Verdict}
        return words.get(word)


def terms_of(words: Sequence[str], terms: Terms) -> Terms:
    """Read `--term-good`, `--term-bad` and git's other names for them in the words of a start.

    What stands behind `--` is the test's own. Raises UsageError for words that would mislead.
    """
    found = {Verdict.GOOD: terms.good, Verdict.BAD: terms.bad}
    for at, word in enumerate(words):
        if word == "--":
            break
        name, equals, value = word.partition("=")
        if name in _OPTIONS and (equals or at + 1 < len(words)):
            found[_OPTIONS[name]] = value if equals else words[at + 1]
    return Terms(good=found[Verdict.GOOD], bad=found[Verdict.BAD])
