"""Building a Python package failed, and nothing more precise is known."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.rules.language.words import of
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    pip_log.INDENT + r"(?:ERROR: )?(?:Failed building wheel for [\w.-]+$"
    r"|(?:[^\w\s] )?Failed to build `?'?[\w.-]+(?:==[\w.+]+)?[`']?(?: when getting requirements "
    r"to build "
    r"wheel)?$"
    r"|Command \"?python setup\.py egg_info\"? failed with error code"
    r"|Command errored out with exit status (?!128)\d+:"
    r"|Command (?:\"|/\S+ -c )[^\n]{1,3000}? failed with error code \d+ in /"
    r"|error: (?:metadata-generation-failed|legacy-install-failure|subprocess-exited-with-error)$"
    r"|Could not build wheels for [\w.-]+"
    r"|error: Setup script exited with)",
    "Failed building wheel",
    "Failed to build",
    "failed with error code",
    "errored out with exit status",
    "-failed",
    "-failure",
    "subprocess-exited",
    "Could not build wheels",
    "Setup script exited",
)
_ERROR = Signature(
    pip_log.INDENT + r"(?:(?:[A-Z]\w+\.)*[A-Z]\w*(?:Error|Exception|Exit): \S"
    r"|(?:fatal )?error: (?!subprocess-|metadata-|legacy-|Setup script|command )\S)[^\n]*",
    "rror: ",
    "Exception: ",
    "Exit: ",
)


def _check(case: Case) -> Told | None:
    hits = pip_log.unsettled(case.log, _LINE.hits(case.log))
    if not hits:
        return None
    last = hits[-1]
    package = pip_log.package_near(case.log, last.number)
    error = _said(case, last)
    return Told(
        cause=f"Building {package or 'a Python package'} from source failed"
        + (f": {error.line.strip()[:160]}" if error else ".")
        + ("" if not error or error.line.rstrip().endswith(".") else "."),
        because=proofs((*((error,) if error else ()), last)),
        advice=(
            f"Read the block above that line. Mostly a release{of(package)} that has a wheel for "
            "this Python (a newer one), or a Python that it has one for, is the short way; else "
            "the block names what the build misses."
        ),
        commands=(
            "python3 --version",
            f"pip download --no-deps --only-binary :all: {package or 'NAME'}",
        ),
        confidence=0.6 if error else 0.5,
    )


def _said(case: Case, last: Hit) -> Hit | None:
    before = [hit for hit in _ERROR.hits(case.log) if hit.number <= last.number + 2]
    told = [hit for hit in before if "Command errored out" not in hit.line]
    return told[-1] if told else None


RULE = Rule(
    code="BB429",
    name="wheel-failed",
    title="Building a Python package failed",
    category=Category.NATIVE_BUILD,
    rank=Rank.GENERIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="pip found no ready wheel and its build of the source failed; the block that pip "
        "quotes holds the reason.",
        instruction="RUN pip install gnarledoak",
        example="  KeyError: '__version__'\nerror: subprocess-exited-with-error\n"
        "ERROR: Failed to build 'gnarledoak' when getting requirements to build wheel",
        fix="Take a release with a wheel for the image's Python, or what the block asks for.",
    ),
)
