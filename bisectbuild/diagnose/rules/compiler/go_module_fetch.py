"""go cannot fetch a module: it is private, gone, or has no such version."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:go: |\S+\.go:\d+:\d+: |package \S+: )*(?:downloading "
    r")?(?P<module>[\w.-]+\.[\w.-]+/\S+?"
    r"(?:@[^\s:]+)?)(?: requires\n[ \t]+(?P<inner>\S+@[^\s:]+))?: (?P<text>(?:[^\n]*?: )??"
    r"(?:invalid version: (?:git (?:ls-remote|fetch)[^\n]*|unknown revision (?P<revision>\S+)"
    r"|[^\n]*)"
    r"|reading \S+: (?:404|410) [^\n]*|unrecognized import path[^\n]*|unknown revision (?P<rev>\S+)"
    r"|git init [^\n]*|module lookup disabled by GOPROXY=off))",
    "invalid version: ", ": 404 ", ": 410 ", "unknown revision", "unrecognized import path",
    "GOPROXY=off",
)  # fmt: skip
_PROMPT = Signature(
    r"^[ \t]*fatal: (?:could not read (?:Username|Password) for '[^'\n]+'(?:: [^\n]*)?"
    r"|Authentication failed for [^\n]+)|^[ \t]*remote: Repository not found|Permission denied "
    r"\(publickey",
    "could not read ", "Authentication failed", "Repository not found", "Permission denied "
    "(publickey",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    module = hit["inner"] or hit["module"]
    revision = hit["revision"] or hit["rev"]
    prompt = _PROMPT.last(case.log)
    if revision and prompt is None:
        return Told(
            cause=f"The module {module.split('@')[0]} has no revision {revision}.",
            because=proofs((hit,)),
            advice="Name a tag or commit that exists (`go get module@version`), and commit go.mod.",
            commands=(f"go list -m -versions {module.split('@')[0]}",),
            confidence=0.9,
            category=Category.PKG_VERSION_GONE,
        )
    private = prompt is not None
    return Told(
        cause=f"go cannot fetch the module {module}"
        + (
            ", whose repository asks for a login."
            if private
            else ": it is private, gone or renamed."
        ),
        because=proofs(each for each in (hit, prompt) if each),
        advice=(
            "For a private module set `GOPRIVATE` to its host, and give git a token by "
            "`RUN --mount=type=secret` (or `--mount=type=ssh` with an insteadOf rule); otherwise "
            "replace the module by one that exists."
        ),
        commands=("go env GOPRIVATE GOPROXY", f"go list -m {module}"),
        confidence=0.9 if private else 0.75,
    )


RULE = Rule(
    code="BB565",
    name="go-module-fetch",
    title="A Go module cannot be fetched",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A module's repository needs a login that the build has not, or the module "
        "is not there any more.",
        instruction="RUN go mod download",
        example=(
            "go: git.acorn.example/team/keys@v1.4.0: invalid version: git ls-remote -q origin in "
            "/go/pkg/mod/cache/vcs/ab: exit status 128:\n"
            "\tfatal: could not read Username for 'https://git.acorn.example': "
            "terminal prompts disabled"
        ),
        fix="Set GOPRIVATE and give git its login as a secret; or name what exists.",
    ),
)
