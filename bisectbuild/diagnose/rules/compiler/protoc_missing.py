"""protoc, a plugin of it, or a .proto file is missing."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add, packages
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,200}?(?:(?P<plugin>protoc-gen-[\w-]+): program not found or is not executable"
    r"|(?:--|')(?P<out>[\w-]+)_out: (?P<named>protoc-gen-[\w-]+): [^\n]+"
    r"|(?P<proto>[\w./-]+\.proto): File not found\."
    r"|(?:Could not find|failed to (?:run|execute|find)|exec:) "
    r"[`'\"]?(?P<protoc>protoc)[`'\"]?(?::|\.| |$))",
    "protoc", ".proto: File not found",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None or (hit["protoc"] and "failed to run custom build" in case.log.text):
        return None
    plugin = hit["plugin"] or hit["named"]
    if plugin:
        what = f"the plugin {plugin}"
        advice = (
            "Install it before this step and put its folder on PATH (for Go `go install …@version` "
            "and `ENV PATH=$PATH:/go/bin`)."
        )
    elif hit["proto"]:
        what = hit["proto"]
        advice = (
            "Name its folder with `-I`, COPY it before this step, or install the well-known types "
            "(`libprotobuf-dev`, on Alpine `protobuf-dev`)."
        )
    else:
        what = "protoc"
        advice = add(case, packages("protobuf-compiler", "protobuf-dev", "protobuf-compiler"))
    return Told(
        cause=f"protoc does not find {what}." if what != "protoc" else "The image has no protoc.",
        because=proofs((hit,)),
        advice=advice,
        commands=("command -v protoc", "protoc --version", "find / -name 'protoc-gen-*' | head"),
        confidence=0.9,
        category=Category.FILE_MISSING if hit["proto"] else None,
    )


RULE = Rule(
    code="BB590",
    name="protoc-missing",
    title="protoc or what it needs is missing",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Code is generated from .proto files, and the compiler, its plugin or an imported "
        "file is not there.",
        instruction="RUN make proto",
        example="protoc-gen-go: program not found or is not executable\n"
        "--go_out: protoc-gen-go: Plugin failed with status code 1.",
        fix="Install protoc and its plugins on PATH; name import folders with `-I`.",
    ),
)
