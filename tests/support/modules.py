"""The modules of the package, each with its first sentence, as the architecture page has them."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "explanation" / "architecture.md"
BEGIN = "<!-- modules: made by python -m tests.support.modules -->\n"
END = "<!-- end of modules -->\n"


def listing() -> str:
    """Give the part of the page that lists the modules, a room after the other."""
    folders: dict[str, list[str]] = {}
    for path in sorted((ROOT / "bisectbuild").rglob("*.py")):
        folder = path.parent.relative_to(ROOT).as_posix()
        folders.setdefault(folder, []).append(f"| `{path.name}` | {_sentence(path)} |")
    parts = [
        f"### {folder}/\n\n| module | what it knows |\n|---|---|\n" + "\n".join(rows) + "\n"
        for folder, rows in folders.items()
    ]
    return "\n".join(parts)


def _sentence(path: Path) -> str:
    docstring = ast.get_docstring(ast.parse(path.read_text())) or ""
    return " ".join(docstring.partition("\n\n")[0].split()).replace("|", "\\|")


def page(old: str) -> str:
    """Give the page with its list of modules made anew."""
    head, _, rest = old.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{listing()}\n{END}{tail}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text()))
