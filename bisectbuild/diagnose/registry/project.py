"""The rules of BB7xx: the project's own programs, in the order of their codes."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.rule import Rule
from bisectbuild.diagnose.rules.project import (
    cargo_test_failed,
    config_refused,
    config_unreadable,
    django_settings,
    dotnet_test_failed,
    env_missing,
    eslint_faults,
    format_check,
    go_test_failed,
    gradle_tests_failed,
    jest_failed,
    limit_passed,
    make_check_failed,
    maven_tests_failed,
    mocha_failed,
    phpunit_failed,
    prisma_schema,
    pytest_failed,
    python_lint,
    rails_secrets,
    rspec_failed,
    rubocop_offenses,
    type_check,
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
    eslint_faults.RULE,
    python_lint.RULE,
    rubocop_offenses.RULE,
    type_check.RULE,
    format_check.RULE,
    limit_passed.RULE,
    django_settings.RULE,
    rails_secrets.RULE,
    env_missing.RULE,
    prisma_schema.RULE,
    config_unreadable.RULE,
    config_refused.RULE,
)
