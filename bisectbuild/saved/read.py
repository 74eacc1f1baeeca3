"""Reading a whole saved log: every build in it is followed, the last failing one is kept."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bisectbuild.saved.blocks import blocks
from bisectbuild.saved.ending import Ending, complete, ending
from bisectbuild.saved.forms import Form, Reader, reader_of
from bisectbuild.saved.prefixes import Found, look
from bisectbuild.saved.tape import Tape, TooManyStepsError

# What may stand before a log's only lines of a build, where those are its last words.
_MOST_HELD = 1024 * 1024
_SMALL = 64 * 1024
_BEGINS = re.compile(
    rb"\n(?:(?P<plain>#0 building with |#1 \[)|(?P<tty>\[\+\] Building )"
    rb"|(?P<legacy>Sending build context to |Step 1(?:/\d+)? : (?:FROM|ARG))"
    rb"|(?P<podman>(?:\[1/\d+\] )?STEP 1(?:/\d+)?: FROM)|(?P<rawjson>\{\"vertexes\":))"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a log held: the build that counts, how it ended, and how many there were.

    `form` is None where no build was found; `tape` is empty then. `odd` is why the text was not
    read to its end, "" where it was.
    """

    form: Form | None
    tape: Tape
    ending: Ending = Ending.CUT
    builds: int = 0
    failed: int = 0
    odd: str = ""


def read_saved(chunks: Iterable[bytes]) -> Saved:
    """Read a log from pieces of bytes. Memory stays the same however long it is.

    Of several builds the last failing one counts, else the last one that passed or was cut.
    """
    reading = _Reading()
    try:
        for data in _found(blocks(chunks), reading):
            reading.block(data)
        reading.end()
    except TooManyStepsError:
        return Saved(form=None, tape=Tape(), odd="it has more steps than any Dockerfile")
    return reading.saved()


class _Reading:
    """The build that is being read, and the best one before it."""

    def __init__(self) -> None:
        self.form: Form | None = None
        self._reader: Reader | None = None
        self._tape = Tape()
        self._instructions = False
        self._best: tuple[Form, Tape, Ending] | None = None
        self._builds = self._failed = 0

    def begin(self, form: Form) -> None:
        """Begin to read a build in a form."""
        self.form, self._reader, self._tape = form, reader_of(form), Tape()
        self._instructions = False

    def block(self, data: bytes) -> None:
        """Read whole lines, in which the next build may begin."""
        at, padded = 0, b"\n" + data
        for match in _BEGINS.finditer(padded):
            begins = match.start()  # In `data`: the padding is one byte.
            form = Form[(match.lastgroup or "").upper()]
            if begins > at:
                self._feed(data[at:begins])
                at = begins
            if self._is_another(form, match[0]):
                self.end()
                self.begin(form)
        self._feed(data[at:] if at else data)

    def _feed(self, data: bytes) -> None:
        if self._reader is not None:
            for event in self._reader.feed(data):
                self._tape.take(event)

    def _is_another(self, form: Form, mark: bytes) -> bool:
        """Tell whether a line that can begin a build begins another one than this."""
        if self._reader is None or (not self._tape.started and form is not Form.TTY):
            return False
        if mark.startswith(b"\n#0 ") and self.form is Form.PLAIN:
            return True
        if not self._reader.is_over:
            return False
        return form is not Form.PLAIN or self.form is not Form.PLAIN or self._has_instructions()

    def _has_instructions(self) -> bool:
        """Tell whether a step of the file was shown: what comes before all of them is past."""
        return any(step.label.index is not None for step in self._tape.started.values())

    def end(self) -> None:
        """End the build that is being read; keep it where it counts more than those before."""
        if self._reader is None or self.form is None:
            return
        for event in self._reader.finish(1):
            self._tape.take(event)
        how = ending(self._tape, self.form)
        if how is Ending.FAILED:
            complete(self._tape)
        self._builds += 1
        self._failed += how is Ending.FAILED
        if how is Ending.FAILED or self._best is None or self._best[2] is not Ending.FAILED:
            self._best = (self.form, self._tape, how)
        self._tape.settle()
        self._reader = None

    def saved(self) -> Saved:
        """Give what was found."""
        if self._best is None:
            return Saved(form=None, tape=Tape())
        form, tape, how = self._best
        return Saved(form=form, tape=tape, ending=how, builds=self._builds, failed=self._failed)


def _found(data: Iterable[bytes], reading: _Reading) -> Iterator[bytes]:
    """Pass over all before the first build, then give the blocks, prefixes taken off."""
    found: Found | None = None
    held: deque[bytes] = deque()
    for block in data:
        if found is None:
            held.append(block)
            while sum(map(len, held)) > _MOST_HELD and len(held) > 1:
                held.popleft()
            looked = look(block)
            if looked is None or not looked.surely:
                continue
            found = looked
            reading.begin(found.form)
            yield found.strip(block)
            held.clear()
        else:
            yield found.strip(block)
    if found is None and held and (found := look(b"".join(held))) is not None:
        reading.begin(found.form)
        yield found.strip(b"".join(held))
