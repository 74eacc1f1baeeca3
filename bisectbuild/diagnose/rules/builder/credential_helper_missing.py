"""The program that keeps the logins is configured and not installed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r'exec: "(?P<helper>docker-credential-[\w.-]+)": executable file not found'
    r"|(?P<other>docker-credential-[\w.-]+): (?:exec format error|no such file or directory"
    r"|command not found|not found)"
    r"|(?P<third>docker-credential-[\w.-]+) not installed or not available in PATH"
)


def _check(case: Case) -> Told | None:
    heard = hear(case, _LINE)
    if not heard:
        return None
    helper = heard["helper"] or heard["other"] or heard["third"]
    store = helper.removeprefix("docker-credential-").removesuffix(".exe")
    return Told(
        cause=f"docker is told to keep its logins in `{helper}`, and cannot run that here.",
        because=heard.because,
        advice=(
            f"Take the line `credsStore` (or `credHelpers`) with `{store}` out of "
            "~/.docker/config.json, or install the helper and put it on PATH."
        ),
        confidence=0.97,
    )


RULE = Rule(
    code="BB123",
    name="credential-helper-missing",
    title="The helper that keeps docker's logins is not installed",
    category=Category.REGISTRY_AUTH,
    rank=Rank.ENVIRONMENT,
    fault=Fault.MACHINE,
    check=_check,
    page=Page(
        meaning=(
            "~/.docker/config.json names a credential helper, often left behind by Docker Desktop "
            "or shared between Windows and WSL. Even public images then cannot be pulled."
        ),
        instruction="FROM gardener:2",
        example=(
            "error getting credentials - err: exec: "
            '"docker-credential-desktop.exe": executable file not found in $PATH, out: ``'
        ),
        fix="Take the helper out of ~/.docker/config.json, or install it.",
        exit_code=None,
    ),
)
