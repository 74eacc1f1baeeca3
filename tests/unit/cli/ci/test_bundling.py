"""What a bundle is given of the logs that a folder holds."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from bisectbuild.cli.ci import bundling
from bisectbuild.cli.ci.case import Case
from bisectbuild.cli.ci.flags import BundleOptions
from bisectbuild.cli.trusting import harmless

if TYPE_CHECKING:
    from bisectbuild.cli.work import Job
    from bisectbuild.outcome import Outcome
    from bisectbuild.postmortem import Postmortem

CASE = Case(words=(), outcome=cast("Outcome", 0), postmortem=cast("Postmortem", 0))
ORDER = ["0-stdout.log", "9-stdout.log", "10-stdout.log", "0-stderr.log"]


def test_a_bundle_holds_the_logs_in_the_order_in_which_they_were_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the same log elsewhere."""
    for name in ORDER:
        (tmp_path / name).write_text("x")
    packed: list[Any] = []
    monkeypatch.setattr(bundling, "_made", lambda *given: packed.extend(given[2]))

    how = BundleOptions(name="x", limit=1, context=False, context_limit=1)
    bundling.bundle(CASE, how, tmp_path)

    assert [Path(name).name for name in packed] == ORDER


def _flags(*flags: str) -> tuple[str, ...]:
    """Give the flags that a bundle has of a build with a secret."""
    part = SimpleNamespace
    case = part(postmortem=part(culprit=None, builder=part(version="")))
    job = part(
        options=part(dockerfile=None, target=None, flags=flags),
        choice=part(kind=part(value="buildkit")),
        plan=part(secrets=("s3cr3tvalue99",)),
    )
    return bundling._how(cast("Case", case), cast("Job", job)).flags  # noqa: SLF001 - pack asks engines


@pytest.mark.parametrize(
    "value", ["https://h/?t=s3cr3tvalue99", "https://me:pw@h/", "s3cr3tvalue99", "a=s3cr3tvalue99"]
)
def test_a_build_arg_in_which_a_secret_stands_is_bundled_without_its_value(value: str) -> None:
    """As a secret one is: whoever resumes is told, and no build is made with a mask for a value."""
    flags = _flags("--build-arg=NPM_TOKEN=s3cr3tvalue99", f"--build-arg=URL={value}")

    assert flags == ("--build-arg=NPM_TOKEN", "--build-arg=URL")
    assert harmless(flags) == ((), flags)


def test_flags_without_a_secret_are_bundled_as_they_are() -> None:
    """Of others that hold one the value is masked."""
    assert _flags("--build-arg=A=b=c", "--build-arg=V", "--label=x=s3cr3tvalue99", "--pull") == (
        "--build-arg=A=b=c",
        "--build-arg=V",
        "--label=x=***",
        "--pull",
    )
