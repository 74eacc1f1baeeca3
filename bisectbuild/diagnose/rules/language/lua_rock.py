"""luarocks finds no rock, or cannot build it."""

from __future__ import annotations

from shlex import quote

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.native_needs import COMPILER
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.installing import how
from bisectbuild.diagnose.signature import Signature

_NONE = Signature(
    r"^Error: (?:No results matching query were found(?: for Lua (?P<lua>[\d.]+))?|Could not "
    r"satisfy "
    r"dependency (?P<dep>[^:\n]+):[^\n]*|Could not find a result named (?P<name>\S+?)\.?$)",
    "Error: No results matching",
    "Error: Could not satisfy dependency",
    "Error: Could not find a result",
)
_HEADER = Signature(
    r"^Error: (?:Failed finding Lua (?:header|library|interpreter)[^\n]*|(?:Could not find "
    r"(?:header|library) file for "
    r"(?P<what>\w+)))",
    "Error: Failed finding Lua",
    "Could not find",
)
_BUILD = Signature(r"^Error: Build error: (?P<why>[^\n]+)", "Error: Build error")
_ASKED = Signature(
    r"luarocks(?:-[\d.]+)? (?:install|make|build) (?:--?\S+ )*(?P<rock>[\w.-]+)", "luarocks"
)


def _check(case: Case) -> Told | None:
    asked = _ASKED.within(case.script)
    rock = asked["rock"] if asked else "a rock"
    hit = _NONE.last(case.log)
    if hit is not None:
        name = hit["dep"] or hit["name"] or rock
        lua = f" for Lua {hit['lua'].rstrip('.')}" if hit["lua"] else ""
        return Told(
            cause=f"luarocks finds no rock {name.strip()}{lua}.",
            because=proofs((hit,)),
            advice="Correct the name, name a server that has it (`--server`), or take another Lua "
            "version (`--lua-version`).",
            commands=("luarocks --version", f"luarocks search {quote(name.strip())}"),
            confidence=0.9,
        )
    hit = _HEADER.last(case.log)
    if hit is not None:
        what = hit["what"] or "Lua"
        return Told(
            cause=f"luarocks builds {rock} and does not find the headers or library of {what}.",
            because=proofs((hit,)),
            advice=f"Install the -dev package of {what} (Lua: liblua5.x-dev, lua5.x-dev on Alpine) "
            f"and {how(case, COMPILER)} before this step; `{what.upper()}_DIR=` names another "
            f"place.",
            commands=("luarocks config", "ls /usr/include"),
            confidence=0.92,
            category=Category.NATIVE_BUILD,
            fault=Fault.DOCKERFILE,
        )
    hit = _BUILD.last(case.log)
    if hit is None:
        return None
    return Told(
        cause=f"luarocks could not build {rock}: {hit['why'].strip().rstrip('.')}.",
        because=proofs((hit,)),
        advice=f"Run {how(case, COMPILER)} before this step if no compiler is there; else read the "
        "compiler's error above.",
        commands=("which gcc make", "luarocks config"),
        confidence=0.7,
        category=Category.NATIVE_BUILD,
    )


RULE = Rule(
    code="BB496",
    name="lua-rock",
    title="luarocks finds no rock, or cannot build it",
    category=Category.PKG_NOT_FOUND,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="No server has a rock of that name for this Lua, or its C code does not build in "
        "the image.",
        instruction="RUN luarocks install plumsocket",
        example="Error: No results matching query were found for Lua 5.4.\n"
        "To check if it is available for other Lua versions, use --check-lua-versions.",
        fix="Correct the name or the Lua version; install Lua's headers for rocks with C code.",
    ),
)
