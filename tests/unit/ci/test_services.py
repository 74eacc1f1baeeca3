"""Each service: how it is known, what it is told, whether a stranger's code runs."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from bisectbuild.ci import service
from bisectbuild.ci.registry import SERVICES, find
from bisectbuild.ci.service import Append, Run
from bisectbuild.ci.told import Told, told_of
from tests.support.postmortems import full, hostile, least

TOLD = Told(
    title="RUN npm installer (exit code 1)",
    message="npm has no command.\nWrite `npm install`.",
    file="app/Dockerfile",
    first=9,
    last=10,
    code="BB498",
    stage="build",
    reports=Path("bisectbuild-report"),
    next="bisectbuild debug app",
)
EVIL = replace(
    TOLD,
    title="a%b,c:d;e]f|g'h[i ::error::x ##vso[y]",
    message="m\n::set-output name=a::b\n##vso[task.complete]\r##teamcity[x] '|]",
    file="a,b:c;d]'.Dockerfile",
)
HERE = {
    "github": {"GITHUB_ACTIONS": "true"},
    "gitlab": {"GITLAB_CI": "true"},
    "azure": {"TF_BUILD": "True"},
    "buildkite": {"BUILDKITE": "true"},
    "circleci": {"CIRCLECI": "true"},
    "teamcity": {"TEAMCITY_VERSION": "2025.1"},
    "jenkins": {"JENKINS_URL": "http://ci.example/"},
    "generic": {"CI": "true"},
}


def lines(name: str, told: Told = TOLD) -> tuple[str, ...]:
    """Give the lines that a service is told by."""
    return find(HERE[name]).lines(told)


@pytest.mark.parametrize("name", HERE)
def test_a_service_is_known_by_its_own_variable(name: str) -> None:
    """Whatever generic variable stands beside it."""
    assert find({**HERE[name], "CI": "true"}).id == name


def test_every_service_is_tested_here() -> None:
    """One that is added too."""
    assert [each.id for each in SERVICES if each.id not in HERE] == []


def test_github_gets_an_annotation_at_the_line() -> None:
    """Several lines of a message are one command."""
    place = "file=app/Dockerfile,line=9,endLine=10,"
    words = "title=RUN npm installer (exit code 1)::npm has no command.%0AWrite `npm install`."

    assert lines("github") == (f"::error {place}{words}",)
    assert lines("github", replace(TOLD, file="")) == (f"::error {words}",)


def test_github_gets_the_steps_own_log_in_a_group_that_no_line_of_it_ends(tmp_path: Path) -> None:
    """The group is closed behind it, so that the diagnosis stays open."""
    said = ("one", "::endgroup::", "  ::endgroup::", "##[endgroup]", "a\r::endgroup::\x1b[2J")
    evil = hostile(*said)

    _, begin, *log, end = lines("github", told_of(evil, tmp_path, None, ""))

    assert begin.startswith("::group::bisectbuild: the log of ")
    assert end == "::endgroup::"
    assert log
    assert len(log) <= 200
    for line in log:
        assert line.startswith("| ")
        assert line.isprintable()
        assert "##[" not in line
    assert any("endgroup" in line for line in log)


def test_github_gets_a_summary_and_outputs(tmp_path: Path) -> None:
    """A summary is cut at what a step may have; no value can end an output."""
    env = {
        **HERE["github"],
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
    }

    summary, outputs = find(env).deeds(replace(TOLD, next="a\nEOF\nb"), "é" * 10**6, env)

    assert isinstance(summary, Append)
    assert isinstance(outputs, Append)
    assert len(summary.text.encode()) <= 1024 * 1024
    assert "the rest is in the reports" in summary.text
    fields = re.findall(r"(?ms)^(\S+?)<<(\S+)\n(.*?)\n\2$", outputs.text)
    found = {name: value for name, _, value in fields}
    assert found["next"] == "a\nEOF\nb"
    assert (found["line"], found["code"], found["stage"]) == ("9", "BB498", "build")
    assert find(HERE["github"]).deeds(TOLD, "x", HERE["github"]) == ()


def test_azure_gets_an_issue_and_the_summary() -> None:
    """The summary is a file that the agent uploads."""
    issue, summary = lines("azure")

    assert issue == (
        "##vso[task.logissue type=error;code=BB498;sourcepath=app/Dockerfile;linenumber=9;"
        "columnnumber=1;]RUN npm installer (exit code 1): npm has no command.%0AWrite"
        " `npm install`."
    )
    assert summary == f"##vso[task.uploadsummary]{Path.cwd()}/bisectbuild-report/postmortem.md"


def test_teamcity_gets_a_problem_the_artefacts_and_the_tests() -> None:
    """Values are escaped in its own way."""
    problem, artefacts, tests = lines("teamcity")

    assert problem == (
        "##teamcity[buildProblem description='app/Dockerfile:9: RUN npm installer (exit code 1):"
        " npm has no command.|nWrite `npm install`.' identity='bisectbuild_BB498_app_Dockerfile']"
    )
    assert artefacts.endswith("bisectbuild-report => bisectbuild']")
    assert "type='junit'" in tests
    assert find(HERE["teamcity"]).stdout


def test_teamcity_gets_no_more_than_it_takes() -> None:
    """A description of 4000 characters, and an identity that is an identifier of Java."""
    long = replace(TOLD, file="ü/" * 100 + "Dockerfile", message="|" * 9000)

    problem = lines("teamcity", long)[0]

    match = re.fullmatch(r".*description='(.*)' identity='(\w{1,60})'\]", problem, re.ASCII)
    assert match
    assert len(re.sub(r"\|(?:0x....|.)", "x", match[1])) == 4000


def test_gitlab_gets_a_section_around_the_diagnosis() -> None:
    """It begins with its title, and ends where the diagnosis does."""
    (begin,), (end,) = lines("gitlab"), find(HERE["gitlab"]).after(TOLD)

    section = r"\x1b\[0Ksection_{}:\d+:bisectbuild\r\x1b\[0K{}"
    assert re.fullmatch(section.format("start", f"bisectbuild: {re.escape(TOLD.title)}"), begin)
    assert re.fullmatch(section.format("end", ""), end)


def test_buildkite_gets_an_annotation_by_its_agent(tmp_path: Path) -> None:
    """Where the agent's program is there."""
    agent = tmp_path / "buildkite-agent"
    agent.write_text("#!/bin/sh\n")
    agent.chmod(0o755)
    env = {**HERE["buildkite"], "PATH": str(tmp_path)}

    (run,) = find(env).deeds(TOLD, "# summary", env)

    assert isinstance(run, Run)
    assert run.argv[:2] == (str(agent), "annotate")
    assert run.text == "# summary"
    assert find(env).deeds(TOLD, "x", {**env, "PATH": "/none"}) == ()


