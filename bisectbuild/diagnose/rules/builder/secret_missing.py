"""A step needs a secret that the build was not given."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(r"secret (?P<name>[\w./-]+)(?: not found)?: not found")
_BIG = Signature(r"secret (?P<name>[\w./-]+) too big\. max size (?P<size>\S+)")


def _check(case: Case) -> Told | None:
    if case.exit_code is not None:
        return None
    if heard := hear(case, _BIG):
        return Told(
            cause=f"The secret `{heard['name']}` is larger than the 500 KiB that are allowed.",
            because=heard.because,
            advice="Give the part that is needed, or mount the file from a named build context.",
            confidence=0.97,
        )
    heard = hear(case, _LINE)
    if not heard:
        return None
    name = heard["name"]
    return Told(
        cause=f"The step requires the secret `{name}`, and the build was given none of that id.",
        because=heard.because,
        advice=f"Build with `--secret id={name},src=FILE`, or `--secret id={name},env=NAME`.",
        confidence=0.97,
        fault=Fault.MACHINE,
    )


RULE = Rule(
    code="BB166",
    name="secret-missing",
    title="A secret that the step requires was not given",
    category=Category.MOUNT_SECRET_SSH,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "`RUN --mount=type=secret,required=true` fails where docker build was not given a "
            "secret of that id. Without `required` the file would just be absent."
        ),
        instruction="RUN --mount=type=secret,id=kiosk_token,required=true tide login",
        example="secret kiosk_token: not found",
        fix="Give the secret with --secret, and the same id.",
        exit_code=None,
    ),
)
