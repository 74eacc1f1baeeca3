"""A program that joins a terminal in a container, for tests: image, session, then the words."""

from __future__ import annotations

import os
import sys
from contextlib import closing

from bisectbuild.builder import BuilderKind
from bisectbuild.engines.choose import Choice
from bisectbuild.engines.sandbox import DockerSandbox
from bisectbuild.errors import EngineError
from bisectbuild.interrupt import handled
from bisectbuild.sandbox import ContainerRequest, Process


def main(image: str, session: str, *words: str) -> int:
    """Open, join, close; say how it ended."""
    choice = Choice(kind=BuilderKind.LEGACY, program="docker")
    with closing(DockerSandbox(choice, os.environ)) as sandbox, handled():
        try:
            container = sandbox.open(ContainerRequest(image=image, session=session))
            terminal = container.terminal(Process(argv=words))
            if "HELD" in os.environ:
                input("joining? ")
            try:
                sys.stdout.write(f"ended with {terminal.join()}\n")
            finally:
                sandbox.remove(session)
        except EngineError as error:
            sys.stdout.write(f"engine: {error.message}\n")
            return 3
        except KeyboardInterrupt:
            return 130
    return 0


sys.exit(main(*sys.argv[1:]))