def test_anywhere_else_one_line_tells_file_and_line() -> None:
    """As compilers do."""
    assert lines("generic") == (
        "app/Dockerfile:9: error: npm has no command. Write `npm install`.",
    )


def test_a_problem_matcher_reads_that_line() -> None:
    """And none of the builder's own: its lines begin with a step's number."""
    path = Path(service.__file__).with_name("matcher.json")
    (pattern,) = json.loads(path.read_text())["problemMatcher"][0]["pattern"]

    match = re.search(pattern["regexp"], lines("generic")[0])

    assert match
    assert [match[pattern[name]] for name in ("file", "line", "severity")] == [
        "app/Dockerfile",
        "9",
        "error",
    ]
    assert match[pattern["message"]] == "npm has no command. Write `npm install`."
    assert not re.search(pattern["regexp"], "#7 0.512 a.c:3: error: x")


def bare(name: str, line: str) -> str:
    """Give a line without what begins a section of GitLab's, which is our own."""
    begin = r"\x1b\[0Ksection_start:\d+:bisectbuild\r\x1b\[0K"
    return re.sub(begin, "", line, count=1) if name == "gitlab" else line


@pytest.mark.parametrize("name", HERE)
def test_hostile_words_end_no_command_and_begin_none(name: str) -> None:
    """Each line is one command, or none."""
    for line in (bare(name, line) for line in lines(name, EVIL)):
        assert "\n" not in line
        assert "\r" not in line
        if name == "github":
            head, _, data = line[2:].partition("::")
            fields = head.removeprefix("error ").split(",")
            assert [field.split("=")[0] for field in fields] == ["file", "line", "endLine", "title"]
            assert all(":" not in field for field in fields)
            assert "%0A::set-output" in data
        elif name == "azure":
            fields = line.partition("]")[0].removeprefix("##vso[task.logissue ").split(";")
            assert len(fields) == 6 or line.startswith("##vso[task.uploadsummary]")
        elif name == "teamcity":
            inside = re.sub(r"\|.", "", line.removeprefix("##teamcity[").removesuffix("]"))
            assert "[" not in inside
            assert "]" not in inside
            assert inside.count("'") % 2 == 0
        else:
            assert line.isprintable()


def event(tmp_path: Path, head: str | None) -> dict[str, str]:
    """Give the environment of a pull request whose head lies in a repository."""
    repo = {"full_name": head} if head else None
    pull = {"head": {"repo": repo}, "base": {"repo": {"full_name": "us/app"}}}
    (tmp_path / "event").write_text(json.dumps({"pull_request": pull}))
    return {
        **HERE["github"],
        "GITHUB_EVENT_NAME": "pull_request_target",
        "GITHUB_EVENT_PATH": str(tmp_path / "event"),
    }


