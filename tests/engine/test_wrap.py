"""What a failing RUN leaves and mounts, kept by BuildKit without a change to what it runs."""

from __future__ import annotations

import io
import json
import re
import secrets
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bisectbuild.dockerfile.cut import cut_after
from bisectbuild.dockerfile.model import Dockerfile, Instruction
from bisectbuild.dockerfile.mounts import run_mounts
from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.wrap import AFTER_CODE, Wrapped, Wrapping, capture_mounts, wrap_after
from bisectbuild.engines.files import tool_tar
from bisectbuild.shell.command import traced
from tests.support.caches import FreshCacheError, with_one_cache
from tests.support.matrix import Engine

pytestmark = pytest.mark.engine
DEBIAN, BUSYBOX = "bisectbuild-test/debian", "bisectbuild-test/busybox"
SH, BASH = ("/bin/sh", "-c"), ("/bin/bash", "-o", "pipefail", "-c")
MOUNTS = "/.bisectbuild/mounts"
_COPIED = frozenset({"bind", "cache"})
_STEP = re.compile(r"^#(\d+) \[[^\]]*\d+/\d+\] (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a wrapped build left: its log, and its image's files and configuration."""

    log: str
    files: dict[str, bytes]
    modes: dict[str, tuple[int, int, int]]
    config: dict[str, object]

    @property
    def code(self) -> int:
        """The exit code that was written down."""
        return int(self.files[AFTER_CODE])

    @property
    def own(self) -> dict[str, bytes]:
        """The files that are not ours."""
        return {k: v for k, v in self.files.items() if not k.startswith("/.bisectbuild")}

    def copy(self, number: int) -> dict[str, bytes]:
        """Give the files of the copy of a mount."""
        at = f"{MOUNTS}/{number}"
        return {k.removeprefix(at): v for k, v in self.files.items() if k.startswith(at)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lab:
    """An engine's BuildKit, a folder with a build context in it, and the tool image."""

    engine: Engine
    folder: Path
    tool: str
    shell: tuple[str, ...] = SH
    user: str = ""
    workdir: str = "/"
    trace: bool = True
    flags: tuple[str, ...] = ()

    def build(self, data: bytes, *words: str, check: bool = True) -> str:
        """Build a Dockerfile; give what the client printed."""
        path = self.folder.with_name("wrapped")
        path.write_bytes(data)
        options = ("--progress=plain", f"--file={path}", *self.flags, *words)
        return self.engine.docker("build", *options, str(self.folder), check=check)

    def how(self, dockerfile: Dockerfile, run: Instruction, marker: str) -> Wrapping:
        """Say how to wrap, as the program does."""
        found = run_mounts(run, {}, workdir=self.workdir, escape=dockerfile.escape)
        mounts = tuple(enumerate(found))
        lost = {"tmpfs"}
        return Wrapping(
            tool=self.tool,
            marker=marker or secrets.token_hex(4),
            shell=self.shell,
            traced=(traced(self.shell) or ()) if self.trace else (),
            user=self.user,
            tmpfs=tuple(
                (n, m.target)
                for n, m in mounts
                if m.kind in lost or (m.kind == "bind" and not m.read_only)
            ),
            copied=tuple((n, m.target) for n, m in mounts if m.kind in _COPIED),
        )

    def after(self, text: str | bytes, marker: str = "") -> Left:
        """Build what the last instruction of a file leaves; all before it is built first."""
        dockerfile = parse(text if isinstance(text, bytes) else text.encode())
        run = dockerfile.instructions[-1]
        cut = cut_after(dockerfile, run.index - 1)
        self.build(cut.data, f"--target={cut.target}")
        return self._left(wrap_after(dockerfile, run, self.how(dockerfile, run, marker)))

    def before(self, text: str) -> Left:
        """Build copies of what the last instruction's mounts show."""
        dockerfile = parse(text.encode())
        run = dockerfile.instructions[-1]
        return self._left(capture_mounts(dockerfile, run, self.how(dockerfile, run, "")))

    def _left(self, wrapped: Wrapped) -> Left:
        tag = f"bisectbuild-test/wrap:{secrets.token_hex(4)}"
        log = self.build(wrapped.data, f"--target={wrapped.target}", f"--tag={tag}")
        container = self.engine.docker("create", tag, "x").strip()
        try:
            tar = _bytes(self.engine, "export", container)
            config = json.loads(self.engine.docker("inspect", "--format={{json .Config}}", tag))
        finally:
            self.engine.docker("rm", container)
            self.engine.docker("rmi", tag)
        files: dict[str, bytes] = {}
        modes: dict[str, tuple[int, int, int]] = {}
        with tarfile.open(fileobj=io.BytesIO(tar)) as entries:
            for entry in entries:
                name = f"/{entry.name.removeprefix('./').rstrip('/')}"
                modes[name] = (entry.mode & 0o7777, entry.uid, entry.gid)
                content = entries.extractfile(entry) if entry.isfile() else None
                files |= {name: content.read()} if content else {}
        return Left(log=log, files=files, modes=modes, config=config)


def _bytes(engine: Engine, *words: str) -> bytes:
    done = subprocess.run(("docker", *words), env=engine.env, stdout=subprocess.PIPE, check=True)
    return done.stdout


@pytest.fixture
def lab(engine: Engine, tmp_path: Path) -> Iterator[Lab]:
    """Give a lab on an engine's BuildKit."""
    engine = replace(engine, env={**engine.env, "DOCKER_BUILDKIT": "1"})
    folder = tmp_path / "context"
    folder.mkdir()
    tool = f"bisectbuild-test/wrap-tool:{secrets.token_hex(4)}"
    container = engine.docker("create", BUSYBOX, "x").strip()
    with tarfile.open(
        fileobj=io.BytesIO(_bytes(engine, "cp", f"{container}:/bin/busybox", "-"))
    ) as tar:
        program = tar.extractfile(tar.getmembers()[0])
        assert program is not None
        (tmp_path / "tool.tar").write_bytes(tool_tar(program.read()))
    engine.docker("rm", container)
    engine.docker("import", str(tmp_path / "tool.tar"), tool)
    yield Lab(engine=engine, folder=folder, tool=tool)
    engine.docker("rmi", tool)


def executed(log: str) -> list[str]:
    """Give the steps of a log that were run and not taken from the cache."""
    cached = set(re.findall(r"^#(\d+) CACHED", log, re.MULTILINE))
    steps = dict(_STEP.findall(log))
    return [t for n, t in steps.items() if n not in cached and not t.startswith("FROM")]


def printed(log: str) -> list[str]:
    """Give what steps printed."""
    return re.findall(r"^#\d+ \d+\.\d+ (.*)$", log, re.MULTILINE)


@pytest.mark.parametrize(
    ("base", "shell", "reached"),
    [
        (BUSYBOX, SH, "+ false"),
        (DEBIAN, SH, "+ false"),
        (DEBIAN, BASH, "+ false"),
        (BUSYBOX, ("sh", "-ec"), "+ false"),
    ],
    ids=["ash", "dash", "pipefail bash", "a shell from PATH"],
)
def test_a_chain_leaves_what_it_reached_and_shows_how_far_it_came(
    lab: Lab, base: str, shell: tuple[str, ...], reached: str
) -> None:
    """Its files are half-written as the step left them; nothing before it runs again."""
    own = "" if shell == SH else f"SHELL {json.dumps(shell)}\n"
    text = (
        f"FROM {base}\n{own}RUN echo early > /early\n"
        "RUN echo half > /half && mkdir /d && false | cat && false && echo never > /never\n"
    )
    left = replace(lab, shell=shell).after(text)

    assert left.own["/half"] == b"half\n"
    assert "/never" not in left.own
    assert "/early" in left.own
    assert reached in printed(left.log)
    assert left.code == 1
    assert all("/.bisectbuild" in step for step in executed(left.log))
    assert left.config["Shell"] == list(shell)


def test_the_step_sees_what_it_saw(lab: Lab) -> None:
    """Variables, user, directory, arguments, files and limits: it prints the same again."""
    nonce = lab.tool
    probe = (
        "env | grep -v ^_=; id; pwd; umask; hostname; cat /proc/self/cmdline | tr '\\0' ' ';"
        " ls -1a / | grep -v .bisectbuild; ls -la | grep -v '\\.\\.$';"
        ' grep -e Cap -e Seccomp: -e NoNew /proc/self/status; ulimit -a; echo "$0 $#"; exit 9'
    )
    for base, shell in ((BUSYBOX, SH), (DEBIAN, SH), (DEBIAN, BASH)):
        text = (
            f"FROM {base}\nENV A=\"it's\" B='x  y' SHLVL=5 PWD=/p a.b=1 C-D=2\n"
            f'ARG C="$A c"\nARG {nonce[-8:]}X=1\n'
            f"WORKDIR /srv/app\nRUN chown 1234:77 .\nSHELL {json.dumps(shell)}\nUSER 1234:77\n"
            f"RUN {probe}\n"
        )
        seen = printed(lab.build(text.encode(), check=False))
        left = replace(lab, shell=shell, trace=False, user="1234:77").after(text)

        assert printed(left.log) == seen[: len(printed(left.log))]
        assert "uid=1234 gid=77" in "\n".join(seen)
        assert left.code == 9
        assert left.config["User"] == "1234:77"
        assert left.config["WorkingDir"] == "/srv/app"


def test_an_exec_form_runs_its_own_words(lab: Lab) -> None:
    """A program of the image is meant and no applet of the toolbox; a missing one is missing."""
    words = ["args", "it's", '"q"', "a\\b", "$A `x`", "", "ü☃", "two\nlines", "-x"]
    script = "#!/bin/sh\nprintf '<%s>' \"$@\" >/out\nexit 5\n"
    for name in ("args", "ls"):
        (lab.folder / name).write_text(script)
        (lab.folder / name).chmod(0o755)
    head = f"FROM {BUSYBOX}\nENV A=no\nCOPY args ls /usr/local/bin/\nRUN mkdir /never\n"
    expected = "".join(f"<{word}>" for word in words[1:]).encode()

    for name in ("args", "ls", "/usr/local/bin/ls"):
        own = json.dumps([name, *words[1:]], ensure_ascii=name == "ls")
        left = lab.after(f"{head}run  {own}\n")
        assert (left.own["/out"], left.code) == (expected, 5)

    left = lab.after(f'{head}RUN rm /bin/wget; true\nENV PATH=/usr/local/bin\nRUN ["wget"]\n')
    assert left.code == 127


def test_a_quoted_text_comes_through_unchanged(lab: Lab) -> None:
    """Quotes, signs, blanks, comments within, continued lines; any case of RUN."""
    text = r"""FROM bisectbuild-test/busybox
ENV A=a
  run \
# a comment
    printf '%s\n' 'it'"'"'s "q"  `x` \\ $A' "$A \$A \"\\" $A\
  tail \t	"é☃" $(echo sub; echo "\"") '$0' "$0" "#no comment" \

    # another
    > /out; exit 4
"""
    left = lab.after(text)

    assert left.own["/out"].decode().splitlines() == [
        'it\'s "q"  `x` \\\\ $A',
        'a $A "\\',
        "a",
        "tail",
        "t",
        "é☃",
        "sub",
        '"',
        "$0",
        "/bin/sh",
        "#no comment",
    ]
    assert left.code == 4


@pytest.mark.parametrize(
    "text",
    [
        "# escape=`\nFROM bisectbuild-test/busybox\nRUN echo a\\b > /out; `\n exit 4",
        "FROM bisectbuild-test/busybox\r\nRUN echo 'a\\b' \\\r\n > /out; exit 4\r\n",
        "FROM bisectbuild-test/busybox\nRUN echo 'a\\b' > /out; exit 4 \\\n# the end\n",
        "FROM bisectbuild-test/busybox\nRUN --mount=target=/c echo 'a\\b' > /out; exit 4 \\",
        "FROM bisectbuild-test/busybox\nRUN\\\n    echo 'a\\b' > /out; exit 4",
        'FROM bisectbuild-test/busybox\nRUN [ -d / ] && echo "a:b" > /out; exit 4',
    ],
    ids=["escape", "crlf", "cut off", "cut off with a mount", "no blank", "brackets"],
)
def test_any_form_of_lines_is_wrapped(lab: Lab, text: str) -> None:
    """Directives, line ends, and a file that ends in the midst of the instruction."""
    left = lab.after(text)

    assert re.fullmatch(rb"a.?b\n", left.own["/out"])
    assert left.code == 4


@pytest.mark.parametrize(
    ("run", "code"),
    [
        ('RUN <<END\necho "it\'s $A" > /out\nexit 6\nEND\n', 6),
        ("RUN <<-'END' sh\n\techo \"it's $A\" > /out\n\texit 7\n\tEND\n", 7),
        ('RUN <<END\n#!/bin/ash\necho "it\'s $A" > /out\nexit 8\nEND\n', 8),
        ("RUN cat <<one <<two > /out && exit 9\nnot this\none\nit's $A\ntwo\n", 9),
    ],
    ids=["body alone", "fed to a shell", "script", "two"],
)
def test_heredocs_are_wrapped_as_they_are(lab: Lab, run: str, code: int) -> None:
    """Their bodies are part of the step, and its shell expands what it expanded."""
    if not lab.engine.buildx_version:
        pytest.skip("this BuildKit is older than heredocs")

    left = lab.after(f"FROM {BUSYBOX}\nENV A=a\n{run}")

    assert (left.own["/out"], left.code) == (b"it's a\n", code)


def test_an_image_without_a_shell_is_no_obstacle(lab: Lab) -> None:
    """The tools that wrap come along, and are gone from the image."""
    text = (
        f"FROM scratch\nCOPY --from={BUSYBOX} /bin/busybox /bin/touch\n"
        'RUN ["/bin/touch", "/half", "/no/such"]\n'
    )
    left = lab.after(text)

    assert set(left.own) >= {"/bin/touch", "/half"}
    assert left.code == 1
    assert not any("busybox" in name for name in left.files)


def test_mounts_are_live_and_what_they_held_is_kept(lab: Lab) -> None:
    """As the step's user left them; what else is mounted in them, as a secret, is not kept."""
    with_one_cache(lambda _: _mounts_are_kept(lab, secrets.token_hex(4)))


def _mounts_are_kept(lab: Lab, number: str) -> None:
    (lab.folder / "seen").write_text("seen")
    secret = lab.folder.with_name("secret")
    secret.write_text(f"hidden {number}")
    text = (
        f"FROM {BUSYBOX} AS lib\nRUN mkdir /lib && echo stage > /lib/s\nFROM {BUSYBOX}\n"
        f"RUN --mount=type=cache,id={number},target=/c : {number}; echo old > /c/old;"
        " chmod 700 /c/old\n"
        "USER 1234\n"
        f"RUN --mount=type=cache,id={number},target=/c --mount=type=tmpfs,target=/run/t \\\n"
        "  --mount=target=/ctx --mount=type=bind,from=lib,source=/lib,target=/lib,rw \\\n"
        "  --mount=type=secret,id=s,target=/run/t/s,mode=0444 --mount=type=ssh \\\n"
        "  cat /ctx/seen /lib/s /run/t/s > /tmp/all; ls -l /c; mkdir /run/t/d; \\\n"
        "  echo t > /run/t/d/t; echo lost > /lib/new; exit 3\n"
    )
    flags = (f"--secret=id=s,src={secret}",)
    there = replace(lab, user="1234", flags=flags)
    left = there.after(text)
    if left.copy(0) == {}:
        raise FreshCacheError

    assert left.code == 3
    assert left.own["/tmp/all"] == f"seenstage\nhidden {number}".encode()
    assert left.copy(0) == {"/old": b"old\n"}
    assert left.modes[f"{MOUNTS}/0/old"] == (0o700, 0, 0)
    assert left.copy(2) == {"/seen": b"seen"}
    assert not any(
        f"hidden {number}".encode() in data
        for name, data in left.files.items()
        if name != "/tmp/all"
    )
    assert left.config["User"] == "1234"
    assert left.modes["/tmp/all"][1] == 1234
    assert left.copy(1) == {"/d/t": b"t\n"}
    assert left.copy(3)["/s"] == b"stage\n"

    earlier = there.before(text)
    if earlier.copy(0) == {}:
        raise FreshCacheError
    assert (earlier.copy(0), earlier.copy(2)) == ({"/old": b"old\n"}, {"/seen": b"seen"})
    assert earlier.copy(3) == {"/s": b"stage\n"}
    assert "/tmp/all" not in earlier.files
    assert earlier.config["User"] == "1234"


def test_a_step_runs_once_for_each_marker(lab: Lab) -> None:
    """Another session gets a state of its own, the same one the same state."""
    text = f"FROM {BUSYBOX}\nRUN cat /proc/sys/kernel/random/uuid > /out; false\n"

    first, again, other = (lab.after(text, f"{lab.tool[-8:]}{n}") for n in (1, 1, 2))

    assert first.own["/out"] == again.own["/out"] != other.own["/out"]
