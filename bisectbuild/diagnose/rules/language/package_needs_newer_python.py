"""A package's setup script stops by itself: this Python is too old, or too new, for it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_VERSION = r"(?P<wants>(?:[<>=~!]{1,2} ?)?[23](?:\.\d+){1,2}(?:\+|,? ?[<>]=? ?[23][\d.]+)?)"
_RAISED = (
    r"^[ \t]*(?:(?:\w+\.)*(?:RuntimeError|Exception|ImportError|SystemExit|ValueError|OSError): "
    r"|[Ee]rror: |ERROR: )?(?:Unsupported Python version [\d.]+ found\. )?"
)
_FORMS = (
    Signature(
        _RAISED + rf"(?P<who>[\w.-]+) (?:only )?(?:requires|needs|supports) (?:at least )?Python "
        rf"(?:versions? )?{_VERSION}(?: or (?:later|above|newer|higher))?",
        " Python ",
    ),
    Signature(
        _RAISED + rf"(?P<who>)(?:Sorry, )?(?:This (?:package|module|library) requires )?Python "
        rf"(?:version )?{_VERSION} (?:or (?:above|later|newer|higher|greater) )?(?:is )?"
        r"(?:required|needed)",
        "required",
        "needed",
    ),
    Signature(
        _RAISED + r"(?P<who>[\w.-]+) requires [^\n]{0,80}?This means Python (?P<wants>[\d.]+\+?)",
        "This means Python",
    ),
    Signature(
        r"^[ \t]*Beginning with (?P<who>[\w.-]+) [\d.]+, Python (?P<wants>[\d.]+) or above",
        "Beginning with ",
    ),
    Signature(
        r"^[ \t]*(?:RuntimeError: )?Cannot install on Python version (?P<has>[\d.]+); only "
        r"versions (?P<wants>[^\n]*\d) are supported(?P<who>)",
        "Cannot install on Python version",
    ),
    Signature(
        r"^[ \t]*(?:\w+: )?(?P<who>)(?P<wants>)(?:Unsupported Python version|This version of "
        r"setuptools requires Python|Setuptools no longer works on Python 2"
        r"|pkg_resources/py2_warn\.py:\d+: UserWarning: Setuptools no longer works on Python 2)",
        "nsupported Python version",
        "no longer works on Python 2",
    ),
)


def _check(case: Case) -> Told | None:
    for form in _FORMS:
        hits = pip_log.unsettled(case.log, form.hits(case.log))
        hits = tuple(hit for hit in hits if pip_log.building(case.log, hit.number))
        if not hits:
            continue
        hit = hits[-1]
        who = hit["who"] or pip_log.package_near(case.log, hit.number)
        wants = hit["wants"].strip()
        needs = f"needs Python {wants}" if wants else "does not support this image's Python"
        return Told(
            cause=f"{who or 'A package'} {needs}{_later(wants)}, says its own setup script.",
            because=proofs((hit,)),
            advice=(
                "Take a base image with a Python that it supports, or pin the last release of "
                f"{who or 'it'} that supports this one (an old pip does not choose that by "
                "itself)."
            ),
            commands=("python3 --version", "pip --version"),
            confidence=0.9,
        )
    return None


def _later(wants: str) -> str:
    return " or later" if wants and wants[0].isdigit() and not wants.endswith("+") else ""


RULE = Rule(
    code="BB414",
    name="package-needs-newer-python",
    title="A package's setup script refuses this Python",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The release that pip chose does not support the image's Python and says so only "
        "when it is built; a pip that is too old does not read which Python a release needs.",
        instruction="RUN pip3 install sockslib",
        example="    Complete output from command python setup.py egg_info:\n"
        '      File "/tmp/pip-build-a1/sockslib/setup.py", line 25, in <module>\n'
        "    Exception: sockslib requires Python >= 3.6.1.\n"
        'Command "python setup.py egg_info" failed with error code 1 in '
        "/tmp/pip-build-a1/sockslib/",
        fix="Change the Python of the base image, or pin an older release.",
    ),
)
