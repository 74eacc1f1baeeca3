"""The pages of the rules in docs/rules, made from the rules: `python -m tests.support.rule_pages`.

A page of a rule that is no more is removed.
"""

from __future__ import annotations

from pathlib import Path

from bisectbuild.diagnose.page import page_of
from bisectbuild.diagnose.registry import RULES

FOLDER = Path(__file__).parents[2] / "docs" / "rules"


def pages() -> dict[str, str]:
    """Give the text of every page by the name of its file, the index included."""
    return {"README.md": _index(), **{f"{rule.code}.md": page_of(rule) for rule in RULES}}


def _index() -> str:
    rows = "\n".join(
        f"| [{rule.code}]({rule.code}.md) | {rule.title} | `{rule.category.value}` |"
        for rule in RULES
    )
    return (
        "# Why builds fail: the findings\n\n"
        "Each finding of a report has a code; `bisectbuild explain CODE` prints its page.\n\n"
        f"| code | what happened | category |\n|---|---|---|\n{rows}\n"
    )


def main() -> None:
    """Write the pages."""
    made = pages()
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
