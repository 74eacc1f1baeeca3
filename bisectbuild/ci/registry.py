"""The services, and finding the one that this job runs on."""

from __future__ import annotations

from collections.abc import Mapping

from bisectbuild.ci.service import Service
from bisectbuild.ci.services.azure import AZURE
from bisectbuild.ci.services.buildkite import BUILDKITE
from bisectbuild.ci.services.circleci import CIRCLECI
from bisectbuild.ci.services.generic import GENERIC
from bisectbuild.ci.services.github import GITHUB
from bisectbuild.ci.services.gitlab import GITLAB
from bisectbuild.ci.services.jenkins import JENKINS
from bisectbuild.ci.services.teamcity import TEAMCITY

# The last one is what nothing else is.
SERVICES: tuple[Service, ...] = (
    GITHUB,
    GITLAB,
    AZURE,
    BUILDKITE,
    CIRCLECI,
    TEAMCITY,
    JENKINS,
    GENERIC,
)


def find(env: Mapping[str, str]) -> Service:
    """Give the service that the environment tells of."""
    return next(service for service in SERVICES if service.here(env))
