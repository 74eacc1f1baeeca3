"""What a step has beside its image: the values of its build args, with no engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bisectbuild.builder import BuilderInfo, BuilderKind, BuildRequest
from bisectbuild.dockerfile.parse import parse
from bisectbuild.dockerfile.place import Place, Side
from bisectbuild.options import BuildOptions
from bisectbuild.sandbox import ImageFacts, Machine
from bisectbuild.search.plan import Plan
from bisectbuild.workbench.bench import Bench
from bisectbuild.workbench.tools import Tools
from tests.support.fake_sandbox import FakeSandbox
from tests.support.fakes import FakeBuilder, SilentWatch
from tests.unit.workbench.test_bench import NoChronicle, no_agent

ASKING = "ARG BUILDARCH TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT\nRUN one\n"
PROXY = "http://bob:hunter2@proxy:3128"
Opened = Callable[..., "tuple[Bench, FakeSandbox]"]


@dataclass(slots=True)
class Engine(FakeSandbox):
    """One whose machine and images have CPUs of their own; `asked` counts who wants the first."""

    cpu: str = "amd64"
    image: str = "linux/amd64"
    asked: int = 0

    def machine(self) -> Machine:
        """Tell its CPU."""
        self.asked += 1
        return Machine(memory=1, cpu=self.cpu)

    def facts(self, image: str) -> ImageFacts:
        """Tell of an image of a platform."""
        return ImageFacts(
            id=image, env=self.env, user="7", workdir="/", platform=self.image, size=1
        )


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Give a workbench that stands before the last step of a file, entered."""

    def make(  # noqa: PLR0913 - one value for each thing that counts
        text: str,
        flags: tuple[str, ...] = (),
        *,
        engine: Engine | None = None,
        kind: BuilderKind = BuilderKind.BUILDKIT,
        environment: tuple[tuple[str, str], ...] = (),
        proxies: tuple[tuple[str, str], ...] = (),
    ) -> tuple[Bench, FakeSandbox]:
        file = tmp_path / "Dockerfile"
        file.write_text(text)
        options = BuildOptions(
            dockerfile=file, context=tmp_path, target=None, builder="auto", flags=flags
        )
        dockerfile = parse(file.read_bytes(), name="Dockerfile")
        plan = Plan(
            dockerfile=dockerfile,
            request=BuildRequest(
                dockerfile=dockerfile.data,
                dockerfile_path=file,
                context=str(tmp_path),
                context_is_remote=False,
                target=None,
                flags=flags,
                labels=(),
                load=False,
            ),
            build_args=options.build_args({}),
            labels=(),
            log_dir=tmp_path / "logs",
        )

        def planned(given: BuildOptions) -> Plan:
            del given
            return plan

        engine = engine or Engine()
        info = BuilderInfo(kind=kind, name="default", version="", why="")
        tools = Tools(
            builder=FakeBuilder(info=info),
            sandbox=engine,
            session="session",
            watch=SilentWatch(),
            environment=dict(environment),
            plan=planned,
            say=print,
            edit=lambda path, line: 0 * len(str(path)) * line,
            agent=no_agent,
            chronicle=NoChronicle(),
            own_store=lambda: True,
            proxies=proxies,
        )
        bench = Bench(tools, options, plan, None)
        last = dockerfile.instructions[-1]
        bench.go(last, Side.BEFORE)
        bench.run("env", Place(instruction=last, side=Side.BEFORE))
        return bench, engine

    return make


def _shell(opened: tuple[Bench, FakeSandbox]) -> dict[str, str]:
    """Give what every process in the step's container has."""
    return dict(opened[1].opened[-1].request.env)


def test_the_platform_of_the_clients_variable_is_the_shells_too(opened: Opened) -> None:
    """As the client takes it for the default of its flag, which wins."""
    environment = (("DOCKER_DEFAULT_PLATFORM", "linux/arm64"),)
    text = f"FROM base\n{ASKING}"

    assert _shell(opened(text, environment=environment))["TARGETARCH"] == "arm64"
    flags = ("--platform=linux/s390x",)
    assert _shell(opened(text, flags, environment=environment))["TARGETARCH"] == "s390x"


