"""Comparing two file systems, and telling the difference."""

from __future__ import annotations

import subprocess

from bisectbuild.differ import LISTING, State, compare_states, read_state
from bisectbuild.differ.text import human_size, lines

_FOLDER, _FILE = "41ed", "81a4"


def state(*entries: str, packages: dict[str, str] | None = None) -> State:
    """Make a state of lines as stat prints them."""
    found = read_state("\n".join(entries).encode(), {})
    return State(entries=found.entries, packages=packages or {})


def told(before: State, after: State) -> list[str]:
    """Tell the difference."""
    return list(lines(compare_states(before, after)))


BEFORE = state(
    f"{_FOLDER} 0 0 4096 1 ./etc",
    f"{_FILE} 0 0 10 1 ./etc/a",
    f"{_FILE} 0 0 2000 1 ./etc/b",
    f"{_FILE} 0 0 7 1 ./gone",
)
AFTER = state(
    f"{_FOLDER} 0 0 8192 9 ./etc",
    f"{_FILE} 0 0 30 2 ./etc/a",
    "8180 5 5 2000 1 ./etc/b",
    f"{_FOLDER} 0 0 4096 1 ./new",
    f"{_FOLDER} 0 0 4096 1 ./new/deep",
    f"{_FILE} 0 0 1500000 1 ./new/deep/x",
    f"{_FILE} 0 0 5 1 ./new/y z",
    f"{_FILE} 0 0 3 1 ./newer",
)


def test_added_changed_and_removed_files_are_told_with_their_sizes() -> None:
    """What lies in a new folder is counted with it; a folder's own time and size say nothing."""
    assert told(BEFORE, AFTER) == [
        "+ /new/  2 files, 1.5 MB",
        "+ /newer  3 B",
        "~ /etc/a  10 B → 30 B",
        "~ /etc/b  mode 644 → 600, owner 0:0 → 5:5",
        "- /gone  7 B",
        "+1.5 MB in all",
    ]
    assert told(BEFORE, BEFORE) == []


def test_packages_are_told_with_their_versions() -> None:
    """Added, changed, removed."""
    before = state(packages={"deb a": "1", "deb b": "1"})
    after = state(packages={"deb b": "2", "apk c": "3"})

    assert told(before, after) == [
        "+ package apk c 3",
        "~ package deb b 1 → 2",
        "- package deb a 1",
    ]


def test_many_lines_are_cut_short() -> None:
    """And counted."""
    after = state(*(f"{_FILE} 0 0 1 1 ./f{number:03}" for number in range(100)))

    shown = list(lines(compare_states(state(), after), most=3))

    assert shown == [
        "+ /f000  1 B",
        "+ /f001  1 B",
        "+ /f002  1 B",
        "… and 97 more",
        "+100 B in all",
    ]


def test_what_is_ours_or_the_engines_is_left_out() -> None:
    """Such as the toolbox, and the hosts file that is mounted."""
    found = state(
        f"{_FILE} 0 0 1 1 ./.bisectbuild/x",
        f"{_FILE} 0 0 1 1 ./etc/hosts",
        f"{_FILE} 0 0 1 1 ./.bisectbuilder",
        "no entry at all",
    )

    assert list(found.entries) == ["/.bisectbuilder"]


def test_package_lists_are_read() -> None:
    """Of dpkg those that are installed; of apk; pip and npm by the paths of what they unpack."""
    files = {
        "/var/lib/dpkg/status": b"Package: a\nStatus: install ok installed\nVersion: 1:2\n"
        b"Description: x\n more: y\n\nPackage: b\nStatus: deinstall ok config-files\n",
        "/lib/apk/db/installed": b"C:x\nP:musl\nV:1.2\n\nP:zlib\nV:3\n",
    }
    listing = (
        f"{_FOLDER} 0 0 1 1 ./usr/lib/python3/site-packages/six-1.16.0.dist-info\n"
        f"{_FILE} 0 0 1 1 ./app/node_modules/@a/b/package.json\n"
    )

    assert read_state(listing.encode(), files).packages == {
        "deb a": "1:2",
        "apk musl": "1.2",
        "apk zlib": "3",
        "pip six": "1.16.0",
        "npm @a/b": "?",
    }


def test_the_listing_is_a_script_that_any_shell_reads() -> None:
    """It is run with busybox and with GNU's tools in tests/e2e/test_debugger.py."""
    subprocess.run(("sh", "-n", "-c", LISTING), check=True)


def test_sizes_are_written_as_docker_writes_them() -> None:
    """Powers of a thousand, three digits."""
    assert [human_size(size) for size in (0, 999, 1000, 1234567, -5, 10**12)] == [
        "0 B",
        "999 B",
        "1 kB",
        "1.23 MB",
        "-5 B",
        "1 TB",
    ]
