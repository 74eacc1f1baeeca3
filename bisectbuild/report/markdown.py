"""The postmortem as Markdown that GitHub shows well: for a pull request's comment or a summary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bisectbuild.postmortem import FindingPart, Postmortem, Status, Step
from bisectbuild.report import causes, search_markdown, words
from bisectbuild.report.bisected import Bisected, bisected
from bisectbuild.report.loglines import log_lines
from bisectbuild.report.marks import code, fence, prose, sentence
from bisectbuild.report.source import command_line, file_lines
from bisectbuild.tty.text import one_line, seconds

# GitHub refuses comments of more than 65,536 characters.
_MOST_BYTES: Final = 58_000
_LINE: Final = 300
_PROSE: Final = 1000
_AROUND: Final = 2
_FINDINGS: Final = 3
_LEFT_OUT: Final = "\n*What is left out here stands in the report as JSON or HTML.*\n"


def render(postmortem: Postmortem) -> bytes:
    """Give the text, of less than 60,000 bytes; what does not fit is shortened or left out."""
    out, room, whole = [], _MOST_BYTES, True
    for versions in _parts(postmortem):
        fitting = [part for part in versions if len(part.encode(errors="replace")) <= room]
        whole = whole and bool(fitting) and fitting[0] == versions[0]
        if fitting:
            out.append(fitting[0])
            room -= len(fitting[0].encode(errors="replace"))
    if not whole:
        out.append(_LEFT_OUT)
    return "".join(out).encode(errors="replace")


def _parts(postmortem: Postmortem) -> Iterator[tuple[str, ...]]:
    """Give the parts, each in one or more versions, the longest first."""
    shown = bisected(postmortem)
    yield (search_markdown.head(postmortem, shown) if shown else _head(postmortem),)
    for number, found in enumerate(causes.findings(postmortem)[:_FINDINGS]):
        yield (_finding(found, first=number == 0),)
    if postmortem.culprit:
        yield (_excerpt(postmortem, 60), _excerpt(postmortem, 12))
    if shown:
        yield from _search(shown)
    if log_lines(postmortem):
        yield tuple(_log(postmortem, most) for most in (60, 20, 5))
    yield (f"\n**Do it again:**\n\n{fence(one_line(postmortem.reproduce, _PROSE), 'sh')}\n",)
    if postmortem.steps:
        yield _steps(postmortem, 200), _steps(postmortem, 40)
    if postmortem.changes:
        yield _changes(postmortem, 100), _changes(postmortem, 10)
    if postmortem.transcript:
        yield (_transcript(postmortem),)
    yield (_environment(postmortem),)


def _search(shown: Bisected) -> Iterator[tuple[str, ...]]:
    yield (search_markdown.output(shown),)
    yield search_markdown.probes(shown, 100), search_markdown.probes(shown, 20)
    if shown.part.log:
        title = "The log of the search"
        yield tuple(_folded(title, search_markdown.replay(shown, most)) for most in (200, 40))


def _head(postmortem: Postmortem) -> str:
    culprit = postmortem.culprit
    path = code(words.place(postmortem), _LINE)
    notes = "".join(f"\n> Note: {prose(note, _PROSE)}\n" for note in postmortem.warnings[:10])
    if postmortem.status is Status.HEALTHY:
        return f"## ✓ {path} builds\n\n{seconds(postmortem.seconds)} in all.\n{notes}"
    if culprit is None:
        reason = prose(postmortem.message, _PROSE)
        return f"## ? {path} fails, and no instruction can be named\n\n{reason}\n{notes}"
    said = [f"exit code {culprit.exit_code}"] if culprit.exit_code is not None else []
    if words.stage(culprit.stage):
        said.append(f"stage {code(culprit.stage, _LINE)}")
    if postmortem.last_good:
        said.append(f"last good layer: line {postmortem.last_good.line_end}")
    what = code(words.headline(words.instruction(culprit)), _LINE)
    message = prose(words.message(culprit), _PROSE)
    return f"## ✗ The build breaks at {path}\n\n{what}\n\n{', '.join(said)}\n" + (
        f"\n{message}\n{notes}" if message else notes
    )


def _finding(found: FindingPart, *, first: bool) -> str:
    cause = sentence(causes.cause(found), _PROSE)
    tags = f"{code(found.code, _LINE)}, {causes.certainty(found)}"
    if causes.fault(found):
        tags += f", {prose(causes.fault(found), _LINE)}"
    if not first:
        return f"\nAlso: {cause} ({tags})\n"
    out = [f"\n### Why\n\n**{cause}** ({tags})\n"]
    if found.because:
        lines = (f"{p.line or '':>6} | {one_line(p.text, _LINE)}" for p in found.because[:10])
        out.append(f"\n{fence(chr(10).join(lines))}\n")
    if found.advice:
        out.append(f"\n{sentence(found.advice, _PROSE)}\n")
    if found.try_:
        commands = "\n".join(one_line(text, _PROSE) for text in found.try_[:10])
        out.append(f"\n{fence(commands, 'sh')}\n")
    return "".join(out)


def _excerpt(postmortem: Postmortem, most: int) -> str:
    """Show the instruction to blame, the line of the failing command marked."""
    culprit = postmortem.culprit
    if culprit is None:
        return ""
    lines, marked = file_lines(postmortem), command_line(postmortem)
    first = max(culprit.line_start - _AROUND, 1)
    out = []
    for number in range(first, min(culprit.line_end + _AROUND, len(lines)) + 1):
        inside = culprit.line_start <= number <= culprit.line_end
        sign = "▶" if number == marked else ">" if inside else " "
        out.append(f"{sign} {number:4d} | {lines[number - 1][:_LINE]}".rstrip())
    return f"\n{fence(chr(10).join(_shortened(out, most)))}\n"


def _shortened(lines: list[str], most: int) -> list[str]:
    """Leave out the middle of many lines."""
    if len(lines) <= most:
        return lines
    return [*lines[: most // 2], "  …", *lines[-(most - most // 2) :]]


def _log(postmortem: Postmortem, most: int) -> str:
    """Show the end of the log, and before it the telling lines that are not in it."""
    lines = log_lines(postmortem)
    shown = [line for line in lines[:-most] if line.telling][-10:] + list(lines[-most:])
    text = "\n".join(f"{line.number:>6} | {line.text[:_LINE]}" for line in shown)
    title = f"The log: {len(shown)} of {postmortem.log.lines:,} lines"
    return _folded(title, fence(text))


def _steps(postmortem: Postmortem, most: int) -> str:
    rows = ["| line | instruction | state | time | layer |", "|--:|---|---|--:|--:|"]
    rows += map(_step, words.in_order(postmortem.steps)[:most])
    if len(postmortem.steps) > most:
        rows.append(f"| | and {len(postmortem.steps) - most} more | | | |")
    return _folded(f"The {len(postmortem.steps)} steps", "\n".join(rows))


def _step(step: Step) -> str:
    text = code(words.headline(words.instruction(step)), 120, in_table=True)
    took = "" if step.seconds is None or step.status == "cached" else seconds(step.seconds)
    size = "" if step.size is None else words.size(step.size)
    sign = words.SIGNS.get(step.status, "?")
    state = prose(words.state(step), _LINE).replace("|", "\\|")
    return f"| {step.line_start} | {text} | {sign} {state} | {took} | {size} |"


def _changes(postmortem: Postmortem, most: int) -> str:
    lines = [
        f"{one_line(c.kind, 20):8} {one_line(c.path, _LINE)}" for c in postmortem.changes[:most]
    ]
    if len(postmortem.changes) > most:
        lines.append(f"and {len(postmortem.changes) - most} more")
    title = f"{len(postmortem.changes)} paths that the failing step changed"
    return _folded(title, fence("\n".join(lines)))


def _transcript(postmortem: Postmortem) -> str:
    lines = [one_line(entry, _LINE) for entry in postmortem.transcript[-40:]]
    return _folded("What was typed in the shell", fence("\n".join(lines)))


def _environment(postmortem: Postmortem) -> str:
    builder = postmortem.builder
    pairs = {
        "bisectbuild": postmortem.tool.version,
        "builder": " ".join(filter(None, (builder.kind, builder.version, builder.name))),
        "platform": postmortem.platform,
        "target": postmortem.target,
        **postmortem.environment,
        **{f"build arg {name}": value for name, value in postmortem.build_args.items()},
    }
    lines = [f"{one_line(n, 60)}: {one_line(v, _LINE)}" for n, v in list(pairs.items())[:60] if v]
    return _folded("Environment and versions", fence("\n".join(lines)))


def _folded(title: str, body: str) -> str:
    return f"\n<details><summary>{prose(title, _LINE)}</summary>\n\n{body}\n\n</details>\n"
