"""The rules of BB7xx: the project's own programs, in the order of their codes."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.rule import Rule
from bisectbuild.diagnose.rules.project import (
    cargo_test_failed,
    dotnet_test_failed,
    go_test_failed,
    gradle_tests_failed,
    jest_failed,
    make_check_failed,
    maven_tests_failed,
    mocha_failed,
    phpunit_failed,
    pytest_failed,
    rspec_failed,
    unittest_failed,
)

RULES: Final[tuple[Rule, ...]] = (
    pytest_failed.RULE,
    unittest_failed.RULE,
    jest_failed.RULE,
    mocha_failed.RULE,
    go_test_failed.RULE,
    phpunit_failed.RULE,
    rspec_failed.RULE,
    maven_tests_failed.RULE,
    gradle_tests_failed.RULE,
    cargo_test_failed.RULE,
    make_check_failed.RULE,
    dotnet_test_failed.RULE,
)
