"""Fixtures for every test; the engines of the matrix, and the list of them at the end."""

from __future__ import annotations

import os
import signal
from collections import Counter
from functools import cache
from zlib import crc32

import pytest
from hypothesis import settings

from tests.support import matrix

# A run in CI is the same each time; elsewhere laws go on looking for new cases.
settings.register_profile("ci", derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "default")

# A shell has what it runs in the background ignore SIGINT, nohup has it ignore SIGHUP, and all
# that we start would do so too.
signal.signal(signal.SIGINT, signal.default_int_handler)
for _number in (signal.SIGHUP, signal.SIGQUIT, signal.SIGTERM):
    signal.signal(_number, signal.SIG_DFL)

_FIXTURES = {"engine", "engine_builder"}
_RAN: Counter[tuple[str, str]] = Counter()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let several runs at once share the tests out."""
    parser.addoption(
        "--share",
        default="1/1",
        metavar="I/N",
        help="run the Ith of N shares: of the engines, and of the files of what needs none; tests "
        "marked two_engines are in none, as another run may look at what its engine holds",
    )


def _share(config: pytest.Config) -> tuple[int, int]:
    own, _, of = str(config.getoption("--share")).partition("/")
    return int(own) - 1, int(of)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Share out what needs no engine by its file; leave out what would enter another's engine."""
    own, of = _share(config)
    mine: list[pytest.Item] = []
    others: list[pytest.Item] = []
    for item in items:
        if _FIXTURES & {*getattr(item, "fixturenames", ())}:
            is_mine = of == 1 or item.get_closest_marker("two_engines") is None
        else:
            is_mine = crc32(os.fsencode(item.path.relative_to(config.rootpath))) % of == own
        (mine if is_mine else others).append(item)
    config.hook.pytest_deselected(items=others)
    items[:] = mine


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for an engine on each engine, or on each builder of each engine."""
    own, of = _share(metafunc.config)
    pairs = matrix.pairs(own, of)
    if "engine_builder" in metafunc.fixturenames:
        ids = [f"{name}-{builder}" for name, builder in pairs]
        metafunc.parametrize("engine_builder", pairs, indirect=True, ids=ids, scope="session")
    if "engine" in metafunc.fixturenames:
        names = list(dict.fromkeys(name for name, _ in pairs))
        metafunc.parametrize("engine", names, indirect=True, ids=names, scope="session")


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
    """Count the tests of each engine and builder for the list at the end."""
    for name in ("engine", "engine_builder"):
        if name in request.fixturenames:
            found: matrix.Engine = request.getfixturevalue(name)
            _RAN[found.name, found.builder or "both"] += 1


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
