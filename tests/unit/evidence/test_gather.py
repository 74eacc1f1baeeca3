"""Tests for bisectbuild.evidence.gather and what it asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank, Severity
from bisectbuild.diagnose.facts import Facts
from bisectbuild.diagnose.rule import Finding
from bisectbuild.dockerfile.parse import parse
from bisectbuild.errors import EngineError
from bisectbuild.evidence.gather import Witnesses, gather
from bisectbuild.evidence.registry import has_login, registry_of
from bisectbuild.evidence.wanted import programs
from bisectbuild.sandbox import Machine
from bisectbuild.trace.digest import digest_lines


def _finding(category: Category, rank: Rank = Rank.SPECIFIC) -> Finding:
    return Finding(
        code="BB001",
        title="",
        category=category,
        rank=rank,
        fault=Fault.DOCKERFILE,
        severity=Severity.ERROR,
        cause="",
        because=(),
        advice="",
        commands=(),
        confidence=0.8,
    )


def _case(*lines: str, keyword: str = "RUN", command: str = "") -> Case:
    return Case(keyword=keyword, exit_code=127, log=digest_lines(lines), command=command)


def test_an_image_is_asked_where_it_can_tell_more() -> None:
    """The missing programs are looked for under their other names as well."""
    asked: list[tuple[str, ...]] = []

    def ask(script: str, words: tuple[str, ...]) -> str:
        assert "os-release" in script
        asked.append(words)
        return "@bisectbuild user\n0\n"

    facts = gather(
        _case("/bin/sh: 1: python: not found"),
        [_finding(Category.TOOL_MISSING)],
        Witnesses(ask=lambda: ask),
    )

    assert facts == Facts(user="0")
    assert asked == [("python", "python3", "python2")]


def test_nobody_is_asked_where_the_log_says_all() -> None:
    """A compiler's error needs no look at the image."""

    def ask(script: str, words: tuple[str, ...]) -> str:
        raise AssertionError(script, words)

    assert gather(_case(), [_finding(Category.APP_COMPILE)], Witnesses(ask=lambda: ask)) == Facts()


def test_an_image_that_cannot_be_asked_costs_nothing_but_its_answer() -> None:
    """An engine that went away is told of elsewhere."""

    def ask(script: str, words: tuple[str, ...]) -> str:
        raise EngineError("gone", hint=script[:1] + "".join(words))

    assert gather(_case(), (), Witnesses(ask=lambda: ask)) == Facts()


def test_the_machine_is_asked_for_what_it_has() -> None:
    """Memory where it may have run out."""
    whom = Witnesses(machine=lambda: Machine(memory=512, cpu="arm64"), cpu=lambda: "amd64")

    facts = gather(_case(), [_finding(Category.RESOURCE_MEM)], whom)

    assert (facts.memory, facts.machine_cpu, facts.image_cpu) == (512, "arm64", "amd64")


def test_the_context_is_looked_at_for_a_copy(tmp_path: Path) -> None:
    """On disk alone; no engine is needed."""
    (tmp_path / "a").write_text("")
    dockerfile = parse(b"FROM base\nCOPY a missing /x/\n", name="Dockerfile")
    case = Case(keyword="COPY", dockerfile=dockerfile, instruction=dockerfile.instructions[-1])

    facts = gather(case, (), Witnesses(context=tmp_path))

    assert [(source.path, source.exists) for source in facts.sources] == [
        ("a", True),
        ("missing", False),
    ]


@pytest.mark.parametrize(
    ("case", "names"),
    [
        (_case("bash: line 1: foo: command not found"), ("foo",)),
        (_case("env: 'node': No such file or directory"), ("node", "nodejs")),
        (_case('exec: "make": executable file not found in $PATH'), ("make",)),
        (_case(command="A=1 gcc -o x x.c"), ("gcc",)),
        (_case("nothing"), ()),
    ],
)
def test_the_programs_to_look_for_are_those_the_failure_names(
    case: Case, names: tuple[str, ...]
) -> None:
    """And what the failing command itself is."""
    assert programs(case) == names


@pytest.mark.parametrize(
    ("image", "registry"),
    [
        ("debian:12", "docker.io"),
        ("me/app", "docker.io"),
        ("registry.example/app:1", "registry.example"),
        ("localhost/app", "localhost"),
        ("localhost:5000/app", "localhost:5000"),
    ],
)
def test_the_registry_is_the_first_part_if_it_looks_like_one(image: str, registry: str) -> None:
    """As docker itself reads a name."""
    assert registry_of(image) == registry


def test_a_login_is_known_by_its_host_alone() -> None:
    """Docker's own is stored under an address."""
    logins = frozenset({"https://index.docker.io/v1/", "registry.example"})

    assert has_login("debian", logins)
    assert has_login("registry.example/app", logins)
    assert not has_login("other.example/app", logins)
