"""What to search, and how a cut of it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from bisectbuild.builder import BuildRequest
from bisectbuild.dockerfile.cut import cut_after, mentions_targetstage, target_stage_name
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.flags import for_cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to search: the file, the person's own build of it, and where logs go.

    `build_args` serve only to tell which stages the target needs. `labels` mark what cuts make,
    and `image` begins the tag of it, so that it can be told from what a person makes of it.
    `secrets` are masked in all that is told of a build.
    """

    dockerfile: Dockerfile
    request: BuildRequest
    build_args: Mapping[str, str]
    labels: tuple[tuple[str, str], ...]
    log_dir: Path
    image: str = ""
    secrets: tuple[str, ...] = ()


def cut_request(plan: Plan, at: Instruction) -> BuildRequest:
    """Turn the person's build into one that stops exactly after an instruction."""
    cut = cut_after(plan.dockerfile, at.index)
    return text_request(plan, cut.data, cut.target, str(at.index))


def text_request(plan: Plan, text: bytes, target: str, mark: str) -> BuildRequest:
    """Ask for a build of ours, of another text; `mark` ends the tag of its image."""
    stage = None
    if mentions_targetstage(plan.dockerfile.data):
        stage = target_stage_name(plan.dockerfile, plan.request.target)
    return replace(
        plan.request,
        dockerfile=text,
        target=target,
        flags=for_cut(plan.request.flags),
        labels=plan.labels,
        tag=f"{plan.image}-{mark}" if plan.image else "",
        target_stage=stage,
        load=True,
    )
