"""What is proposed for a Dockerfile from what was typed in its shell."""

from __future__ import annotations

from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from bisectbuild.dockerfile.parse import parse
from bisectbuild.fix import propose
from bisectbuild.shell.transcript import Typed

HEAD = b"FROM x\n"
Line: TypeAlias = str | tuple[str, int] | tuple[str, int, str]


def typed(*commands: Line) -> tuple[Typed, ...]:
    """Give commands as they were typed: alone, with an exit code, with a directory."""
    return tuple(map(_typed, commands))


def _typed(line: Line) -> Typed:
    match line:
        case str():
            return Typed(command=line, code=0, directory="/")
        case (command, code):
            return Typed(command=command, code=code, directory="/")
        case (command, code, directory):
            return Typed(command=command, code=code, directory=directory)


def fixed(text: bytes, *commands: Line) -> bytes | None:
    """Give the new text of a file's RUN, None where nothing is proposed."""
    dockerfile = parse(HEAD + text)
    runs = [entry for entry in dockerfile.instructions if entry.keyword == "RUN"]
    found = propose(dockerfile, runs[-1], typed(*commands))
    return None if found is None else found.data.removeprefix(HEAD)


def test_a_command_that_worked_replaces_the_one_it_is_like() -> None:
    """The words that differ change and nothing else does; the diff shows it."""
    dockerfile = parse(HEAD + b"RUN npm installer\nRUN b\n")
    found = propose(dockerfile, dockerfile.instructions[1], typed("ls", "npm install"))

    assert found
    assert found.data == HEAD + b"RUN npm install\nRUN b\n"
    assert found.diff.splitlines() == [
        "--- Dockerfile",
        "+++ Dockerfile",
        "@@ -1,3 +1,3 @@",
        " FROM x",
        "-RUN npm installer",
        "+RUN npm install",
        " RUN b",
    ]
    assert found.why == "npm install worked in the shell in the place of npm installer."


def test_the_rest_of_a_chain_stays_byte_for_byte() -> None:
    """Flags, continuations, comments and the other commands."""
    text = (
        b'run  --mount=type=cache,target="/a b" set -e; \\\n    # why\n'
        b"  apt-get  install -y curll \\\n      git && \\\n\n  rm -rf /x\n"
    )
    assert fixed(text, "apt-get install -y curl git") == text.replace(b"curll", b"curl")


def test_words_are_taken_away_and_put_in_across_lines() -> None:
    """A word that goes takes its continuation along."""
    text = b"RUN apt-get install \\\n  aaa \\\n  bbb\n"
    assert fixed(text, "apt-get install aaa") == b"RUN apt-get install \\\n  aaa\n"
    assert fixed(text, "apt-get install aaa bbb ccc") == text.replace(b"bbb", b"bbb ccc")
    assert fixed(b"RUN make all\n", "V=1 make all") == b"RUN V=1 make all\n"


def test_redirections_and_assignments_of_the_command_stay() -> None:
    """A person rarely types them again."""
    text = b"RUN A=1 npm installer > /log 2>&1 | tee x\n"
    assert fixed(text, "npm install") == text.replace(b"installer", b"install")


def test_every_fix_of_a_chain_is_taken() -> None:
    """Each command that was mended, and each place where the same command stands."""
    assert (
        fixed(b"RUN npm installer && node tst.js\n", "npm install", "node test.js")
        == b"RUN npm install && node test.js\n"
    )
    assert fixed(b"RUN a; npm installer; npm installer\n", "npm install") == (
        b"RUN a; npm install; npm install\n"
    )
    assert fixed(b"RUN curl http://x/ab | tar xz\n", "curl http://x/abc | tar xz") == (
        b"RUN curl http://x/abc | tar xz\n"
    )


def test_commands_within_others_are_found() -> None:
    """In substitutions, conditions and loops; not in quoted text."""
    assert fixed(b"RUN X=$(npm installer) && b\n", "npm install") == (
        b"RUN X=$(npm install) && b\n"
    )
    assert fixed(b"RUN if a; then npm installer; fi\n", "npm install") == (
        b"RUN if a; then npm install; fi\n"
    )
    assert fixed(b"RUN echo 'npm installer'\n", "npm install") is None


