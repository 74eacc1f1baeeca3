"""A failed build as `ci` knows it: from its log, and from the engine where one can be asked."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bisectbuild.cli.ci.flags import CiOptions
from bisectbuild.cli.ci.rebuilt import typed
from bisectbuild.cli.ci.targets import single
from bisectbuild.cli.ci.wrapped import build_of, read_wrapped
from bisectbuild.cli.judged import judge
from bisectbuild.cli.told import Source, record, text_of
from bisectbuild.cli.work import Job, opened, read
from bisectbuild.errors import BisectBuildError, UsageError
from bisectbuild.options import Manner
from bisectbuild.outcome import Outcome
from bisectbuild.postmortem import Postmortem
from bisectbuild.redact.text import redact_command
from bisectbuild.redact.words import redact_words
from bisectbuild.saved.fit import misfit
from bisectbuild.saved.quoted import quoted_lines
from bisectbuild.saved.read import Saved

if TYPE_CHECKING:
    from bisectbuild.workbench.bench import Bench


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """How a build failed. `job` and `bench` are None where there is only its log.

    `words` are the `docker build` that it was. `trouble` says why there is only the log.
    """

    words: tuple[str, ...]
    outcome: Outcome
    postmortem: Postmortem
    job: Job | None = None
    bench: Bench | None = None
    trouble: str = ""


@contextmanager
def opened_case(options: CiOptions, saved: Saved, tail: str) -> Iterator[Case]:
    """Give what is known of a failed build; what is made in an engine for it goes after it.

    `tail` is the end of what was printed.
    """
    words = options.words
    with ExitStack() as stack:
        try:
            wrapped = read_wrapped(options.words)
            os.environ.update(wrapped.settings)
            words = single(wrapped.argv, os.environ, tail)
            case = stack.enter_context(_with_engine(options, words, saved))
        except BisectBuildError as error:
            case = _log_alone(options, saved, words, error.message)
        yield case


@contextmanager
def _with_engine(options: CiOptions, words: tuple[str, ...], saved: Saved) -> Iterator[Case]:
    from bisectbuild.cli.tools import workbench  # noqa: PLC0415 - what asks the engine is slow

    build = build_of(words)
    if build.dockerfile is None:
        raise UsageError(
            "Its Dockerfile is in no file: it came from standard input, which can be read only"
            " once, or stands within the file of bake or compose."
        )
    dockerfile = read(build)
    with opened(build, _manner(options), dockerfile, whole=False) as job:
        job.display.close()
        outcome = judge(saved, dockerfile, job.plan.secrets)
        with workbench(job, outcome) as bench:
            yield Case(
                words=words,
                outcome=outcome,
                postmortem=bench.postmortem(),
                job=job,
                bench=bench,
            )


def _manner(options: CiOptions) -> Manner:
    return Manner(
        shell=False,
        execute=None,
        reports=(),
        form="text",
        progress="quiet",
        color="auto",
        probe=options.probe,
        for_report=True,
    )


def _log_alone(options: CiOptions, saved: Saved, words: tuple[str, ...], trouble: str) -> Case:
    """Tell what the log alone tells: its build cannot be built again, for `trouble`.

    `words` are that build, as far as it is known.
    """
    again = shlex.join(("bisectbuild", "ci", "--", *redact_words(options.words)))
    source = Source(
        again=again, context=Path(), flags=tuple(_flags(words)), environment=dict(os.environ)
    )
    told = record(saved, text_of(_dockerfile(saved), saved), source)
    return Case(
        words=options.words,
        outcome=told.outcome,
        postmortem=told.postmortem,
        # It may quote the command.
        trouble=redact_command(trouble, told.secrets),
    )


def _flags(words: tuple[str, ...]) -> Iterator[str]:
    """Give the build args and secrets that are typed, of a script too: the log may show them."""
    inner = (part for word in words if len(word.split()) > 1 for part in _inner(word))
    found = typed((*inner, *words))
    for name, value in found.args.items():
        yield f"--build-arg={name}" if value is None else f"--build-arg={name}={value}"
    # One of several lines tells docker of no place: a script was given the secret itself.
    yield from (f"--secret={value}" for value in found.secrets if len(value.splitlines()) == 1)


def _inner(word: str) -> Iterator[str]:
    """Give the words of a command that is one word, as behind `sh -c`, where they are known.

    Line by line, as an apostrophe in a comment ends in a quote of another line, and then as a
    whole, as a value may have several lines.
    """
    whole = word.replace("\\\n", "")
    parts = (part for text in (*whole.splitlines(), whole) for part in _lexed(text))
    yield from (part for part in parts if not {"$", "`"} & set(part))


def _lexed(text: str) -> Iterator[str]:
    """Give the words of a shell's text; a quote that nothing ends is passed over."""
    # Passing over one may break another; more often than this does no text that is meant.
    for _ in range(8):
        lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
        lexer.whitespace_split, lexer.commenters = True, ""
        try:
            yield from lexer
        except ValueError:
            text = lexer.token  # From the word on that is broken, without its quotes.
        else:
            return
    yield from (part.strip("\"'") for part in text.split())


def _dockerfile(saved: Saved) -> Path | None:
    """Find the Dockerfile that a log is of, where one of that name lies here and fits."""
    from bisectbuild.dockerfile.parse import parse  # noqa: PLC0415 - only for this

    quoted = quoted_lines(saved.tape.finished.output if saved.tape.finished else "")
    path = Path(quoted.name if quoted and quoted.name else "Dockerfile")
    try:
        file = parse(path.read_bytes(), name=str(path)) if path.is_file() else None
    except (BisectBuildError, OSError, ValueError):
        return None
    if file is None:
        return None
    return None if misfit(saved.tape, file, None) else path
