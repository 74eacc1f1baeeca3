"""A bisection in Markdown: its headline, its probes as a table, what the test said."""

from __future__ import annotations

from typing import Final

from bisectbuild.postmortem import Postmortem, Status
from bisectbuild.report.bisected import Asked, Bisected, effort, heading, last_good, says_all, word
from bisectbuild.report.marks import code, fence, prose, sentence
from bisectbuild.report.words import headline, instruction, stage
from bisectbuild.tty.text import one_line, seconds

_LINE: Final = 300
_PROSE: Final = 1000
_QUESTION: Final = 200
_LEADS: Final = {Status.BROKEN: "✗", Status.HEALTHY: "✓", Status.INCONCLUSIVE: "?"}
_OUTPUT: Final = 20
_LISTED: Final = 50


def head(postmortem: Postmortem, shown: Bisected) -> str:
    """Give what was found: the headline, the instruction, the sentence, candidates and changes."""
    part, culprit = shown.part, postmortem.culprit
    said = sentence(heading(postmortem, shown, _QUESTION), _PROSE)
    out = [f"## {_LEADS[postmortem.status]} {said}\n"]
    if culprit:
        out.append(f"\n{code(headline(instruction(culprit)), _LINE)}\n")
    facts = []
    if shown.blamed and shown.blamed.exit_code is not None:
        facts.append(f"exit code {shown.blamed.exit_code} of the test")
    if culprit and stage(culprit.stage):
        facts.append(f"stage {code(culprit.stage, _LINE)}")
    good = last_good(postmortem, part)
    if good:
        facts.append(f"last {prose(word(part, 'good'), _LINE)}: line {good.line_end}")
    if facts:
        out.append(f"\n{', '.join(facts)}\n")
    if not says_all(part):
        out.append(f"\n{sentence(part.sentence, _PROSE)}\n")
    if part.candidates or part.changes:
        out.append("\n" + "".join(_listed(shown)))
    notes = (f"\n> Note: {prose(note, _PROSE)}\n" for note in postmortem.warnings[:10])
    return "".join((*out, *notes))


def output(shown: Bisected) -> str:
    """Give what the test printed last at the culprit; "" where it printed nothing."""
    lines = shown.blamed.output[-_OUTPUT:] if shown.blamed else ()
    if not lines:
        return ""
    text = "\n".join(line[:_LINE] for line in lines)
    return f"\n**What the test said there:**\n\n{fence(text)}\n"


def probes(shown: Bisected, most: int) -> str:
    """Give the probes in the order they were asked, at most so many."""
    rows = ["| probe | point | verdict | answer | time |", "|--:|---|---|---|--:|"]
    rows += [_probe(probe) for probe in shown.probes[:most]]
    if len(shown.probes) > most:
        rows.append(f"| | and {len(shown.probes) - most} more | | | |")
    told = f"\n{prose(effort(shown.part), _PROSE)}.\n"
    return told + ("\n" + "\n".join(rows) + "\n" if shown.probes else "")


def replay(shown: Bisected, most: int) -> str:
    """Give the lines of the log that can be replayed, at most so many of its end."""
    return fence(
        "\n".join(one_line(line, _LINE) for line in shown.part.log.rstrip().split("\n")[-most:])
    )


def _probe(probe: Asked) -> str:
    name = f"{probe.name} " if probe.name else ""
    point = prose(name, _LINE) + " " + code(probe.title, 120, in_table=True)
    verdict, answer = prose(probe.word, 120), prose(probe.code, 120)
    took = seconds(probe.seconds)
    return f"| {probe.number} | {point.strip()} | {probe.sign} {verdict} | {answer} | {took} |"


def _listed(shown: Bisected) -> list[str]:
    part = shown.part
    rows = [f"- {code(title, _LINE)}\n" for title in part.candidates]
    rows += [
        f"- {prose(word(part, turn.before), _LINE)} → {prose(word(part, turn.after), _LINE)}:"
        f" {code(turn.title, _LINE)}\n"
        for turn in part.changes
    ]
    more = [f"- and {len(rows) - _LISTED:,} more\n"] if len(rows) > _LISTED else []
    return [*rows[:_LISTED], *more]
