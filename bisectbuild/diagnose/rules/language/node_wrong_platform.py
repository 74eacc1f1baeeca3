"""Node modules that were installed for another system: the host's, glibc's, another CPU's."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.npm_log import NPM
from bisectbuild.diagnose.signature import Hit, Signature

_TRIPLE = r"(?:linux|linuxmusl|darwin|win32|freebsd|android)[\w-]*"
_MISSING = Signature(
    r"Cannot find module '?(?P<module>(?:@[\w.-]+/)?[\w.-]*"
    + _TRIPLE
    + r"(?:-(?:gnu|musl|gnueabihf))?"
    r"(?:\.node)?)'?(?:\.|$|\s)"
    r"|Cannot find module '?(?P<node>\S*\." + _TRIPLE + r"\.node)'?"
    r"|The package \"(?P<esbuild>@esbuild/" + _TRIPLE + r")\" could not be found"
    r"|Could not load the \"sharp\" module using the (?P<sharp>[\w-]+) runtime"
    r"|Failed to load SWC binary for (?P<swc>[\w/-]+)",
    "Cannot find module",
    "could not be found, and is needed",
    "Could not load the",
    "Failed to load SWC",
)
_OTHER = Signature(
    r"You installed (?P<name>\w+) for another platform than the one you're currently using"
    r"|(?P<elf>\S*node_modules/\S+\.node)?:? ?invalid ELF header"
    r"|Error: (?P<glibc>\S*node_modules/\S+\.node): [^\n]*(?:wrong ELF class|cannot open shared "
    r"object file)"
    r"|Error loading shared library (?P<musl>ld-linux-[\w.-]+): No such file or directory "
    r"\(needed by "
    r"(?P<by>\S*node_modules/[^)\n]+)\)",
    "for another platform",
    "invalid ELF header",
    ".node: ",
    "Error loading shared library ld-linux",
)
_PLATFORM = Signature(
    NPM + r"notsup Unsupported platform for (?P<who>[^\s:]+): wanted (?P<wants>\{[^}\n]*\})",
    "notsup",
)


def _check(case: Case) -> Told | None:
    platform = _PLATFORM.last(case.log)
    if platform is not None:
        return Told(
            cause=f"{platform['who']} is made for another platform than the image's: it wants "
            f"{platform['wants']}.",
            because=proofs((platform,)),
            advice=(
                "It must not be a plain dependency: move it to `optionalDependencies` (and lock "
                "again), so that npm skips it elsewhere."
            ),
            commands=("uname -sm", "npm ls fsevents"),
            confidence=0.93,
            category=Category.PLATFORM,
        )
    other = _OTHER.last(case.log)
    if other is not None:
        return _copied(other)
    hit = _MISSING.last(case.log)
    if hit is None:
        return None
    groups = ("module", "node", "esbuild", "sharp", "swc")
    name = next(hit[each] for each in groups if hit[each])
    if hit["sharp"] or hit["swc"]:
        name = f"{'sharp' if hit['sharp'] else 'SWC'}'s binary for {name}"
    return Told(
        cause=f"{name}, the native part of a Node package for this platform, is not installed.",
        because=proofs((hit,)),
        advice=(
            "The lock file was written on another system and lacks this platform's optional "
            "package (an npm bug): remove node_modules and package-lock.json, install anew, and "
            "commit; or add that package to `optionalDependencies`. Do not pass "
            "`--omit=optional`, and keep the host's node_modules out with .dockerignore."
        ),
        commands=("uname -m", "ls node_modules/@*/ | head -40", "cat .dockerignore"),
        confidence=0.85,
    )


def _copied(hit: Hit) -> Told:
    what = hit["name"] or hit["elf"] or hit["glibc"] or hit["by"]
    return Told(
        cause=f"node_modules holds what was built for another system"
        f"{' (' + what + ')' if what else ''}: the host's was copied in, or a glibc build runs on "
        "Alpine.",
        because=proofs((hit,)),
        advice=(
            "Put `node_modules` into .dockerignore and install inside the image; between stages, "
            "build and run on the same base (not Debian's node_modules on Alpine)."
        ),
        commands=("cat .dockerignore", "cat /etc/os-release", "uname -m"),
        confidence=0.9,
        fault=Fault.CONTEXT,
    )


RULE = Rule(
    code="BB463",
    name="node-wrong-platform",
    title="Node modules are of another platform",
    category=Category.PLATFORM,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="Packages with native parts (esbuild, rollup, sharp, SWC) install one for the "
        "platform they are on; node_modules or a lock file of another system lacks it.",
        instruction="RUN npm run build",
        example="Error: Cannot find module @rollup/rollup-linux-x64-musl. npm has a bug related to "
        "optional dependencies",
        fix="Keep the host's node_modules out, and write the lock file anew.",
    ),
)
