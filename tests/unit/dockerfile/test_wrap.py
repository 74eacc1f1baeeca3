"""The texts of builds that keep what a RUN leaves; what they do, the engines show."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import replace

import pytest

from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.words import json_items
from bisectbuild.dockerfile.wrap import Wrapping, capture_mounts, wrap_after

_HOW = Wrapping(
    tool="tool:x",
    marker="session-1",
    shell=("/bin/bash", "-c"),
    traced=("/bin/bash", "-x", "-c"),
    user="sam",
    tmpfs=((1, "/it's"),),
    copied=((0, "/c"),),
)
_FLAG = b"--mount=type=bind,from=tool:x,target=/.bisectbuild/tool"
_MOUNTS = b'--mount=type=cache,target=/c --mount=type=tmpfs,"target=/it\'s" --network=none'
_HEAD = b"FROM a\nARG B\n# why\n"


@pytest.mark.parametrize(
    ("run", "wrapped"),
    [
        (b"RUN x\n", b"RUN @ x\n"),
        (b"run\tx", b"run @\tx\n"),
        (b"  RUN \\\n# c\n  x \\\n  y\n", b"  RUN @ \\\n# c\n  x \\\n  y\n"),
        (b"RUN x \\\n# c\n", b"RUN @ x\n"),
        (b"RUN x\r\n", b"RUN @ x\n"),
        (b"RUN --network=none x\xff\n", b"RUN @ --network=none x\xff\n"),
        (b"RUN [1]\n", b"RUN @ [1]\n"),
        (b"RUN <<E\nx \\\nE\n", b"RUN @ <<E\nx \\\nE\n"),
    ],
)
def test_the_run_keeps_its_bytes_but_for_one_flag(run: bytes, wrapped: bytes) -> None:
    """Continued lines and comments within, keyword in its case, bytes that are no text."""
    dockerfile = parse(_HEAD + run)
    how = Wrapping(tool="tool:x", marker="m", shell=("sh", "-c"), user="")

    found = wrap_after(dockerfile, dockerfile.instructions[-1], how)

    copy, own_shell, *rest = found.data.removeprefix(b"FROM a AS bb-0002\nARG B\n").split(b"\n", 2)
    assert copy == b"COPY --from=tool:x /folders/ /.bisectbuild/"
    assert own_shell.startswith(b'SHELL ["/.bisectbuild/tool/busybox", "sh", "-c", ')
    assert rest[0] == wrapped.replace(b"@", _FLAG) + b'SHELL ["sh", "-c"]\n'
    assert found.target == "bb-0002"


def test_the_steps_shell_gets_the_text_as_one_word() -> None:
    """With a trace where it has one; and its own SHELL is put back."""
    dockerfile = parse(_HEAD + b"RUN " + _MOUNTS + b" x\n")
    found = wrap_after(dockerfile, dockerfile.instructions[-1], _HOW).data.decode()

    first, last = (line for line in found.splitlines() if line.startswith("SHELL "))
    script = json.loads(first.removeprefix("SHELL "))[3]
    assert '/bin/bash -x -c "$0"\n' in script
    assert script.endswith("exit 0 # session-1")
    assert last == 'SHELL ["/bin/bash", "-c"]'


def test_what_begins_a_trace_stands_before_the_text_in_the_same_word() -> None:
    """The shell then gets its own words and no other option."""
    dockerfile = parse(_HEAD + b"RUN x\n")
    how = replace(_HOW, before="PS4='+ ';set -x;", tmpfs=(), copied=())
    found = wrap_after(dockerfile, dockerfile.instructions[-1], how).data.decode()

    first = next(line for line in found.splitlines() if line.startswith("SHELL "))
    script = json.loads(first.removeprefix("SHELL "))[3]
    (words,) = re.findall(r"/bin/bash (-c .*)\n", script)
    assert shlex.split(words) == ["-c", "PS4='+ ';set -x;$0"]
    assert words.endswith('"$0"')


def test_an_exec_form_keeps_words_and_flags() -> None:
    """Quoted for the shell around it, flags as BuildKit reads them."""
    dockerfile = parse(_HEAD + b"RUN " + _MOUNTS + b' ["/bin/x", "it\'s", "a\\nb", "\\u2603"]\n')
    run = dockerfile.instructions[-1]
    found = wrap_after(dockerfile, run, _HOW)
    again = parse(found.data)

    step = again.instructions[3]
    assert step.flags[:3] == run.flags
    words = json_items(step.value)
    assert words is not None
    script = str(words[3])
    assert "/bin/x 'it'\"'\"'s' 'a\nb' '☃'\n" in script
    assert "cp -a '/it'\"'\"'s' /.bisectbuild/mounts/1 " in script


def test_mounts_are_copied_as_root_and_the_user_is_put_back() -> None:
    """Only the flags of what is copied come along, so no secret does."""
    dockerfile = parse(_HEAD + b"RUN " + _MOUNTS + b" --mount=type=secret,id=s x\n")
    run = dockerfile.instructions[-1]

    for write in (wrap_after, capture_mounts):
        *_, user, step, back = parse(write(dockerfile, run, _HOW).data).instructions
        assert (user.text, back.text) == ("USER 0", "USER sam")
        assert [flag.name for flag in step.flags] == ["mount", "mount"]
        assert step.flags[0] == run.flags[0]
        assert "cp -a /c /.bisectbuild/mounts/0 " in step.value


def test_what_is_kept_within_the_step_is_not_copied_again() -> None:
    """A bind that can be written to shows what the step wrote only there."""
    dockerfile = parse(_HEAD + b"RUN --mount=target=/b,rw x\n")
    run = dockerfile.instructions[-1]
    how = Wrapping(
        tool="t", marker="m", shell=("sh",), user="", tmpfs=((0, "/b"),), copied=((0, "/b"),)
    )

    assert b"USER" not in wrap_after(dockerfile, run, how).data
    assert b"cp -a /b" in capture_mounts(dockerfile, run, how).data


def test_without_mounts_there_is_nothing_to_copy() -> None:
    """The text is the cut, and our folders."""
    dockerfile = parse(b"FROM a AS own\nRUN x\n")
    how = Wrapping(tool="t", marker="m", shell=("sh",), user="")

    found = capture_mounts(dockerfile, dockerfile.instructions[-1], how)

    assert found.data == b"FROM a AS own\nCOPY --from=t /folders/ /.bisectbuild/\n"
    assert found.target == "own"
