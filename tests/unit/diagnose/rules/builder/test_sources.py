"""The sources of a COPY are told apart from its flags, its destination and other forms."""

from __future__ import annotations

import pytest

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.facts import Facts, Source
from bisectbuild.diagnose.rules.builder import sources


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("COPY a b /srv/", ("a", "b")),
        ("COPY --chown=1:1 --from=x a /srv/", ("a",)),
        ('COPY ["a b.txt", "/srv/"]', ("a", "b.txt")),
        ("COPY a \\\n  b \\\n  /srv/", ("a", "b")),
    ],
)
def test_the_words_between_flags_and_destination_are_sources(
    source: str, expected: tuple[str, ...]
) -> None:
    """As written, over continued lines too."""
    assert sources.written(Case(source=source)) == expected


def test_a_source_is_known_however_its_path_is_written() -> None:
    """Builders print it from the root of the context, people write it as they like."""
    fact = Source(path="./conf/tide.ini", exists=False)
    case = Case(facts=Facts(sources=(fact,)))

    assert sources.known(case, "/conf/tide.ini") == fact
    assert sources.known(case, "/conf") is None


def test_only_a_source_that_leaves_the_context_is_climbing() -> None:
    """`a/../b` stays inside."""
    case = Case(source="COPY ../b a/../c /srv/")

    assert sources.climbing(case, "/b") == "../b"
    assert sources.climbing(case, "/c") == ""


def test_the_place_where_a_builder_mounts_the_image_is_taken_off() -> None:
    """People know the path within the image."""
    mounted = "/var/lib/docker/overlay2/q7/merged/srv/app"

    assert sources.in_image(mounted) == "/srv/app"
    assert sources.in_image("/srv/app") == "/srv/app"
