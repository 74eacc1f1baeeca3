"""Each ready-made question on a real build of its own, on each builder."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bisectbuild.bisection.verdict import Answer, Verdict
from bisectbuild.questions.difference import LayerEntry, compare, entries, layers_answer
from bisectbuild.questions.env import env
from bisectbuild.questions.file import changed, file, observe
from bisectbuild.questions.package import package
from bisectbuild.questions.port import port
from bisectbuild.questions.question import Question
from bisectbuild.questions.runs import runs
from bisectbuild.questions.size import parse_size, size_answers, totals
from tests.support.matrix import Engine
from tests.support.probing import Asker, ProbingLab, nonce

pytestmark = pytest.mark.engine
BUSYBOX, DEBIAN = "bisectbuild-test/busybox", "bisectbuild-test/debian"
GOOD, BAD, SKIP = Verdict.GOOD, Verdict.BAD, Verdict.SKIP


@pytest.fixture
def lab(engine_builder: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProbingLab:
    """Give a lab in which this process itself uses the engine."""
    for name, value in engine_builder.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "context"
    folder.mkdir()
    return ProbingLab(engine=engine_builder, folder=folder)


@contextmanager
def asked(lab: ProbingLab, text: str) -> Iterator[Asker]:
    """Give what asks about the lines of a Dockerfile whose layers nobody else has."""
    with lab.asking(text.replace("@NONCE@", nonce())) as ask:
        yield ask


def put(ask: Asker, line: int, question: Question) -> Answer:
    """Put a question to the state after a line; it always says one line at least."""
    answer = ask.prober.ask(ask.subject(line), question)
    assert answer.output, answer
    return answer


def verdicts(ask: Asker, question: Question, *lines: int) -> list[Verdict | None]:
    """Put a question to the states after some lines."""
    return [put(ask, line, question).verdict for line in lines]


def test_a_file_of_an_image_that_holds_nothing_else(lab: ProbingLab) -> None:
    """Its user may see it, and not all that there is."""
    name, text = "a name;&(*)", nonce()
    (lab.folder / "a").write_text(text)
    (lab.folder / "a").chmod(0o640)
    (lab.folder / "users").write_text("root:x:0:0::/:\napp:x:12:34::/:")
    path = json.dumps(["a", f"/d/{name}"])
    copy = f"COPY --chown=12:34 {path}\n"
    dockerfile = f"FROM scratch\nCOPY users /etc/passwd\n{copy}WORKDIR /d\nUSER 99\n"
    total = hashlib.sha256(text.encode()).hexdigest()
    with asked(lab, dockerfile) as ask:
        assert verdicts(ask, file(f"/d/{name}", "exists"), 2, 3, 5) == [BAD, GOOD, GOOD]
        assert verdicts(ask, file(f"/d/{name}", "absent"), 2, 3) == [GOOD, BAD]
        assert put(ask, 4, file(name, "mode=0640,owner=app:34")).verdict is GOOD
        assert put(ask, 4, file(name, f"sha256={total}")).verdict is GOOD
        assert put(ask, 4, file(name, "owner=12:35")).verdict is BAD
        assert put(ask, 5, file(name, "mode=640")).verdict is GOOD
        unread = put(ask, 5, file(name, f"sha256={total}"))
        over = put(ask, 4, file("/etc/resolv.conf", "exists"))

    assert unread.verdict is SKIP
    assert unread.output == (f"uid 99 may not read {name}",)
    assert over.verdict is SKIP


@pytest.mark.parametrize("path", ["/", "/etc", "/etc/app", "/etc/app/conf"])
def test_a_file_that_changed(path: str, lab: ProbingLab) -> None:
    """What the engine lays over a layer, and the times of another build, are no change."""
    head = f"FROM {BUSYBOX}\nRUN mkdir -p /etc/app && echo @NONCE@ > /etc/app/conf\n"
    rest = "ENV A=1\nRUN cp /etc/app/conf /tmp/x && mv /tmp/x /etc/app/conf\n"
    with asked(lab, f"{head}{rest}RUN echo more >> /etc/app/conf\n") as ask:
        first = put(ask, 2, observe(path))
        question = changed(path, first.output[-1])
        found = verdicts(ask, question, 2, 3, 4, 5)

    assert first.verdict is GOOD
    assert found == [GOOD, GOOD, GOOD, BAD]


def test_a_variable_that_is_set_and_lost(lab: ProbingLab) -> None:
    """A build arg counts where steps see it; a name may be odd."""
    dockerfile = f"FROM {BUSYBOX}\nARG N=@NONCE@\nENV MODE=a\\ b a.b=1\nENV MODE=c\nRUN true\n"
    with asked(lab, dockerfile) as ask:
        assert verdicts(ask, env("MODE"), 2, 3, 5) == [BAD, GOOD, GOOD]
        assert verdicts(ask, env("MODE=a b"), 2, 3, 5) == [BAD, GOOD, BAD]
        assert verdicts(ask, env("a.b=1"), 2, 5) == [BAD, GOOD]
        assert verdicts(ask, env("N"), 1, 2) == [BAD, GOOD]


def test_a_package_of_debian_that_is_removed(lab: ProbingLab) -> None:
    """The version that was there is told."""
    remove = "dpkg --force-all --remove bsdutils >/dev/null 2>&1; echo @NONCE@ > /n"
    with asked(lab, f"FROM {DEBIAN}\nENV A=1\nRUN {remove}\n") as ask:
        there = put(ask, 2, package("bsdutils"))
        assert verdicts(ask, package("apt:bsdutils=0.0.1"), 2, 3) == [BAD, BAD]
        assert put(ask, 3, package("bsdutils")).verdict is BAD
        assert put(ask, 3, package("dpkg")).verdict is GOOD

    assert there.verdict is GOOD
    assert there.output[-1].startswith("apt bsdutils ")


def test_packages_of_an_image_without_a_shell(lab: ProbingLab) -> None:
    """Their lists are read by us."""
    (lab.folder / "apk").write_text("P:musl\nV:1.2.5-r0\n\n")
    (lab.folder / "dpkg").write_text("Package: tzdata\nVersion: 2024a-0\n")
    (lab.folder / "npm").write_text('{"version": "1.3.0"}')
    (lab.folder / "pip").write_text(nonce())
    dockerfile = (
        "FROM scratch\nENV A=1\nCOPY apk /lib/apk/db/installed\n"
        "COPY dpkg /var/lib/dpkg/status.d/tzdata\n"
        "COPY pip /opt/venv/lib/python3.11/site-packages/Foo_Bar-2.1.dist-info/METADATA\n"
        "WORKDIR /app/src\nCOPY npm /app/node_modules/left-pad/package.json\n"
        "COPY npm /var/lib/rpm/rpmdb.sqlite\n"
    )
    with asked(lab, dockerfile) as ask:
        assert verdicts(ask, package("musl=1.2"), 2, 3) == [BAD, GOOD]
        assert verdicts(ask, package("tzdata"), 3, 4) == [BAD, GOOD]
        assert verdicts(ask, package("foo-bar=2"), 4, 5) == [BAD, GOOD]
        assert verdicts(ask, package("left-pad=1.3.0"), 6, 7) == [BAD, GOOD]
        assert verdicts(ask, package("bash"), 7, 8) == [BAD, SKIP]


def test_a_program_that_no_longer_starts(lab: ProbingLab) -> None:
    """It has the layer's user and variables; its library is lost."""
    (lab.folder / "app").write_text('#!/bin/ash\n[ "$MODE" = on ] || exit 3\nid -u\n')
    (lab.folder / "app").chmod(0o755)
    dockerfile = (
        f"FROM {BUSYBOX}\nCOPY app /usr/bin/app\nENV MODE=on N=@NONCE@\nUSER 12\n"
        "ENV MODE=off\nENV MODE=on\nUSER 0\nRUN chmod 644 /usr/bin/app\n"
    )
    with asked(lab, dockerfile) as ask:
        assert verdicts(ask, runs("app now"), 1, 2, 3, 5) == [BAD, BAD, GOOD, BAD]
        assert put(ask, 4, runs("app now")).output == ("12", "app now: exit code 0")
        assert verdicts(ask, runs("/usr/bin/app"), 6, 8) == [GOOD, BAD]
        assert put(ask, 8, runs("sleep 600", grace=0.5)).verdict is GOOD


