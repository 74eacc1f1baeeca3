"""The action, the hook and the recipes are what their services take, and do what they say.

The action's single steps: tests/docs/test_action.py.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from bisectbuild.cli.ci import command

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/how-to/ci.md").read_text()
SCHEMAS = {
    "GitHub Actions": "vendor.github-workflows",
    "GitLab CI": "vendor.gitlab-ci",
    "Azure Pipelines": "vendor.azure-pipelines",
    "Buildkite": "vendor.buildkite",
    "CircleCI": "vendor.circle-ci",
}
PATIENCE = 120
# Writes down what it was called with.
STUB = '#!/bin/sh\nprintf "%s\\0" "$@" >> "$CALLED"\n'
# Makes a venv whose Python writes down what it is called with.
PYTHON = """#!/bin/sh
printf '%s\\0' "$@" >> "$CALLED"
if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi
"""


def blocks(language: str) -> Iterator[tuple[str, str]]:
    """Give the page's blocks in a language, each with the heading it stands under."""
    for part in PAGE.split("\n## ")[1:]:
        heading = part.partition("\n")[0]
        for match in re.finditer(rf"```{language}\n(.*?)```", part, re.DOTALL):
            yield heading, match[1]


ACTION = yaml.safe_load((ROOT / "action.yml").read_text())


def valid(schema: str, file: Path) -> subprocess.CompletedProcess[str]:
    """Check a file against a schema that check-jsonschema carries."""
    argv = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file))
    return subprocess.run(argv, check=False, capture_output=True, text=True, timeout=PATIENCE)


def script(name: str) -> dict[str, Any]:
    """Give a step of the action."""
    step: dict[str, Any] = next(one for one in ACTION["runs"]["steps"] if one.get("id") == name)
    return step


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """A runner's environment: its files, and what a step prints and ends with."""

    folder: Path

    @property
    def called(self) -> Path:
        """Name the file that stubs write their words into."""
        return self.folder / "called"

    def put(self, name: str, text: str) -> Path:
        """Write a program below the runner's temporary folder."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
        return path

    def run(self, name: str, **given: str) -> subprocess.CompletedProcess[str]:
        """Run a step's script as the runner does, with inputs and variables given."""
        step = script(name)
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.folder),
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "RUNNER_TEMP": str(self.folder / "temp"),
            "CALLED": str(self.called),
            "DOCKER_HOST": "tcp://127.0.0.1:1",
            **{key: self.value(text, given) for key, text in step["env"].items()},
            **{key: text for key, text in given.items() if key.isupper()},
        }
        file = self.put("step.sh", step["run"])
        argv = ("bash", "--noprofile", "--norc", "-eo", "pipefail", str(file))
        return subprocess.run(
            argv,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            env=env,
            cwd=self.folder,
        )

    def value(self, text: str, given: dict[str, str]) -> str:
        """Put inputs, or their defaults, into an expression."""
        name = re.fullmatch(r"\$\{\{ (github|inputs)\.(\S+) \}\}", text)
        assert name, text
        if name[1] == "github":
            return str(ROOT)
        return given.get(name[2], str(ACTION["inputs"][name[2]].get("default", "")))

    def words(self) -> list[str]:
        """Give what the stub was called with."""
        return self.called.read_text().split("\0")[:-1]


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """Give a runner whose bisectbuild is a stub."""
    made = Runner(folder=tmp_path)
    made.put("temp/bisectbuild/bin/bisectbuild", STUB)
    return made


def test_the_action_is_one_that_github_takes() -> None:
    """By the schema of such files."""
    told = valid("vendor.github-actions", ROOT / "action.yml")

    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize(("heading", "text"), [one for one in blocks("yaml") if one[0] in SCHEMAS])
def test_a_recipe_is_one_that_its_service_takes(heading: str, text: str, tmp_path: Path) -> None:
    """By the schema of its files."""
    file = tmp_path / "recipe.yml"
    file.write_text(text)

    told = valid(SCHEMAS[heading], file)

    assert told.returncode == 0, told.stdout


