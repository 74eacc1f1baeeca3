"""How C and C++ compilers and linkers write, also from within pip, npm and cargo."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.signature import Hit, Signature

# Lines of npm, cargo and of indented logs keep the compiler's own after what they put before it.
# The quotes that compilers print, also those of UTF-8 locales.
OPEN: Final = r"[`'\"\u2018\u201c]"
CLOSE: Final = r"['\"\u2019\u201d]"
INSIDE: Final = r"[^'\"\u2019\u201d\n]+"
BEFORE: Final = r"^[ \t]*(?:npm (?:ERR!|error) +|cargo:warning=|warning: (?:\S+@\S+: )?)?"
_SUFFIXES: Final = r"(?:c|cc|cpp|cxx|c\+\+|C|h|hh|hpp|hxx|inl|ipp|tcc|cu|cuh|m|mm|S|s|y|l|pyx|xs)"
PLACE: Final = BEFORE + rf"(?P<file>[^\s:'\"`]+\.{_SUFFIXES}):(?P<row>\d+)(?::\d+)?: "
ERROR: Final = Signature(PLACE + r"(?:fatal )?error: (?P<text>\S[^\n]*)", "error: ")
HEADER: Final = Signature(
    PLACE + r"(?:fatal error: |error: )"
    r"(?:'(?P<clang>[^'\n]+)' file not found|(?P<gcc>[^\s:']+): No such file or directory)",
    "file not found",
    "No such file or directory",
)
# Places of sources that are not the project's own.
_FOREIGN: Final = re.compile(
    r"node_modules/|pip-|site-packages/|/gems/|cargo/registry|/go/pkg/mod/|build/temp\.|\.node-gyp"
    r"|node-gyp/|/nan/|/checkouts/|vcpkg|/_deps/|/usr/(?:local/)?include/"
)
_INSTALLS: Final = re.compile(
    r"\bpip[\d.]* (?:install|wheel)|\b(?:npm|pnpm) (?:i|ci|install)\b|\byarn(?: install)?\b"
    r"|\bbundle\b"
    r"|\bgem install|\bcpanm?\b|\bpecl install|\bcargo install|\bgo get\b|\buv (?:pip|sync)"
    r"|\bpoetry install"
)


def place(hit: Hit) -> str:
    """Give file and line of a hit."""
    return f"{hit['file']}:{hit['row']}"


def foreign(hit: Hit, script: str = "") -> bool:
    """Tell whether the source is a dependency's: by its path, or by the command that builds it."""
    return bool(_FOREIGN.search(hit["file"]) or _INSTALLS.search(script))


def short(text: str, most: int = 160) -> str:
    """Give a message that fits into a sentence, without the mark at its end."""
    text = " ".join(text.split()).rstrip(" .:;?!")
    return text if len(text) <= most else text[: most - 1] + "…"
