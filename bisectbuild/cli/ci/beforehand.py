"""What is told before the command runs: options that do nothing, and why no shell will open.

A build may take an hour; what is known to be wrong is told at its start, and it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from bisectbuild.cli.ci.flags import CiOptions, ShellOptions
from bisectbuild.errors import UsageError
from bisectbuild.tty.text import visible

_BUNDLE: Final = ("bundle_limit", "context_limit", "no_context")
_VIA: Final = ("ssh_via_key", "ssh_via_known_hosts")
_SHELL: Final = (
    *("authorized_keys", "allow_user", "ssh_via", *_VIA, "ssh_listen", "tmate", "tmate_config"),
    *("connect_timeout", "idle_timeout", "shell_limit", "allow_forks"),
)


def told_before(
    options: CiOptions, given: Mapping[str, Any], defaults: Mapping[str, Any]
) -> Iterator[str]:
    """Give a line for each thing that will not do what was meant; `given` is what click read."""
    shell = options.shell
    for names, needed, missing in (
        (_BUNDLE, "--bundle FILE", options.bundle is None),
        (_SHELL, "--on-failure shell", shell is None),
        (_VIA, "--ssh-via USER@HOST", shell is not None and not shell.via),
    ):
        # Recipes pass options always: an empty one, or the default, asks for nothing.
        idle = [name for name in names if _is_asked(given[name], defaults[name])]
        if missing and idle:
            yield _idle(idle, needed)
    if shell is not None:
        yield from _no_shell(shell)


def _is_asked(value: object, default: object) -> bool:
    return any(value) if isinstance(value, tuple) else bool(value) and value != default


def _idle(names: list[str], needed: str) -> str:
    flags = ", ".join(f"--{name.replace('_', '-')}" for name in names)
    does, it = ("does", "it") if len(names) == 1 else ("do", "them")
    return f"bisectbuild: {flags} {does} nothing without {needed}: add that, or leave {it} out."


def _no_shell(shell: ShellOptions) -> Iterator[str]:
    """Say why nobody could come in over SSH; at the job's own terminal nothing of it is needed."""
    from bisectbuild.cli.ci.somebody import is_somebody_here  # noqa: PLC0415 - rarely asked for

    if is_somebody_here():
        return
    from bisectbuild.remote.serve import need  # noqa: PLC0415 - the same

    for check in (need, lambda: _people(shell)):
        yield from _told(check)


def _people(shell: ShellOptions) -> None:
    """Raise UsageError where none of the listed keys will do.

    What people have published is looked up once it is needed.
    """
    from bisectbuild.remote import allowed  # noqa: PLC0415 - rarely asked for

    people = allowed.read(shell.keys)
    if not shell.users:
        allowed.some(people, tunnelled=bool(shell.via))
    if shell.tmate is not None:
        allowed.unlimited(people.values(), "tmate")


def _told(check: Callable[[], None]) -> Iterator[str]:
    try:
        check()
    except UsageError as error:
        told = " ".join(filter(None, (error.message, error.hint)))
        yield visible(f"bisectbuild: no shell will open if this fails. {told}")