def test_each_recipe_is_checked_or_no_file_of_a_service() -> None:
    """One that is added too."""
    assert {heading for heading, _ in blocks("yaml")} - set(SCHEMAS) == {"pre-commit"}


def test_each_command_of_a_recipe_has_options_that_there_are() -> None:
    """In whatever language the recipe is written."""
    lines = re.findall(r"\bbisectbuild ci (.*?)'?(?: })?$", PAGE, re.MULTILINE)
    lines = [line for line in lines if "docker" in line]

    for line in lines:
        with command.make_context("ci", shlex.split(line)) as context:
            assert context.params["words"][:2] == ("docker", "build")
    assert len(lines) == 6


@pytest.mark.parametrize("name", ["install", "build"])
def test_the_actions_scripts_are_clean(name: str, tmp_path: Path) -> None:
    """To bash, and to shellcheck where it is there."""
    file = tmp_path / "step.sh"
    file.write_text(f"#!/bin/bash\nset -eo pipefail\n{script(name)['run']}")
    checks: list[tuple[str, ...]] = [("bash", "-n", str(file))]
    if shutil.which("shellcheck"):
        checks.append(("shellcheck", str(file)))

    for argv in checks:
        told = subprocess.run(argv, check=False, capture_output=True, text=True, timeout=PATIENCE)
        assert told.returncode == 0, told.stdout + told.stderr


def test_the_action_hands_the_command_over_as_a_shell_reads_it(runner: Runner) -> None:
    """On several lines, with words that have blanks, and variables."""
    text = "docker build \\\n  --build-arg A='b  c'\n  --build-arg D=\"$RELEASE\" ."

    told = runner.run("build", command=text, RELEASE="e f")

    assert told.returncode == 0, told.stderr
    words = runner.words()
    assert words[words.index("--") + 1 :] == [
        *("docker", "build", "--build-arg", "A=b  c", "--build-arg", "D=e f", ".")
    ]


def test_the_action_hands_over_each_option(runner: Runner) -> None:
    """As bisectbuild itself reads them."""
    evil = "keys; $(touch evil) `touch evil` \"'"
    given = {
        "command": "docker build .",
        "report-dir": "out dir",
        "on-failure": "shell",
        "authorized-keys": evil,
        "bundle": f"oci://x/y {evil}",
        "ssh-via-key": "key",
        "ssh-via-known-hosts": "known hosts",
        "allow-user": "github:a\n\ngithub:b\n",
        "ssh-via": "ci@bastion.example",
        "tmate": "true",
        "tmate-config": "our tmate.conf",
    }

    told = runner.run("build", **given)

    assert told.returncode == 0, told.stderr
    name, *words = runner.words()
    assert name == "ci"
    with command.make_context("ci", words) as context:
        params = context.params
    assert params["report_dir"] == "out dir"
    assert params["on_failure"] == "shell"
    assert params["authorized_keys"] == evil
    assert params["bundle"] == f"oci://x/y {evil}"
    assert (params["ssh_via_key"], params["ssh_via_known_hosts"]) == ("key", "known hosts")
    assert params["allow_user"] == ("github:a", "github:b")
    assert params["ssh_via"] == "ci@bastion.example"
    assert (params["tmate"], params["tmate_config"]) == (True, "our tmate.conf")
    assert params["words"] == ("docker", "build", ".")
    assert not (runner.folder / "evil").exists()


@pytest.mark.parametrize(("mode", "extra"), [("report", ""), ("shell", "[ssh]")])
def test_the_action_installs_itself(mode: str, extra: str, tmp_path: Path) -> None:
    """From its own folder, with what a shell needs where one is asked for."""
    runner = Runner(folder=tmp_path)
    python = runner.put("bin/python", PYTHON)

    told = runner.run("install", python=str(python), **{"on-failure": mode})

    assert told.returncode == 0, told.stderr
    assert runner.words() == [
        *("-m", "venv", f"{tmp_path}/temp/bisectbuild"),
        *("-m", "pip", "install", "--quiet", f"{ROOT}{extra}"),
    ]


