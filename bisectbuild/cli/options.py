"""Option decorators shared by the commands, and turning them into one frozen value."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from bisectbuild.cli.clashes import refuse_clashes
from bisectbuild.cli.paths import is_file, is_folder, is_shut, is_there
from bisectbuild.errors import FileFormatError, UsageError
from bisectbuild.flags import FLAGS, FlagRole, FlagSpec
from bisectbuild.options import BuildOptions, Manner
from bisectbuild.report import ENDINGS, RENDERERS, form_of

# The grammar of distribution/reference, domain included, tag and digest left out.
_IMAGE_NAME = re.compile(
    r"(?:[A-Za-z0-9][A-Za-z0-9.-]*(?::\d+)?/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
    r"(?:/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*"
)
Command = TypeVar("Command", bound=Callable[..., Any])


def build_flags(command: Command) -> Command:
    """Give a command the flags of `docker build`."""
    for spec in reversed(FLAGS):
        command = _option(spec)(command)
    return click.option("-f", "--file", "file", help="The Dockerfile, as with docker build.")(
        command
    )


def _option(spec: FlagSpec) -> Callable[[Command], Command]:
    names = [f"--{spec.name}", spec.name.replace("-", "_")]
    if spec.short:
        names.insert(0, f"-{spec.short}")
    return click.option(
        *names,
        multiple=spec.many,
        default=None,
        hidden=spec.name not in _SHOWN,
        help=_help(spec),
        metavar="[=true|false]" if spec.switch else _METAVARS.get(spec.name),
        type=_PROGRESS if spec.name == "progress" else str,
    )


# `rawjson` is made for programs; a pasted command may have it, and it is shown as `plain`.
_PROGRESS = click.Choice(["auto", "plain", "tty", "quiet", "rawjson"])
_METAVARS = {"progress": "[auto|plain|tty|quiet]"}
_SHOWN = {
    "build-arg": "Set a build-time variable, as with docker build.",
    "target": "Build this stage.",
    "tag": "Tag the image when the build passes.",
    "platform": "Build for this platform.",
    "secret": "Expose a secret to the build.",
    "network": "The network of RUN instructions.",
    "no-cache": "Use no cache in the first build; cuts use what it made.",
    "progress": "How to show the build: auto, plain, tty or quiet.",
}


def _help(spec: FlagSpec) -> str | None:
    return _SHOWN.get(spec.name)


def confidence_flag(help_text: str) -> Callable[[Command], Command]:
    """Give a command `--confidence`, which means something of its own to each."""
    return click.option(
        "--confidence",
        type=click.FloatRange(0.5, 1, min_open=True, max_open=True),
        default=0.95,
        show_default=True,
        metavar="P",
        help=help_text,
    )


def manner_flags(command: Command) -> Command:
    """Give a command the flags that say what to open, print and write."""
    for option in reversed((*_OPENING, *_TELLING)):
        command = option(command)
    return command


def telling_flags(command: Command) -> Command:
    """Give a command the flags that say what to print and write."""
    for option in reversed(_TELLING):
        command = option(command)
    return command


_OPENING: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--builder",
        default="auto",
        show_default=True,
        metavar="auto|buildkit|legacy|NAME",
        help="Which builder works; auto takes the one that `docker build` would use.",
    ),
    click.option("--exec", "execute", metavar="CMD", help="Run CMD there instead of a shell."),
    click.option("--no-shell", is_flag=True, help="Open no shell; print how to open it later."),
    click.option("--no-probe", is_flag=True, help="Judge by the log alone; ask no file or image."),
    click.option("--prompt", is_flag=True, help="Open the debugger's prompt in place of a shell."),
    click.option(
        "--keep",
        default="",
        metavar="NAME",
        help="Keep the states before and after the step as the images NAME:before and NAME:after.",
    ),
)
_TELLING: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--report",
        "reports",
        multiple=True,
        metavar="FILE",
        help=f"Write the postmortem as well; the ending tells the format ({', '.join(ENDINGS)}).",
    ),
    click.option(
        "--format",
        "form",
        type=click.Choice(list(RENDERERS)),
        default="text",
        help="What to print on standard output.",
    ),
    click.option(
        "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours."
    ),
)


def manner(given: Mapping[str, Any]) -> Manner:
    """Turn what click read into a Manner.

    Raises UsageError and FileFormatError for a report that cannot be written, and UsageError for
    flags that do not go together, before any build.
    """
    reports = report_paths(given["reports"])
    progress = "quiet" if _on(given["quiet"]) else (given["progress"] or "auto")
    if progress == "rawjson":
        progress = "plain"
    how = Manner(
        shell=not given["no_shell"],
        execute=given["execute"],
        reports=reports,
        form=given["form"],
        progress=progress,
        color=given["color"],
        prompt=given["prompt"],
        keep=_image_name(given["keep"]),
        watch=bool(given.get("watch")),
        probe=not given.get("no_probe"),
    )
    refuse_clashes(how)
    return how


def report_paths(names: Iterable[str]) -> tuple[Path, ...]:
    """Give the files of `--report`.

    Raises UsageError for an ending of no format, FileFormatError for what could not be written.
    """
    paths = tuple(map(Path, names))
    for path in paths:
        form_of(path)
        _refuse_unwritable(path)
    return paths


def _image_name(name: str) -> str:
    """Give the name to keep states under. Raises UsageError for what is no image's name."""
    if name and not _IMAGE_NAME.fullmatch(name):
        raise UsageError(
            f"--keep {name}: that is no name for images.",
            hint="Use lower-case letters, digits, . _ - and /, without a tag: --keep shop/debug",
        )
    return name


