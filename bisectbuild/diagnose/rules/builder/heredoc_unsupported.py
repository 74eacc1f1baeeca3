"""A here-document meets a builder that does not know them."""

from __future__ import annotations

from bisectbuild.builder import BuilderKind
from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.builder import dockerfile_words, heredocs
from bisectbuild.diagnose.rules.builder.message import hear
from bisectbuild.diagnose.rules.builder.unknown_instruction import LINE


def _check(case: Case) -> Told | None:
    heard = hear(case, LINE)
    opener = heredocs.broken_by(case)
    if not heard or not opener:
        return None
    where = dockerfile_words.on_line(case)
    legacy = case.builder is BuilderKind.LEGACY
    builder = "the legacy builder" if legacy else "this frontend"
    return Told(
        cause=f"`{opener}` opens a here-document, which {builder} does not know{where}.",
        because=heard.because,
        advice=(
            "Build with BuildKit (DOCKER_BUILDKIT=1), or write the commands with `&&`."
            if legacy
            else "Write `# syntax=docker/dockerfile:1` as the first line, or a newer version there."
        ),
        confidence=0.95,
    )


RULE = Rule(
    code="BB141",
    name="heredoc-unsupported",
    title="This builder knows no here-documents",
    category=Category.FRONTEND_FEATURE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Here-documents (`<<EOF`) came with the Dockerfile frontend 1.4. An older one, and "
            "the legacy builder, take the first line of the text for an instruction."
        ),
        instruction="RUN <<EOF\napk add tide\nEOF",
        example="dockerfile parse error line 3: unknown instruction: APK",
        fix="Build with BuildKit and a new frontend, or write the commands with `&&`.",
        exit_code=None,
    ),
)
