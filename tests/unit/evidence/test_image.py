"""Tests for bisectbuild.evidence.image."""

from __future__ import annotations

import subprocess

from bisectbuild.diagnose.facts import Facts, Program, Release, Space
from bisectbuild.evidence.image import SCRIPT, read_answer

_ANSWER = """@bisectbuild release
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
VERSION_ID="12"
VERSION_CODENAME=bookworm
ID=debian
@bisectbuild manager
apt-get
@bisectbuild index
1000000
@bisectbuild user
1000
@bisectbuild clock
1900030
@bisectbuild space
overlay 1000 900 100 90% /
@bisectbuild inodes
overlay 500 400 77 80% /
@bisectbuild programs
python3 1 /usr/bin/python3
python3 0 /usr/bin/python3
python3 0 /opt/py/bin/python3
node 0 /usr/local/node/bin/node
@bisectbuild end
"""


def test_an_answer_is_read_whole() -> None:
    """Sizes in bytes; the path that the name leads to comes first."""
    assert read_answer(_ANSWER, 1_900_000) == Facts(
        release=Release(
            id="debian",
            version="12",
            codename="bookworm",
            name="Debian GNU/Linux 12 (bookworm)",
        ),
        manager="apt",
        index_present=True,
        index_days=10,
        programs=(
            Program(
                name="python3", paths=("/usr/bin/python3", "/opt/py/bin/python3"), on_path=True
            ),
            Program(name="node", paths=("/usr/local/node/bin/node",), on_path=False),
        ),
        spaces=(Space(path="/", free=102_400, total=1_024_000, inodes_free=77),),
        user="1000",
        clock_skew=30,
    )


def test_what_is_not_answered_stays_unknown() -> None:
    """An image may have no tools at all."""
    assert read_answer("", 0.0) == Facts()
    assert read_answer("@bisectbuild manager\napk\n@bisectbuild index\n", 0.0) == Facts(
        manager="apk", index_present=False
    )


def test_the_script_answers_in_a_shell_of_this_machine() -> None:
    """It is plain sh, and names that look like options do no harm."""
    ran = subprocess.run(
        ["sh", "-c", SCRIPT, "ask", "sh", "-x", "no-such-program"],
        capture_output=True,
        text=True,
        check=False,
    )

    facts = read_answer(ran.stdout, 0.0)
    assert ran.returncode == 0
    assert facts.spaces
    assert [program.name for program in facts.programs] == ["sh"]
    assert facts.programs[0].on_path
