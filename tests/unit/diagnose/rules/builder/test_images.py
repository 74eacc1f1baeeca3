"""Names of images are shown as people write them."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.knowledge.moved_images import moved_to
from bisectbuild.diagnose.rules.builder import images, stage_names
from bisectbuild.dockerfile.parse import parse


@pytest.mark.parametrize(
    ("reference", "short", "registry"),
    [
        ("docker.io/library/tide:1", "tide:1", "docker.io"),
        ("docker.io/ann/tide", "ann/tide", "docker.io"),
        ("harbour.example:5000/tide:1", "harbour.example:5000/tide:1", "harbour.example:5000"),
    ],
)
def test_a_reference_is_shortened_and_its_registry_known(
    reference: str, short: str, registry: str
) -> None:
    """Docker Hub is the registry of names without a host."""
    assert images.short(reference) == short
    assert images.registry_of(short) == registry


@pytest.mark.parametrize(
    ("name", "new"),
    [("vault:1.2", "hashicorp/vault"), ("myvault:1.2", ""), ("bitnami/redis:7", "bitnamilegacy/")],
)
def test_only_the_image_itself_is_said_to_have_moved(name: str, new: str) -> None:
    """A name that begins alike is another image."""
    assert moved_to(name) == new


def test_a_from_without_a_slash_means_a_stage() -> None:
    """An image with a path, a tag or a digest was meant as an image."""
    case = Case(source="COPY --from=biuld /a /b", dockerfile=parse(b"FROM x AS build\nRUN y\n"))

    assert stage_names.meant(case, "docker.io/library/biuld:latest") == "biuld"
    assert stage_names.meant(case, "docker.io/library/x:latest") == ""
    assert stage_names.near(case, "biuld") == "build"