def test_a_server_that_no_longer_comes_up(lab: ProbingLab) -> None:
    """What is in the way of it is told."""
    dockerfile = (
        f"FROM {BUSYBOX}\nENV PORT=8099 N=@NONCE@\nUSER 12\nENV PORT=8098\n"
        "USER 0\nRUN rm /bin/httpd\n"
    )
    words = ("sh", "-c", "sleep 0.3; exec httpd -f -p $PORT")
    with asked(lab, dockerfile) as ask:
        assert verdicts(ask, port(8099, words, wait=60), 2, 3) == [GOOD, GOOD]
        elsewhere = put(ask, 4, port(8099, words, wait=3))
        gone = put(ask, 6, port(8099, ("httpd", "-f", "-p", "8099"), wait=3))

    assert elsewhere.verdict is BAD
    assert elsewhere.output[-1].endswith("listening: 8098")
    assert gone.verdict is BAD
    assert "there is no program httpd" in gone.output[-1]


def history(engine: Engine, image: str) -> tuple[LayerEntry, ...]:
    """Give the history of an image from the base on, as the engine's client tells it."""
    told = engine.docker("history", "--no-trunc", "--human=false", "--format={{json .}}", image)
    lines = [json.loads(line) for line in reversed(told.splitlines())]
    ids = json.loads(engine.docker("inspect", "--format={{json .RootFS.Layers}}", image))
    # The client does not tell which entries are empty: as many as have no id, and no size.
    spare = len(lines) - len(ids)
    found = []
    for line in lines:
        empty = spare > 0 and line["Size"] == "0" and "RUN" not in line["CreatedBy"]
        spare -= empty
        found.append((line["CreatedBy"], int(line["Size"]), empty))
    return entries(found, ids)


def test_sizes_and_layers_of_images(lab: ProbingLab) -> None:
    """Where an image grows too large, and where two part."""
    names = [f"bisectbuild-test/q{number}:{nonce()}" for number in (1, 2)]
    head = f"FROM {BUSYBOX}\nRUN echo {nonce()} > /a\nENV A=b\n"
    big = "RUN dd if=/dev/zero of=/big bs=1000 count=3000\n"
    try:
        for name, text in zip(names, (f"{head}{big}", f"{head}COPY . /c\n"), strict=True):
            lab.build(text, f"--tag={name}")
        one, two = (history(lab.engine, name) for name in names)
    finally:
        lab.engine.docker("rmi", *names, check=False)

    answers = size_answers(totals([entry.size for entry in one]), parse_size("3MB"))
    assert [answer.verdict for answer in answers[-3:]] == [GOOD, GOOD, BAD]
    assert compare(one, one).kind == "none"
    found = compare(one, two)
    assert (found.kind, found.same) == ("instruction", len(one) - 1)
    assert layers_answer(one[:-1], two, "other").verdict is GOOD
    assert layers_answer(one, two, "other").verdict is BAD
