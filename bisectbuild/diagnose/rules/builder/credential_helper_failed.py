"""The program that keeps the logins failed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"error getting credentials - err: (?P<how>exit status \d+|signal: \w+)[^\n]*?"
    r"out: `(?P<said>[^`]*)`?"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard:
        return None
    words = " ".join(heard["said"].split())
    quoted = f"`{words[:120]}`" if words else "nothing"
    return Told(
        cause=f"docker's credential helper failed ({heard['how']}) and says {quoted}.",
        because=heard.because,
        advice=_advice(words),
        confidence=0.92,
    )


def _advice(words: str) -> str:
    if "User interaction is not allowed" in words or "keychain" in words:
        return "Run `security unlock-keychain`: over ssh the keychain of macOS stays locked."
    if "D-Bus" in words or "DBus" in words or "secret" in words.lower():
        return (
            "There is no desktop session to keep secrets: take `credsStore` out of "
            "~/.docker/config.json, or use the helper `pass`."
        )
    if "logon session" in words:
        return "Log in at the Windows desktop, or take `credsStore` out of ~/.docker/config.json."
    return "Run the helper's `list` yourself, or take `credsStore` out of ~/.docker/config.json."


RULE = Rule(
    code="BB124",
    name="credential-helper-failed",
    title="The helper that keeps docker's logins failed",
    category=Category.REGISTRY_AUTH,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="docker asked its credential helper for a login, and the helper gave an error.",
        instruction="FROM gardener:2",
        example=(
            "error getting credentials - err: exit status 1, out: "
            "`Cannot autolaunch D-Bus without X11 $DISPLAY`"
        ),
        fix="Make the helper work, or take it out of ~/.docker/config.json.",
        exit_code=None,
    ),
)