def _refuse_unwritable(path: Path) -> None:
    """Raise FileFormatError for a report that could not be written after the build."""
    folder = path.parent
    if is_shut(path):
        reason = f"{folder} may not be entered"
    elif not is_folder(folder):
        reason = f"there is no directory {folder}"
    elif is_folder(path):
        reason = "it is a directory"
    elif not os.access(path if is_there(path) else folder, os.W_OK):
        reason = f"{path if is_there(path) else folder} may not be written to"
    else:
        return
    raise FileFormatError(
        f"The report {path} cannot be written: {reason}. Nothing was built.",
        hint="Name a file in a directory that exists and that you may write to.",
    )


def build_options(given: Mapping[str, Any], words: tuple[str, ...]) -> BuildOptions:
    """Turn what click read, and the positional words, into a BuildOptions.

    Raises UsageError for too many words, for flags that are no build, and for a build context
    that is not a directory of this machine.
    """
    dockerfile, context = _places(given["file"], words)
    return BuildOptions(
        dockerfile=dockerfile,
        context=context,
        target=given["target"] or None,
        builder=given["builder"],
        flags=_flag_words(given),
    )


def _flag_words(given: Mapping[str, Any]) -> tuple[str, ...]:
    out: list[str] = []
    for spec in FLAGS:
        value = given[spec.name.replace("-", "_")]
        if value is None or value == () or spec.role is FlagRole.OWN:
            continue
        if spec.role is FlagRole.REFUSE:
            raise UsageError(
                f"--{spec.name} asks for something that is no build, so there is nothing to debug.",
                hint=f"Leave out --{spec.name}.",
            )
        many = value if spec.many else (value,)
        if spec.name == "output":
            _refuse_standard_output(many)
        out.extend(f"--{spec.name}={word}" for word in many)
    return tuple(out)


def _refuse_standard_output(outputs: tuple[str, ...]) -> None:
    """Raise UsageError for an export to standard output, which carries our result.

    buildx exports tar and oci there when no dest is given (util/buildflags/export.go, 0.29).
    """
    for output in outputs:
        fields = {field.strip() for field in output.split(",")}
        archive = fields & {"type=tar", "type=oci"}
        lost = archive and not any(field.startswith("dest=") for field in fields)
        if lost or output == "-" or "dest=-" in fields:
            raise UsageError(
                f"--output {output}: standard output carries the result of bisectbuild.",
                hint="Write it to a file: -o type=tar,dest=FILE",
            )


def _on(value: str | None) -> bool:
    return value is not None and value.lower() in {"true", "1", "t"}


def _places(file: str | None, words: tuple[str, ...]) -> tuple[Path | None, Path]:
    """Tell the Dockerfile (None: standard input) and the build context from the words."""
    most = 1 if file else 2
    if len(words) > most:
        typed = click.get_current_context(silent=True)
        command = typed.info_name if typed else "debug"
        raise UsageError(
            f"Too many words: {' '.join(words[most:])}",
            hint=f"It is: bisectbuild {command} [DOCKERFILE|DIR] [CONTEXT] [docker build flags]",
        )
    if file:
        context = _directory(words[0] if words else ".")
        return (None if file == "-" else Path(file)), context
    first = words[0] if words else "."
    if first == "-":
        return None, _directory(words[1] if len(words) > 1 else ".")
    path = Path(first)
    if is_folder(path):
        return _file(path), _directory(words[1] if len(words) > 1 else first)
    _refuse_remote(first)
    return path, _directory(words[1]) if len(words) > 1 else path.parent


def _file(folder: Path) -> Path:
    """Give a directory's Dockerfile; docker takes `dockerfile` where there is no other."""
    lower = folder / "dockerfile"
    usual = folder / "Dockerfile"
    return lower if is_file(lower) and not is_there(usual) else usual


def _directory(word: str) -> Path:
    if word == "-":
        raise UsageError(
            "A build context on standard input can be read only once, and a search builds twice.",
            hint="Unpack it into a directory and name that.",
        )
    _refuse_remote(word)
    return Path(word)


def _refuse_remote(word: str) -> None:
    if "://" in word or word.startswith(("git@", "github.com/")):
        raise UsageError(
            f"{word} is an address; bisectbuild needs the Dockerfile on this machine.",
            hint="Clone or download it first, then name the directory.",
        )


def standard_input() -> bytes:
    """Read the Dockerfile that `-` stands for."""
    return sys.stdin.buffer.read()
