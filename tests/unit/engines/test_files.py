"""What is laid into containers, and what the toolbox's image holds."""

from __future__ import annotations

import io
import posixpath
import tarfile

from bisectbuild.engines.files import tool_tar


def test_the_tool_image_has_a_folder_of_links_to_the_toolbox() -> None:
    """So that a test finds `ls` where a layer has none."""
    with tarfile.open(fileobj=io.BytesIO(tool_tar(b"program"))) as tar:
        program = tar.extractfile("busybox")
        links = {entry.name: entry.linkname for entry in tar if entry.issym()}

    assert program is not None
    assert {"bin/sh", "bin/grep", "bin/test"} <= set(links)
    assert {posixpath.normpath(f"bin/{target}") for target in links.values()} == {"busybox"}
