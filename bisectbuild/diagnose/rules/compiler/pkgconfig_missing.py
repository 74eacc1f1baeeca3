"""pkg-config knows no module of that name, and the build needs it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.libraries import pkgconfig
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add
from bisectbuild.diagnose.signature import Signature

_NAMED = Signature(
    r"^[ \t]*(?:--[ \t]+)?(?:Package '?(?P<older>[\w.+-]+)'? was not found in the pkg-config "
    r"search path"
    r"|No package '(?P<old>[^'\n]+)' found$|Package '(?P<new>[^'\n]+)',? (?:required by "
    r"'[^'\n]+', )?"
    r"not found$)",
    "was not found in the pkg-config", "No package '", "not found",
)  # fmt: skip
# What shows that the build did not go on without it.
_STOPS = Signature(
    r"^[ \t]*(?:configure: error: (?:Package requirements|The pkg-config script|[^\n]*not found)"
    r"|(?:The following|A) required packages? (?:were|was) not found:|The system library `[^`\n]+` "
    r"required by crate `|pkg-config exited with status code \d|[^\n]*pkg-config command could "
    r"not)",
    "configure: error: ", "required package", "required by crate", "pkg-config",
)  # fmt: skip
_LISTED = Signature(
    r"^[ \t]*required packages were not found:\n(?:[ \t]*\n)?[ \t]*- (?P<new>[\w.+-]+)",
    "required packages were not found",
)


def _check(case: Case) -> Told | None:
    hits = tuple(_NAMED.hits(case.log)) or tuple(_LISTED.hits(case.log))
    if not hits:
        return None
    stops = _STOPS.last(case.log)
    hit = next(
        (each for each in reversed(hits) if stops is None or each.number >= stops.number), hits[-1]
    )
    if stops is None and hit.line.lstrip().startswith("--"):
        # CMake asks for many that it can do without.
        return None
    groups = hit.match.groupdict()
    module = groups.get("older") or groups.get("old") or groups["new"]
    module = module.split()[0]
    known = pkgconfig(module)
    return Told(
        cause=f"pkg-config finds no library {module} in the image.",
        because=proofs(each for each in (stops, hit) if each),
        advice=add(case, known)
        if known
        else (
            f"Install the development package that holds {module}.pc (RPM distributions: "
            f"`pkgconfig({module})`, Alpine: `pc:{module}`, Debian: `apt-file search {module}.pc`)."
        ),
        commands=(f"pkg-config --modversion {module}", f"find / -name '{module}.pc'"),
        confidence=0.9 if stops else 0.6,
    )


RULE = Rule(
    code="BB518",
    name="pkgconfig-missing",
    title="pkg-config does not find a library",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A build asked pkg-config for a library, and no `.pc` file of it is installed.",
        instruction="RUN ./configure",
        example=(
            "configure: error: Package requirements (libzip >= 1.0) were not met:\n\n"
            "No package 'libzip' found"
        ),
        fix="Install the development package that holds the `.pc` file.",
    ),
)
