"""Paths below a folder that a person may not enter: advice and a code, no traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bisectbuild.cli.paths import is_file, is_folder, is_shut, is_there

# Root enters every folder, unless it gives up the two capabilities that let it.
_WEAK = (
    ("setpriv", "--bounding-set=-dac_override,-dac_read_search", "--") if os.geteuid() == 0 else ()
)
needs_weak_root = pytest.mark.skipif(
    bool(_WEAK) and shutil.which("setpriv") is None,
    reason="root enters everything, and setpriv of util-linux is not here to change that",
)


def test_what_is_there_is_told_apart(tmp_path: Path) -> None:
    """A folder, a file, nothing at all."""
    file = tmp_path / "file"
    file.touch()

    assert (is_folder(tmp_path), is_file(tmp_path), is_there(tmp_path)) == (True, False, True)
    assert (is_folder(file), is_file(file), is_there(file)) == (False, True, True)
    assert (is_there(tmp_path / "none"), is_shut(tmp_path / "none")) == (False, False)
    assert (is_there(file / "below"), is_shut(file / "below")) == (False, False)


@needs_weak_root
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("debug shut/x/Dockerfile", 4, "shut/x/Dockerfile cannot be read: Permission denied"),
        ("debug shut/x", 4, "shut/x cannot be read: Permission denied"),
        ("debug shut", 4, "shut/Dockerfile cannot be read: Permission denied"),
        ("shell shut/x/Dockerfile --at 1", 4, "shut/x/Dockerfile cannot be read"),
        ("split shut/x/Dockerfile", 4, "shut/x/Dockerfile cannot be read"),
        ("debug -f Dockerfile shut/x", 4, "The build context shut/x cannot be read"),
        ("debug . shut/x", 4, "The build context shut/x cannot be read"),
        ("debug . --report shut/x/r.json", 6, "shut/x may not be entered. Nothing was built"),
        ("debug . --report shut/r.json", 6, "shut may not be entered. Nothing was built"),
        ("debug nowhere", 4, "There is no file nowhere."),
        ("explain log --context shut/x", 4, "The build context shut/x cannot be read"),
        ("resume shut/x/bundle", 6, "shut/x/bundle cannot be read: Permission denied"),
    ],
)
def test_a_path_in_a_folder_that_is_shut_is_told_and_is_no_bug(
    words: str, code: int, said: str, tmp_path: Path
) -> None:
    """Whatever the path is for."""
    (tmp_path / "Dockerfile").write_text("FROM a\n")
    (tmp_path / "shut").mkdir(mode=0)
    # A link that leads there stands beside the files that are looked through for advice.
    (tmp_path / "a.Dockerfile").symlink_to(tmp_path / "shut" / "x")
    env = {**os.environ, "XDG_STATE_HOME": "state", "DOCKER_HOST": "unix:///nowhere.sock"}

    run = subprocess.run(
        (*_WEAK, sys.executable, "-m", "bisectbuild", *words.split()),
        cwd=tmp_path,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )

    assert said in run.stderr
    assert run.returncode == code
