"""The connection to the builder broke while it built."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"no active session(?: for [^\s:]+)?|error reading from server: (?:unexpected )?EOF"
    r"|closing transport due to|transport is closing|failed to list workers"
    r"|error reading preface from client|^(?:unexpected EOF|context deadline exceeded)$"
    r"|graceful_stop|only one connection allowed|buildkitd? (?:is )?not running"
    r"|use of closed network connection|session healthcheck failed|stream terminated by RST_STREAM"
)

_STATUS = Signature(r"failed to receive status")


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE, _STATUS)
    if not heard or case.exit_code is not None or "https://" in heard.match.string:
        return None
    return Told(
        cause=f"The connection to the builder broke off: {heard.match[0]}.",
        because=heard.because,
        advice=(
            "Build again. If it breaks at the same step, the builder was stopped or killed there: "
            "look at its log and at the machine's memory (`docker logs`, `dmesg`)."
        ),
        confidence=0.85,
    )


RULE = Rule(
    code="BB184",
    name="builder-gone",
    title="The connection to the builder broke off",
    category=Category.BUILDER_INTERNAL,
    rank=Rank.REPOSITORY,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "Client and builder talk over one connection for the whole build. The builder was "
            "restarted, killed for want of memory, or the line to a remote one was cut."
        ),
        instruction="RUN tide build",
        example="failed to receive status: error reading from server: EOF",
        fix="Build again; look at the builder's log and memory if it stays.",
        exit_code=None,
    ),
)
