"""What the debugger imports when."""

from __future__ import annotations

import subprocess
import sys


def test_only_a_prompt_at_a_terminal_imports_the_prompt_library() -> None:
    """A person whose build fails waits for none of it."""
    code = (
        "import sys, bisectbuild.debugger.app;"
        "print({'prompt_toolkit', 'asyncio', 'pygments'} & set(sys.modules))"
    )
    done = subprocess.run((sys.executable, "-c", code), stdout=subprocess.PIPE, check=True)

    assert done.stdout == b"set()\n"
