"""What is new in Python is told with its first release."""

from __future__ import annotations

from bisectbuild.diagnose.knowledge.python_new import module_since, name_since


def test_a_module_and_a_name_have_a_first_release() -> None:
    """What every Python has, or none, needs no entry."""
    assert module_since("tomllib") == "3.11"
    assert module_since("json") == ""
    assert name_since("typing", "Self") == "3.11"
    assert name_since("plums", "Self") == ""
