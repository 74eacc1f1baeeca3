"""Runs the rules over the corpus of real builds: for those who write rules.

`python -m tests.support.diagnose_corpus` prints coverage; `--rule BB301` what one rule says of
which build; `--unknown` the builds that nothing was found for; `--id ID` one build, whole.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bisectbuild.builder import BuilderKind, BuildEvent, BuildFinished, StepLog, StepStarted
from bisectbuild.diagnose import diagnose
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Rank
from bisectbuild.diagnose.rule import Finding
from bisectbuild.streams.legacy_log import read_log
from bisectbuild.streams.plain import PlainReader
from bisectbuild.trace.digest import Digest
from tests.laws import corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusCase:
    """One build of the corpus and its failure."""

    id: str
    case: Case


def cases() -> Iterator[CorpusCase]:
    """Give every build whose log tells of a failure."""
    for part, kind in (("legacy", BuilderKind.LEGACY), ("buildkit", BuilderKind.BUILDKIT)):
        for build in corpus.builds(part):
            yield CorpusCase(id=build["id"], case=_case(build, kind))


def _events(build: dict[str, str], kind: BuilderKind) -> Iterator[BuildEvent]:
    if kind is BuilderKind.LEGACY:
        yield from read_log(build["stdout"], build["stderr"])
        return
    reader = PlainReader()
    yield from reader.feed(build["stderr"].encode())
    yield from reader.finish(1)


def _case(build: dict[str, str], kind: BuilderKind) -> Case:
    texts: dict[str, str] = {}
    logs: dict[str, Digest] = {}
    failure = None
    for event in _events(build, kind):
        if isinstance(event, StepStarted):
            texts[event.id] = event.label.text
        elif isinstance(event, StepLog):
            logs.setdefault(event.id, Digest()).write(event.data)
        elif isinstance(event, BuildFinished):
            failure = event.failure
    if failure is None:
        return Case(builder=kind)
    source = texts.get(failure.step, "")
    return Case(
        keyword=source.split(maxsplit=1)[0].upper() if source else "",
        source=source,
        exit_code=failure.exit_code,
        message=failure.message,
        kind=failure.kind,
        log=logs.get(failure.step, Digest()).log(),
        builder=kind,
        base=_last_base(texts),
    )


def _last_base(texts: dict[str, str]) -> str:
    bases = [text.split()[1] for text in texts.values() if text.upper().startswith("FROM ")]
    return bases[-1] if bases else ""


def main() -> None:
    """Run as asked."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rule")
    parser.add_argument("--unknown", action="store_true")
    parser.add_argument("--id")
    asked = parser.parse_args()
    tops: Counter[str] = Counter()
    total = known = 0
    for each in cases():
        if asked.id and each.id != asked.id:
            continue
        found = diagnose(each.case)
        total += 1
        told = [finding for finding in found if finding.rank is not Rank.FALLBACK]
        known += bool(told)
        tops[found[0].code if found else "-"] += 1
        if asked.id:
            sys.stdout.write("\n".join(each.case.log.lines) + "\n")
        if (asked.unknown and not told) or asked.id or _has(found, asked.rule):
            _show(each, found, asked.rule)
    sys.stdout.write(f"{known} of {total} explained: {known / max(total, 1):.1%}\n")
    if not (asked.rule or asked.unknown or asked.id):
        for code, count in tops.most_common():
            sys.stdout.write(f"{count:5} {code}\n")


def _has(found: tuple[Finding, ...], code: str | None) -> bool:
    return any(finding.code == code for finding in found)


def _show(each: CorpusCase, found: tuple[Finding, ...], code: str | None) -> None:
    case = each.case
    sys.stdout.write(f"== {each.id} exit {case.exit_code} {case.source[:200]}\n")
    sys.stdout.write(f"   message: {case.message[:200]}\n")
    if not found:
        sys.stdout.write("".join(f"   | {line[:200]}\n" for line in case.log.lines[-12:]))
    for place, finding in enumerate(found, 1):
        if code and finding.code != code:
            continue
        sys.stdout.write(f"   {place}. {finding.code} {finding.confidence} {finding.cause}\n")
        for proof in finding.because:
            sys.stdout.write(f"      {proof.line}: {proof.text[:160]}\n")


if __name__ == "__main__":
    main()
