"""What a simple command is by its words: its program, and what that means for the shell."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

from bisectbuild.script.parts import Tree

_BEFORE: Final = frozenset({"time", "command", "builtin", "exec", "!", "nohup", "sudo", "env"})
_ASSIGNMENT: Final = re.compile(r"[A-Za-z_]\w*\+?=")
# How unlikely it is that these fail, where their output goes into no file.
_SURE: Final = {":": 20.0, "true": 20.0, "set": 12.0, "trap": 12.0, "echo": 6.0, "printf": 6.0}
_SHELLS: Final = frozenset({"sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"})
_DECLARING: Final = 6.0
_TIDIED: Final = frozenset(
    {"apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "tdnf", "zypper"}
    | {"npm", "yarn", "conda", "mamba", "pip", "pip3"}
)
_TIDYING: Final = frozenset({"clean", "autoclean", "autoremove", "cache"})
_INSTALLERS: Final = frozenset({"pip", "pip2", "pip3", "python", "python2", "python3"})
_ITSELF: Final = re.compile(r"(?:pip|setuptools|wheel)(?:[=<>~!].*)?\Z")
_ASSIGNING: Final = 15.0


def is_shell(word: str) -> bool:
    """Tell whether a word names a shell."""
    return PurePosixPath(word).name in _SHELLS


def plain(tree: Tree) -> tuple[str, ...]:
    """Give the words without assignments and redirections."""
    return tree.command.plain if tree.command else ()


def program(tree: Tree) -> str:
    """Give the name of what runs, without its folder and what stands before it; "" for none."""
    words = [] if is_assignment(tree) else list(plain(tree))
    while len(words) > 1 and (words[0] in _BEFORE or _ASSIGNMENT.match(words[0])):
        words.pop(0)
        while len(words) > 1 and words[0].startswith("-"):
            words.pop(0)
    return _base(words[0].strip("'\"")) if words else ""


@lru_cache(maxsize=1024)
def _base(path: str) -> str:
    return PurePosixPath(path).name


def literals(tree: Tree) -> tuple[str | None, ...]:
    """Give what the words stand for, None for those that the shell would have to find out."""
    tokens = tree.command.tokens if tree.command else ()
    spans = {start for start, _ in tree.redirects}
    kinds = {"variable_assignment"}
    left = (token for token in tokens if token.kind not in kinds and token.start not in spans)
    return tuple(token.literal for token in left)


def is_assignment(tree: Tree) -> bool:
    """Tell whether it only gives values to variables."""
    if tree.command is None:
        return tree.name == "variable_assignments"
    return tree.command.kind == "variable_assignment" or (
        tree.command.kind == "command" and not plain(tree) and bool(tree.command.assigned)
    )


def unlikely_to_fail(tree: Tree) -> float:
    """Say how unlikely it is that it fails."""
    if is_assignment(tree):
        return 0.0 if tree.parts else _ASSIGNING
    if tree.command and tree.command.kind == "declaration_command":
        return _DECLARING
    if tree.writes:
        return 0.0
    return _SURE.get(program(tree), 0.0)


def is_tidying(tree: Tree) -> bool:
    """Tell whether it only clears a cache, and so hardly ever is what a step fails of."""
    words = (word for word in literals(tree)[1:] if word and not word.startswith("-"))
    return program(tree) in _TIDIED and next(words, "") in _TIDYING


def installs_itself(tree: Tree) -> bool:
    """Tell whether it only brings an installer itself up to date, which seldom fails."""
    words = [word for word in literals(tree)[1:] if word]
    known = program(tree) in _INSTALLERS and None not in literals(tree)
    if not known or "install" not in words:
        return False
    named = words[words.index("install") + 1 :]
    wanted = [word for word in named if not word.startswith("-")]
    return bool(wanted) and "-r" not in named and all(map(_ITSELF.match, wanted))


def kept_status(tree: Tree, name: str) -> bool:
    """Tell whether it keeps the status of the command before it under a name: `rc=$?`."""
    texts = (token.text for token in (tree.command.tokens if tree.command else ()))
    return f"{name}=$?" in {text.decode("utf-8", "replace") for text in texts}


def passed_name(tree: Tree) -> str:
    """Give the variable whose value `exit $rc` ends with; "" for none, and for `$?` itself."""
    words = plain(tree)
    if words[:1] != ("exit",):
        return ""
    word = words[1].strip('"{}$') if len(words) > 1 else ""
    return word.replace("{", "") if word.isidentifier() else ""
