"""What an image says of itself when a shell in it is asked: one script, read-only, asked once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from bisectbuild.diagnose.facts import Facts, Program, Release, Space

# Each answer stands behind a line that no file begins with.
_MARK: Final = "@bisectbuild "
# The folders where programs lie although no PATH leads there.
_ELSEWHERE: Final = (
    "/usr/local/bin /usr/local/sbin /usr/bin /usr/sbin /bin /sbin /opt/*/bin /usr/lib/*/bin"
    " /root/.local/bin /root/.cargo/bin /usr/local/go/bin /home/*/.local/bin"
)
SCRIPT: Final = f"""LC_ALL=C; export LC_ALL
echo '{_MARK}release'
cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release 2>/dev/null
echo '{_MARK}manager'
for m in apt-get apk dnf microdnf yum zypper pacman opkg; do
command -v $m >/dev/null 2>&1 && echo $m
done
echo '{_MARK}index'
for f in /var/lib/apt/lists/*Packages* /var/lib/apk/*.gz /var/cache/apk/*.gz /var/cache/dnf/*; do
[ -f "$f" ] && stat -c %Y "$f" 2>/dev/null
done | tail -n 1
echo '{_MARK}user'
id -u 2>/dev/null
echo '{_MARK}clock'
date +%s 2>/dev/null
echo '{_MARK}space'
df -Pk / 2>/dev/null | tail -n 1
echo '{_MARK}inodes'
df -Pi / 2>/dev/null | tail -n 1
echo '{_MARK}programs'
for p do
w=$(command -v -- "$p" 2>/dev/null) && echo "$p 1 $w"
for d in {_ELSEWHERE}; do
[ -f "$d/$p" ] && [ -x "$d/$p" ] && echo "$p 0 $d/$p"
done
done
echo '{_MARK}end'
"""
_MANAGERS: Final = {"apt-get": "apt"}
_PAIR: Final = re.compile(r"""^([A-Z_]+)=(?:"([^"]*)"|'([^']*)'|(.*))$""", re.MULTILINE)
_KIB: Final = 1024
_DAY: Final = 86_400
_SPACE_FIELDS: Final = 6


def read_answer(text: str, now: float) -> Facts:
    """Read what the script printed; what it does not tell stays unknown.

    `now` is this machine's clock, in seconds since 1970.
    """
    parts = dict(_parts(text))
    manager = parts.get("manager", "").split("\n")[0].strip()
    index = parts.get("index", "").strip()
    inodes = _fields(parts.get("inodes", ""))
    spaces = tuple(
        replace(space, inodes_free=int(inodes[3]) if inodes and inodes[3].isdigit() else None)
        for space in _spaces(parts.get("space", ""))
    )
    clock = parts.get("clock", "").strip()
    return Facts(
        release=_release(parts.get("release", "")),
        manager=_MANAGERS.get(manager, manager),
        index_present=bool(index) if manager in {"apt-get", "apk"} else None,
        index_days=max(int((now - int(index)) // _DAY), 0) if index.isdigit() else None,
        programs=tuple(_programs(parts.get("programs", ""))),
        spaces=spaces,
        user=parts.get("user", "").strip(),
        clock_skew=int(clock) - now if clock.isdigit() else None,
    )


def _parts(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(_MARK)[1:]:
        name, _, rest = part.partition("\n")
        yield name.strip(), rest


def _release(text: str) -> Release | None:
    found = {m[1]: m[2] or m[3] or m[4] or "" for m in _PAIR.finditer(text)}
    if not found.get("ID"):
        return None
    return Release(
        id=found["ID"],
        version=found.get("VERSION_ID", ""),
        codename=found.get("VERSION_CODENAME", ""),
        name=found.get("PRETTY_NAME", found["ID"]),
    )


def _fields(text: str) -> list[str]:
    fields = text.split()
    return fields if len(fields) >= _SPACE_FIELDS else []


def _spaces(text: str) -> Iterator[Space]:
    fields = _fields(text)
    if fields and fields[1].isdigit() and fields[3].isdigit():
        yield Space(path="/", free=int(fields[3]) * _KIB, total=int(fields[1]) * _KIB)


def _programs(text: str) -> Iterator[Program]:
    """Give each program that was found, the path that its name leads to first."""
    paths: dict[str, list[str]] = {}
    led: set[str] = set()
    for line in text.split("\n"):
        name, _, rest = line.partition(" ")
        on_path, _, path = rest.partition(" ")
        if path:
            paths.setdefault(name, [])
            if path not in paths[name]:
                paths[name].append(path)
            if on_path == "1":
                led.add(name)
    for name, found in paths.items():
        yield Program(name=name, paths=tuple(found), on_path=name in led)
