"""Which commands only look, and so never make a build pass."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from bisectbuild.script.grammar import Command, Script

MOVES: Final = frozenset({"cd", "pushd", "popd"})
_LOOKS: Final = frozenset(
    """
    : [ [[ alias apt-cache awk bash bg cat clear cmp cut date df diff dig dir dmesg du echo egrep
    emacs env exit expr false fg fgrep file find free fuser getent getfacl getopt grep groups head
    help hexdump history host hostname htop id ifconfig ip jobs kill last ldd less locale logout
    ls lsattr lsblk lsof lscpu man md5sum more mount nano netstat nm nproc nslookup objdump od
    pgrep pidof ping printenv printf ps pwd readelf readlink realpath rerun rev seq set sh sha1sum
    sha256sum shopt sleep sort ss stat strace strings su sum tac tail test time top tput tr tree
    true tty type uname uniq uptime vi view vim w wait wc which who whoami xxd yes zcat
    """.split()  # noqa: SIM905 - a list of many short words reads best as one string
)
# Programs of which some words only look.
_WORDS: Final = {
    "apk": frozenset({"info", "list", "search", "policy", "stats", "version"}),
    "apt": frozenset({"list", "search", "show", "policy"}),
    "apt-get": frozenset({"check"}),
    "cargo": frozenset({"search", "tree"}),
    "command": frozenset({"-v", "-V"}),
    "dpkg": frozenset({"-l", "-L", "-s", "-S", "--list", "--listfiles", "--status", "--search"}),
    "gem": frozenset({"list", "search", "environment"}),
    "git": frozenset({"status", "log", "diff", "show", "branch", "remote"}),
    "go": frozenset({"version", "env", "list"}),
    "npm": frozenset({"ls", "list", "view", "info", "outdated", "root", "bin", "search"}),
    "pip": frozenset({"list", "show", "freeze", "check", "debug"}),
    "pip3": frozenset({"list", "show", "freeze", "check", "debug"}),
    "rpm": frozenset({"-q", "-qa", "-ql", "-qf"}),
    "yarn": frozenset({"list", "info", "why"}),
}
_HELP: Final = frozenset({"--version", "--help", "-h", "-V", "version", "help"})
# With these words the lookers act after all.
_ACTS: Final = {
    "awk": ("-i",),
    "bash": ("-c", "*"),
    "sh": ("-c", "*"),
    "su": ("-c",),
    "time": ("*",),
    "env": ("*",),
    "find": ("-delete", "-exec", "-execdir", "-ok"),
    "date": ("-s", "--set"),
}


def changes(script: Script) -> bool:
    """Tell whether a shell text may change something that a build could miss."""
    return any(map(_changes, script.commands))


def moves(command: Command) -> bool:
    """Tell whether a command goes to another directory."""
    return bool(command.plain) and command.plain[0] in MOVES


def _changes(command: Command) -> bool:
    if command.writes:
        return True
    if command.kind in {"declaration_command", "variable_assignment"}:
        return bool(command.assigned)
    program, *rest = command.plain or ("",)
    name = PurePosixPath(program).name
    if not name or name in MOVES or (rest and all(word in _HELP for word in rest)):
        return False
    if name == "sed":
        return any(word.startswith(("-i", "--in-place")) for word in rest)
    if name in _LOOKS:
        return _acts(_ACTS.get(name, ()), rest)
    return not rest or rest[0] not in _WORDS.get(name, frozenset())


def _acts(words: tuple[str, ...], rest: list[str]) -> bool:
    given = [word for word in rest if not word.startswith("-")]
    return bool(set(words) & set(rest)) or ("*" in words and bool(given))
