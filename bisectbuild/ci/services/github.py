"""GitHub Actions: workflow commands, a group in the log, the step summary, outputs."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any, Final

from bisectbuild.ci.service import Append, Deed, Environment, Service
from bisectbuild.ci.told import Told
from bisectbuild.ci.words import github_data, github_property

# Events that may run a stranger's code with the rights of our own.
_OF_OTHERS: Final = ("pull_request", "workflow_run", "issue_comment")
# A step's summary may be 1 MiB (docs.github.com, workflow commands, job summaries).
_MOST: Final = 1024 * 1024 - 1024
_CUT: Final = "\n\n… cut: the rest is in the reports.\n"


def _here(env: Environment) -> bool:
    return env.get("GITHUB_ACTIONS") == "true"


def _from_fork(env: Environment) -> bool:
    """Tell by the event; one of a pull request that cannot be read counts as a fork's."""
    name = env.get("GITHUB_EVENT_NAME", "")
    if not name.startswith(_OF_OTHERS):
        return False
    try:
        return _foreign(name, json.loads(Path(env["GITHUB_EVENT_PATH"]).read_bytes()))
    except (KeyError, TypeError, OSError, ValueError):
        return True


def _foreign(name: str, event: Any) -> bool:  # noqa: ANN401 - JSON that GitHub wrote
    """Compare where the code comes from with where it goes; a comment does not tell the first."""
    if name == "issue_comment":
        return "pull_request" in event["issue"]
    if name == "workflow_run":
        head, base = event["workflow_run"]["head_repository"], event["repository"]
    else:
        pull = event["pull_request"]
        head, base = pull["head"]["repo"], pull["base"]["repo"]
    return bool(head["full_name"] != base["full_name"])


def _lines(told: Told) -> tuple[str, ...]:
    place = {"file": told.file, "line": told.first, "endLine": told.last} if told.file else {}
    if not told.first:
        place.pop("line", None)
        place.pop("endLine", None)
    given = {**place, "title": told.title}
    fields = ",".join(f"{name}={github_property(str(value))}" for name, value in given.items())
    return (f"::error {fields}::{github_data(told.message)}", *_group(told))


def _group(told: Told) -> tuple[str, ...]:
    """Fold the failed step's own log; the diagnosis stays open, as a group is shown closed."""
    if not told.log:
        return ()
    # Behind a bar no line is at its start, where a command would have to be.
    lines = (f"| {line}" for line in told.log)
    return (f"::group::bisectbuild: the log of {github_data(told.title)}", *lines, "::endgroup::")


def _deeds(told: Told, summary: str, env: Environment) -> tuple[Deed, ...]:
    found: list[Deed] = []
    if path := env.get("GITHUB_STEP_SUMMARY"):
        found.append(Append(path=Path(path), text=_shortened(summary)))
    if path := env.get("GITHUB_OUTPUT"):
        found.append(Append(path=Path(path), text=_outputs(told)))
    return tuple(found)


def _shortened(summary: str) -> str:
    data = summary.encode(errors="replace")
    if len(data) <= _MOST:
        return summary
    return data[:_MOST].decode(errors="ignore") + _CUT


def _outputs(told: Told) -> str:
    """Write outputs behind a delimiter that no value can hold."""
    mark = f"bisectbuild-{secrets.token_hex(16)}"
    values = {
        "status": "broken" if told.first else "inconclusive",
        "code": told.code,
        "file": told.file,
        "line": str(told.first or ""),
        "stage": told.stage,
        "report-dir": str(told.reports or ""),
        "next": told.next,
    }
    return "".join(f"{name}<<{mark}\n{value}\n{mark}\n" for name, value in values.items())


GITHUB = Service(
    id="github",
    name="GitHub Actions",
    here=_here,
    from_fork=_from_fork,
    root="GITHUB_WORKSPACE",
    lines=_lines,
    deeds=_deeds,
)