@pytest.mark.parametrize(
    ("flag", "platform", "cpu"),
    [
        ("arm64", "linux/arm64", "arm64"),
        ("linux/x86_64", "linux/amd64", "amd64"),
        ("linux", "linux/riscv64", "riscv64"),
    ],
)
def test_a_platform_in_short_is_read_as_the_builder_reads_it(
    opened: Opened, flag: str, platform: str, cpu: str
) -> None:
    """What it leaves open is the engine's."""
    found = _shell(
        opened(f"FROM base\n{ASKING}", (f"--platform={flag}",), engine=Engine(cpu="riscv64"))
    )

    assert found["TARGETPLATFORM"] == platform
    assert (found["TARGETOS"], found["TARGETARCH"]) == ("linux", cpu)


def test_the_builders_cpu_is_the_engines_and_not_this_machines(opened: Opened) -> None:
    """The engine may be remote; without a platform it builds for itself."""
    found = _shell(opened(f"FROM base\n{ASKING}", engine=Engine(cpu="riscv64")))

    assert (found["BUILDARCH"], found["TARGETARCH"]) == ("riscv64", "riscv64")


def test_a_stage_of_another_platform_keeps_the_builds_target(opened: Opened) -> None:
    """Its image is the builder's own, and so is the container, which the engine would refuse."""
    here = opened(f"FROM --platform=$BUILDPLATFORM base\n{ASKING}", ("--platform=linux/arm64",))

    assert _shell(here)["TARGETARCH"] == "arm64"
    assert here[1].opened[-1].request.platform == "linux/amd64"


def test_of_several_platforms_the_one_that_was_loaded_counts(opened: Opened) -> None:
    """The image tells which."""
    flags = ("--platform=linux/amd64,linux/arm64",)

    assert _shell(opened(f"FROM base\n{ASKING}", flags))["TARGETARCH"] == "amd64"
    engine = Engine(image="linux/s390x")
    assert _shell(opened(f"FROM base\n{ASKING}", flags, engine=engine))["TARGETARCH"] == "arm64"


def test_a_file_that_asks_for_no_platform_lets_the_engine_be(opened: Opened) -> None:
    """Its machine need not be known."""
    engine = Engine()
    opened("FROM base\nRUN one\n", engine=engine)

    assert not engine.asked


@pytest.mark.parametrize("kind", [BuilderKind.BUILDKIT, BuilderKind.LEGACY])
def test_the_proxies_of_the_clients_configuration_are_the_shells_too(
    opened: Opened, kind: BuilderKind
) -> None:
    """In both cases, as build args that nobody typed; a login in one is shown to nobody."""
    here = opened("FROM base\nRUN one\n", kind=kind, proxies=(("HTTP_PROXY", PROXY),))

    assert _shell(here) == {"HTTP_PROXY": PROXY, "http_proxy": PROXY}
    assert {value for _, value in here[0].arguments()} == {"http://***@proxy:3128"}
    assert "hunter2" not in repr(here[0].environment())


def test_a_proxy_that_was_typed_wins_over_the_configurations(opened: Opened) -> None:
    """BuildKit gives a step both cases of it; the legacy builder has the client's other one."""
    flags = ("--build-arg=http_proxy=http://mine",)
    proxies = (("HTTP_PROXY", PROXY),)
    text = "FROM base\nRUN one\n"

    assert set(_shell(opened(text, flags, proxies=proxies)).values()) == {"http://mine"}
    legacy = _shell(opened(text, flags, kind=BuilderKind.LEGACY, proxies=proxies))
    assert legacy == {"http_proxy": "http://mine", "HTTP_PROXY": PROXY}


def test_an_env_of_the_image_wins_over_a_proxy_under_the_legacy_builder_alone(
    opened: Opened,
) -> None:
    """BuildKit adds proxies behind the image's variables."""
    proxies = (("HTTP_PROXY", PROXY),)
    env = (("HTTP_PROXY", "http://image"),)
    text = "FROM base\nRUN one\n"

    legacy = opened(text, engine=Engine(env=env), kind=BuilderKind.LEGACY, proxies=proxies)
    assert _shell(legacy) == {"http_proxy": PROXY}
    assert _shell(opened(text, engine=Engine(env=env), proxies=proxies))["HTTP_PROXY"] == PROXY


def test_a_proxy_in_scope_is_what_an_arg_of_its_name_gets(opened: Opened) -> None:
    """And others may be made of it."""
    text = "FROM base\nARG HTTP_PROXY=none\nARG SEEN=<$HTTP_PROXY>\nRUN one\n"

    assert _shell(opened(text, proxies=(("HTTP_PROXY", PROXY),)))["SEEN"] == f"<{PROXY}>"
