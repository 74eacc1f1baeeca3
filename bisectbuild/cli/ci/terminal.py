"""The failed step's shell at the terminal that the job itself has."""

from __future__ import annotations

import time

from bisectbuild.cli.enter import prompt
from bisectbuild.cli.work import Job
from bisectbuild.errors import UsageError
from bisectbuild.remote.ending import Ending, How
from bisectbuild.workbench.bench import Bench

_DECIDES = {"resume": How.RESUMED, "fail": How.FAILED}
_TOLD = "The job will {word} when you leave: quit."


def at_terminal(job: Job, bench: Bench) -> Ending:
    """Open the shell and then the prompt; give what the person decided last."""
    began = time.monotonic()
    decided = [How.PROGRAM_ENDED]

    def decide(words: tuple[str, ...]) -> str:
        if words[0] not in _DECIDES:
            raise UsageError("Nothing ends this shell but you.", hint="Type resume job, or quit.")
        decided.append(_DECIDES[words[0]])
        return _TOLD.format(word="go on" if words[0] == "resume" else "fail")

    bench.shell()
    prompt(job, bench, decide)
    return Ending(how=decided[-1], by="", seconds=time.monotonic() - began)
