"""How npm, yarn, pnpm and bun begin the lines that they end with."""

from __future__ import annotations

from typing import Final

NPM: Final = r"^[ \t]*npm (?:ERR!|error) "
"""npm's errors: `npm ERR! ` to npm 10.5, `npm error ` since; its `code` word comes with some."""

PNPM: Final = r"^[ \t]*(?:\u2009)?\[?"
"""pnpm's errors stand behind a thin space, or in brackets since pnpm 11."""
