"""The tar of what we lay into a container below /.bisectbuild."""

from __future__ import annotations

import io
import tarfile
from typing import TYPE_CHECKING

from bisectbuild.dockerfile.wrap import TOOL_FOLDERS
from bisectbuild.sandbox import HOME

if TYPE_CHECKING:
    from bisectbuild.sandbox import File

_APPLETS = """
ash awk base64 basename cat chgrp chmod chown chroot clear cmp cp cut date dd df diff dirname du
echo egrep env expr false fgrep find fold free getopt grep gunzip gzip head hexdump hostname id
install ip kill less ln ls lsof md5sum mkdir mkfifo mknod mktemp more mount mv nc netstat
nslookup od paste patch pgrep pidof ping pkill printenv printf ps pwd readlink realpath rm rmdir
sed seq sh sha1sum sha256sum sleep sort split stat strings stty sync tac tail tar tee test time
timeout top touch tr traceroute tree true tty umount uname uniq unxz unzip uptime vi watch wc
wget which whoami xargs xxd yes zcat
""".split()  # noqa: SIM905 - a list of many short words reads best as one string


def home_tar(files: tuple[File, ...], toolbox: bytes | None) -> bytes:
    """Give a tar for the root of a container: HOME, the link to the root, files and tools."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        home = HOME.lstrip("/")
        _folder(tar, home)
        _link(tar, f"{home}/root", "/")
        if toolbox is not None:
            _folder(tar, f"{home}/bin")
            _file(tar, f"{home}/bin/busybox", toolbox, 0o755)
            for applet in _APPLETS:
                _link(tar, f"{home}/bin/{applet}", "busybox")
        for file in files:
            _file(tar, file.path.lstrip("/"), file.data, file.mode)
    return out.getvalue()


def tool_tar(toolbox: bytes) -> bytes:
    """Give the tar of an image: the toolbox, its links, and folders for what steps leave."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        _file(tar, "busybox", toolbox, 0o755)
        _folder(tar, "bin")
        for applet in _APPLETS:
            _link(tar, f"bin/{applet}", "../busybox")
        for folder in ("", "/after", "/mounts"):
            _folder(tar, f"{TOOL_FOLDERS.lstrip('/')}{folder}", 0o1777)
    return out.getvalue()


def empty_tar() -> bytes:
    """Give the tar of nothing."""
    out = io.BytesIO()
    tarfile.open(fileobj=out, mode="w").close()
    return out.getvalue()


def _folder(tar: tarfile.TarFile, name: str, mode: int = 0o755) -> None:
    entry = tarfile.TarInfo(name)
    entry.type, entry.mode = tarfile.DIRTYPE, mode
    tar.addfile(entry)


def _link(tar: tarfile.TarFile, name: str, target: str) -> None:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname, entry.mode = tarfile.SYMTYPE, target, 0o777
    tar.addfile(entry)


def _file(tar: tarfile.TarFile, name: str, data: bytes, mode: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), mode
    tar.addfile(entry, io.BytesIO(data))
