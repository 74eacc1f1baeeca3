from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from bisectbuild.errors import UsageError
from bisectbuild.questions.port import parse_port, port
from tests.support.busybox import busybox
from tests.support.question_box import Box


@pytest.fixture
def free() -> int:
    """Give a port that nothing listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        number: int = found.getsockname()[1]
        return number


@pytest.fixture
def taken() -> Iterator[int]:
    """Give a port that something listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def server(here: Box, number: int, before: str = ":", after: str = "") -> tuple[str, ...]:
    """Give the words of a program that serves the folder at a port."""
    here.write(
        "app", f"#!/bin/sh\n{before}\n{busybox()} httpd -f -p 127.0.0.1:{number} {after}\n", 0o755
    )
    return ("./app", "serve it")


@pytest.mark.parametrize("before", [":", "sleep 1"])
def test_a_server_that_comes_up_is_good(before: str, here: Box, free: int) -> None:
    """It is ended afterwards."""
    told = here.ask(port(free, server(here, free, before)))

    assert told.code == 0, told.output
    assert told.line == f"127.0.0.1:{free} answers"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", free))


def test_a_server_that_keeps_the_connection_open_answers_too(here: Box, free: int) -> None:
    """It waits for words that never come."""
    words = (busybox(), "nc", "-ll", "-p", str(free), "-e", "sleep", "600")

    assert here.ask(port(free, words)).code == 0


def test_a_program_that_left_a_server_behind_is_good(here: Box, free: int) -> None:
    """It ended with 0."""
    told = here.ask(port(free, server(here, free, after="& sleep 0.2")))

    assert told.code == 0, told.output


def test_one_that_fails_is_bad_at_once(here: Box, free: int) -> None:
    """With how it ended."""
    here.write("app", "#!/bin/sh\nexit 3\n", 0o755)

    told = here.ask(port(free, ("./app",), wait=600))

    assert told.code == 1
    assert told.line == f"./app: exit code 3, before anything answered at port {free}"


def test_one_that_serves_elsewhere_is_bad_and_where_is_told(
    here: Box, free: int, taken: int
) -> None:
    """The ports that are listened at are named."""
    told = here.ask(port(free, ("sleep", "600"), wait=0.5))

    assert told.code == 1
    assert f"nothing answers at 127.0.0.1:{free} after 0.5 s (it goes on running)" in told.line
    listed = told.line.rpartition("; listening: ")[2].split(", ")
    assert str(taken) in listed


def test_a_port_that_is_taken_already_cannot_be_tested(here: Box, taken: int) -> None:
    """Whoever answers there is not the program."""
    told = here.ask(port(taken, ("sleep", "600")))

    assert told.code == 125
    assert told.line == f"something else listens at port {taken} already"


def test_a_program_that_is_not_there_is_bad(here: Box, free: int) -> None:
    """Without waiting."""
    assert here.ask(port(free, ("./none", "x"), wait=600)).line == "there is no ./none"


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "http", "80/tcp", "8 0", "٨"])
def test_what_is_no_port_is_refused(text: str) -> None:
    """With the ports that there are."""
    with pytest.raises(UsageError):
        parse_port(text)


def test_an_image_without_a_command_has_nothing_that_could_answer() -> None:
    """The way to name a program is told."""
    with pytest.raises(UsageError) as refused:
        port(80, ())
    assert "--port 80 --runs" in refused.value.hint
    assert parse_port(" 8080 ") == 8080
    assert port(80, ("nginx", "-g", "daemon off;")).title == "--port 80 of nginx -g 'daemon off;'"
