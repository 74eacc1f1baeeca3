"""A module whose distribution has another name is known by both."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.knowledge.python_modules import distribution


@pytest.mark.parametrize(
    ("module", "brings"),
    [
        ("yaml", "PyYAML"),
        ("cv2", "opencv-python-headless"),
        ("PIL.Image", "Pillow"),
        ("google.protobuf", "protobuf"),
        ("requests", ""),
    ],
)
def test_a_module_comes_with_a_distribution(module: str, brings: str) -> None:
    """A part of it comes with the whole; one of the same name needs no entry."""
    assert distribution(module) == brings
