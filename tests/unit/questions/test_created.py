from __future__ import annotations

import pytest

from bisectbuild.questions.created import alike, instruction

_SUM = "file:006e38b0ba63beb8bed26567f867b66ae4aedacbc141714e6e259bd854f16284"
# What the legacy builder of Docker 28.5 and BuildKit wrote of one Dockerfile.
PAIRS = [
    ("/bin/sh -c #(nop)  ENV A=b", "ENV A=b"),
    ("/bin/ash -c #(nop)  STOPSIGNAL 9", "STOPSIGNAL 9"),
    ("|1 V=1 /bin/ash -c true", "RUN |1 V=1 /bin/ash -c true # buildkit"),
    ("/bin/sh -c echo $V > /x", "RUN /bin/sh -c echo $V > /x # buildkit"),
    ("ls -l", "RUN ls -l # buildkit"),
    (f"/bin/sh -c #(nop) COPY {_SUM} in /some/f ", "COPY f /some/f # buildkit"),
    ("/bin/sh -c #(nop) COPY multi:0cd6 in /dir/ ", "COPY f f /dir/ # buildkit"),
    (f"/bin/sh -c #(nop) ADD {_SUM} in /y ", "ADD f /y # buildkit"),
    ("/bin/sh -c #(nop) WORKDIR /w/x", "WORKDIR /w/x"),
    ("/bin/sh -c #(nop)  EXPOSE 80 90/udp", "EXPOSE map[80/tcp:{} 90/udp:{}]"),
    ("/bin/sh -c #(nop)  EXPOSE 80 90/udp", "EXPOSE [80/tcp 90/udp]"),
    (
        '/bin/ash -c #(nop)  HEALTHCHECK &{["CMD-SHELL" "true"] "0s" "0s" "0s" \'\\x00\'}',
        "HEALTHCHECK &{[CMD-SHELL true] 0s 0s 0s 0s 0}",
    ),
    ('/bin/sh -c #(nop)  CMD ["/bin/sh" "-c" "echo hi"]', 'CMD ["/bin/sh" "-c" "echo hi"]'),
]


@pytest.mark.parametrize(("legacy", "buildkit"), PAIRS)
def test_an_instruction_is_known_again_whichever_builder_made_it(
    legacy: str, buildkit: str
) -> None:
    """In both directions."""
    assert alike(legacy, buildkit)
    assert alike(buildkit, legacy)


def test_no_two_instructions_are_taken_for_one_another() -> None:
    """Each of them against each of the others."""
    for number, (legacy, _) in enumerate(PAIRS):
        for other, (_, buildkit) in enumerate(PAIRS):
            ports = {number, other} <= {9, 10}
            assert alike(legacy, buildkit) == (number == other or ports), (legacy, buildkit)


def test_other_contents_copied_by_the_same_builder_are_another_instruction() -> None:
    """The legacy builder names them by their sum, BuildKit by their path."""
    assert not alike("COPY file:0a in /x", "COPY file:0b in /x")
    assert not alike("COPY a /x # buildkit", "COPY b /x # buildkit")
    assert not alike("COPY file:0a in /x", "COPY a /y # buildkit")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("RUN |2 TOKEN=s3cret V= /bin/sh -c make all # buildkit", "RUN make all"),
        ("|1 TOKEN=two words /bin/sh -c make", "RUN make"),
        ("|1 TOKEN=s3cret /bin/bash -o pipefail -c make", "RUN make"),
        ("RUN /bin/sh -c a\n  b # buildkit", "RUN a b"),
        ("", "a layer without a name"),
        (f"RUN {'x' * 200}", f"RUN {'x' * 94} …"),
    ],
)
def test_people_read_it_on_one_line_without_values_of_build_args(text: str, told: str) -> None:
    """Cut where it is long."""
    assert instruction(text) == told
