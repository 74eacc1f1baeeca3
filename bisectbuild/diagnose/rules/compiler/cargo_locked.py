"""Cargo.lock is not up to date, and cargo may not change it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:error: )?(?:the lock file (?P<file>\S+) needs to be updated but (?P<flag>--\w+) "
    r"was passed"
    r"|cannot (?:update|create) the lock file (?P<new>\S+) because (?P<option>--\w+) was passed)",
    "the lock file ",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    file, flag = hit["file"] or hit["new"], hit["flag"] or hit["option"]
    return Told(
        cause=f"{file} is not up to date with Cargo.toml, and {flag} forbids to change it.",
        because=proofs((hit,)),
        advice=(
            f"Run `cargo build` or `cargo update --workspace` in the project and commit "
            f"Cargo.lock; see that it is copied. Without {flag} cargo resolves anew."
        ),
        commands=(
            "ls -la Cargo.lock Cargo.toml",
            "cargo metadata --locked >/dev/null",
            "cargo --version",
        ),
        confidence=0.95,
    )


RULE = Rule(
    code="BB575",
    name="cargo-locked",
    title="Cargo.lock is not up to date",
    category=Category.LOCKFILE_MISMATCH,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="`--locked` forbids cargo to change Cargo.lock, which lacks something or was not "
        "copied.",
        instruction="RUN cargo build --locked",
        example=(
            "error: the lock file /app/Cargo.lock needs to be updated but --locked was passed to "
            "prevent this"
        ),
        fix="Commit the lock file that `cargo build` writes, and copy it.",
        exit_code=101,
    ),
)
