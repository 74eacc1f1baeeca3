"""What a build writes on this machine for the person: reports, ids, metadata, exports, caches."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from bisectbuild.flags import values
from bisectbuild.options import BuildOptions


def is_written(path: Path, places: frozenset[Path]) -> bool:
    """Tell whether a path is one of these places, below one, or the file that becomes one.

    The client writes metadata beside its place first, as `.tmp-NAME` and a number
    (moby, pkg/ioutils/fswriters.go).
    """
    if not places.isdisjoint((path, *path.parents)):
        return True
    return path.name.startswith(".tmp-") and any(
        path.parent == place.parent and path.name.startswith(f".tmp-{place.name}")
        for place in places
    )


def written(options: BuildOptions, reports: tuple[Path, ...]) -> frozenset[Path]:
    """Give the files and folders that a build and its reports write."""
    return frozenset(path.resolve() for path in (*reports, *map(Path, _dests(options.flags))))


def folders(options: BuildOptions) -> Iterator[Path]:
    """Give the folders that a build exports its files to."""
    for output in values(options.flags, "output"):
        fields = _exported(output)
        if fields.get("type") == "local" and fields.get("dest"):
            yield Path(fields["dest"]).resolve()


def _dests(flags: tuple[str, ...]) -> Iterator[str]:
    words = [*values(flags, "iidfile"), *values(flags, "metadata-file")]
    words += [_exported(value).get("dest", "") for value in values(flags, "output")]
    words += [_fields(value).get("dest", "") for value in values(flags, "cache-to")]
    yield from filter(None, words)


def _exported(output: str) -> dict[str, str]:
    """Read an `--output`; a single word is a folder (buildx 0.29, util/buildflags/export.go)."""
    if "=" not in output and "," not in output:
        return {"type": "local", "dest": output}
    return _fields(output)


def _fields(value: str) -> dict[str, str]:
    try:
        fields = [field for row in csv.reader([value]) for field in row]
    except csv.Error:  # A line break, which is as any other sign to the client.
        fields = value.split(",")
    pairs = (field.partition("=") for field in fields)
    return {name.strip().lower(): word for name, _, word in pairs}
