"""The corpus of real failing builds, which lies beside the repository and not in it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).resolve().parents[3] / "shared" / "corpus"
PRESENT: Final = _FOLDER.is_dir()
WHY_ABSENT: Final = "the corpus of real builds does not lie beside the repository"


def builds(builder: str) -> Iterator[dict[str, str]]:
    """Give the builds of the `legacy` or the `buildkit` part."""
    with gzip.open(_FOLDER / f"{builder}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
