"""Which of the commands typed in a shell belong into a Dockerfile."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Final

from bisectbuild.fix.grammar import Command, read_script
from bisectbuild.shell.transcript import Typed

RERUN: Final = frozenset({"rerun", "rerun -x"})
# They look and change nothing, or only the shell itself.
_LOOKS: Final = frozenset(
    """
    [ alias awk base64 basename bg cal cat cd clear cmp command column comm cut date df diff dig
    dirname dmesg du echo egrep env exit false fc fg fgrep file find free fuser getent grep head
    help hexdump history host hostname id jobs kill last ldd less ls lsb_release lsof man md5sum
    more mount nano netstat nm nslookup objdump od pgrep pidof ping pkill popd printenv printf ps
    pushd pwd quit readelf readlink realpath rerun reset sed set sha256sum sleep sort ss stat
    strace strings stty sum tac tail test time top tr traceroute tree true tty type ulimit umask
    uname uniq uptime vi view vim w watch wc whatis whereis which who whoami xxd
    """.split()  # noqa: SIM905 - a list of many short words reads best as one string
)
_VERSION: Final = frozenset({"--version", "--help", "-V", "-version", "version", "help"})
_CHANGES_BY_FLAG: Final = {"sed": "-i", "find": "-delete", "date": "-s", "mount": "-"}


def replacements(typed: tuple[Typed, ...]) -> Iterator[Command]:
    """Give single commands that worked, the latest first."""
    for one in reversed(typed):
        command = _single(one.command)
        if one.code == 0 and command is not None:
            yield command


def failures(typed: tuple[Typed, ...]) -> frozenset[str]:
    """Give the commands that failed when they were typed, blanks between words made one."""
    return frozenset(" ".join(one.command.split()) for one in typed if one.code)


def before_rerun(typed: tuple[Typed, ...], workdir: str) -> tuple[str, ...]:
    """Give what was typed and worked before `rerun` worked, () where it never did.

    Each is a command that can stand in a chain; one typed elsewhere than in the step's directory
    goes there first.
    """
    at = max((n for n, one in enumerate(typed) if _is_rerun(one) and one.code == 0), default=-1)
    found: list[str] = []
    for one in typed[: max(at, 0)]:
        script = read_script(one.command.encode("utf-8", "surrogateescape"))
        if one.code or "\n" in one.command or not (script.is_clear and script.commands):
            continue
        if all(map(only_looks, script.commands)):
            continue
        text = one.command if script.is_chain else f"{{ {one.command.rstrip(' ;')}; }}"
        if one.directory != workdir:
            text = f"(cd {shlex.quote(one.directory)} && {text})"
        found.append(text)
    return tuple(dict.fromkeys(found))


def reran(typed: tuple[Typed, ...]) -> bool:
    """Tell whether the failed command itself worked in the shell."""
    return any(_is_rerun(one) and one.code == 0 for one in typed)


def _is_rerun(one: Typed) -> bool:
    return " ".join(one.command.split()) in RERUN


def _single(text: str) -> Command | None:
    """Give the command where the text is a single one and nothing else."""
    script = read_script(text.encode("utf-8", "surrogateescape"))
    if "\n" in text or not script.is_clear or len(script.commands) != 1:
        return None
    command = script.commands[0]
    return command if command.text == text.strip() else None


def only_looks(command: Command) -> bool:
    """Tell whether a command looks and changes nothing that a Dockerfile keeps."""
    program, *rest = command.words or ("",)
    if program == "export" or not program:
        return False
    flag = _CHANGES_BY_FLAG.get(program)
    if flag is not None and any(word.startswith(flag) for word in rest):
        return False
    return program in _LOOKS or bool(set(rest) & _VERSION and len(rest) == 1)
