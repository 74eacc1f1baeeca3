"""The broken examples, each run on every engine and builder, and the folders themselves."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.cases import BUILDERS, EXAMPLES, Case, Expectation, all_cases
from tests.support.program import Program, Run, left_by

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.matrix import Engine

REPOSITORY = EXAMPLES.parent
CASES = all_cases()
REQUIRED = (
    "npm_installer",
    "apt_update_all",
    "dockerignore_hides",
    "copy_from_missing",
    "arg_in_from_unset",
    "chain_broken_in_the_middle",
    "heredoc_script",
    "nonroot_permission",
    "shellless_stage",
    "exec_form_missing_binary",
    "misspelt_instruction",
    "same_line_twice",
    "onbuild_base",
    "mount_under_legacy",
    "parallel_stages",
)
every_case = pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a run came to, in the words of expect.toml, and the text of the culprit's lines."""

    status: str
    exit_code: int
    line_start: int | None
    line_end: int | None
    keyword: str | None
    run_exit_code: int | None
    last_good_line: int | None
    source: str | None
    finding: str | None


@pytest.mark.engine
@every_case
def test_the_culprit_is_the_one_that_the_case_states(
    case: Case, engine_builder: Engine, tmp_path: Path
) -> None:
    """The report names the stated culprit and last good line, and no container or image stays."""
    expected = case.expectation(engine_builder.name, engine_builder.builder)
    if not expected.applies:
        pytest.skip(expected.reason)
    report = tmp_path / "out.json"

    run = debug(case, engine_builder, args=expected.args, report=report)
    sys.stderr.write(run.stderr)

    assert run.code == expected.exit_code
    assert observed(run.code, report) == stated(case, expected)
    assert left_by(engine_builder, run.pid) == ()


def debug(case: Case, engine: Engine, *, args: tuple[str, ...], report: Path) -> Run:
    """Run `bisectbuild debug` on a case in a child process that has no terminal."""
    state = {name: str(report.parent) for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME")}
    here = Program(env={**engine.env, **state}, folder=REPOSITORY)
    given = ("--no-shell", "--report", str(report), "--builder", engine.builder)
    return here.run("debug", str(case.path / "Dockerfile"), *given, *args)


def observed(exit_code: int, report: Path) -> Verdict:
    """Read the verdict from the JSON postmortem and the process's exit code."""
    postmortem: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    culprit = postmortem["culprit"] or {}
    return Verdict(
        status=postmortem["status"],
        exit_code=exit_code,
        line_start=culprit.get("line_start"),
        line_end=culprit.get("line_end"),
        keyword=culprit.get("keyword"),
        run_exit_code=culprit.get("exit_code"),
        last_good_line=(postmortem["last_good"] or {}).get("line_end"),
        source=culprit.get("source"),
        finding=next((found["code"] for found in postmortem["findings"]), None),
    )


def stated(case: Case, expected: Expectation) -> Verdict:
    """Put what the case expects into the same form."""
    lines = case.dockerfile.split("\n")
    start, end = expected.line_start, expected.line_end
    return Verdict(
        status=expected.status,
        exit_code=expected.exit_code,
        line_start=start,
        line_end=end,
        keyword=expected.keyword,
        run_exit_code=expected.run_exit_code,
        last_good_line=expected.last_good_line,
        source="\n".join(lines[start - 1 : end]) if start else None,
        finding=expected.finding,
    )


def test_every_kind_of_failure_that_was_asked_for_has_a_case() -> None:
    """The fifteen kinds that the project promises to show are all there."""
    names = {case.name for case in CASES}

    assert names >= set(REQUIRED)


@every_case
def test_a_case_states_lines_that_are_in_its_file(case: Case) -> None:
    """Where a culprit is stated, its first line begins with its keyword, below the last good."""
    lines = case.dockerfile.splitlines()

    for engine in (*case.engines, "any other"):
        for builder in BUILDERS:
            expected = case.expectation(engine, builder)
            if expected.status == "broken":
                assert expected.line_start is not None
                assert expected.line_end is not None
                assert expected.line_start <= expected.line_end <= len(lines)
                assert lines[expected.line_start - 1].split()[0] == expected.keyword
                assert (expected.last_good_line or 0) < expected.line_start


@every_case
def test_a_case_that_is_healthy_or_left_out_blames_nothing_and_says_why(case: Case) -> None:
    """A healthy run states no culprit and exit code 0; a run that is left out gives a reason."""
    for engine in (*case.engines, "any other"):
        for builder in BUILDERS:
            expected = case.expectation(engine, builder)
            if expected.status == "healthy":
                assert (expected.exit_code, expected.line_start, expected.keyword) == (
                    0,
                    None,
                    None,
                )
            assert expected.applies or expected.reason


@every_case
def test_a_case_builds_on_the_imported_bases_alone(case: Case) -> None:
    """No FROM reaches for a registry on the network."""
    words = [line.split() for line in case.dockerfile.splitlines()]
    froms = [line for line in words if line[:1] == ["FROM"]]
    stages = {line[3] for line in froms if line[2:3] == ["AS"]}
    local = ("bisectbuild-test/", "scratch", "${BASE_IMAGE}", "127.0.0.1:1/")

    assert froms
    assert [line[1] for line in froms if not line[1].startswith((*local, *stages))] == []


@every_case
def test_a_case_explains_itself(case: Case) -> None:
    """Its README has the five headings, the command to type, and a line in the overview."""
    readme = (case.path / "README.md").read_text(encoding="utf-8")
    overview = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    summary = case.expectation("any other", "buildkit").summary

    assert [line for line in readme.splitlines() if line.startswith("#")] == [
        f"# {case.name}",
        "## What breaks",
        "## Why",
        "## By hand",
        "## With bisectbuild",
        "## The base image",
    ]
    assert f"bisectbuild debug broken_examples/{case.name}\n" in readme.replace(
        " --target test", ""
    )
    assert f"| [{case.name}]({case.name}/README.md) | {summary} |" in overview


def test_the_script_with_windows_line_ends_still_has_them() -> None:
    """No checkout and no editor has mended the example."""
    script = (EXAMPLES / "crlf_script" / "build.sh").read_bytes()

    assert script.count(b"\r\n") == script.count(b"\n") == 2
