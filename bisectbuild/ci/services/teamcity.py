"""TeamCity: service messages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from bisectbuild.ci.service import Environment, Service
from bisectbuild.ci.told import Told
from bisectbuild.ci.words import teamcity

# Service messages, reporting build problems: so long a description, and for each identity, which
# must be an identifier of Java, one problem.
_MOST: Final = 4000
_IDENTITY: Final = 60
_NO_IDENTIFIER: Final = re.compile(r"[^A-Za-z0-9_]+")
_PROPERTY: Final = re.compile(r"^(?![#!])((?:\\.|[^=\\\n])+)=(.*)$", re.MULTILINE)
_ESCAPED: Final = re.compile(r"\\(.)")
_BRANCH: Final = "teamcity.build.vcs.branch."
_PULLED: Final = re.compile(r"refs/(?:pull|pull-requests|merge-requests|changes)/")


def _here(env: Environment) -> bool:
    return "TEAMCITY_VERSION" in env


def _from_fork(env: Environment) -> bool:
    """Tell by the build's parameters, which lie in files; where those cannot be read, say yes.

    Pull requests (2019.2 and later): the source branch is told of one from the same repository
    alone.
    """
    try:
        system = _properties(Path(env["TEAMCITY_BUILD_PROPERTIES_FILE"]))
        told = _properties(Path(system["teamcity.configuration.properties.file"]))
    except (KeyError, OSError, ValueError):
        return True
    branches = (value for name, value in told.items() if name.startswith(_BRANCH))
    pulled = "teamcity.pullRequest.number" in told or any(map(_PULLED.match, branches))
    return pulled and not told.get("teamcity.pullRequest.source.branch")


def _properties(path: Path) -> dict[str, str]:
    """Read a properties file of Java, as an agent writes them: one on each line."""
    found = _PROPERTY.finditer(path.read_text(encoding="utf-8"))
    return {_plain(match[1]).strip(): _plain(match[2]) for match in found}


def _plain(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _lines(told: Told) -> tuple[str, ...]:
    place = f"{told.file}:{told.first}: " if told.file else ""
    text = teamcity(f"{place}{told.title}: {told.message}"[:_MOST])
    identity = _NO_IDENTIFIER.sub("_", f"bisectbuild_{told.code}_{told.file}")[:_IDENTITY]
    lines = [f"##teamcity[buildProblem description='{text}' identity='{identity}']"]
    if told.reports is not None:
        folder = teamcity(f"{told.reports.resolve()} => bisectbuild")
        report = teamcity(str((told.reports / "postmortem.xml").resolve()))
        lines.append(f"##teamcity[publishArtifacts '{folder}']")
        lines.append(f"##teamcity[importData type='junit' path='{report}']")
    return tuple(lines)


TEAMCITY = Service(
    id="teamcity",
    name="TeamCity",
    here=_here,
    from_fork=_from_fork,
    lines=_lines,
    stdout=True,  # Service messages, in the first lines of that page.
)
