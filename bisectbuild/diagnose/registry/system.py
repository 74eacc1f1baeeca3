"""The rules of BB3xx: packages of distributions, in the order of their codes."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.rule import Rule
from bisectbuild.diagnose.rules.system import (
    apk_branch_gone,
    apk_conflict,
    apk_unknown_package,
    apk_version_gone,
    apt_no_candidate,
    apt_no_source,
    apt_ppa_gone,
    apt_release_expired,
    apt_release_gone,
    apt_suite_missing,
    apt_unknown_package,
    apt_unmet,
    apt_version_gone,
    dpkg_dependencies,
    other_conflict,
    other_unknown_package,
    repository_unknown,
    rpm_conflict,
    rpm_metadata,
    rpm_no_repositories,
    rpm_release_gone,
    rpm_unknown_package,
)

RULES: Final[tuple[Rule, ...]] = (
    apt_unknown_package.RULE,
    apt_no_candidate.RULE,
    apk_unknown_package.RULE,
    rpm_unknown_package.RULE,
    other_unknown_package.RULE,
    apt_no_source.RULE,
    repository_unknown.RULE,
    rpm_no_repositories.RULE,
    apt_version_gone.RULE,
    apk_version_gone.RULE,
    apt_unmet.RULE,
    apk_conflict.RULE,
    rpm_conflict.RULE,
    other_conflict.RULE,
    dpkg_dependencies.RULE,
    apt_release_gone.RULE,
    apt_suite_missing.RULE,
    apt_ppa_gone.RULE,
    apt_release_expired.RULE,
    rpm_release_gone.RULE,
    rpm_metadata.RULE,
    apk_branch_gone.RULE,
)
