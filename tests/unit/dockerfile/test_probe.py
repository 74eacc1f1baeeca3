"""The step that asks: its text, and its script in a real busybox without any engine."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.probe import GOOD, OVER, Asking, asking_script, probe_after, told
from bisectbuild.shell.command import json_words
from tests.support.busybox import busybox

ENV = {"PATH": "/usr/bin:/bin", "a.b": "x  y\nz '\"", "HOME": "/nowhere"}


def asked(**given: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401 - fields of Asking
    """Run the script of a question."""
    how = Asking(marker="m", busybox=busybox(), **{"applets": "/no/applets", **given})
    return subprocess.run(
        (busybox(), "sh", "-c", asking_script(how)),
        env=ENV,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_cut_stays_as_it_is_and_one_step_in_exec_form_follows() -> None:
    """On one line, whatever the question holds, and with its marker in front."""
    dockerfile = parse(b"# escape=`\nFROM a AS b\nRUN x `\n  y\nRUN z")
    how = Asking(marker="marker-1", text='cat <<X \\\n "it\'s" é\nX', shell=("/bin/sh", "-c"))
    text = probe_after(dockerfile, dockerfile.instructions[1], how, "tool:1")

    assert text.target == "b"
    assert text.data.startswith(b"# escape=`\nFROM a AS b\nRUN x `\n  y\nRUN --mount=")
    last = parse(text.data).instructions[-1]
    assert last.span.start == last.span.end == 5
    assert not last.heredocs
    assert b"<" not in text.data
    words = json_words(last.value)
    assert words is not None
    assert words == ("/.bisectbuild/tool/busybox", "sh", "-c", asking_script(how))
    assert words[3].startswith("# marker-1\n")
    assert last.flag("mount") is not None
    assert json.loads(last.value)


def test_a_step_that_asks_never_passes() -> None:
    """Codes that mean something else are moved, to others that are no verdict either."""
    assert told(GOOD) == (0, False)
    assert told(OVER)[1]
    assert [told(code) for code in (1, 125, 251, 253)] == [
        (1, False),
        (125, False),
        (251, False),
        (253, False),
    ]


@pytest.mark.parametrize(
    ("code", "seen"), [(0, 254), (1, 1), (125, 125), (127, 127), (252, 251), (254, 253), (255, 255)]
)
def test_the_exit_code_of_the_script_tells_that_of_the_test(code: int, seen: int) -> None:
    """Each way of asking alike."""
    for done in (
        asked(argv=("sh", "-c", f"exit {code}")),
        asked(text=f"exit {code}"),
        asked(script=f"exit {code}"),
    ):
        assert (done.returncode, done.stdout, done.stderr) == (seen, "", "")


def test_a_test_is_given_the_variables_of_the_step_and_no_others() -> None:
    """A name with a dot, a value with blanks, line ends and quotes."""
    shown = asked(argv=("/usr/bin/env", "-0")).stdout

    assert dict(pair.split("=", 1) for pair in shown.split("\0") if pair) == ENV


def test_a_test_heeds_sigint_as_a_step_does() -> None:
    """A shell would have what it runs in the background ignore it."""
    done = asked(argv=("grep", "SigIgn", "/proc/self/status"))

    assert int(done.stdout.split()[1], 16) & 0b110 == 0


def test_a_missing_program_is_an_applet_or_not_found(tmp_path: Path) -> None:
    """A program of PATH comes first; the applets' folder is then at the end of PATH."""
    (tmp_path / "marked").write_text("#!/bin/sh\necho marked\n")
    (tmp_path / "marked").chmod(0o755)

    missing = asked(argv=("no-such-thing", "x"))
    assert missing.returncode == 127
    assert "no-such-thing" in missing.stderr
    assert asked(argv=("/etc/passwd",)).returncode == 126
    by_applet = asked(text="marked; exit 3", shell=("/no/sh", "-c"), applets=str(tmp_path))
    assert (by_applet.returncode, by_applet.stdout) == (3, "marked\n")


def test_a_text_is_given_to_the_shell_that_is_in_force() -> None:
    """Also one that is none of the family of sh, or is looked for on PATH."""
    assert asked(text="echo $0 $1", shell=("sh", "-c")).stdout.strip().endswith("sh")
    python = asked(text="import sys; sys.exit(9)", shell=("/usr/bin/env", "python3", "-c"))
    assert python.returncode == 9


def test_a_hang_is_ended_with_a_code_of_its_own() -> None:
    """Whatever it ignores; a test that was killed, or ended in time, is no hang."""
    hangs = asked(text="trap '' TERM INT USR1; echo begun; sleep 600; sleep 600", timeout=5)

    assert (hangs.returncode, hangs.stdout, hangs.stderr) == (OVER, "begun\n", "")
    assert asked(text="kill -9 $$", timeout=600).returncode == 137
    assert asked(text="exit 3", timeout=600).returncode == 3
