"""`python -m bench`: measures the rows that are asked for and prints one table."""

from __future__ import annotations

import argparse
import compileall
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import bisectbuild
from bench.line import Line, missing, table
from bench.rows import ROWS
from bench.scene import NotUpError
from tests.support.matrix import REQUIRE_VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; give 1 where a bound is broken, or an engine that must be up is not."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument(
        "--row", action="append", choices=list(ROWS), help="measure only this row (repeatable)"
    )
    wanted = parser.parse_args(argv).row or list(ROWS)
    # As pip does when it installs a package; a checkout may be told to write no bytecode.
    compileall.compile_dir(Path(bisectbuild.__file__).parent, quiet=1)
    lines = [line for name in wanted for line in measured(name)]
    print(table(lines), end="")
    return int(any(is_bad(line) for line in lines))


def measured(name: str) -> Iterator[Line]:
    """Measure one row, saying on standard error what goes on; it can take a minute.

    A row that fails is a line of the table, and costs no other row.
    """
    print(f"measuring {name} ...", file=sys.stderr, flush=True)
    try:
        yield from ROWS[name]()
    except NotUpError as reason:
        yield missing(name, str(reason))
    except Exception:  # noqa: BLE001 - whatever it is, the other rows are still worth having
        traceback.print_exc()
        yield Line(row=name, ours="failed", peer="see above", ok=False)


def is_bad(line: Line) -> bool:
    """Tell whether a line fails the run."""
    unmeasured = line.ratio is None and bool(os.environ.get(REQUIRE_VARIABLE))
    return line.ok is False or unmeasured


if __name__ == "__main__":
    sys.exit(main())
