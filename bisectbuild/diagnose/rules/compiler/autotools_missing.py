"""A tool that makes or serves configure is not installed."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import add, of_tool
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:Can't exec \"(?P<exec>[\w.+-]+)\": No such file or directory"
    r"|(?:configure: error: |ERROR: |error: )[^\n]*?(?P<pc>pkg-config|pkgconf) "
    r"(?:script could not be found|is required|(?:is |was )?not found|is missing|could not be "
    r"found)"
    r"|configure: error: (?P<named>bison|flex|yacc|nasm|yasm|makeinfo|gperf|m4|perl|python3?|swig|"
    r"doxygen|help2man|gettext|intltool|xsltproc) (?:is |was )?(?:not found|required|needed"
    r"|missing)"
    r"|(?:[^\n]*Could NOT find PkgConfig \(missing: (?P<cmake>PKG_CONFIG_EXECUTABLE))"
    r"|[^\n]*: error: (?P<lt>Libtool) library used but 'LIBTOOL' is undefined"
    r"|[^\n]*ERROR: (?:Pkg-config|(?P<meson>pkg-config)) (?:not found|binary [^\n]* not found)"
    r"|Could not run `?\"?(?P<run>pkg-config)"
    r"|(?P<wrap>WARNING: '(?P<stale>[\w.-]+)' is missing on your system)\.)",
    "Can't exec", "pkg-config", "Pkg-config", "configure: error: ", "PKG_CONFIG_EXECUTABLE",
    "Libtool library used", "is missing on your system", "pkgconf",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    name = (
        hit["exec"] or hit["named"] or hit["stale"] or ("libtoolize" if hit["lt"] else "pkg-config")
    )
    wanted = of_tool(name)
    return Told(
        cause=f"The build needs {name}, which is not in the image.",
        because=proofs((hit,)),
        advice=add(case, wanted) if wanted else f"Install {name} before this step.",
        commands=(f"command -v {name}", "cat /etc/os-release"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB522",
    name="autotools-missing",
    title="A build tool is not in the image",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A script of the build looked for a tool (aclocal, libtoolize, pkg-config, bison) "
        "and found none.",
        instruction="RUN autoreconf -fi",
        example='Can\'t exec "aclocal": No such file or directory at /usr/bin/autoreconf line 274.',
        fix="Install the package that holds the tool before the build.",
    ),
)
