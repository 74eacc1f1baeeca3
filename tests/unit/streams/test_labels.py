"""The names of steps."""

from __future__ import annotations

import pytest

from bisectbuild.builder import StepLabel
from bisectbuild.streams.labels import read_label

NUMBERED = {
    "[2/4] RUN make": StepLabel(text="RUN make", index=2, total=4),
    "[build 2/7] RUN make": StepLabel(text="RUN make", stage="build", index=2, total=7),
    "[stage-1  2/11] COPY . .": StepLabel(text="COPY . .", stage="stage-1", index=2, total=11),
    "[linux/amd64 build  2/11] RUN x": StepLabel(
        text="RUN x", stage="build", platform="linux/amd64", index=2, total=11
    ),
    "[linux/arm/v7->amd64 1/3] FROM x": StepLabel(
        text="FROM x", platform="linux/arm/v7->amd64", index=1, total=3
    ),
    "[linux/386 1/3] FROM x": StepLabel(text="FROM x", platform="linux/386", index=1, total=3),
    "[windows(10.0.17763)/amd64 build 2/3] RUN x": StepLabel(
        text="RUN x", platform="windows(10.0.17763)/amd64", stage="build", index=2, total=3
    ),
    "[3/5] ONBUILD COPY a /a": StepLabel(text="COPY a /a", index=3, total=5, onbuild=True),
    "[web build 3/9] RUN x": StepLabel(text="RUN x", stage="build", index=3, total=9),
    "[2/3] RUN echo '[1/2] x'": StepLabel(text="RUN echo '[1/2] x'", index=2, total=3),
    "[2/3] RUN a\nb": StepLabel(text="RUN a\nb", index=2, total=3),
}
UNNUMBERED = (
    "[internal] load build definition from Dockerfile",
    "[internal] load metadata for docker.io/library/ruby:2.3.8",
    "[auth] library/ruby:pull token for registry.example",
    "[web internal] load .dockerignore",
    "exporting to image",
    "resolve image config for docker-image://docker.io/docker/dockerfile:1",
    "FROM docker.io/library/alpine@sha256:00",
    "",
    "[",
    "[1/x] RUN",
    "[100000/100000] RUN x",
    "[1/" + "9" * 5000 + "] RUN x",
    "[" + "9" * 5000 + "/2] RUN x",
)


@pytest.mark.parametrize("name", NUMBERED)
def test_a_numbered_name_is_read(name: str) -> None:
    """Platform, stage, index, total and text each from its place."""
    assert read_label(name) == NUMBERED[name]


@pytest.mark.parametrize("name", UNNUMBERED)
def test_what_is_no_instruction_keeps_its_name_and_has_no_index(name: str) -> None:
    """Loading, resolving and exporting stand for no line of the file."""
    assert read_label(name) == StepLabel(text=name)