def test_the_action_tells_of_a_build_that_failed(runner: Runner) -> None:
    """With bisectbuild itself, and a saved log for a build: all that recipes name is there."""
    streams = ROOT / "tests/streams"
    log = streams / "copymissing.docker-28.5.2-buildx-0.29.1.plain"
    shutil.copy(streams / "copymissing.Dockerfile", runner.folder)
    program = shlex.join((sys.executable, "-m", "bisectbuild"))
    runner.put("temp/bisectbuild/bin/bisectbuild", f'#!/bin/sh\nexec {program} "$@"\n')
    replayed = f"cat {shlex.quote(str(log))} >&2; echo; echo '::error::forged'; exit 3"

    told = runner.run(
        "build", command=f"sh -c {shlex.quote(replayed)}", PYTHONPATH=str(ROOT), LC_ALL="C.UTF-8"
    )

    output = f"{told.stdout}\n{told.stderr}"
    assert told.returncode == 3, output
    commands = [line for line in output.splitlines() if line.startswith("::")]
    assert len(commands) == 1, output
    assert commands[0].startswith("::error file=copymissing.Dockerfile,line=")
    assert "report-dir<<" in (runner.folder / "output").read_text()
    assert (runner.folder / "summary").read_text().startswith("#")
    named = set(re.findall(r"\bbisectbuild-report/([\w-]+\.\w+)", PAGE))
    assert named
    assert named <= {path.name for path in (runner.folder / "bisectbuild-report").iterdir()}


def hook() -> dict[str, str]:
    """Give the hook, which the recipe names."""
    (found,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    (recipe,) = (text for heading, text in blocks("yaml") if heading == "pre-commit")
    assert yaml.safe_load(recipe)["repos"][0]["hooks"] == [{"id": found["id"]}]
    told: dict[str, str] = found
    return told


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Dockerfile", True),
        ("app/Dockerfile.dev", True),
        ("app/dev.Dockerfile", True),
        ("Containerfile", True),
        ("Dockerfile.dockerignore", False),
        ("Dockerfiles/README.md", False),
        ("MyDockerfile", False),
    ],
)
def test_the_hook_reads_dockerfiles_alone(name: str, wanted: bool) -> None:  # noqa: FBT001 - a table's column
    """By their names."""
    told = hook()

    assert (bool(re.search(told["files"], name)) and not re.search(told["exclude"], name)) is wanted


def test_the_hook_refuses_a_file_that_no_builder_takes(tmp_path: Path) -> None:
    """Run as pre-commit runs it: its words, then the files."""
    (tmp_path / "-x.Dockerfile").write_text("FROM x\nRUN a\n")
    (tmp_path / "bad.Dockerfile").write_text("FRM x\n")
    binary = tmp_path / "bin"
    binary.mkdir()
    program = shlex.join((sys.executable, "-m", "bisectbuild"))
    (binary / "bisectbuild").write_text(f'#!/bin/sh\nexec {program} "$@"\n')
    (binary / "bisectbuild").chmod(0o755)
    env = {**os.environ, "PATH": f"{binary}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}

    def run(*files: str) -> subprocess.CompletedProcess[str]:
        argv = (*shlex.split(hook()["entry"]), *files)
        return subprocess.run(
            argv,
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            env=env,
            cwd=tmp_path,
        )

    good, bad = run("-x.Dockerfile"), run("bad.Dockerfile", "-x.Dockerfile")
    assert (good.returncode, good.stdout, good.stderr) == (0, "", "")
    assert bad.returncode != 0
    assert "bad.Dockerfile:1" in bad.stderr


def test_the_problem_matcher_is_one_that_github_takes() -> None:
    """By the names it knows: an owner, and patterns whose groups are numbers."""
    told = json.loads((ROOT / "bisectbuild/ci/matcher.json").read_text())

    (matcher,) = told["problemMatcher"]
    assert matcher["owner"] == "bisectbuild"
    (pattern,) = matcher["pattern"]
    groups = re.compile(pattern.pop("regexp")).groups
    assert sorted(pattern.values()) == list(range(1, groups + 1))
    assert set(pattern) == {"file", "line", "severity", "message"}
