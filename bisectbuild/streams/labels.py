"""The names that BuildKit gives to steps: `[linux/amd64 build 2/11] RUN x`."""

from __future__ import annotations

import re

from bisectbuild.builder import StepLabel

# prefixCommand in frontend/dockerfile/dockerfile2llb/convert.go, v0.8 to v0.32: the index is
# padded with spaces; compose puts its service first, bake its target. No file has 100,000 steps.
_NUMBERED = re.compile(
    r"\[(?P<head>[^\]]*?) *\b(?P<index>\d{1,5})/(?P<total>\d{1,5})\] (?P<text>.*)", re.DOTALL
)
_TRIGGER = "ONBUILD "


def read_label(name: str) -> StepLabel:
    """Read a vertex's name. Names that number no instruction keep `index` None."""
    match = _NUMBERED.fullmatch(name)
    if match is None:
        return StepLabel(text=name)
    words = match["head"].split()
    # Stage names hold no slash (validStageName in instructions/parse.go); platforms always do.
    platforms = [word for word in words if "/" in word]
    stages = [word for word in words if "/" not in word]
    text = match["text"]
    return StepLabel(
        text=text.removeprefix(_TRIGGER),
        stage=stages[-1] if stages else "",
        index=int(match["index"]),
        total=int(match["total"]),
        platform=platforms[-1] if platforms else "",
        onbuild=text.startswith(_TRIGGER),
    )
