"""A source uses what only nightly Rust, or a newer stable one, allows."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[ \t]*error(?:\[E(?P<code>0554|0635|0658)\])?: (?P<text>(?:unknown feature "
    r"`(?P<unknown>[^`\n]+)`|`#!\[feature\]` may not be used on "
    r"the (?P<channel>\w+) "
    r"release channel|use of unstable library feature [`'](?P<library>[^`'\n]+)[`']"
    r"|(?P<lang>[^\n]+?) (?:is|are) "
    r"(?:unstable|experimental)|the option `(?P<option>[^`\n]+)` is only accepted on the "
    r"nightly compiler"
    r"|the `(?P<flag>-Z|[^`\n]+)` flag is (?:only accepted|unstable)[^\n]*))",
    "release channel", "unstable", "experimental", "nightly", "unknown feature `",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    if hit["unknown"]:
        return _gone(hit)
    nightly = bool(hit["channel"] or hit["option"] or hit["flag"])
    return Told(
        cause=(
            "A source or option needs the nightly Rust, and the image's is "
            f"{hit['channel'] or 'stable'}."
            if nightly
            else f"A source uses {hit['library'] or hit['lang']}, which this Rust forbids."
        ),
        because=proofs((hit,)),
        advice=(
            "Use the nightly toolchain that the project names (rust-toolchain.toml, "
            "`rustup toolchain install nightly-…`), or a release of the crate for stable Rust."
        )
        if nightly
        else (
            "Take a newer rust image, where it may be stable, or a release of the crate that is "
            "made for this one."
        ),
        commands=("rustc --version", "rustup show"),
        confidence=0.85,
    )


def _gone(hit: Hit) -> Told:
    return Told(
        cause=f"This nightly Rust has no feature `{hit['unknown']}` any more: a crate is older.",
        because=proofs((hit,)),
        advice="Raise the crate that asks for it (`cargo update -p proc-macro2` and the like), or "
        "pin the nightly of its time (rust-toolchain.toml).",
        commands=("rustc --version", "cargo tree -i proc-macro2"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB574",
    name="rust-unstable",
    title="A Rust feature is not allowed by this compiler",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Unstable features need nightly Rust; some of them are stable in a newer release.",
        instruction="RUN cargo build",
        example="error[E0554]: `#![feature]` may not be used on the stable release channel",
        fix="Take the nightly that the project names, or a newer stable release.",
        exit_code=101,
    ),
)
