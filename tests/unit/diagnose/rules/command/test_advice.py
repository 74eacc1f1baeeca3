"""What the rules of commands advise where the machine and the Dockerfile say more."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.facts import Facts, Program
from bisectbuild.diagnose.rule import Rule, Told
from bisectbuild.diagnose.rules.command import (
    http_gone,
    installer_path,
    node_tool_missing,
    not_executable,
    tool_missing,
    variable_unset,
    write_denied,
)
from bisectbuild.dockerfile.parse import parse
from bisectbuild.trace.digest import digest_lines

_TEXT = """\
ARG OTTER
FROM debian:12 AS tools
RUN apt-get update && apt-get install -y jq
FROM debian:12
COPY fill.sh /srv/fill.sh
ENV NODE_ENV=production
USER keeper
RUN {}
"""


def _told(rule: Rule, command: str, line: str, code: int, facts: Facts | None = None) -> Told:
    file = parse(_TEXT.format(command).encode())
    case = Case(
        keyword="RUN",
        source=f"RUN {command}",
        exit_code=code,
        log=digest_lines([line]),
        dockerfile=file,
        instruction=file.instructions[-1],
        facts=facts or Facts(),
    )
    told = rule.check(case)
    assert told is not None
    return told


def test_a_command_that_lies_off_path_is_named_with_its_folder() -> None:
    """The machine knows where it is."""
    there = Program(name="otterctl", paths=("/opt/otter/bin/otterctl",), on_path=False)

    told = _told(
        tool_missing.RULE,
        "otterctl init",
        "/bin/sh: 1: otterctl: not found",
        127,
        Facts(programs=(there,)),
    )

    assert "ENV PATH=/opt/otter/bin:$PATH" in told.advice


def test_a_command_that_lies_on_path_is_not_told_of() -> None:
    """Then it was another shell or place that missed it."""
    there = Program(name="jq", paths=("/usr/bin/jq",), on_path=True)
    case = Case(
        exit_code=127,
        log=digest_lines(["/bin/sh: 1: jq: not found"]),
        facts=Facts(programs=(there,)),
    )

    assert tool_missing.RULE.check(case) is None


def test_a_package_of_another_stage_is_named() -> None:
    """What the stage `tools` installs is not in the last one."""
    told = _told(tool_missing.RULE, "jq . a.json", "/bin/sh: 1: jq: not found", 127)

    assert "Stage tools installs it" in told.advice


def test_an_installer_s_tool_is_found_by_the_machine() -> None:
    """Its folder is better than a guess."""
    there = Program(name="cargo", paths=("/opt/rust/bin/cargo",), on_path=False)

    told = _told(
        installer_path.RULE,
        "cargo build",
        "/bin/sh: 1: cargo: not found",
        127,
        Facts(programs=(there,)),
    )

    assert "/opt/rust/bin" in told.advice


def test_development_packages_that_were_left_out_are_the_reason() -> None:
    """NODE_ENV stands in another line of the file."""
    told = _told(node_tool_missing.RULE, "npm run build", "sh: 1: vite: not found", 127)

    assert "Development packages were left out" in told.advice


def test_the_copy_of_a_script_is_where_its_mode_is_mended() -> None:
    """With the line that copies it, and the user that may not run it."""
    told = _told(
        not_executable.RULE,
        "/srv/fill.sh",
        "/bin/sh: 1: /srv/fill.sh: Permission denied",
        126,
    )

    assert "keeper (USER, line 7)" in told.cause
    assert "COPY --chmod=755 …` in line 5" in told.advice


def test_the_user_of_the_step_is_named() -> None:
    """A reader need not look for the USER line."""
    told = _told(
        write_denied.RULE,
        "mkdir /opt/den",
        "mkdir: cannot create directory '/opt/den': Permission denied",
        1,
    )

    assert told.cause.startswith("The user keeper (USER, line 7) may not")


def test_an_argument_before_from_is_named_with_its_line() -> None:
    """It must be declared again in the stage."""
    told = _told(variable_unset.RULE, "set -u; echo $OTTER", "sh: 1: OTTER: parameter not set", 2)

    assert "ARG OTTER in line 1 stands before FROM" in told.advice


def test_a_hole_in_a_url_is_an_empty_variable() -> None:
    """The server is not at fault then."""
    told = _told(
        http_gone.RULE,
        "wget https://files.example/otter-$V.tar.gz",
        "wget: server returned error: HTTP/1.1 404 Not Found https://files.example/otter-.tar.gz",
        1,
    )

    assert "seems to be empty" in told.advice
