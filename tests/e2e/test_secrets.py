"""A secret that a build was given, in each way there is, is in nothing that the tool writes."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.matrix import Engine
from tests.support.program import Program, program

pytestmark = pytest.mark.engine
_REPORTS = ("json", "txt", "html", "md", "sarif", "xml")
_SECRET = "s3cr3t/Pa55+word~Zq9-kept"
_TOKEN = "gh" + "p_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eFaB3d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to give a build a secret: words, variables, lines of the Dockerfile.

    `shell` is what a RUN says to have it; `mount` what it is flagged with. A token that nobody
    declared is known by its shape alone, and has none in base64.
    """

    name: str
    shell: str
    words: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()
    lines: str = ""
    mount: str = ""
    secret: str = _SECRET
    declared: bool = True

    def __str__(self) -> str:
        return self.name


WAYS = (
    Way(
        name="build-arg",
        shell="$API_TOKEN",
        words=("--build-arg", f"API_TOKEN={_SECRET}"),
        lines="ARG API_TOKEN\n",
    ),
    Way(
        name="build-arg of the environment",
        shell="$API_TOKEN",
        words=("--build-arg=API_TOKEN",),
        variables=(("API_TOKEN", _SECRET),),
        lines="ARG API_TOKEN\n",
    ),
    Way(
        name="secret file",
        shell="$(cat /run/secrets/key)",
        words=("--secret", "id=key,src=key.txt"),
        mount="--mount=type=secret,id=key",
    ),
    Way(
        name="secret of the environment",
        shell="$(cat /run/secrets/key)",
        words=("--secret", "id=key,env=HIDDEN_VALUE"),
        variables=(("HIDDEN_VALUE", _SECRET),),
        mount="--mount=type=secret,id=key",
    ),
    Way(
        name="ENV of the file",
        shell="$DB_PASSWORD",
        lines=f"ENV DB_PASSWORD={_SECRET}\n",
    ),
    Way(
        name="old ENV of the file",
        shell="$DB_PASSWORD",
        lines=f"ENV DB_PASSWORD {_SECRET}\n",
    ),
    Way(
        name="login in an address",
        shell="$INDEX",
        words=("--build-arg", f"INDEX=https://me:{_TOKEN}@host.example/simple"),
        lines="ARG INDEX\n",
        secret=_TOKEN,
    ),
    Way(
        name="token that nobody declared",
        shell="$(printf '%s%s' gh $PART)",
        lines=f"ENV PART={_TOKEN[2:]}\n",
        secret=_TOKEN,
        declared=False,
    ),
)


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_secret_is_in_nothing_that_was_written(
    way: Way, engine_builder: Engine, tmp_path: Path
) -> None:
    """Raw and in base64, at once and over pieces: no file, no output, no command holds it."""
    if way.mount and engine_builder.builder == "legacy":
        pytest.skip("the legacy builder knows no secrets")
    here = _build_that_tells(way, engine_builder, tmp_path)
    reports = [f"--report=out.{kind}" for kind in _REPORTS]

    run = here.run("debug", "--no-shell", *way.words, *reports)
    second = here.run("debug", "--no-shell", "--format=json", *way.words)

    for given in ("Dockerfile", "key.txt"):
        (here.folder / given).unlink()
    assert (run.code, second.code) == (1, 1), run.stderr
    assert "told: " in run.stderr
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in written} >= {f"out.{kind}" for kind in _REPORTS}
    said = [text.encode() for each in (run, second) for text in (each.stdout, each.stderr)]
    holders = [str(path) for path in written if _holds(path.read_bytes(), way.secret)]
    assert holders == []
    assert not any(_holds(text, way.secret) for text in said)


def _build_that_tells(way: Way, engine: Engine, folder: Path) -> Program:
    here = program(engine, folder).given(**dict(way.variables))
    here.write("key.txt", _SECRET)
    coded = f'printf "me:%s" "{way.shell}" | base64; echo "{way.shell}" | base64 -w 0'
    cut = f'x="{way.shell}"; y=${{x%???????}}; printf "$y"; sleep 1; printf "%s\\n" "${{x#"$y"}}"'
    here.write(
        "Dockerfile",
        f"FROM bisectbuild-test/debian\n{way.lines}"
        f'RUN {way.mount} echo "told: {way.shell}"; {coded if way.declared else "true"}; '
        f'{cut}; echo "curl: (22) {way.shell}" >&2; exit 9\n',
    )
    return here


def _holds(data: bytes, secret: str) -> bool:
    return any(form in data for form in _forms(secret))


def _forms(secret: str) -> Iterator[bytes]:
    """Give the secret, and what of it is the same in every base64 text that holds it."""
    raw = secret.encode()
    yield raw
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw)
        yield coded[-(-before * 8 // 6) : (before + len(raw)) * 8 // 6]
