"""What the legacy builder gets wrong without saying so, and a person is therefore warned of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bisectbuild.errors import DockerfileError

if TYPE_CHECKING:
    from bisectbuild.dockerfile.model import Dockerfile


def legacy_refusal(dockerfile: Dockerfile) -> DockerfileError | None:
    """Give the warning that a Dockerfile is not for the legacy builder, None for none.

    Here-documents: Docker 23 and later drop their bodies silently, 20.10 takes the first word of
    the body for an instruction. What the builder refuses by itself (RUN --mount, COPY --chmod)
    is left to it: then that step is the culprit.
    """
    for instruction in dockerfile.instructions:
        for heredoc in instruction.heredocs:
            return DockerfileError(
                f"The legacy builder knows no here-documents, such as <<{heredoc.name} in this "
                f"{instruction.keyword}: it would drop the body or stumble over it.",
                line=instruction.span.start,
                line_end=instruction.span.end,
                hint="Build it with BuildKit: --builder buildkit (DOCKER_BUILDKIT=1).",
            )
    return None
