"""What restore left does not go with what builds: another step, platform, or the host's obj/."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,400}?error (?P<code>NETSDK1(?:004|005|047|064)|NU1(?:004|403)"
    r"|CS0579): (?P<text>[^\n]+)",
    "error NETSDK1", "error NU1", "error CS0579",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None or (hit["code"] == "CS0579" and "/obj/" not in hit.line):
        return None
    cause, advice = _words(hit["code"], hit["text"])
    locked = hit["code"].startswith("NU")
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=("ls -la obj", "cat .dockerignore", "dotnet --info"),
        confidence=0.9,
        category=Category.LOCKFILE_MISMATCH if locked else None,
        fault=Fault.PROJECT if locked else None,
    )


def _words(code: str, text: str) -> tuple[str, str]:
    quoted = text.split("'")[1] if text.count("'") > 1 else ""
    if code in {"NU1004", "NU1403"}:
        return (
            "packages.lock.json does not go with the project, and restore runs in locked mode.",
            "Run `dotnet restore --force-evaluate` in the project and commit packages.lock.json.",
        )
    if code == "CS0579":
        return (
            "Sources of an obj folder are compiled twice: the host's came along with the sources.",
            "Add `**/bin` and `**/obj` to .dockerignore.",
        )
    if code in {"NETSDK1047", "NETSDK1005"}:
        return (
            (
                f"restore did not run for the target that is "
                f"built: {text.split('. ', maxsplit=1)[0].strip()}."
            ),
            (
                "Pass the same `-r` and framework to restore and build, leave out "
                "`--no-restore`, and "
                "put `**/obj` into .dockerignore."
            ),
        )
    return (
        f"The build finds nothing that restore left{f' at {quoted}' if quoted else ''}.",
        (
            "Run `dotnet restore` for this project in the image before (or leave out "
            "`--no-restore`), "
            "and put `**/bin` and `**/obj` into .dockerignore."
        ),
    )


RULE = Rule(
    code="BB586",
    name="dotnet-assets",
    title="The .NET build does not go with its restore",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="restore writes obj/project.assets.json, which is missing, of another target, or "
        "came from the host.",
        instruction="RUN dotnet publish --no-restore",
        example="/x.targets(266,5): error NETSDK1004: Assets file "
        "'/app/obj/project.assets.json' not "
        "found. Run a NuGet package restore to generate this file.",
        fix="Restore in the image for the same target; keep obj/ out of the context.",
    ),
)
