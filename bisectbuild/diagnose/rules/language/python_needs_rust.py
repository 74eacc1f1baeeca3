"""A Python package is partly written in Rust and has to be compiled here."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.native_needs import RUST
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.rules.language.installing import how, musl
from bisectbuild.diagnose.signature import Signature

_NONE = Signature(
    pip_log.INDENT + r"(?:error: can't find Rust compiler"
    r"|Cargo, the Rust package manager, is not installed or is not on PATH"
    r"|This package requires Rust(?: and Cargo)? to compile extensions"
    r"|error: (?:Rust|cargo)[^\n]{0,20} (?:is )?not (?:found|installed)"
    r"|maturin failed[^\n]*\n?[^\n]*cargo[^\n]*No such file)",
    "Rust", "cargo",
)  # fmt: skip
_OLD = Signature(
    pip_log.INDENT + r"(?:error: cargo rustc --lib[^\n]*failed"
    r"|feature `(?P<edition>edition20\d\d)` is required"
    r"|(?:error: )?(?:package|rustc) [^\n]{0,80}(?:requires|cannot be built because it requires) "
    r"rustc (?P<wants>[\d.]+)[^\n]*"
    r"|error: Rust (?P<has>[\d.]+) does not match extension requirement >=(?P<wants2>[\d.]+))",
    "is required", "rustc", "does not match extension requirement",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    old = pip_log.unsettled(case.log, _OLD.hits(case.log))
    old = tuple(hit for hit in old if pip_log.building(case.log, hit.number))
    none = pip_log.unsettled(case.log, _NONE.hits(case.log))
    if not none and not old:
        return None
    hit = (none or old)[-1]
    package = pip_log.package_near(case.log, hit.number) or "A Python package"
    if none:
        cause = f"{package} is compiled here and needs Rust, which the image does not have."
        advice = (
            "Upgrade pip first (`pip install --upgrade pip`): an old one does not see the ready "
            f"wheels. If there is none for this Python and CPU, run {how(case, RUST)} before pip "
            f"install.{musl(case)}"
        )
    else:
        wants = hit["wants"] or hit["wants2"] or hit["edition"]
        bound = f" (it needs {wants})" if wants else ""
        cause = f"{package} is compiled here with a Rust that is too old{bound}."
        advice = (
            "Upgrade pip first, so that it takes a ready wheel; else install Rust with rustup "
            "instead of the distribution's package, or pin an older release."
        )
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=("pip --version", "rustc --version", "uname -m"),
        confidence=0.93,
    )


RULE = Rule(
    code="BB426",
    name="python-needs-rust",
    title="A Python package needs Rust to be compiled",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Packages such as cryptography come as wheels; where pip is too old to read them, "
        "or none is made for this platform, they are compiled with Rust.",
        instruction="RUN pip install cipherleaf",
        example="    error: can't find Rust compiler\n"
        "  ERROR: Failed building wheel for cipherleaf",
        fix="Upgrade pip; only then think of installing Rust.",
    ),
)
