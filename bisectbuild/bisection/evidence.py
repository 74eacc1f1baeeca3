"""The search that decides on evidence: it asks again where that tells most, and may refuse."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from bisectbuild.bisection.axis import Axis
from bisectbuild.bisection.belief import passes_of_bad, posterior
from bisectbuild.bisection.drive import Ask, Listener, Unheard, ask_round
from bisectbuild.bisection.finding import Doubtful, Finding, Found, NeverBad, Probed, Stopped
from bisectbuild.bisection.hunt import Hunt
from bisectbuild.bisection.marks import Marks
from bisectbuild.bisection.steps import estimated_steps
from bisectbuild.bisection.verdict import Verdict


def decide(  # noqa: PLR0913 - what `search` takes, and how much is enough
    axis: Axis,
    ask: Ask,
    *,
    repeat: int,
    confidence: float,
    known: Marks | None = None,
    listener: Listener | None = None,
) -> Finding:
    """Find the first bad point with a probability of `confidence`, from 0 to 1.

    No point is asked more than `repeat` times. Ends in Doubtful where that is not enough. A side
    chain is asked about once what copies from it is at fault, as in a search without repeats.
    Raises what `ask` raises, and UsageError as `Marks.candidate_set` does.
    """
    hunt = Hunt(known or Marks(axis=axis), repeat)
    probes: list[Probed] = []
    passes = passes_of_bad(repeat, confidence)
    while hunt.theories:
        beliefs, none = posterior(hunt.tallies, hunt.theories, passes, must_be_bad=hunt.must_be_bad)
        blame = hunt.blame(beliefs)
        best = max(blame, key=lambda point: blame[point])
        if none >= confidence:
            break
        if blame[best] >= hunt.enough(confidence):
            if hunt.open_sides(best):
                continue
            below = next(iter(axis.parents[best]), None)
            return Found(culprit=best, last_good=below, probes=tuple(probes))
        point = hunt.most_telling(beliefs)
        if point is None:
            return Doubtful(best=best, confidence=blame[best], probes=tuple(probes))
        left = sum(share > 1 - confidence for share in blame.values())
        ahead = left, estimated_steps(max(left, 1))
        new = ask_round(ask, (point,), ahead, listener or Unheard())
        probes += new
        answer = new[0].answer
        if answer.verdict is None:
            return Stopped(point=point, answer=answer, probes=tuple(probes))
        hunt.learn(point, answer.verdict)
    return NeverBad(probes=tuple(probes))


def flaky_points(probes: Iterable[Probed]) -> tuple[int, ...]:
    """Give the points that answered both ways, in the order of the axis."""
    answers: defaultdict[int, set[Verdict | None]] = defaultdict(set)
    for probe in probes:
        answers[probe.point].add(probe.answer.verdict)
    both = {Verdict.GOOD, Verdict.BAD}
    return tuple(sorted(point for point, given in answers.items() if both <= given))
