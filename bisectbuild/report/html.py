"""The postmortem as one HTML file that asks nothing of any network and obeys no text it shows."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bisectbuild.postmortem import Postmortem
from bisectbuild.report import causes, words
from bisectbuild.report.page import page
from bisectbuild.tty.text import visible

_TEMPLATES: Final = Path(__file__).parent / "templates"
# Where the template asks for no less.
_LONGEST: Final = 8000


def render(postmortem: Postmortem) -> bytes:
    """Give the page."""
    shown = page(postmortem)
    text = _environment().get_template("postmortem.html.j2").render(page=shown, p=postmortem)
    return text.encode(errors="replace")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_safe,
    )
    environment.globals.update(_parts())
    environment.filters.update(
        cause=causes.cause,
        certainty=causes.certainty,
        fault=causes.fault,
        pieces=causes.pieces,
        bytes=words.size,
        clipped=words.clipped,
    )
    return environment


def _safe(value: object) -> object:
    """Clip any text, and make control and bidi characters visible; jinja2 itself escapes HTML."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return words.calm(visible(words.clipped(value, _LONGEST)))


def _parts() -> Mapping[str, Any]:
    """Give style and script, and the policy that allows these two and nothing else."""
    style = (_TEMPLATES / "page.css").read_text()
    script = (_TEMPLATES / "page.js").read_text()
    policy = (
        f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)};"
        " img-src data:; base-uri 'none'; form-action 'none'"
    )
    # Ours, and no part of a record.
    return {
        "style": Markup(style),  # noqa: S704 - a file of this package
        "script": Markup(script),  # noqa: S704 - the same
        "policy": policy,
    }


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
