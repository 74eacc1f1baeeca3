"""The files that are laid for a person's shell; test_shell_files.py runs them."""

from __future__ import annotations

from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.sandbox import HOME, File
from bisectbuild.shell.command import run_command
from bisectbuild.shell.files import TRANSCRIPT, lay_out


def laid(text: str, side: Side = Side.BEFORE, *, buildkit: bool = True) -> dict[str, File]:
    """Lay out for the last instruction of a file."""
    instruction = parse(f"FROM x\n{text}".encode()).instructions[-1]
    place = Place(instruction=instruction, side=side)
    return {file.path: file for file in lay_out(run_command(instruction), place, buildkit=buildkit)}


def test_nothing_is_left_to_fill_in() -> None:
    """Each script has all its values."""
    for file in laid("RUN a\n").values():
        assert b"@HOME@" not in file.data
        assert b"@WORDS@" not in file.data
        assert b"@LABEL@" not in file.data


def test_the_prompt_says_the_place() -> None:
    """Side and line."""
    for name in ("bashrc", "ashrc"):
        assert b"[after :2] " in laid("RUN a\n", Side.AFTER)[f"{HOME}/{name}"].data


def test_what_the_hooks_write_is_for_every_user() -> None:
    """The step's user may be any."""
    files = laid("RUN a\n")
    assert files[TRANSCRIPT] == File(path=TRANSCRIPT, data=b"", mode=0o666)
    assert files[f"{HOME}/enter"].mode == 0o755


def test_the_command_lies_there_as_it_is() -> None:
    """Bytes that are no UTF-8 too; of a `#!` heredoc as a program."""
    assert laid("RUN a  'b'\n")[f"{HOME}/command"].data == b"a  'b'"
    assert laid('RUN ["a", "b c"]\n')[f"{HOME}/command"].data == b"a 'b c'"
    script = laid("RUN <<EOF\n#!/bin/a\nEOF\n")[f"{HOME}/pipes/EOF"]
    assert (script.data, script.mode) == (b"#!/bin/a\n", 0o755)
    assert f"{HOME}/pipes/script" in laid('RUN <<"../x"\n#!/bin/a\n../x\n')


def test_only_buildkit_steps_lack_the_name_of_their_host() -> None:
    """The legacy builder's have it."""
    assert b'[ -n "yes" ]' in laid("RUN a\n")[f"{HOME}/enter"].data
    assert b'[ -n "" ]' in laid("RUN a\n", buildkit=False)[f"{HOME}/enter"].data
