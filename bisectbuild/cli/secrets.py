"""What to hide in one build: what the command line gives it, and what its Dockerfile declares."""

from __future__ import annotations

from collections.abc import Mapping

from bisectbuild.dockerfile.declared import declared
from bisectbuild.dockerfile.model import Dockerfile
from bisectbuild.options import BuildOptions
from bisectbuild.redact.names import is_secret_name
from bisectbuild.redact.values import login_values, looks_random, to_hide


def secrets_of(
    options: BuildOptions, dockerfile: Dockerfile, environment: Mapping[str, str]
) -> tuple[str, ...]:
    """Give what to hide, longest first.

    Of what the file itself declares, and of logins in addresses, a word like `postgres` is only
    hidden where it stands.
    """
    variables = tuple(declared(dockerfile))
    own = [value for name, value in variables if is_secret_name(name)]
    given = options.build_args(environment).values()
    own += login_values((*given, *(value for _, value in variables)))
    return to_hide((*options.secrets(environment), *filter(looks_random, own)))
