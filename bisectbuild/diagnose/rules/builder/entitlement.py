"""A step asks for a right that the builder does not grant."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_DAEMON = Signature(
    r"granting entitlement (?P<right>\S+) is not allowed by build daemon configuration"
)
_CLIENT = Signature(r"(?P<right>network\.host|security\.insecure|device) is not allowed")
_ASKED = Signature(r"additional privileges requested")


def _check(case: Case) -> Told | None:
    heard = hear(case, _DAEMON, _CLIENT, _ASKED)
    if not heard or case.exit_code is not None:
        return None
    right = heard["right"] or "more rights"
    if "granting" in heard.match[0]:
        cause = f"The build asks for `{right}`, which this builder is not configured to grant."
        advice = (
            "Make a builder that grants it: `docker buildx create --use --buildkitd-flags "
            f"'--allow-insecure-entitlement {right}'`, or do without it."
        )
    else:
        cause = f"The build asks for `{right}`, and --allow was not given for it."
        advice = f"Build with `--allow {right}`, or take `--network`/`--security` out of the RUN."
    return Told(cause=cause, because=heard.because, advice=advice, confidence=0.96)


RULE = Rule(
    code="BB170",
    name="entitlement",
    title="The builder does not grant a right that a step asks for",
    category=Category.ENV_POLICY,
    rank=Rank.SPECIFIC,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "`RUN --security=insecure` and `--network=host` need --allow from the person and a "
            "builder that is configured to grant them."
        ),
        instruction="RUN --security=insecure mount -t tmpfs none /mnt",
        example="security.insecure is not allowed",
        fix="Do without it, or build with --allow and a builder that grants it.",
        exit_code=None,
    ),
)
