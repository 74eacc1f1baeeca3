"""dotnet finds no project, a referenced project, or no such command."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[^\n]{0,300}?(?:error (?P<code>MSB1003|MSB1009|MSB1011|MSB3202|MSB4019|MSB4025|MSB4236): "
    r"(?P<text>[^\n]+)"
    r"|(?P<run>Couldn't find a project to run)|error[^\n]*: The project file "
    r"\"?(?P<old>[^\"\n]+)\"? was not found"
    r"|(?P<command>Could not execute because the specified command or file was not found)"
    r"|error NETSDK1147: (?P<workload>[^\n]+))",
    "error MSB", "find a project to run", "was not found", "error NETSDK1147",
)  # fmt: skip
_LEFT = Signature(
    r"^[^\n]{0,300}?(?:warning(?: MSB9008)? ?: The referenced project '?(?P<file>[^'\n]+?)'? "
    r"does not exist|Skipping project \"(?P<skipped>[^\"\n]+)\" because it was not found)",
    "The referenced project", "Skipping project",
)  # fmt: skip
_ERROR = Signature(r": error CS0(?:234|246|103): ", ": error CS0")
_SWITCH = Signature(r"^Switch: (?P<file>\S[^\n]*)", "Switch: ")
_LINKED = Signature(r"The (?:project file|imported project|SDK) [\"'](?P<file>[^\"'\n]+)[\"']")
_WANTED = Signature(
    r"^[ \t]*\* You intended to execute a \.NET program, but (?P<tool>dotnet-[\w-]+) does not exist"
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return _reference(case)
    cause, advice, category = _words(case, hit)
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=(
            "pwd",
            "ls -la",
            "find . -name '*.*proj' -o -name '*.sln*'",
            "dotnet tool list -g",
        ),
        confidence=0.9,
        category=category,
    )


_COPY = (
    "COPY the solution and every project file that it names before this step (with their folders), "
    "and set WORKDIR."
)


def _reference(case: Case) -> Told | None:
    """Tell of a warning that the compiler's errors follow from."""
    hit = _LEFT.first(case.log)
    if hit is None or _ERROR.first(case.log) is None:
        return None
    name = hit["file"] or hit["skipped"]
    return Told(
        cause=f"The project {name}, which another one references, is not in the image.",
        because=proofs((hit,)),
        advice=f"COPY {name.removeprefix('../')} with its folder and sources before this step.",
        commands=("pwd", "find . -name '*.*proj'"),
        confidence=0.92,
    )


def _words(case: Case, hit: Hit) -> tuple[str, str, Category | None]:
    if hit["workload"]:
        return (
            "The project needs a workload of the .NET SDK that is not installed.",
            "Run `dotnet workload restore` (or install) before this step.",
            Category.TOOL_MISSING,
        )
    if hit["command"]:
        tool = _WANTED.first(case.log)
        name = tool["tool"] if tool else "of that name"
        return (
            f"dotnet has no command or program {name}.",
            (
                "Install the tool (`dotnet tool install --global …`, and ENV PATH with "
                "/root/.dotnet/tools; or `dotnet tool restore`), or correct the name."
            ),
            Category.TOOL_MISSING,
        )
    if hit["code"] == "MSB1011":
        return (
            "The folder holds more than one project or solution, and dotnet was not told which.",
            "Name the project or solution in the command.",
            Category.APP_CONFIG,
        )
    return _absent(case, hit)


def _absent(case: Case, hit: Hit) -> tuple[str, str, Category | None]:
    linked = _LINKED.within(hit["text"])
    switch = _SWITCH.first(case.log)
    name = linked["file"] if linked else hit["old"]
    if hit["code"] == "MSB4236":
        return (
            f"The SDK {name or 'of the project'} was not found.",
            "See global.json's msbuild-sdks and nuget.config, or install the workload that has it.",
            Category.TOOL_MISSING,
        )
    if name:
        return f"{name} is not in the image, and a project names it.", _COPY, None
    if switch and hit["code"] == "MSB1009":
        return f"dotnet does not find the project {switch['file']}.", _COPY, None
    return "dotnet finds no project in the folder where it runs.", _COPY, None


RULE = Rule(
    code="BB587",
    name="dotnet-project",
    title="dotnet does not find a project or command",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="dotnet was run where no project is, a project that another names was not copied, "
        "or a tool is not installed.",
        instruction="RUN dotnet build",
        example="MSBUILD : error MSB1003: Specify a project or solution file. The current working "
        "directory does not contain a project or solution file.",
        fix="COPY the project files, set WORKDIR, or name the project.",
    ),
)
