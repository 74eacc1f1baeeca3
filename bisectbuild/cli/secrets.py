"""What to hide in one build: what the command line gives it, and what its Dockerfile declares."""

from __future__ import annotations

from collections.abc import Mapping

from bisectbuild.dockerfile.declared import declared
from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.options import BuildOptions
from bisectbuild.redact.names import is_secret_name
from bisectbuild.redact.values import looks_random, to_hide


def secrets_of(
    options: BuildOptions, dockerfile: Dockerfile, environment: Mapping[str, str]
) -> tuple[str, ...]:
    """Give what to hide, longest first.

    Of what the file itself declares, a word like `postgres` is only hidden where it is declared.
    """
    own = (
        value
        for name, value in declared(dockerfile)
        if is_secret_name(name) and looks_random(value)
    )
    return to_hide((*options.secrets(environment), *own))
