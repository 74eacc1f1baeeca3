"""A step needs an ssh agent that the build was not given."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_KEY = Signature(r'no SSH key "(?P<name>[^"\n]*)" forwarded from the client')
_UNSET = Signature(r"unset ssh forward key (?P<name>\S+)")
_SOCKET = Signature(r"invalid empty ssh agent socket")
_PARSE = Signature(
    r"could not parse ssh: \[(?P<given>[^\]\n]*)\](?:: (?P<why>[^\n]+))?"
    r"|failed to parse (?P<file>\S+): ssh: (?P<key>[^\n]+)"
)


def _check(case: Case) -> Told | None:
    if case.exit_code is not None:
        return None
    if heard := hear(case, _SOCKET):
        cause = "--ssh asks for your ssh agent, and none runs: SSH_AUTH_SOCK is empty."
        advice = "Run `eval $(ssh-agent)` and `ssh-add`, then build again."
    elif heard := hear(case, _KEY, _UNSET):
        name = heard["name"] or "default"
        cause = f"The step mounts the ssh agent `{name}`, and the build was given none."
        advice = f"Build with `--ssh {name}`, and a running ssh agent."
    elif heard := hear(case, _PARSE):
        why = heard["why"] or heard["key"] or "it is not well formed"
        cause = f"--ssh could not be used: {why.rstrip('.')}."
        advice = "Give `--ssh default`, or a key without a passphrase; add others to the agent."
    else:
        return None
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.95)


RULE = Rule(
    code="BB168",
    name="ssh-missing",
    title="The ssh agent that the step mounts was not given",
    category=Category.MOUNT_SECRET_SSH,
    rank=Rank.SPECIFIC,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning="`RUN --mount=type=ssh` needs docker build --ssh, and an ssh agent that runs.",
        instruction="RUN --mount=type=ssh git clone git@git.example:ann/kiosk.git",
        example='no SSH key "default" forwarded from the client',
        fix="Start the agent, add the key, and build with `--ssh default`.",
        exit_code=None,
    ),
)
