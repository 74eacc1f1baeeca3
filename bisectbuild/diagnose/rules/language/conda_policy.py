"""conda stops at its own rules: terms of service, activation, its own Python."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import absent
from bisectbuild.diagnose.signature import Signature

_TERMS = Signature(
    r"^CondaToSNonInteractiveError: Terms of Service have not been accepted", "CondaToSNon"
)
_INIT = Signature(
    r"^(?:CommandNotFoundError: Your shell has not been properly configured to use 'conda activate'"
    r"|CondaError: Run 'conda init' before 'conda (?:activate|deactivate)')",
    "has not been properly configured",
    "Run 'conda init' before",
)
_ITSELF = Signature(
    r"^[ \t]+File \"\S*/bin/conda\", line \d+[^\n]*\n[ \t]+[^\n]+\n(?:[ \t^~]*\n)?"
    r"(?:ModuleNotFoundError|ImportError): No module named '?conda(?:\.\w+)*'?$",
    "No module named",
)
_FILE = Signature(
    r"^(?:EnvironmentFileNotFound|SpecNotFound): '?(?P<path>\S+?)'? (?:file|is not a valid|not "
    r"found)?",
    "EnvironmentFileNotFound",
    "SpecNotFound",
)
_NO_ENV = Signature(
    r"^(?:EnvironmentLocationNotFound: Not a conda environment: (?P<path>\S+)"
    r"|EnvironmentNameNotFound: Could not find conda environment: (?P<name>\S+))",
    "Not a conda environment",
    "Could not find conda environment",
)


def _check(case: Case) -> Told | None:
    terms = _TERMS.last(case.log)
    if terms is not None:
        return Told(
            cause="conda's default channels ask for their Terms of Service to be accepted, which "
            "was not done in this image.",
            because=proofs((terms,)),
            advice=(
                "Accept them before (`RUN conda tos accept --override-channels --channel …`, for "
                "each channel that is listed), or take everything from conda-forge: `conda config "
                "--remove channels defaults`, or a miniforge base image."
            ),
            commands=("conda tos view", "conda config --show channels"),
            confidence=0.98,
        )
    init = _INIT.last(case.log)
    if init is not None:
        return Told(
            cause="`conda activate` does not work in the shell of a RUN: no login script ran.",
            because=proofs((init,)),
            advice=(
                "Use `conda run -n NAME command`, put the environment's bin directory first in "
                'ENV PATH, or set `SHELL ["/bin/bash", "-lc"]` after `conda init bash`.'
            ),
            commands=("conda env list", "cat ~/.bashrc"),
            confidence=0.97,
        )
    return _state(case)


def _state(case: Case) -> Told | None:
    """Tell of what conda does not find: itself, an environment, a file."""
    itself = _ITSELF.last(case.log)
    if itself is not None:
        return Told(
            cause="conda no longer finds itself: the base environment's Python was changed to a "
            "version that its conda was not made for.",
            because=proofs((itself,)),
            advice=(
                "Leave base alone and make an environment of its own (`conda create -n app "
                "python=…`), or take a miniconda/miniforge image with that Python."
            ),
            commands=("ls /opt/conda/lib | grep python",),
            confidence=0.93,
            category=Category.RUNTIME_VERSION,
        )
    missing = _NO_ENV.last(case.log)
    if missing is not None:
        return Told(
            cause=f"conda has no environment {missing['path'] or missing['name']} in this image.",
            because=proofs((missing,)),
            advice="Create it in a step before, with the same name; `name:` stands in its file.",
            commands=("conda env list",),
            confidence=0.93,
            category=Category.APP_CONFIG,
        )
    file = _FILE.last(case.log)
    return absent.told(case, file, file["path"].strip("'"), "conda") if file else None


RULE = Rule(
    code="BB439",
    name="conda-policy",
    title="conda cannot be used like this in a build",
    category=Category.ENV_POLICY,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="conda wants its channels' terms accepted, its shell functions loaded, its "
        "environment made and its own Python left as it was.",
        instruction="RUN conda create -y -n app python=3.12",
        example="CondaToSNonInteractiveError: Terms of Service have not been accepted for the "
        "following channels. Please accept or remove them before proceeding:\n"
        "    - https://channels.example/pkgs/main",
        fix="Accept the terms, or use conda-forge; call `conda run` instead of `conda activate`.",
    ),
)
