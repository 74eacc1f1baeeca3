"""How a search ended: healthy, broken at an instruction, or inconclusive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bisectbuild.bisection.verdict import Verdict
from bisectbuild.builder import Failure
from bisectbuild.dockerfile.model import Instruction
from bisectbuild.trace.record import StepRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One build of a cut (or of the whole file). `instruction` is the last one it held."""

    instruction: Instruction
    verdict: Verdict
    seconds: float
    exit_code: int | None = None
    image: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LastGood:
    """The last layer that was built before the culprit.

    `instruction` made it; `target` is the stage name to build it by; `image` its image id.
    """

    instruction: Instruction
    target: str
    image: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Culprit:
    """The instruction that breaks the build, and what the builder said of it.

    `step` is None where the Dockerfile was refused before any step ran. `trigger` is the text of
    the base image's ONBUILD trigger where that is what failed.
    """

    instruction: Instruction
    failure: Failure
    exit_code: int | None = None
    step: StepRecord | None = None
    trigger: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Healthy:
    """The build passes. `image` is the id of what it made, "" where the builder told none."""

    records: tuple[StepRecord, ...]
    probes: tuple[Probe, ...]
    image: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """The build fails at `culprit`. `last_good` is None where nothing was built before it.

    `note` says why the last good layer could not be had, "" where it could. `left` and `mounts`
    are images where such are there already: of what the failing step left, and with copies of
    what its mounts showed.
    """

    records: tuple[StepRecord, ...]
    probes: tuple[Probe, ...]
    culprit: Culprit
    last_good: LastGood | None
    note: str = ""
    left: str = ""
    mounts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inconclusive:
    """The build fails and no instruction can be named. `failure` holds the builder's words."""

    records: tuple[StepRecord, ...]
    probes: tuple[Probe, ...]
    failure: Failure
    reason: str


Outcome: TypeAlias = Healthy | Broken | Inconclusive
