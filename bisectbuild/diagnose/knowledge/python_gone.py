"""What Python and setuptools no longer have, and since which release."""

from __future__ import annotations

from typing import Final

_MODULES: Final = {
    "dummy_threading": (3, 9),
    "formatter": (3, 10),
    "parser": (3, 10),
    "symbol": (3, 10),
    "binhex": (3, 11),
    **dict.fromkeys(("asynchat", "asyncore", "distutils", "imp", "smtpd"), (3, 12)),
    **dict.fromkeys(
        ("aifc", "audioop", "cgi", "cgitb", "chunk", "crypt", "imghdr", "lib2to3", "mailcap",
         "nis", "nntplib", "ossaudiodev", "pipes", "sndhdr", "spwd", "sunau", "telnetlib", "uu",
         "xdrlib"),
        (3, 13),
    ),
}  # fmt: skip

_COLLECTIONS: Final = (
    "Callable", "Container", "Hashable", "Iterable", "Iterator", "Mapping", "MutableMapping",
    "MutableSequence", "MutableSet", "Sequence", "Set", "Sized",
)  # fmt: skip
_ATTRIBUTES: Final = {
    **{("collections", name): (3, 10) for name in _COLLECTIONS},
    **{("ast", name): (3, 14) for name in ("Bytes", "Ellipsis", "NameConstant", "Num", "Str")},
    ("asyncio", "coroutine"): (3, 11),
    ("base64", "decodestring"): (3, 9),
    ("base64", "encodestring"): (3, 9),
    ("cgi", "escape"): (3, 8),
    ("configparser", "SafeConfigParser"): (3, 12),
    ("fractions", "gcd"): (3, 9),
    ("inspect", "formatargspec"): (3, 11),
    ("inspect", "getargspec"): (3, 11),
    ("locale", "format"): (3, 12),
    ("pkgutil", "ImpImporter"): (3, 12),
    ("pkgutil", "find_loader"): (3, 14),
    ("pkgutil", "get_loader"): (3, 14),
    ("platform", "dist"): (3, 8),
    ("platform", "linux_distribution"): (3, 8),
    ("time", "clock"): (3, 8),
    ("unittest", "makeSuite"): (3, 13),
}


def module_gone(name: str) -> str:
    """Give the Python release that dropped a standard module, "" for one that it still has."""
    return _text(_MODULES.get(name.partition(".")[0]))


def attribute_gone(module: str, name: str) -> str:
    """Give the Python release that dropped a name of a standard module, "" where none did."""
    return _text(_ATTRIBUTES.get((module, name)))


def before(release: str) -> str:
    """Give the release before one that a function here gave."""
    major, minor = release.split(".")
    return f"{major}.{int(minor) - 1}"


def _text(version: tuple[int, int] | None) -> str:
    return f"{version[0]}.{version[1]}" if version else ""
