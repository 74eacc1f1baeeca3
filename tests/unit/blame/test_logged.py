"""Blaming without a trace. All logs here were written for these tests."""

from __future__ import annotations

import pytest

from bisectbuild.blame import By, blame_source
from bisectbuild.blame.blamed import Blamed
from bisectbuild.trace.digest import digest_lines


def blamed(run: str, *log: str, code: int | None = 1) -> Blamed:
    """Blame a RUN by a log."""
    found = blame_source(f"RUN {run}", log=digest_lines(log), exit_code=code)
    assert found is not None
    return found


INSTALL = "apt-get update && apt-get install -y pear-tools && make"


@pytest.mark.parametrize(
    ("run", "log", "code", "text"),
    [
        (INSTALL, "E: Unable to locate package pear-tools", 100, "apt-get install -y pear-tools"),
        (INSTALL, "E: The repository 'deb x' does not have a Release file.", 100, "apt-get update"),
        (INSTALL, "make: *** [Makefile:3: all] Error 1", 2, "make"),
        ("cd /x && ./pear && fig", "/bin/sh: 1: fig: not found", 127, "fig"),
        ("cd /x && ./pear && fig", "/bin/bash: line 1: ./pear: Permission denied", 126, "./pear"),
        ("cd /x && ./pear && fig", "/bin/sh: 1: cd: can't cd to /x", 2, "cd /x"),
        ("cp a /b && mv c d", "cp: cannot stat 'a': No such file or directory", 1, "cp a /b"),
        (
            "ls && echo x > /no/x",
            "/bin/sh: can't create /no/x: nonexistent directory",
            1,
            "echo x > /no/x",
        ),
        (
            "curl -fO pear && tar xf pear",
            "curl: (22) The requested URL returned error: 404",
            22,
            "curl -fO pear",
        ),
        (
            "git clone pear && cd pear && npm ci",
            "fatal: repository 'pear' not found",
            128,
            "git clone pear",
        ),
        ("npm ci && npm run pear", "npm error code ERESOLVE", 1, "npm ci"),
        ("corepack enable && yarn install", "➤ YN0028: │ The lockfile", 1, "yarn install"),
        ("npx pear generate && npx tsc", "src/db.ts(3,10): error TS2305: x", 2, "npx tsc"),
        ("ruff check . && pytest -q", "FAILED tests/test_pear.py::test_fig", 1, "pytest -q"),
        (INSTALL, "Do you want to continue? [Y/n] Abort.", 1, "apt-get install -y pear-tools"),
        (
            "microdnf install -y dnf && dnf install -y fig",
            " Problem: problem with",
            1,
            "dnf install -y fig",
        ),
        ("cabal update && cabal build", "Error: cabal: Could not resolve", 1, "cabal build"),
        ("set -eu; ls; cat $PEAR", "/bin/sh: 1: PEAR: parameter not set", 2, "cat $PEAR"),
        ("bash -c 'cd /x && make'", "make: *** No rule to make target 'pear'.  Stop.", 2, "make"),
    ],
)
def test_what_a_program_says_of_itself_names_it(run: str, log: str, code: int, text: str) -> None:
    """With a confidence that says so."""
    found = blamed(run, log, code=code)

    assert (found.text, found.by) == (text, By.LOG)
    assert found.confidence > 0.8


def test_a_lone_command_is_certain_and_a_last_one_nearly() -> None:
    """By the shell's rules alone."""
    assert blamed("make -j4 all").confidence == 1.0
    assert 0.9 < blamed("cd /x; make").confidence < 1.0
    assert blamed("echo on && test -f pear && echo off", "on").text == "test -f pear"


def test_what_only_the_numbers_tell_is_said_with_doubt() -> None:
    """No line speaks of any of them."""
    found = blamed("pear && plum && fig", "hello")

    assert found.confidence <= 0.7
    assert "likeliest of 3" in found.why


def test_two_that_could_have_said_it_are_never_sure() -> None:
    """Both are of one program."""
    found = blamed("pip install pear && pip install plum", "ERROR: Could not build wheels", code=1)

    assert found.confidence <= 0.8


