"""The options of `bisectbuild ci`, as one frozen value."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from bisectbuild.errors import BundleError, UsageError

Command = TypeVar("Command", bound=Callable[..., Any])
_TIME: Final = re.compile(r"(?P<number>[0-9]{1,15}(?:\.[0-9]+)?)(?P<unit>[smh]?)\Z")
_SIZE: Final = re.compile(r"(?P<number>[0-9]{1,15}(?:\.[0-9]+)?)(?P<unit>[BKMGT]?)I?B?\Z")
_LAST_PORT: Final = 65535
_SECONDS: Final = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShellOptions:
    """Who may come into the failed step, by which way, and for how many seconds.

    `keys` is the text of the file of keys, read before the build could change it; `listen` is an
    address and a port. `via_key` and `via_known_hosts` are None where those in ~/.ssh serve.
    `tmate` is the text of its settings, None where it is not asked for.
    """

    keys: str
    users: tuple[str, ...]
    via: str
    via_key: Path | None
    via_known_hosts: Path | None
    listen: tuple[str, int]
    connect: float
    idle: float
    limit: float
    forks: bool
    tmate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleOptions:
    """Where a bundle goes (a file, or `oci://…`), and how many bytes it may have.

    `context` asks for the build context's files too, if they have no more than `context_limit`.
    """

    name: str
    limit: int
    context: bool
    context_limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CiOptions:
    """What to run, and what to do where it fails.

    `words` are the wrapped command as it was given. `own_code` asks for our exit code in place of
    the command's. `folder` is where the reports go. `bundle` is None where none shall be made,
    `shell` where none shall open.
    """

    words: tuple[str, ...]
    folder: Path
    own_code: bool = False
    probe: bool = True
    bundle: BundleOptions | None = None
    shell: ShellOptions | None = None


def ci_flags(command: Command) -> Command:
    """Give a command the options of `ci`."""
    for option in reversed((*_FLAGS, *_SHELL)):
        command = option(command)
    return command


_FLAGS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--report-dir",
        default="bisectbuild-report",
        show_default=True,
        metavar="DIR",
        help="Where the reports of a failure go, in every format.",
    ),
    click.option(
        "--exit-code",
        type=click.Choice(["wrapped", "own"]),
        default="wrapped",
        show_default=True,
        help="Whose exit code to end with: the command's, or that of `bisectbuild debug`.",
    ),
    click.option("--no-probe", is_flag=True, help="Judge by the log alone; ask no file or image."),
    click.option(
        "--bundle",
        metavar="FILE|oci://REGISTRY/REPO:TAG",
        help="Where to leave all that `bisectbuild resume` needs to go on elsewhere.",
    ),
    click.option(
        "--bundle-limit",
        default="4G",
        show_default=True,
        metavar="SIZE",
        help="Make no bundle that is larger.",
    ),
    click.option(
        "--context-limit",
        default="256M",
        show_default=True,
        metavar="SIZE",
        help="Of a larger build context the bundle has the list only.",
    ),
    click.option(
        "--no-context", is_flag=True, help="Of the build context the bundle has the list only."
    ),
    click.option(
        "--on-failure",
        type=click.Choice(["report", "shell"]),
        default="report",
        show_default=True,
        help="What a failure leads to: shell also lets people in over SSH, and waits for them.",
    ),
)
_SHELL: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--authorized-keys",
        metavar="FILE",
        help="Who may come in: public keys, as in ~/.ssh/authorized_keys.",
    ),
    click.option(
        "--allow-user",
        multiple=True,
        metavar="github:NAME|gitlab:NAME",
        help="Who may come in: the keys that this person has published there.",
    ),
    click.option(
        "--ssh-via",
        default="",
        metavar="USER@HOST[:PORT]",
        help="Come in through this machine, where the runner itself cannot be reached.",
    ),
    click.option(
        "--ssh-via-key",
        metavar="FILE",
        help="The private key to log in there with, in place of those in ~/.ssh and of the agent.",
    ),
    click.option(
        "--ssh-via-known-hosts",
        metavar="FILE",
        help="The host keys to trust there, in place of ~/.ssh/known_hosts.",
    ),
    click.option(
        "--ssh-listen",
        default="127.0.0.1:0",
        show_default=True,
        metavar="ADDRESS:PORT",
        help="Where to listen; port 0 takes a free one.",
    ),
    click.option(
        "--tmate",
        is_flag=True,
        help="Let them in through tmate too, if it is installed; its server asks for their key.",
    ),
    click.option(
        "--tmate-config",
        metavar="FILE",
        help="The same, with these settings in place of those in ~/.tmate.conf.",
    ),
    click.option(
        "--connect-timeout",
        default="10m",
        show_default=True,
        metavar="TIME",
        help="Go on if nobody has come by then.",
    ),
    click.option(
        "--idle-timeout",
        default="15m",
        show_default=True,
        metavar="TIME",
        help="Go on if nobody types for so long.",
    ),
    click.option(
        "--shell-limit",
        default="1h",
        show_default=True,
        metavar="TIME",
        help="Go on after so long; `extend` puts it off.",
    ),
    click.option(
        "--allow-forks",
        is_flag=True,
        help="Open a shell for pull requests from forks too, whose code is a stranger's.",
    ),
)


def ci_options(given: Mapping[str, Any], words: tuple[str, ...]) -> CiOptions:
    """Turn what click read into a CiOptions.

    Raises UsageError for a wrong value, also of an option that will not be used: before anything
    is built.
    """
    bundle, shell = _bundle(given), _shell(given)
    return CiOptions(
        words=words,
        folder=Path(given["report_dir"]),
        own_code=given["exit_code"] == "own",
        probe=not given["no_probe"],
        bundle=bundle if given["bundle"] else None,
        shell=shell if given["on_failure"] == "shell" else None,
    )


def _bundle(given: Mapping[str, Any]) -> BundleOptions:
    name = given["bundle"] or ""
    if name.startswith("oci://"):
        from bisectbuild.engines.oci import parsed  # noqa: PLC0415 - only for these

        parsed(name)
    elif name:
        from bisectbuild.bundle.nameless import refuse_folder  # noqa: PLC0415 - only for these

        try:
            refuse_folder(Path(name))
        except BundleError as error:  # Before the build it is a wrong word, and no bad file.
            raise UsageError(error.message, hint=error.hint) from error
    return BundleOptions(
        name=name,
        limit=size("--bundle-limit", given["bundle_limit"]),
        context=not given["no_context"],
        context_limit=size("--context-limit", given["context_limit"]),
    )


def _shell(given: Mapping[str, Any]) -> ShellOptions:
    own_tmate = given["tmate"] and given["on_failure"] == "shell"
    return ShellOptions(
        keys=_keys(given["authorized_keys"]),
        users=_users(given["allow_user"]),
        via=_via(given["ssh_via"]),
        via_key=_file("--ssh-via-key", given["ssh_via_key"]),
        via_known_hosts=_file("--ssh-via-known-hosts", given["ssh_via_known_hosts"]),
        listen=_listen(given["ssh_listen"]),
        connect=seconds("--connect-timeout", given["connect_timeout"]),
        idle=seconds("--idle-timeout", given["idle_timeout"]),
        limit=seconds("--shell-limit", given["shell_limit"]),
        forks=given["allow_forks"],
        tmate=_tmate(given["tmate_config"]) if own_tmate or given["tmate_config"] else None,
    )


def _keys(name: str | None) -> str:
    """Give the text of a file of keys. Raises UsageError, before anything is built."""
    if not name:
        return ""
    from bisectbuild.remote.allowed import read_file  # noqa: PLC0415 - rarely asked for

    try:
        return read_file(Path(name))
    except UsageError as error:
        hint = error.hint or "Name a file of public keys that is there before the build begins."
        raise UsageError(error.message, hint=hint) from error


def _users(users: tuple[str, ...]) -> tuple[str, ...]:
    """Give those who are named. Raises UsageError for a name whose keys cannot be looked up."""
    named = tuple(filter(None, users))
    if named:
        from bisectbuild.remote.allowed import address  # noqa: PLC0415 - rarely asked for

        for user in named:
            address(user)
    return named


def _via(text: str) -> str:
    """Give the bastion as it was typed. Raises UsageError where it names none."""
    if text:
        from bisectbuild.remote.via import read  # noqa: PLC0415 - rarely asked for

        read(text)
    return text


def _tmate(name: str | None) -> str:
    """Give tmate's settings: those of a file that is named, else the person's own.

    Raises UsageError, before anything is built.
    """
    own = Path(os.environ.get("HOME") or "/") / ".tmate.conf"
    path = Path(name) if name else own
    if not name and not own.is_file():
        return ""
    try:
        return path.read_text(errors="surrogateescape")
    except OSError as error:
        raise UsageError(
            f"tmate's settings in {path} cannot be read: {error.strerror}.",
            hint="Name one that can, with --tmate-config FILE.",
        ) from error


def _listen(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]  # As an address of IPv6 is written before a port.
    if not port.isascii() or not port.isdigit() or int(port) > _LAST_PORT:
        raise UsageError(f"--ssh-listen {text}: that is no port.", hint="Write 127.0.0.1:2222.")
    return host or "127.0.0.1", int(port)


def size(flag: str, text: str) -> int:
    """Read a size such as 500000, 300M or 2G (units of 1024). Raises UsageError."""
    match = _SIZE.match(text.strip().upper())
    if match is None:
        raise UsageError(f"{flag} {text}: that is no size.", hint="Write 300M or 2G.")
    return int(float(match["number"]) * 1024 ** "BKMGT".index(match["unit"] or "B"))


def _file(flag: str, name: str | None) -> Path | None:
    """Give the path of a file that can be read, None where none is named. Raises UsageError."""
    if not name:
        return None
    try:
        with Path(name).expanduser().open("rb"):
            return Path(name)
    except (OSError, RuntimeError) as error:  # A `~` of nobody.
        why = getattr(error, "strerror", None) or error
        raise UsageError(
            f"{flag} {name}: that cannot be read: {why}.",
            hint="Name a file that is there before the build begins.",
        ) from error


def seconds(flag: str, text: str) -> float:
    """Read a time such as 90, 90s, 10m or 1h. Raises UsageError for anything else, and for 0."""
    match = _TIME.match(text.strip().lower())
    found = float(match["number"]) * _SECONDS[match["unit"]] if match else 0.0
    if not found:
        raise UsageError(f"{flag} {text}: that is no time.", hint="Write 90s, 10m or 1h.")
    return found
