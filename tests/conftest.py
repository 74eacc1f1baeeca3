"""Fixtures for every test; the engines of the matrix, and the list of them at the end."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache

import pytest
from hypothesis import settings

from tests.support import matrix

# A run in CI is the same each time; elsewhere laws go on looking for new cases.
settings.register_profile("ci", derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

_RAN: Counter[tuple[str, str]] = Counter()
_ENGINE = "engine"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for an engine on each engine, or on each builder of each engine.

    One worker has all tests of an engine: two on one engine would see each other's work.
    """
    pairs = matrix.pairs()
    if "engine_builder" in metafunc.fixturenames:
        both = [
            pytest.param(pair, id="-".join(pair), marks=pytest.mark.xdist_group(pair[0]))
            for pair in pairs
        ]
        metafunc.parametrize("engine_builder", both, indirect=True, scope="session")
    if "engine" in metafunc.fixturenames:
        alone = [
            pytest.param(name, id=name, marks=pytest.mark.xdist_group(name))
            for name in dict.fromkeys(name for name, _ in pairs)
        ]
        metafunc.parametrize("engine", alone, indirect=True, scope="session")


@cache
def _load(name: str, builder: str) -> matrix.Engine | str:
    return matrix.load(name, builder)


def _engine(name: str, builder: str) -> matrix.Engine:
    found = _load(name, builder)
    if isinstance(found, matrix.Engine):
        return found
    if os.environ.get(matrix.REQUIRE_VARIABLE):
        pytest.fail(found)
    pytest.skip(found)


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> matrix.Engine:
    """Give an engine of the matrix that answers."""
    return _engine(request.param, "")


@pytest.fixture(scope="session")
def engine_builder(request: pytest.FixtureRequest) -> matrix.Engine:
    """Give an engine of the matrix with one of its builders chosen, as a person would."""
    return _engine(*request.param)


@pytest.fixture(autouse=True)
def _counted(request: pytest.FixtureRequest) -> None:
    """Note the engine and builder of a test for the list at the end."""
    for name in ("engine", "engine_builder"):
        if name in request.fixturenames:
            found: matrix.Engine = request.getfixturevalue(name)
            request.node.user_properties.append((_ENGINE, (found.name, found.builder or "both")))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count the tests of each engine; reports come from the workers to where the list is made."""
    for name, value in report.user_properties if report.when == "teardown" else ():
        if name == _ENGINE and isinstance(value, list | tuple):  # A worker sends lists.
            _RAN[str(value[0]), str(value[1])] += 1


@pytest.fixture(autouse=True)
def _plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide what this machine's own settings would change."""
    for name in tuple(os.environ):
        if name.startswith(("DOCKER_", "BUILDX_", "BUILDKIT_")) or name in {
            "NO_COLOR",
            "FORCE_COLOR",
        }:
            monkeypatch.delenv(name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the engines: name, version, builder, tests run."""
    if not _RAN:
        return
    terminalreporter.section("engines")
    for (name, builder), count in sorted(_RAN.items()):
        found = _load(name, "" if builder == "both" else builder)
        version = found.version if isinstance(found, matrix.Engine) else "not up"
        terminalreporter.write_line(f"{name:14} {version:18} {builder:9} {count:4d} tests")
