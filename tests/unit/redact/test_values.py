"""The forms in which a secret is written elsewhere."""

from __future__ import annotations

import base64
import re

import pytest

from bisectbuild.redact.text import redact

_SECRET = "pa ss/w:rd?9"


@pytest.mark.parametrize(
    "form",
    [
        "pa%20ss%2Fw%3Ard%3F9",
        "pa%20ss%2fw%3ard%3f9",
        "pa%20ss/w%3Ard%3F9",
        "pa+ss%2Fw%3Ard%3F9",
        "pa+ss%2fw%3ard%3f9",
    ],
)
def test_a_secret_in_an_address_is_masked_however_it_is_escaped(form: str) -> None:
    """Programs differ in what they do to a slash, to a blank, and to hex digits."""
    assert redact(f"GET /simple?key={form}&page=1", (_SECRET,)) == "GET /simple?key=***&page=1"


def test_an_old_login_of_npm_is_masked() -> None:
    """It stands for every registry, so no colon is before it."""
    assert redact("_auth=bWU6c2VjcmV0\nmy_auth=on", ()) == "_auth=***\nmy_auth=on"


def test_the_last_line_of_wrapped_base64_is_masked_with_a_line_break_in_it() -> None:
    """`echo "$KEY" | base64` codes the line break of `echo` with the end of the key."""
    secret = "".join(f"k3y.{number}" for number in range(15))
    lines = base64.encodebytes(f"{secret}\n".encode()).decode()

    assert re.fullmatch(r"\*\*\*\n\*\*\*.{0,4}\n", redact(lines, (secret,)))
