"""What lies where a person's words point; to ask is no error where they may not look."""

from __future__ import annotations

import os
from pathlib import Path


def is_folder(path: Path) -> bool:
    """Tell whether a folder is there; False below one that is shut, where Path.is_dir raises."""
    return os.path.isdir(path)  # noqa: PTH112 - for that reason


def is_file(path: Path) -> bool:
    """Tell whether a file is there; False below a folder that is shut."""
    return os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises there


def is_there(path: Path) -> bool:
    """Tell whether anything is there; False below a folder that is shut."""
    return os.path.exists(path)  # noqa: PTH110 - Path.exists raises there


def is_shut(path: Path) -> bool:
    """Tell whether a folder on the way there may not be entered."""
    try:
        path.stat()
    except (OSError, ValueError) as error:
        return isinstance(error, PermissionError)
    return False
