"""A library is there, and older than the build asks for."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:--[ \t]+)?(?:Requested '(?P<wanted>[^'\n]+)' but version of (?P<name>[^\n]+?) is "
    r"(?P<found>[\w.+~-]+)|Package '(?P<module>[^'\n]+)' has version '(?P<has>[^'\n]+)', required "
    r"version is '(?P<needs>[^'\n]+)'|[^\n]*?ERROR: Dependency lookup for (?P<meson>\S+) with "
    r"method "
    r"'[\w-]+' failed: Invalid version, need '[^'\n]+' \['(?P<need>[^'\n]+)'\] found "
    r"'(?P<got>[^'\n]+)')",
    "but version of", "required version is", "Invalid version, need",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    wanted = hit["wanted"] or f"{hit['module'] or hit['meson']} {hit['needs'] or hit['need']}"
    found = hit["found"] or hit["has"] or hit["got"]
    name = wanted.split()[0]
    return Told(
        cause=f"The build asks for {wanted}, and the image has {found}.",
        because=proofs((hit,)),
        advice=(
            f"Take a newer release of the base image, build {name} from source, or an older "
            "release of what needs it."
        ),
        commands=(f"pkg-config --modversion {name}", "cat /etc/os-release"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB519",
    name="pkgconfig-old",
    title="A library in the image is too old",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="pkg-config found the library, in a version that the build does not take.",
        instruction="RUN ./configure",
        example="Requested 'glib-2.0 >= 2.72' but version of GLib is 2.56.4",
        fix="Take a base image whose release has the version.",
    ),
)
