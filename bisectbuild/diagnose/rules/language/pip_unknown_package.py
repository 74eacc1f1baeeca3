"""pip found no release at all under a name."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.rules.language.installing import musl
from bisectbuild.diagnose.signature import Signature

_NONE = Signature(
    pip_log.ERROR + r"Could not find a version that satisfies the requirement (?P<name>[^\s(]+)"
    r"[^\n]*\(from versions: (?:none)?\)$",
    "(from versions: none)",
    "(from versions: )",
)
_UNREACHED = Signature(
    r"WARNING: Retrying \(Retry\(|Could not fetch URL |connection broken by",
    "Retry",
    "Could not fetch",
    "connection broken by",
)
_UNTRUSTED = Signature(
    r"The repository located at (?P<host>[^\s/]+) is not a trusted or secure host",
    "is not a trusted",
)
_NO_SSL = Signature(
    r"the ssl module in Python is not available|SSL module is not available", "odule"
)


def _check(case: Case) -> Told | None:
    hits = pip_log.unsettled(case.log, _NONE.hits(case.log))
    if not hits:
        return None
    name = hits[-1]["name"]
    other = _untrusted(case, name) or _no_ssl(case, name)
    if other is not None:
        return other
    # An index that was not reached looks the same: that is the machine's rules' to tell.
    unreached = _UNREACHED.first(case.log) is not None
    return Told(
        cause=f"pip found no release of {name} that this Python and platform can use, "
        "not even an older one.",
        because=proofs(hits),
        advice=(
            f"Check that the name {name} is spelled as the index has it and that its private "
            "index, if it has one, is given with --index-url; if the name is right, no file of "
            f"it fits this Python version or CPU: change the base image's tag.{musl(case)}"
        ),
        commands=("python3 --version", "python3 -m pip debug | head -20", "uname -m"),
        confidence=0.4 if unreached else 0.7,
    )


def _untrusted(case: Case, name: str) -> Told | None:
    hit = _UNTRUSTED.last(case.log)
    if hit is None:
        return None
    return Told(
        cause=f"pip ignores the index at {hit['host']}, which is not https, and so finds no "
        f"{name}.",
        because=proofs((hit,)),
        advice=f"Give its https address, or add `--trusted-host {hit['host']}`.",
        confidence=0.95,
        category=Category.ENV_POLICY,
        fault=Fault.DOCKERFILE,
    )


def _no_ssl(case: Case, name: str) -> Told | None:
    hit = _NO_SSL.last(case.log)
    if hit is None:
        return None
    return Told(
        cause=f"This Python was built without its ssl module, so pip reaches no index for {name}.",
        because=proofs((hit,)),
        advice=(
            "Install OpenSSL's headers (libssl-dev, openssl-dev) before Python is compiled, or "
            "take the distribution's or the official image's Python."
        ),
        commands=("python3 -c 'import ssl'",),
        confidence=0.97,
        category=Category.RUNTIME_VERSION,
        fault=Fault.DOCKERFILE,
    )


RULE = Rule(
    code="BB401",
    name="pip-unknown-package",
    title="pip finds no release of a package",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="The index has no project of this name, or none of its files fits this Python, "
        "this CPU and this C library.",
        instruction="RUN pip install orchardlib",
        example="ERROR: Could not find a version that satisfies the requirement orchardlib "
        "(from versions: none)\nERROR: No matching distribution found for orchardlib",
        fix="Correct the name, give the private index, or take an image that the package is "
        "made for.",
    ),
)
