"""Lets `python -m bisectbuild` do what the installed program does."""

from __future__ import annotations

from bisectbuild.cli import main

if __name__ == "__main__":
    main()
