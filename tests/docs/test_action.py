"""The GitHub Action and the pre-commit hook: their steps are run as a runner would run them."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from bisectbuild.ci.registry import find
from bisectbuild.ci.service import Append
from bisectbuild.ci.told import told_of
from bisectbuild.cli.ci.writing import CODE_QUALITY, FORMATS
from tests.support.postmortems import full

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "action.yml").read_text()
ACTION = yaml.safe_load(TEXT)
STEPS = {step["id"]: step for step in ACTION["runs"]["steps"] if "id" in step}
STUB = """#!/bin/sh
for word; do printf '%s\\n' "[$word]"; done > "$RUNNER_TEMP/words"
exit 42
"""


def run(
    step: str, folder: Path, given: Mapping[str, str], **job: str
) -> subprocess.CompletedProcess[str]:
    """Run a step's script with the shell and the options that a runner gives it.

    `given` are the step's own variables, which go before those of the job.
    """
    assert given.keys() <= STEPS[step]["env"].keys()
    env = {**os.environ, "RUNNER_TEMP": str(folder), **job, **given}
    words = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[step]["run"])
    return subprocess.run(words, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """Give a runner's folder in which our program only writes down how it was called."""
    program = tmp_path / "bisectbuild" / "bin" / "bisectbuild"
    program.parent.mkdir(parents=True)
    program.write_text(STUB)
    program.chmod(0o755)
    return tmp_path


INPUT = "BISECTBUILD_INPUT_"
GIVEN = {
    **dict.fromkeys(STEPS["build"]["env"], ""),
    f"{INPUT}REPORT_DIR": "bisectbuild-report",
    f"{INPUT}ON_FAILURE": "report",
}


def wrapping(command: str) -> dict[str, str]:
    """Give the step's variables where only the command is not as it stands in action.yml."""
    return GIVEN | {f"{INPUT}COMMAND": command}


def called(folder: Path) -> list[str]:
    """Give the words that our program was called with."""
    return re.findall(r"(?s)\[(.*?)\]\n", (folder / "words").read_text())


def test_the_command_is_wrapped_as_a_shell_reads_it(runner: Path) -> None:
    """Quotes and variables count; the exit code is the program's."""
    command = "docker build -t \"shop $TAG\" --label 'a b' ."

    done = run("build", runner, wrapping(command), TAG="x y")

    assert done.returncode == 42
    assert called(runner) == [
        *("ci", "--report-dir", "bisectbuild-report", "--on-failure", "report", "--"),
        *("docker", "build", "-t", "shop x y", "--label", "a b", "."),
    ]


@pytest.mark.parametrize(
    "command", ["docker build . # tail", "docker build . \\", "docker build \\\n  . \\\n"]
)
def test_a_command_may_end_as_a_line_of_a_script_may(runner: Path, command: str) -> None:
    """In a comment, or in what would go on in a next line."""
    done = run("build", runner, wrapping(command))

    assert done.returncode == 42, done.stderr
    assert called(runner)[-3:] == ["docker", "build", "."]


def test_the_command_has_the_jobs_variables_and_none_of_the_actions(runner: Path) -> None:
    """What it reads from its environment is no business of ours, whatever its name."""
    names = [name.removeprefix(INPUT) for name in GIVEN]
    job = dict.fromkeys((*names, "options", "words", "user"), "the job's")
    stub = STUB.replace("exit 42", 'env > "$RUNNER_TEMP/env"')
    (runner / "bisectbuild" / "bin" / "bisectbuild").write_text(stub)

    done = run("build", runner, wrapping("docker build $BUNDLE $words"), **job)

    assert done.returncode == 0, done.stderr
    assert called(runner)[-6:] == ["docker", "build", "the", "job's", "the", "job's"]
    seen = dict(re.findall(r"(?m)^(\w+)=(.*)$", (runner / "env").read_text()))
    assert seen.items() >= job.items()
    ours = {name for name in seen if name.lower().startswith("bisectbuild_")}
    assert ours <= os.environ.keys()


@pytest.mark.parametrize(
    "command",
    [
        *("docker build . && docker push x", "docker build . | tee log", "a; b", "a & b"),
        *("docker build . > log", "docker build 'a .", "(docker build .)", 'docker build "$(x ."'),
    ],
)
def test_what_is_more_than_one_command_is_refused_with_advice(command: str, runner: Path) -> None:
    """Nothing of it is run."""
    done = run("build", runner, wrapping(command))

    assert done.returncode == 2
    assert done.stdout.startswith("::error title=bisectbuild::The input command is one command")
    assert "a script" in done.stdout
    assert done.stdout.count("\n") == 1
    assert not done.stderr
    assert not (runner / "words").exists()


@pytest.mark.parametrize("command", ["", "\n", "# docker build .", "$NOTHING"])
def test_an_empty_command_is_refused_with_advice(command: str, runner: Path) -> None:
    """Rather than with the usage of a program that the workflow does not name."""
    done = run("build", runner, wrapping(command))

    assert done.returncode == 2
    assert done.stdout.startswith("::error title=bisectbuild::The input command is empty. Write")
    assert not (runner / "words").exists()


