"""rustup has no toolchain, target or component that is asked for."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[ \t]*(?:error: )?(?:toolchain '(?P<toolchain>[^'\n]+)' is not (?:installed|installable)"
    r"|(?P<none>rustup could not choose a version of \S+ to run|no default toolchain configured)"
    r"|'(?P<program>[\w-]+)' is not installed for the toolchain '(?P<of>[^'\n]+)'"
    r"|toolchain '(?P<lacks>[^'\n]+)' (?:does not contain|does not support|has no) (?:component"
    r"|target) '?(?P<part>[^'\s]+)"
    r"|no such (?:command|subcommand): `(?P<command>[^`\n]+)`"
    r"|= note: the `(?P<target>[^`\n]+)` target may not be installed)",
    "toolchain", "rustup could not", "no such ", "target may not be installed",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None or (hit["command"] and "cargo" not in f"{case.script}\n{case.log.text}"):
        return None
    cause, advice = _words(hit)
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=("rustup show", "rustup toolchain list", "cat rust-toolchain*"),
        confidence=0.9,
    )


def _words(hit: Hit) -> tuple[str, str]:
    if hit["target"]:
        return (
            f"The target {hit['target']} is not installed for this Rust.",
            (
                f"Run `rustup target add {hit['target']}` before this step, for the toolchain that "
                "builds."
            ),
        )
    if hit["command"]:
        name = hit["command"]
        return (
            f"cargo has no command {name}.",
            (
                f"Install it before this step (`cargo install cargo-{name} --locked`), in the same "
                "stage and CARGO_HOME."
            ),
        )
    if hit["program"] or hit["part"]:
        part = hit["program"] or hit["part"]
        return (
            f"The toolchain {hit['of'] or hit['lacks']} has no {part}.",
            (
                f"Run `rustup component add {part.removeprefix('cargo-')}`, or pin a toolchain "
                f"that "
                "has it."
            ),
        )
    if hit["none"]:
        return (
            "rustup has no toolchain to run.",
            (
                "Install one (`rustup default stable`) for the user that builds; see "
                "RUSTUP_HOME and "
                "CARGO_HOME."
            ),
        )
    return (
        f"The toolchain {hit['toolchain']} is not installed.",
        (
            f"Run `rustup toolchain install {hit['toolchain']}` before this step, or correct "
            "rust-toolchain.toml."
        ),
    )


RULE = Rule(
    code="BB580",
    name="rust-toolchain",
    title="rustup lacks a toolchain, target or command",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="cargo or rustup is there, and the toolchain, target or cargo command is not.",
        instruction="RUN cargo build --target x86_64-unknown-linux-musl",
        example=(
            "error[E0463]: can't find crate for `std`\n  |\n"
            "  = note: the `x86_64-unknown-linux-musl` target may not be installed"
        ),
        fix="Add it with rustup, or install the cargo command, before the step.",
        exit_code=101,
    ),
)
