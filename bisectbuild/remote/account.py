"""A home and a name for asyncssh where the user we run as has none, as in many containers."""

from __future__ import annotations

import contextlib
import getpass
import os
from collections.abc import Iterator
from pathlib import Path

from bisectbuild.remote.terms import USER


@contextlib.contextmanager
def account(folder: Path) -> Iterator[None]:
    """Have a home and a name be found while the block runs; a user who has them keeps them.

    asyncssh 2.24 looks for both whatever options it is given, and again at each login, and raises
    where there is none. `folder` stands in for the home; nobody else may write there.
    """
    lent = {**_home(folder), **_name()}
    os.environ.update(lent)
    try:
        yield
    finally:
        for name in lent:
            os.environ.pop(name, None)


def _home(folder: Path) -> dict[str, str]:
    try:
        Path.home()
    except RuntimeError:
        return {"HOME": str(folder)}
    return {}


def _name() -> dict[str, str]:
    try:
        getpass.getuser()
    except (KeyError, OSError):  # OSError from Python 3.13 on.
        return {"LOGNAME": USER}
    return {}
