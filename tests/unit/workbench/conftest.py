"""The workbench that the tests of this room share: a scripted builder, a sandbox of no engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bisectbuild.builder import BuildRequest
from bisectbuild.dockerfile.parse import parse
from bisectbuild.options import BuildOptions
from bisectbuild.search.plan import Plan
from bisectbuild.workbench.bench import Bench
from bisectbuild.workbench.tools import Tools
from tests.support.fake_sandbox import FakeSandbox
from tests.support.fakes import FakeBuilder, SilentWatch
from tests.unit.workbench.test_bench import FILE, NoChronicle, World, no_agent


@pytest.fixture
def world(tmp_path: Path) -> Callable[..., World]:
    """Give a workbench for a file's text."""

    def make(
        text: str = FILE,
        builder: FakeBuilder | None = None,
        sandbox: FakeSandbox | None = None,
        flags: tuple[str, ...] = (),
    ) -> World:
        file = tmp_path / "Dockerfile"
        file.write_text(text)
        options = BuildOptions(
            dockerfile=file, context=tmp_path, target=None, builder="auto", flags=flags
        )

        def plan(given: BuildOptions) -> Plan:
            dockerfile = parse(file.read_bytes(), name="Dockerfile")
            request = BuildRequest(
                dockerfile=dockerfile.data,
                dockerfile_path=file,
                context=str(tmp_path),
                context_is_remote=False,
                target=None,
                flags=given.flags,
                labels=(),
                load=False,
            )
            return Plan(
                dockerfile=dockerfile,
                request=request,
                build_args=given.build_args({}),
                labels=(),
                log_dir=tmp_path / "logs",
                secrets=given.secrets({}),
            )

        said: list[str] = []
        builder = builder or FakeBuilder()
        sandbox = sandbox or FakeSandbox()
        tools = Tools(
            builder=builder,
            sandbox=sandbox,
            session="session",
            watch=SilentWatch(),
            environment={},
            plan=plan,
            say=said.append,
            edit=lambda path, line: 0 * len(str(path)) * line,
            agent=no_agent,
            chronicle=NoChronicle(),
            own_store=lambda: True,
        )
        return World(Bench(tools, options, plan(options), None), builder, sandbox, said)

    return make
