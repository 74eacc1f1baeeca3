"""mix (Elixir) or rebar3 (Erlang) stops."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.compiler.c_log import short
from bisectbuild.diagnose.signature import Hit, Signature

_VERSION = Signature(
    r"^\*\* \(Mix\) You're trying to run :(?P<app>\w+) on (?P<what>Elixir|Erlang/OTP) "
    r"v?(?P<has>\S+) but it has declared in its "
    r"mix\.exs file it supports only \S+ (?P<wants>[^\n]+)",
    "You're trying to run :",
)
_HEX = Signature(
    r"^(?:\*\* \(Mix\) )?(?:Could not find (?P<tool>Hex|\"?rebar3?\"?),? (?:which is needed"
    r"|program)"
    r"|Could not install (?P<fails>Hex|Rebar) because Mix could not download)",
    "Could not find Hex", "Could not find", "could not download",
)  # fmt: skip
_FILE = Signature(
    r"^\*\* \((?:\w+Error)\) (?P<file>[\w./-]+\.exs?):(?P<row>\d+): (?P<text>[^\n]+)"
    r"|^== Compilation error in file (?P<new>\S+) ==\n(?P<said>[^\n]+)",
    "** (", "== Compilation error in file",
)  # fmt: skip
_SAID = Signature(
    r"^\*\* \((?P<kind>Mix|\w+(?:\.\w+)*Error)\) (?P<text>[^\n]+)|^===> "
    r"(?P<rebar>(?:[^\n]*(?:failed|not found|"
    r"[Ee]rror|Unable to|Failed to)[^\n]*))",
    "** (",
    "===> ",
)


def _check(case: Case) -> Told | None:
    hit = _VERSION.first(case.log)
    if hit is not None:
        return _told(
            hit,
            f"The application {hit['app']} supports only {hit['what']} {hit['wants'].strip()}, "
            f"and the "
            f"image has {hit['has']}.",
            "Take a base image with that release, or widen the bound in mix.exs.",
            Category.RUNTIME_VERSION,
        )
    hit = _HEX.first(case.log)
    if hit is not None:
        tool = (hit["tool"] or hit["fails"]).strip('"')
        return _told(
            hit,
            f"mix has no {tool} in the image.",
            "Run `mix local.hex --force && mix local.rebar --force` before `mix deps.get`, as the "
            "same user and with the same MIX_HOME.",
            Category.TOOL_MISSING,
        )
    hit = _FILE.first(case.log)
    if hit is not None:
        place = f"{hit['file']}:{hit['row']}" if hit["file"] else hit["new"]
        return _told(
            hit,
            f"The compiler refuses {place}: {short(hit['text'] or hit['said'])}.",
            "Mend that line, or COPY what it needs (config, priv) before this step.",
            None,
        )
    hit = _SAID.last(case.log)
    if hit is None:
        return None
    return _told(
        hit,
        f"{'rebar3' if hit['rebar'] else 'mix'} stops: {short(hit['text'] or hit['rebar'])}.",
        "Do what the message asks for; fetch dependencies (`mix deps.get`) for the same MIX_ENV "
        "before compiling.",
        None,
    )


def _told(hit: Hit, cause: str, advice: str, category: Category | None) -> Told:
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=("elixir --version", "mix deps", "echo $MIX_ENV $MIX_HOME"),
        confidence=0.85 if category else 0.75,
        category=category,
        # What the image lacks is the Dockerfile's to bring.
        fault=Fault.DOCKERFILE if category else None,
    )


RULE = Rule(
    code="BB596",
    name="beam-error",
    title="An Elixir or Erlang build stops",
    category=Category.APP_COMPILE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="mix or rebar3 reports an error: of versions, of Hex, of a source.",
        instruction="RUN mix deps.get",
        example="** (Mix) You're trying to run :lamp on Elixir v1.13.4 but it has declared in its "
        "mix.exs file it supports only Elixir ~> 1.15",
        fix="Take the release that mix.exs asks for; install Hex and rebar first.",
    ),
)
