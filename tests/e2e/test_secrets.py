"""A secret that a build was given, in each way there is, is in nothing that the tool writes."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.matrix import Engine
from tests.support.program import Program, program

pytestmark = pytest.mark.engine
_REPORTS = ("json", "txt", "html", "md", "sarif", "xml")
# Put together here, so that no scanner takes this file for a leak.
_TOKEN = "p_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to give a build a secret.

    `words` are those of the command line, `variable` or `file` where it is found, `lines` of the
    Dockerfile declare it, `mount` is a flag of the RUN; `shell` is what a RUN says to have it. A
    token that nobody declared is known by its shape alone, and has none in base64.
    """

    name: str
    shell: str
    words: tuple[str, ...] = ()
    variable: str = ""
    file: str = ""
    lines: str = ""
    mount: str = ""
    declared: bool = True

    @property
    def secret(self) -> str:
        """The secret of this way alone."""
        mark = f"{zlib.crc32(self.name.encode()):08x}"
        return f"s3cr3t.Pa55+{mark}~Zq9" if self.declared else f"gh{_TOKEN}{mark}"


WAYS = (
    Way(
        name="build-arg",
        shell="$API_TOKEN",
        words=("--build-arg", "API_TOKEN={secret}"),
        lines="ARG API_TOKEN\n",
    ),
    Way(
        name="build-arg of the environment",
        shell="$OTHER_TOKEN",
        words=("--build-arg=OTHER_TOKEN",),
        variable="OTHER_TOKEN",
        lines="ARG OTHER_TOKEN\n",
    ),
    Way(
        name="secret file",
        shell="$(cat /run/secrets/key)",
        words=("--secret", "id=key,src=key.txt"),
        file="key.txt",
        mount="--mount=type=secret,id=key",
    ),
    Way(
        name="secret of the environment",
        shell="$(cat /run/secrets/other)",
        words=("--secret", "id=other,env=HIDDEN_VALUE"),
        variable="HIDDEN_VALUE",
        mount="--mount=type=secret,id=other",
    ),
    Way(name="ENV of the file", shell="$DB_PASSWORD", lines="ENV DB_PASSWORD={secret}\n"),
    Way(name="old ENV of the file", shell="$MAIL_PASSWORD", lines="ENV MAIL_PASSWORD {secret}\n"),
    Way(
        name="login in an address",
        shell="$INDEX",
        words=("--build-arg", "INDEX=https://me:{secret}@host.example/simple"),
        lines="ARG INDEX\n",
    ),
    Way(
        name="token that nobody declared",
        shell="$(printf '%s%s' gh $PART)",
        lines="ENV PART={secret_end}\n",
        declared=False,
    ),
)


def test_a_secret_is_in_nothing_that_was_written(engine_builder: Engine, tmp_path: Path) -> None:
    """Raw and in base64, at once and over pieces: no file, no output, no command holds it."""
    ways = [way for way in WAYS if not way.mount or engine_builder.builder == "buildkit"]
    here = _build_that_tells(ways, engine_builder, tmp_path)
    words = [word.format(secret=way.secret) for way in ways for word in way.words]

    reports = [f"--report=out.{kind}" for kind in _REPORTS]
    run = here.run("debug", "--no-shell", *words, *reports)
    second = here.run("debug", "--no-shell", "--format=json", *words)

    for given in ("Dockerfile", "key.txt"):
        (here.folder / given).unlink(missing_ok=True)
    assert (run.code, second.code) == (1, 1), run.stderr
    assert run.stderr.count("told: ") >= len(ways)
    written = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert {path.name for path in written} >= {f"out.{kind}" for kind in _REPORTS}
    said = {
        f"{name}, {stream}": text.encode()
        for name, each in (("first", run), ("second", second))
        for stream, text in (("stdout", each.stdout), ("stderr", each.stderr))
    }
    everything = {**{str(path): data for path, data in written.items()}, **said}
    holders = [
        (way.name, where)
        for way in ways
        for where, data in everything.items()
        if _holds(data, way.secret)
    ]
    assert holders == []


def _build_that_tells(ways: list[Way], engine: Engine, folder: Path) -> Program:
    here = program(engine, folder).given(
        **{way.variable: way.secret for way in ways if way.variable}
    )
    for way in ways:
        if way.file:
            here.write(way.file, way.secret)
    lines = "".join(w.lines.format(secret=w.secret, secret_end=w.secret[2:]) for w in ways)
    mounts = " ".join(way.mount for way in ways)
    told = "; ".join(map(_telling, ways))
    here.write("Dockerfile", f"FROM bisectbuild-test/debian\n{lines}RUN {mounts} {told}; exit 9\n")
    return here


def _telling(way: Way) -> str:
    """Print a secret whole, in base64, in two pieces with a pause, and as tools complain of it."""
    coded = f'printf "me:%s" "{way.shell}" | base64; echo "{way.shell}" | base64 -w 0'
    cut = f'x="{way.shell}"; y=${{x%???????}}; printf "$y"; sleep 0.3; printf "%s\\n" "${{x#"$y"}}"'
    return (
        f'echo "told: {way.shell}"; {coded if way.declared else "true"}; {cut}; '
        f'echo "curl: (22) {way.shell}" >&2'
    )


def _holds(data: bytes, secret: str) -> bool:
    return any(form in data for form in _forms(secret))


def _forms(secret: str) -> Iterator[bytes]:
    """Give the secret, and what of it is the same in every base64 text that holds it."""
    raw = secret.encode()
    yield raw
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw)
        yield coded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