def test_what_worked_before_rerun_comes_before_the_command() -> None:
    """In its order, joined so that a failure still ends the step."""
    done = ("ls", ("false", 1), "apt-get update", "mkdir /x", "rerun")
    assert fixed(b"RUN apt-get install -y git\n", *done) == (
        b"RUN apt-get update && mkdir /x && apt-get install -y git\n"
    )
    assert fixed(b"RUN a || b\n", "mkdir /x", "rerun") == b"RUN mkdir /x || exit; a || b\n"
    assert fixed(b"RUN set -eux; \\\n  a; b\n", "mkdir /x", "rerun") == (
        b"RUN set -eux; \\\n  mkdir /x; a; b\n"
    )
    assert fixed(b"RUN \\\n # c\n  a && \\\n  b\n", "mkdir /x", "rerun -x") == (
        b"RUN \\\n # c\n  mkdir /x && a && \\\n  b\n"
    )
    assert fixed(b"RUN a\n", "b; c", "d | e", "rerun") == b"RUN { b; c; } && d | e && a\n"


def test_typing_the_command_itself_is_as_good_as_rerun() -> None:
    """What came before it goes before it; it alone gives nothing to propose."""
    again = ("apt-get install -y git", 0)
    assert fixed(b"RUN apt-get install -y git\n", ("rerun", 1), "apt-get update", again) == (
        b"RUN apt-get update && apt-get install -y git\n"
    )
    assert fixed(b"RUN apt-get install -y git\n", again) is None


def test_another_command_of_the_same_program_is_no_replacement() -> None:
    """`apt-get update` never takes the place of an `apt-get install`."""
    assert fixed(b"RUN apt-get install -y git\n", "apt-get update") is None
    assert fixed(b"RUN npm ci\n", "npm install") == b"RUN npm install\n"


def test_another_program_for_the_same_thing_replaces_a_single_command() -> None:
    """Where it is the only one that worked; otherwise nobody can know."""
    assert fixed(b"RUN wget http://x/y.gz\n", "curl -O http://x/y.gz") == (
        b"RUN curl -O http://x/y.gz\n"
    )
    assert fixed(b"RUN wget http://x/y.gz && b\n", "curl -O http://x/y.gz") is None
    assert fixed(b"RUN make\n", "mkdir /x") is None


def test_what_only_looks_is_no_change() -> None:
    """Nor are editors and shells, whose changes nobody saw."""
    looks = ("ls", "cat /etc/passwd", "npm --version", "git status", "vi x", "bash", "sed p x")
    assert fixed(b"RUN make\n", *looks, "rerun") is None
    assert fixed(b"RUN make\n", "sed -i s/a/b/ x", "rerun") == b"RUN sed -i s/a/b/ x && make\n"
    assert fixed(b"RUN make\n", "echo a > b", "rerun") == b"RUN echo a > b && make\n"
    assert fixed(b"RUN make\n", "echo a 2>/dev/null", "rerun") is None


def test_directories_and_exported_variables_are_kept() -> None:
    """A command that was typed elsewhere goes there, in a subshell of its own."""
    away = (("cd /src", 0, "/src"), ("touch x", 0, "/src"), ("rerun", 0, "/src"))
    assert fixed(b"RUN make\n", *away) == b"RUN (cd /src && touch x) && make\n"
    assert fixed(b"RUN npm installer && b\n", ("cd app && npm install", 0, "/app")) == (
        b"RUN (cd /app && npm install) && b\n"
    )
    assert fixed(b"RUN make\n", "export A=1", "B=2", "rerun") == b"RUN export A=1 && make\n"


def test_secrets_never_go_into_a_dockerfile() -> None:
    """Values of secret names, and logins in addresses."""
    assert fixed(b"RUN make\n", "export NPM_TOKEN=abcd1234", "rerun") is None
    assert fixed(b"RUN git clone https://x/y\n", "git clone https://me:pass@x/y") is None


def test_the_exec_form_stays_one_where_it_can() -> None:
    """Else it becomes the exec form of a shell; of `sh -c` the text is mended."""
    assert fixed(b'RUN ["npm" , "installer","a b"]\n', "npm install 'a b'") == (
        b'RUN ["npm" , "install","a b"]\n'
    )
    assert fixed(b'RUN ["npm"]\n', "npm install") == b'RUN ["npm", "install"]\n'
    assert fixed(b'RUN ["npm", "install", "x"]\n', "npm install") == b'RUN ["npm", "install"]\n'
    assert fixed(b'RUN ["npm", "ci"]\n', "mkdir /x", "rerun") == (
        b'RUN ["/bin/sh", "-c", "mkdir /x && npm ci"]\n'
    )
    assert fixed(b'RUN ["sh","-ec","x"]\n', "y") is None
    assert fixed(b'RUN ["bash","-c","npm installer && echo \\"$A\\""]\n', "npm install") == (
        b'RUN ["bash","-c","npm install && echo \\"$A\\""]\n'
    )


