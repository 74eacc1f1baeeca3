"""The public keys that people publish at a code host."""

from __future__ import annotations

from typing import Final

from bisectbuild.errors import UsageError

_SECONDS: Final = 15.0


def published(address: str) -> str:
    """Give the text at an address. Raises UsageError where it cannot be had."""
    import requests  # noqa: PLC0415 - slow to import

    try:
        answer = requests.get(address, timeout=_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise UsageError(
            f"The keys at {address} could not be fetched: {type(error).__name__}.",
            hint="Use --authorized-keys FILE where this machine cannot reach that host.",
        ) from error
    if not answer.ok or answer.is_redirect:
        raise UsageError(
            f"The keys at {address} could not be fetched: it answers {answer.status_code}.",
            hint="See whether the name is spelled right.",
        )
    return answer.text
