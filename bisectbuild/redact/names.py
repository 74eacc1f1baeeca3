"""Which names of variables speak of secrets."""

from __future__ import annotations

import re
from typing import Final

_NAME_PART: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SECRET_PARTS: Final = frozenset({"AUTH", "PASS", "PWD", "CREDENTIAL", "CREDENTIALS"})
_SECRET_ENDS: Final = ("TOKEN", "SECRET", "PASSWORD", "PASSWD", "PASSPHRASE")
_KEYS: Final = frozenset({"API", "ACCESS", "PRIVATE", "SECRET", "SSH", "DEPLOY", "SIGNING"})
_PATHS: Final = frozenset({"PWD", "SSH_AUTH_SOCK"})


def is_secret_name(name: str) -> bool:
    """Tell whether a variable of this name is likely to hold a secret.

    Judged by the parts between `_`, `-` and changes of case: AUTHOR and KEYBOARD hold none. PWD
    alone is the shell's working directory, and SSH_AUTH_SOCK a path.
    """
    if name in _PATHS:
        return False
    before = ""
    for part in map(str.upper, _NAME_PART.findall(name)):
        if part in _SECRET_PARTS or part.removesuffix("S").endswith(_SECRET_ENDS):
            return True
        keyed = before if part in {"KEY", "KEYS"} else part.removesuffix("S").removesuffix("KEY")
        if keyed in _KEYS and (part.removesuffix("S").endswith("KEY")):
            return True
        before = part
    return False
