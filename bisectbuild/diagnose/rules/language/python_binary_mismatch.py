"""Compiled Python packages that were made for another version of one another."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_NUMPY2 = Signature(
    r"^[ \t]*A module that was compiled using NumPy 1\.x cannot be run in\s+NumPy "
    r"(?P<has>[\d.]*\d)",
    "A module that was compiled using NumPy",
)
_SIZE = Signature(
    r"^[ \t]*ValueError: (?P<name>\w+)\.\w+ size changed, may indicate binary incompatibility",
    "may indicate binary incompatibility",
)
_LATER = Signature(
    r"^[ \t]*(?:ImportError: numpy\.core\.multiarray failed to import"
    r"|AttributeError: (?:module 'numpy' has no attribute|`np\.\w+` was removed)[^\n]*"
    r"|ImportError: [^\n]*undefined symbol: \S+)",
    "multiarray failed to import",
    "'numpy' has no attribute",
    "was removed",
    "undefined symbol",
)


def _check(case: Case) -> Told | None:
    # NumPy's note is a warning at first: only with an error after it has it stopped the step.
    note, size, later = (form.last(case.log) for form in (_NUMPY2, _SIZE, _LATER))
    if size is None and (later is None or (note is None and "numpy" not in later.line
                                           and "`np." not in later.line)):  # fmt: skip
        return None
    hits = [hit for hit in (note, size, later) if hit is not None]
    name = size["name"] if size is not None else "numpy"
    has = f" ({note['has']})" if note is not None else ""
    return Told(
        cause=f"A package here was made for another {name} than the one installed{has}.",
        because=proofs(hits),
        advice=(
            f'Pin {name} to what the package expects (`pip install "numpy<2"` for most older '
            "ones), or upgrade the package that was compiled against the old one; install both "
            "in one `pip install`, so that pip sees both."
            if name == "numpy"
            else f"Reinstall what is compiled against {name} together with it, in one pip install."
        ),
        commands=(f"pip show {name}", "pip check"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB422",
    name="python-binary-mismatch",
    title="Python packages are compiled against other versions",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A compiled package holds to the version of numpy that it was made for; a later "
        "numpy (2 above all) does not fit it.",
        instruction="RUN python train.py",
        example="ValueError: numpy.dtype size changed, may indicate binary incompatibility. "
        "Expected 96 from C header, got 88 from PyObject",
        fix="Pin numpy to the version that the other packages expect.",
    ),
)
