"""Azure Pipelines: logging commands, and a summary that the agent uploads."""

from __future__ import annotations

from bisectbuild.ci.service import Environment, Service
from bisectbuild.ci.told import Told
from bisectbuild.ci.words import azure_data, azure_property


def _here(env: Environment) -> bool:
    return env.get("TF_BUILD", "").lower() == "true"


def _from_fork(env: Environment) -> bool:
    return env.get("SYSTEM_PULLREQUEST_ISFORK", "").lower() == "true"


def _lines(told: Told) -> tuple[str, ...]:
    given = {"type": "error", "code": told.code}
    if told.file:
        given |= {"sourcepath": told.file, "linenumber": str(told.first), "columnnumber": "1"}
    fields = "".join(f"{name}={azure_property(value)};" for name, value in given.items())
    message = azure_data(f"{told.title}: {told.message}")
    lines = [f"##vso[task.logissue {fields}]{message}"]
    if told.reports is not None:
        summary = azure_data(str((told.reports / "postmortem.md").resolve()))
        lines.append(f"##vso[task.uploadsummary]{summary}")
    return tuple(lines)


AZURE = Service(
    id="azure",
    name="Azure Pipelines",
    here=_here,
    from_fork=_from_fork,
    root="BUILD_SOURCESDIRECTORY",
    lines=_lines,
)
