"""A macro of autoconf is not installed, so configure holds it unexpanded."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.install import named, packages
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:[^\n]*error: possibly undefined macro: (?P<macro>[A-Z]\w+)"
    r"|(?:\./)?configure: line \d+: [`'](?P<call>[A-Z][A-Z0-9_]{3,})\("
    r"|(?:\./)?configure: line \d+: (?P<word>A[CMX]_\w+|PKG_\w+|LT_\w+): command not found"
    r"|(?P<version>[^\n]*error: Autoconf version (?P<wanted>[\d.]+) or higher is required))",
    "undefined macro", "configure: line", "Autoconf version",
)  # fmt: skip
# The beginning of a macro's name, what brings it, and its packages.
_FROM: Final = (
    ("PKG_", packages("pkg-config", "pkgconf", "pkgconf-pkg-config")),
    ("AC_PROG_LIBTOOL", packages("libtool", "libtool", "libtool")),
    ("AM_PROG_LIBTOOL", packages("libtool", "libtool", "libtool")),
    ("LT_", packages("libtool", "libtool", "libtool")),
    ("AC_LIBTOOL", packages("libtool", "libtool", "libtool")),
    ("AX_", packages("autoconf-archive", "autoconf-archive", "autoconf-archive")),
    ("AM_GNU_GETTEXT", packages("gettext autopoint", "gettext-dev", "gettext-devel")),
    ("AM_ICONV", packages("gettext", "gettext-dev", "gettext-devel")),
    ("AC_LIB_", packages("gettext", "gettext-dev", "gettext-devel")),
    ("IT_PROG_INTLTOOL", packages("intltool", "intltool", "intltool")),
    ("GTK_DOC", packages("gtk-doc-tools", "gtk-doc", "gtk-doc")),
    ("GOBJECT_INTROSPECTION", packages("libgirepository1.0-dev", "gobject-introspection-dev")),
    ("AM_PATH_CPPUNIT", packages("libcppunit-dev", "cppunit-dev", "cppunit-devel")),
)


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    if hit["version"]:
        return Told(
            cause=f"The source asks for autoconf {hit['wanted']} or newer, "
            "and the image's is older.",
            because=proofs((hit,)),
            advice="Take a newer base image, or a release archive that brings its own configure.",
            commands=("autoconf --version",),
            confidence=0.9,
        )
    macro = hit["macro"] or hit["call"] or hit["word"]
    known = next((found for start, found in _FROM if macro.startswith(start)), None)
    change = f"Install {named(case, known)}" if known else f"Install the package that has {macro}"
    return Told(
        cause=f"autoconf does not know the macro {macro}.",
        because=proofs((hit,)),
        advice=f"{change} before autoreconf (or autogen.sh) is run.",
        commands=(f"grep -rl {macro} /usr/share/aclocal*", "autoreconf --version"),
        confidence=0.85,
        category=None if known else Category.NATIVE_BUILD,
    )


RULE = Rule(
    code="BB521",
    name="autoconf-macro",
    title="A macro of autoconf is not installed",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="configure.ac uses a macro that a package brings (pkg-config, libtool, "
        "autoconf-archive), and that is not installed.",
        instruction="RUN autoreconf -fi && ./configure",
        example="configure.ac:19: error: possibly undefined macro: AC_PROG_LIBTOOL",
        fix="Install what brings the macro, before configure is made.",
    ),
)
