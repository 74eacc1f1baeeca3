"""What is imported when: a person who asks for help waits for nothing else."""

from __future__ import annotations

import json
import subprocess
import sys

import click
import pytest

from bisectbuild.cli import COMMANDS, group

_HEAVY = {
    *("docker", "requests", "prompt_toolkit", "rich", "asyncio", "msgspec", "dockerfile_parse"),
    "jinja2",
}


def _imported(statement: str) -> set[str]:
    code = f"import json, sys; {statement}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run((sys.executable, "-c", code), stdout=subprocess.PIPE, check=True)
    return set(json.loads(done.stdout))


def test_the_command_line_imports_nothing_heavy() -> None:
    """`--help` and `--version` need click and nothing else of weight."""
    assert _imported("import bisectbuild.cli") & _HEAVY == set()


def test_debugging_with_buildkit_imports_no_engine_library() -> None:
    """docker-py, rich and prompt_toolkit wait until they are needed."""
    heavy = _HEAVY - {"msgspec", "dockerfile_parse"}

    assert _imported("import bisectbuild.cli.debug, bisectbuild.engines.buildkit") & heavy == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_lazy_group_tells_what_the_commands_tell(name: str) -> None:
    """The one-line helps that the group carries are the commands' own."""
    command = group.get_command(click.Context(group), name)

    assert command is not None
    assert command.help == COMMANDS[name]
    assert command.get_short_help_str(200) == COMMANDS[name]


def test_an_unknown_command_is_no_module() -> None:
    """A word that is no command imports nothing."""
    assert group.get_command(click.Context(group), "os") is None
