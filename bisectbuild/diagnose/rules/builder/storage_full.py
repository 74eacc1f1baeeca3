"""The builder's own disk is full."""

from __future__ import annotations

import re

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(r"[Nn]o space left on device|[Dd]isk quota exceeded")
_PLACE = re.compile(r"(?:write|mkdir|open|create|copy|sync|symlink|link) (/[^\s:]+)")
_GIB = 1 << 30


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard or case.exit_code is not None:
        return None
    place = _PLACE.search(heard.match.string)
    at = f" (at {place[1]})" if place else ""
    spaces = [space for space in case.facts.spaces if space.total]
    free = f" {spaces[0].path} has {spaces[0].free / _GIB:.1f} GiB free." if spaces else ""
    inodes = any(space.inodes_free == 0 for space in case.facts.spaces)
    return Told(
        cause=f"The builder's disk is full{', its inodes are used up' if inodes else ''}{at}.",
        because=heard.because,
        advice=(
            "Look with `docker system df`, then `docker builder prune` and `docker image prune`; "
            f"leave large files out of the context with .dockerignore.{free}"
        ),
        commands=("df -h", "df -i"),
        confidence=0.97,
    )


RULE = Rule(
    code="BB187",
    name="storage-full",
    title="The builder's disk is full",
    category=Category.RESOURCE_DISK,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "Layers, caches and the context are written to the engine's own disk, which in Docker "
            "Desktop is that of its virtual machine."
        ),
        instruction="COPY . /srv/kiosk",
        example=(
            "failed to copy files: copy file range failed: write "
            "/var/lib/docker/overlay2/q7/merged/srv/kiosk/video.bin: no space left on device"
        ),
        fix="Prune the build cache and unused images, or give the engine more disk.",
        exit_code=None,
    ),
)
