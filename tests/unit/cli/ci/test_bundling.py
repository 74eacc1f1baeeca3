"""What a bundle is given of the logs that a folder holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from bisectbuild.cli.ci import bundling
from bisectbuild.cli.ci.case import Case
from bisectbuild.cli.ci.flags import BundleOptions

if TYPE_CHECKING:
    import pytest

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