def test_bodies_of_heredocs_are_mended_by_lines() -> None:
    """Behind `set -e` and a first `#!` line, with the tabs of `<<-`; only where a shell reads."""
    assert fixed(b"RUN <<EOF\nset -e\nnpm installer\nEOF\n", "npm install") == (
        b"RUN <<EOF\nset -e\nnpm install\nEOF\n"
    )
    assert fixed(b"RUN <<EOF\nset -e\nnpm ci\nEOF\n", "mkdir /x", "rerun") == (
        b"RUN <<EOF\nset -e\nmkdir /x\nnpm ci\nEOF\n"
    )
    assert fixed(b"RUN <<-EOF\n\tnpm ci\n\tEOF\n", "mkdir /x", "rerun") == (
        b"RUN <<-EOF\n\tmkdir /x\n\tnpm ci\n\tEOF\n"
    )
    assert fixed(b"RUN <<EOF\n#!/bin/bash\nmake\nEOF\n", "for a in b; do\nc\ndone", "rerun") == (
        b"RUN <<EOF\n#!/bin/bash\nfor a in b; do\nc\ndone\nmake\nEOF\n"
    )
    assert fixed(b"RUN <<EOF\n#!/usr/bin/python3\nmake\nEOF\n", "mkdir x", "rerun") is None
    assert fixed(b"RUN cat <<EOF && npm installer\nnpm installer\nEOF\n", "npm install") == (
        b"RUN cat <<EOF && npm install\nnpm installer\nEOF\n"
    )


def test_what_a_dockerfile_would_read_otherwise_is_refused() -> None:
    """Lines, comments, control characters, and an escape character that would end the line."""
    assert fixed(b"RUN npm installer\n", "npm install 'a\nb'") is None
    assert fixed(b"RUN npm installer\n", "npm install # now") is None
    assert fixed(b"RUN npm installer\n", "npm install \x1b[31m") is None
    assert fixed(b"RUN npm installer\n", "npm install '") is None
    dockerfile = parse(b"# escape=`\nFROM x\nRUN npm installer\nRUN b\n")
    assert propose(dockerfile, dockerfile.instructions[1], typed("npm install `date`")) is None


def test_line_ends_escapes_and_odd_bytes_stay() -> None:
    r"""CRLF, `# escape`, a byte-order mark, no last line end, bytes that are no UTF-8."""
    for data in (
        b"FROM x\r\nRUN a && \\\r\n  npm installer\r\nRUN b\r\n",
        b"# escape=`\nFROM x\nRUN a && `\n npm installer && `\n c\\d\n",
        b"\xef\xbb\xbfFROM x\nRUN echo \xc3\xa9 \xff && npm installer",
    ):
        dockerfile = parse(data)
        found = propose(dockerfile, dockerfile.instructions[1], typed("npm install"))
        assert found
        assert found.data == data.replace(b"installer", b"install")


def test_an_instruction_that_runs_nothing_has_no_proposal() -> None:
    """Nothing that is typed mends a COPY."""
    dockerfile = parse(b"FROM x\nCOPY a /\n")
    assert propose(dockerfile, dockerfile.instructions[1], typed("cp a /", "rerun")) is None


WORDS = st.sampled_from(
    (
        "npm install installer && ; | # 'a~b' \" $x $(a) <<EOF --x >f EOF { ( ) }"
        " set~-e; export~A=1 é [ \\~ ~"
    )
    .replace("~", "\n")
    .split(" ")
)
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)


@given(text=TEXTS, commands=st.lists(TEXTS, max_size=3), again=st.booleans())
def test_nothing_but_the_one_instruction_ever_changes(
    *, text: str, commands: list[str], again: bool
) -> None:
    """Whatever was typed, hostile text included, and nothing is ever raised."""
    dockerfile = parse(b"FROM x\nRUN before\nRUN %s\nRUN after\n" % text.encode())
    failed = dockerfile.instructions[2]
    found = propose(dockerfile, failed, typed(*commands, *(["rerun"] if again else [])))
    if found is None:
        return
    new = parse(found.data).instructions
    assert len(new) == len(dockerfile.instructions)
    for one, other in zip(new, dockerfile.instructions, strict=True):
        assert one.source == other.source or one.index == failed.index
