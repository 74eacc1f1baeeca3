"""Whether a variable is set in a layer, and to what; read from what its processes begin with."""

from __future__ import annotations

import shlex
from typing import Final

from bisectbuild.errors import UsageError
from bisectbuild.questions.question import Question
from bisectbuild.questions.words import SAY, quoted, typed
from bisectbuild.redact import MASK
from bisectbuild.redact.names import is_secret_name

# A shell drops variables with names that it cannot have, so what the process was given is read.
_READ: Final = """found= value=
while IFS= read -r -d '' entry
do case $entry in "$name="*) found=yes; value=${entry#"$name="};; esac
done </proc/self/environ
[ -n "$found" ] || bad "$name is not set"
"""
_SET: Final = 'good "$name is set"\n'
_COMPARE: Final = """[ "$value" != "$wanted" ] || good "$name is as wanted"
bad "$name is $seen"
"""
# The value of a secret is nobody's business but its owner's.
_LENGTH: Final = "set to something else, of ${#value} characters"


def env(text: str) -> Question:
    """Ask whether NAME is set, or with NAME=VALUE whether it is set to just that.

    Build args count where the layer's steps see them. Raises UsageError for an empty name.
    """
    name, given, value = text.partition("=")
    if name == "BB":
        raise UsageError(
            "BB is a variable of the test itself.", hint="""-- sh -c 'test -n "${BB+set}"'"""
        )
    script = f"{SAY}name={quoted(name, 'The name of a variable')}\n{_READ}"
    if given:
        seen = _LENGTH if is_secret_name(name) else "'$value'"
        if "\0" in value:
            raise UsageError("No variable holds a NUL byte.", hint="--env NAME=VALUE")
        script += f'wanted={shlex.quote(value)}\nseen="{seen}"\n{_COMPARE}'
    else:
        script += _SET
    hidden = given and is_secret_name(name)
    return Question(title=typed("--env", f"{name}={MASK}" if hidden else text), script=script)
