"""A wheel or archive that pip is given by name does not fit, or is not there."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import absent, pip_log
from bisectbuild.diagnose.rules.language.installing import musl
from bisectbuild.diagnose.signature import Signature

_PLATFORM = Signature(
    pip_log.ERROR + r"(?P<file>\S+\.whl) is not a supported wheel on this platform",
    "is not a supported wheel on this platform",
)
_ABSENT = Signature(
    pip_log.ERROR
    + r"(?:Could not install packages due to an? (?:EnvironmentError|OSError): \[Errno 2\] No "
    r"such file "
    r"or directory: '(?P<path>[^'\n]+\.(?:whl|tar\.gz|zip))'"
    r"|(?:WARNING: )?Requirement '(?P<name>[^'\n]+)' looks like a filename, but the file does "
    r"not exist)",
    "No such file or directory: '",
    "looks like a filename",
)
_NO_WHEEL = Signature(
    r"Distribution `(?P<uv>[^`@\s]+)(?: @ [^`\n]*)?` can't be installed because it doesn't have "
    r"a source "
    r"distribution or wheel for the current platform"
    r"|Unable to find installation candidates for (?P<poetry>[\w.-]+ \([^)\n]+\))",
    "can't be installed because",
    "Unable to find installation candidates",
)


def _check(case: Case) -> Told | None:
    none = _NO_WHEEL.last(case.log)
    if none is not None:
        name = none["uv"] or none["poetry"]
        return Told(
            cause=f"No file of {name} fits this image's Python, C library or CPU.",
            because=proofs((none,)),
            advice=(
                "Take the Python or the base image that it has wheels for (Debian-based instead of "
                "Alpine; linux/amd64 instead of arm64), or a release that has one for this; then "
                f"lock again.{musl(case)}"
            ),
            commands=("python3 --version", "uname -m"),
            confidence=0.9,
            category=Category.RUNTIME_VERSION,
        )
    missing = _ABSENT.last(case.log)
    if missing is not None:
        name = missing["path"] or missing["name"]
        if "*" in name:
            return Told(
                cause=f"No file matches {name}: there is no wheel to install.",
                because=proofs((missing,)),
                advice="COPY the wheels to that directory before this step, or build them there.",
                commands=("ls -la", "pwd"),
                confidence=0.93,
            )
        return absent.told(case, missing, name, "pip")
    hits = pip_log.unsettled(case.log, _PLATFORM.hits(case.log))
    if not hits:
        return None
    file = hits[-1]["file"].rpartition("/")[2]
    tags = file.removesuffix(".whl").split("-")[-3:]
    return Told(
        cause=f"The wheel {file} is made for {' / '.join(tags)}, which this image's Python, C "
        "library or CPU is not.",
        because=proofs(hits),
        advice=(
            "Take the wheel for this Python and CPU (cp312 = Python 3.12; manylinux = glibc, "
            "musllinux = Alpine; x86_64 or aarch64), or the base image that it is made for."
        ),
        commands=("python3 -m pip debug --verbose | head -40", "uname -m"),
        confidence=0.95,
        category=Category.RUNTIME_VERSION,
    )


RULE = Rule(
    code="BB432",
    name="wheel-file",
    title="A wheel file does not fit or is missing",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A wheel's name says for which Python, C library and CPU it is; pip takes no other "
        "one, and none that is not there.",
        instruction="RUN pip install /wheels/plum-1.0-cp39-cp39-manylinux2014_x86_64.whl",
        example="ERROR: plum-1.0-cp39-cp39-manylinux2014_x86_64.whl is not a supported wheel on "
        "this platform.",
        fix="Take the wheel that fits the image.",
    ),
)