def test_what_has_printed_its_end_is_behind() -> None:
    """A command that ran later shows that those before it passed."""
    log = ("Successfully installed pear-1", "halfway", "something broke")
    found = blamed("pip install pear && echo halfway && plum", *log)

    assert found.text == "plum"


def test_an_exit_code_of_its_own_names_a_program() -> None:
    """Where it prints nothing."""
    assert blamed("mkdir /x && curl -s pear -o fig && fig", code=28).text == "curl -s pear -o fig"
    assert blamed("pear && apt-get -qq install plum", code=100).text == "apt-get -qq install plum"


def test_where_one_command_ends_it_for_another_either_may_be_meant() -> None:
    """So that is never above 0.8."""
    found = blamed("make || exit 1", "make: *** [all] Error 2")

    assert found.text == "make"
    assert found.confidence <= 0.8


@pytest.mark.parametrize(
    "line",
    [
        "standard_init_linux.go:228: exec user process caused: exec format error",
        "exec /bin/sh: exec format error",
    ],
)
def test_where_the_shell_never_began_no_command_is_named(line: str) -> None:
    """The image is for another machine."""
    assert blame_source("RUN a && b", log=digest_lines([line]), exit_code=1) is None


GNUPG = "E: gnupg, gnupg2 and gnupg1 do not seem to be installed, but one of them is required"


@pytest.mark.parametrize(
    ("run", "log", "code", "text"),
    [
        ("curl pear | apt-key add - && apt-get update", [GNUPG], 255, "apt-key add -"),
        (
            "bundle install && echo x > /etc/pear && mkdir /plum",
            ["Your Ruby version is 2.5.5, but your Gemfile specified 2.6.5"],
            18,
            "bundle install",
        ),
        (
            "pip install wheel && pip install -r requirements.txt",
            ["Successfully installed wheel-1", "ERROR: Could not build wheels"],
            1,
            "pip install -r requirements.txt",
        ),
        (
            "apk upgrade && apk add pear",
            ["OK: 6 MiB in 14 packages", "ERROR: unsatisfiable constraints:"],
            1,
            "apk add pear",
        ),
        (
            "wget http://pear.example/a && wget http://plum.example/$V",
            ["2031-01-01 (1 MB/s) - 'a' saved [9/9]", "2031-01-01 ERROR 404: Not Found."],
            8,
            "wget http://plum.example/$V",
        ),
        (
            "npm cache clean --force && npm run build",
            ["npm ERR! code ENOENT"],
            254,
            "npm run build",
        ),
        (
            "pip install --upgrade pip && pip install pear",
            ["ERROR: Could not build wheels"],
            1,
            "pip install pear",
        ),
        (
            "pip install --upgrade pip setuptools && pip install pear",
            ["ERROR: command errored out in /tmp/setuptools/"],
            1,
            "pip install --upgrade pip setuptools",
        ),
    ],
)
def test_who_is_done_or_only_tidies_gives_way_to_the_one_that_failed(
    run: str, log: list[str], code: int, text: str
) -> None:
    """Of several that could have printed the error."""
    found = blamed(run, *log, code=code)

    assert found.text == text
    assert found.confidence > 0.5


def test_in_a_loop_an_end_tells_nothing_of_the_others() -> None:
    """The loop's own command may have printed it, and failed in a later turn."""
    loop = "set -e; for p in a b; do pip install $p; done; pip install c"
    log = ("Successfully installed a-1", "ERROR: Could not build wheels")

    assert blamed(loop, *log).text == "pip install $p"


@pytest.mark.parametrize(
    "harmless", ["echo x > /pear", "rm -rf /pear 2>/dev/null", "yum -y clean all"]
)
def test_what_does_no_harm_never_wins_by_numbers(harmless: str) -> None:
    """It may be named, but as a possibility."""
    found = blamed(f"{harmless} && apt-get update 2>/dev/null && apt-get upgrade 2>/dev/null")

    assert found.text == harmless
    assert found.confidence < 0.5


def test_without_a_line_and_without_a_code_nothing_is_likely() -> None:
    """No process of the step ended, as far as is known."""
    assert blamed("pear && plum", code=None).confidence < 0.5