@pytest.mark.parametrize(("head", "fork"), [("us/app", False), ("them/app", True), (None, True)])
def test_github_tells_a_fork_by_its_event(head: str | None, fork: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a table's column
    """A fork that was deleted has no repository any more."""
    env = event(tmp_path, head)

    assert find(env).from_fork(env) is fork
    assert find(env).from_fork({**env, "GITHUB_EVENT_PATH": "/none"})
    assert not find(env).from_fork({**env, "GITHUB_EVENT_NAME": "push"})


@pytest.mark.parametrize(
    ("name", "own", "fork"),
    [
        (
            "gitlab",
            {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "1", "CI_MERGE_REQUEST_PROJECT_ID": "1"},
            {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "2", "CI_MERGE_REQUEST_PROJECT_ID": "1"},
        ),
        ("azure", {}, {"SYSTEM_PULLREQUEST_ISFORK": "True"}),
        (
            "buildkite",
            {
                "BUILDKITE_PULL_REQUEST": "7",
                "BUILDKITE_PULL_REQUEST_REPO": "https://git.example/us/app.git",
                "BUILDKITE_REPO": "git@git.example:us/app.git",
            },
            {
                "BUILDKITE_PULL_REQUEST": "7",
                "BUILDKITE_PULL_REQUEST_REPO": "https://git.example/them/app.git",
                "BUILDKITE_REPO": "git@git.example:us/app.git",
            },
        ),
        (
            "buildkite",
            {
                "BUILDKITE_PULL_REQUEST": "7",
                "BUILDKITE_PULL_REQUEST_REPO": "git://git.example/us/app.git",
                "BUILDKITE_REPO": "ssh://git@git.example:22/us/app",
            },
            {
                "BUILDKITE_PULL_REQUEST": "7",
                "BUILDKITE_PULL_REQUEST_REPO": "https://other.example/us/app.git",
                "BUILDKITE_REPO": "git@git.example:us/app.git",
            },
        ),
        (
            "gitlab",
            {
                "CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY": "us/app",
                "CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY": "us/app",
            },
            {
                "CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY": "them/app",
                "CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY": "us/app",
            },
        ),
        ("circleci", {}, {"CIRCLE_PR_REPONAME": "app"}),
        ("circleci", {"CIRCLE_BRANCH": "pull/fix"}, {"CIRCLE_BRANCH": "pull/12"}),
        ("circleci", {"CIRCLE_BRANCH": "main"}, {"CIRCLE_BRANCH": "pull/12/head"}),
        ("jenkins", {}, {"GERRIT_CHANGE_NUMBER": "12"}),
        ("jenkins", {"GIT_BRANCH": "origin/main"}, {"GIT_BRANCH": "refs/changes/45/12345/3"}),
        ("jenkins", {"BRANCH_NAME": "changes/it"}, {"GERRIT_REFSPEC": "refs/changes/45/12345/3"}),
        ("buildkite", {"BUILDKITE_PULL_REQUEST": "false"}, {"BUILDKITE_PULL_REQUEST": "7"}),
        ("circleci", {}, {"CIRCLE_PR_NUMBER": "7"}),
        ("jenkins", {"CHANGE_ID": "7"}, {"CHANGE_FORK": "them"}),
        ("jenkins", {}, {"ghprbPullId": "7"}),
        ("generic", {"TRAVIS_PULL_REQUEST": "false"}, {"TRAVIS_PULL_REQUEST": "7"}),
        ("generic", {"DRONE_PULL_REQUEST": ""}, {"DRONE_PULL_REQUEST": "7"}),
        ("generic", {"BITRISE_PULL_REQUEST": ""}, {"BITRISE_PULL_REQUEST": "7"}),
        ("generic", {"CM_PULL_REQUEST": "false"}, {"CM_PULL_REQUEST": "true"}),
        ("generic", {"AC_GIT_PR": "false"}, {"AC_GIT_PR": "true"}),
        ("generic", {"CF_BRANCH": "main"}, {"CF_PULL_REQUEST_NUMBER": "7"}),
        ("generic", {"CF_BRANCH": "main"}, {"CF_PULL_REQUEST_ID": "7"}),
        ("generic", {"SD_PULL_REQUEST": ""}, {"SD_PULL_REQUEST": "7"}),
        ("generic", {"VELA_BUILD_EVENT": "push"}, {"VELA_PULL_REQUEST": "7"}),
        ("generic", {}, {"AGOLA_PULL_REQUEST_ID": "7"}),
        ("generic", {}, {"BUDDY_EXECUTION_PULL_REQUEST_ID": "7"}),
        ("generic", {}, {"PULL_REQUEST_NUMBER": "7"}),
        (
            "generic",
            {"CODEBUILD_WEBHOOK_TRIGGER": "branch/pr/7", "CODEBUILD_SOURCE_VERSION": "0a1b2c"},
            {"CODEBUILD_WEBHOOK_TRIGGER": "pr/7"},
        ),
        (
            "generic",
            {"CODEBUILD_WEBHOOK_TRIGGER": "tag/v1"},
            {"CODEBUILD_SOURCE_VERSION": "pr/7"},
        ),
    ],
)
def test_a_fork_is_told_from_an_own_branch(
    name: str, own: dict[str, str], fork: dict[str, str]
) -> None:
    """By the variables of each."""
    found = find(HERE[name])

    assert not found.from_fork({**HERE[name], **own})
    assert found.from_fork({**HERE[name], **fork})
    assert not found.from_fork(HERE[name])


@pytest.mark.parametrize(
    ("name", "told", "fork"),
    [
        ("workflow_run", {"workflow_run": {"head_repository": {"full_name": "us/app"}}}, False),
        ("workflow_run", {"workflow_run": {"head_repository": {"full_name": "them/app"}}}, True),
        ("workflow_run", {"workflow_run": {"head_repository": None}}, True),
        ("issue_comment", {"issue": {"pull_request": {}}}, True),
        ("issue_comment", {"issue": {}}, False),
        ("pull_request_review", {}, True),
        ("push", {}, False),
    ],
)
def test_events_that_follow_a_pull_request_may_run_its_code(
    name: str,
    told: dict[str, object],
    fork: bool,  # noqa: FBT001 - a table's column
    tmp_path: Path,
) -> None:
    """They have the rights of our own branch."""
    env = {**event(tmp_path, None), "GITHUB_EVENT_NAME": name}
    (tmp_path / "event").write_text(json.dumps({"repository": {"full_name": "us/app"}, **told}))

    assert find(env).from_fork(env) is fork


@pytest.mark.parametrize(
    ("parameters", "fork"),
    [
        ("teamcity.build.vcs.branch.App=refs/heads/main", False),
        ("teamcity.build.vcs.branch.App=refs/pull/7/head", True),
        ("teamcity.pullRequest.number=7", True),
        ("teamcity.pullRequest.number=7\nteamcity.pullRequest.source.branch=fix", False),
        ("# teamcity.pullRequest.number=7", False),
    ],
)
def test_teamcity_tells_a_fork_by_the_builds_parameters(
    parameters: str,
    fork: bool,  # noqa: FBT001 - a table's column
    tmp_path: Path,
) -> None:
    """They lie in a file that another one names; without them nothing is sure."""
    system, own = tmp_path / "system", tmp_path / "own: 1"
    escaped = str(own).replace(":", "\\:")
    system.write_text(f"#Thu\nteamcity.configuration.properties.file={escaped}\n")
    own.write_text(f"a=b\n{parameters}\n")
    env = {**HERE["teamcity"], "TEAMCITY_BUILD_PROPERTIES_FILE": str(system)}

    assert find(env).from_fork(env) is fork
    own.unlink()
    assert find(env).from_fork(env)
    assert find(env).from_fork(HERE["teamcity"])


@pytest.mark.parametrize(
    "name", ["a\n::error::x", "##vso[task.complete]", "\x1b]1337;x", "a\u202eb"]
)
def test_a_file_that_is_no_plain_text_is_not_marked(name: str, tmp_path: Path) -> None:
    """A fork names its files as it likes."""
    file = tmp_path / name
    file.write_text("FROM x\n")
    told = full()

    found = told_of(
        replace(told, dockerfile=replace(told.dockerfile, path=str(file))), tmp_path, None, ""
    )

    assert found.file == ""
    assert found.first == 14


def test_what_is_told_comes_from_the_postmortem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file as the checkout has it; one that is not there cannot be marked."""
    monkeypatch.chdir(tmp_path)
    told = full()
    (tmp_path / "app").mkdir()
    file = tmp_path / "app" / "Dockerfile"
    file.write_text("FROM x\n")
    own = replace(told, dockerfile=replace(told.dockerfile, path=str(file)))

    found = told_of(own, tmp_path, None, "bisectbuild debug")

    assert found.file == "app/Dockerfile"
    assert found.stage == "service"
    assert found.code
    assert told_of(own, tmp_path / "other", None, "").file == ""
    assert told_of(least(), tmp_path, None, "").file == ""


def test_a_hostile_build_is_told_on_single_safe_lines(tmp_path: Path) -> None:
    """Escape sequences and control characters are spelled out."""
    told = told_of(hostile("\x1b[2J\x1b]0;x\x07::error::x\r\n"), tmp_path, None, "")

    for each in SERVICES:
        for line in each.lines(told):
            assert bare(each.id, line).isprintable()
