"""The Dockerfiles over which the law of the cut is tested; `@` stands for something new."""

from __future__ import annotations

from dataclasses import dataclass, field

BASE = "bisectbuild-test/busybox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A Dockerfile, the files beside it, flags, and the builders that can build it.

    `heredocs` marks what only BuildKit of 2021 and later reads.
    """

    name: str
    dockerfile: str
    files: dict[str, str] = field(default_factory=lambda: {"a.txt": "@", "dir/b.txt": "b"})
    flags: tuple[str, ...] = ()
    heredocs: bool = False
    only_buildkit: bool = False


CASES: tuple[Case, ...] = (
    Case(
        name="arg",
        dockerfile=f"""ARG TAG=latest
FROM {BASE}:$TAG
ARG A=1
ARG B=$A-2
RUN echo @ $A $B > /one
ARG C
RUN echo $C > /two
ENV C=env
RUN echo $C > /three
""",
        flags=("--build-arg=A=given", "--build-arg=C=c"),
    ),
    Case(
        name="env-and-arg-of-one-name",
        dockerfile=f"""FROM {BASE}
ENV F=env
ARG F=arg
RUN echo @ $F > /f
LABEL f=$F
ENV F=later G=$F
RUN echo $F $G > /g
""",
    ),
    Case(
        name="path",
        dockerfile=f"""FROM {BASE}
ENV A=1 B=1
ENV A=2
ENV PATH=/x:$PATH
RUN echo @ $PATH > /p
ENV PATH=/y:$PATH
RUN echo $PATH > /q
""",
    ),
    Case(
        name="onbuild-base",
        dockerfile="""FROM bisectbuild-test/onbuild
RUN echo @ > /own
WORKDIR /w
RUN cat /app.txt > copy
""",
        files={"app.txt": "@"},
    ),
    Case(
        name="onbuild-own",
        dockerfile=f"""FROM {BASE} AS base
ONBUILD RUN echo fired @ > /fired
RUN echo base > /b
FROM base
RUN ls / > /ls
ONBUILD ENV X=1
CMD ["x"]
""",
    ),
    Case(
        name="cmd-entrypoint",
        dockerfile=f"""FROM {BASE}
MAINTAINER someone
CMD ["x"]
RUN echo @ > /x
ENTRYPOINT ["y"]
EXPOSE 80
VOLUME /data
STOPSIGNAL SIGINT
HEALTHCHECK CMD true
LABEL a="b c" d=e
CMD ["z"]
""",
    ),
    Case(
        name="copy-from",
        dockerfile=f"""FROM {BASE} AS First
RUN echo @ > /one
FROM {BASE}
COPY --from=first /one /one
RUN cat /one > /two
FROM {BASE} AS third
COPY --from=1 /two /two
COPY --from=0 /one /one
RUN cat /one /two > /three
""",
    ),
    Case(
        name="context",
        dockerfile=f"""FROM {BASE}
WORKDIR /app
COPY a.txt .
RUN cat a.txt > one
COPY . .
RUN ls -R > two
ADD dir /dir
RUN ls /dir > three
""",
    ),
    Case(
        name="context-ignored",
        dockerfile=f"""FROM {BASE}
COPY . /app
RUN ls /app > /ls
COPY dir /app/dir
WORKDIR /app
RUN pwd
""",
        files={
            "a.txt": "@",
            "dir/b.txt": "b",
            "skip/c.txt": "c",
            ".dockerignore": "skip\n*.md\n!keep.md\n",
            "keep.md": "k",
            "drop.md": "d",
        },
    ),
    Case(
        name="context-ignoring-itself",
        dockerfile=f"FROM {BASE}\nCOPY . /app\nRUN ls -a /app > /ls\nRUN echo @\n",
        files={"a.txt": "@", ".dockerignore": ".dockerignore\nDockerfile\n"},
    ),
    Case(
        name="own-ignore-file",
        dockerfile=f"FROM {BASE}\nCOPY . /app\nRUN ls -a /app > /ls\nRUN echo @\n",
        files={"a.txt": "@", "b.txt": "b", "Dockerfile.dockerignore": "b.txt\n"},
    ),
    Case(
        name="user-and-shell",
        dockerfile=f"""FROM {BASE}
SHELL ["/bin/sh", "-ec"]
RUN mkdir -p /home/app && chown 1000 /home/app && echo @
USER app
WORKDIR /home/app
RUN id > who
WORKDIR deeper
RUN ["/bin/sh", "-c", "pwd > where || true"]
USER root
WORKDIR /
RUN ls -ln /home/app > /mine
""",
    ),
    Case(
        name="continued",
        dockerfile=f"""# escape=`
# a comment
from `
  {BASE} `
  # within

as Build
run echo @ `

  && echo two > /two
env A=`
b
run echo $A > /a
""",
    ),
    Case(
        name="scratch",
        dockerfile=f"""FROM {BASE} AS tools
RUN echo @ > /note
FROM scratch
COPY --from=tools /note /note
COPY --from=tools /bin/busybox /bin/busybox
RUN ["/bin/busybox", "true"]
LABEL a=b
""",
    ),
    Case(
        name="parallel-stages",
        dockerfile=f"""FROM {BASE} AS one
RUN echo @ > /one
RUN echo one again
FROM {BASE} AS unneeded
RUN echo never @
FROM {BASE} AS two
RUN echo two @ > /two
FROM one
COPY --from=two /two /two
RUN cat /one /two
""",
    ),
    Case(
        name="targetstage",
        dockerfile=f"""FROM {BASE} AS early
RUN echo @ > /e
FROM early AS final
ARG TARGETSTAGE
RUN echo "$TARGETSTAGE" > /stage
RUN cat /stage
""",
        only_buildkit=True,
    ),
    Case(
        name="mounts",
        dockerfile=f"""FROM {BASE}
RUN --mount=type=cache,target=/cache echo @ > /cache/x
RUN --mount=type=bind,target=/ctx cat /ctx/a.txt > /a
RUN --mount=type=tmpfs,target=/t touch /t/x
""",
        only_buildkit=True,
    ),
    Case(
        name="heredocs",
        dockerfile=f"""FROM {BASE}
RUN <<EOF
echo @ > /one
# FROM nothing
echo two >> /one
EOF
COPY <<-one <<"two" /docs/
\tfirst $PATH
one
second $PATH
two
RUN cat /docs/*
""",
        heredocs=True,
        only_buildkit=True,
    ),
)