def test_a_blank_input_is_as_one_that_is_left_out(runner: Path) -> None:
    """As a workflow gives it that passes on an input of its own."""
    blank = dict.fromkeys(GIVEN, "") | {f"{INPUT}COMMAND": "docker build ."}

    run("build", runner, blank)

    assert called(runner)[:5] == [
        *("ci", "--report-dir", "bisectbuild-report", "--on-failure", "report"),
    ]
    for name in ("python", "upload", "artifact", "report-dir"):
        default = ACTION["inputs"][name]["default"]
        uses = re.findall(rf"inputs\.{name}\b(?! \}}\}}\n +(?:[A-Z]|run))(.*)", TEXT)
        assert all(use.startswith(f" || '{default}'") for use in uses), name


def test_a_blank_python_is_the_one_that_there_is(tmp_path: Path) -> None:
    """The virtual environment is made by it."""
    program = tmp_path / "path" / "python3"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$@" > "$RUNNER_TEMP/made"; exit 9\n')
    program.chmod(0o755)
    path = f"{program.parent}:{os.environ['PATH']}"

    blank = dict.fromkeys(STEPS["install"]["env"], "") | {"BISECTBUILD_FOLDER": "."}
    done = run("install", tmp_path, blank, PATH=path)

    assert done.returncode == 9, done.stderr
    assert (tmp_path / "made").read_text() == f"-m venv {tmp_path}/bisectbuild\n"


def test_who_may_come_in_is_handed_over(runner: Path) -> None:
    """One person on each line."""
    asked = {
        f"{INPUT}ON_FAILURE": "shell",
        f"{INPUT}AUTHORIZED_KEYS": "ops keys",
        f"{INPUT}ALLOW_USER": "github:octocat\n\ngitlab:tanuki\n",
        f"{INPUT}SSH_VIA": "ci@bastion.example",
    }

    run("build", runner, wrapping("docker build .") | asked)

    options = called(runner)
    assert options[: options.index("--")][3:] == [
        *("--on-failure", "shell", "--authorized-keys", "ops keys"),
        *("--ssh-via", "ci@bastion.example"),
        *("--allow-user", "github:octocat", "--allow-user", "gitlab:tanuki"),
    ]


def test_no_input_stands_in_a_script_itself() -> None:
    """A value that a stranger chose would be run."""
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def test_no_name_of_a_steps_variable_can_be_the_jobs() -> None:
    """It would hide the job's own from the command."""
    for step in STEPS.values():
        assert all(name.startswith("BISECTBUILD_") for name in step["env"])


def test_every_input_is_used_and_every_option_exists() -> None:
    """With the words of `bisectbuild ci --help`."""
    text = (ROOT / "action.yml").read_text()
    unused = [name for name in ACTION["inputs"] if f"inputs.{name}" not in text]
    assert not unused
    known = subprocess.run(
        (sys.executable, "-m", "bisectbuild", "ci", "--help"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for option in re.findall(r"(--[a-z-]+) ", STEPS["build"]["run"]):
        assert option in known


def test_every_output_is_one_that_a_failure_writes(tmp_path: Path) -> None:
    """They are the step's own."""
    env = {"GITHUB_ACTIONS": "true", "GITHUB_OUTPUT": str(tmp_path / "output")}
    told = told_of(full(), tmp_path, None, "")

    (written,) = find(env).deeds(told, "", env)

    assert isinstance(written, Append)
    names = set(re.findall(r"(?m)^([a-z-]+)<<", written.text))
    assert set(ACTION["outputs"]) <= names
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.build.outputs.{name} }}}}"


def test_the_hook_refuses_a_dockerfile_that_no_builder_takes(tmp_path: Path) -> None:
    """It reads each file that it is given, and builds none."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (tmp_path / "good.Dockerfile").write_text("FROM scratch\nCOPY a /\n")
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPPY a /\n")
    words = shlex.split(hook["entry"])
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}

    def hooked(*files: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            (*words, *files), cwd=tmp_path, env=env, capture_output=True, check=False
        )

    good, bad = hooked("good.Dockerfile"), hooked("good.Dockerfile", "Dockerfile")

    assert good.returncode == 0
    assert bad.returncode != 0
    assert b"COPPY" in bad.stderr
    for name in ("Dockerfile", "app/Dockerfile.prod", "good.Dockerfile"):
        assert re.search(hook["files"], name)
    assert not re.search(hook["files"], "Dockerfile.md/x.py")


RECIPES = re.findall(r"(?s)```yaml\n(.*?)```", (ROOT / "docs" / "how-to" / "ci.md").read_text())


@pytest.mark.parametrize("recipe", RECIPES)
def test_each_recipe_is_yaml_and_names_what_there_is(recipe: str) -> None:
    """Inputs of the action, options of the command, files of the reports."""
    told = yaml.safe_load(recipe)
    assert told
    for line in re.findall(r"bisectbuild ci (.*?)-- docker", recipe):
        assert not line
    for used in re.findall(r"(?s)OWNER/bisectbuild@v1\n +with:\n(.*?)(?:\n\n|\Z)", recipe):
        assert set(yaml.safe_load(used)) <= set(ACTION["inputs"])
    for name in re.findall(r"bisectbuild-report/([a-z.-]+)", recipe):
        assert name in {*FORMATS, CODE_QUALITY}
