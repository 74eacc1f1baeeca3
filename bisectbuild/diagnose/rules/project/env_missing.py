"""A program of the project asks for an environment variable."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.project.failed import named
from bisectbuild.diagnose.signature import Hit, Signature
from bisectbuild.trace.digest import Log

_VARIABLE = r"[A-Z][A-Z0-9_]{2,}"
_LINES = (
    Signature(
        r"(?:os\.environ\[[^\n]*"
        r"|File \"(?:<frozen os>|[^\"\n]*/os\.py)\", line \d+, in __getitem__)\n"
        rf"(?:[^\n]*\n){{0,8}}?KeyError: '(?P<name>{_VARIABLE})'$",
        "KeyError",
    ),
    Signature(
        rf"(?:KeyError\)?:?|`fetch':|'ENV\.fetch':) key not found: \"(?P<name>{_VARIABLE})\"",
        "key not found",
    ),
    Signature(
        rf"[Ee]nvironment variables? not found: [\"'`]?(?P<name>{_VARIABLE})"
        rf"|[Ee]nvironment variable [\"'`](?P<name2>{_VARIABLE})[\"'`] not (?:found|defined|set)",
        "nvironment variable",
    ),
    Signature(
        r"\b(?i:missing|required|undefined|unset|invalid) (?:required )?(?:env(?:ironment)?"
        rf"[- ]var(?:iable)?s?|env):? [\"'`]?(?P<name>{_VARIABLE})[\"'`]?",
        "env", "Env", "ENV",
    ),
    Signature(
        rf"[\"'`$]?(?P<name>{_VARIABLE})[\"'`]? (?:environment variable|env var) "
        r"(?:is |was )?(?:required|missing|not (?:set|found|defined|provided)|undefined|must be)",
        "env",
    ),
    # pydantic-settings 2 and 1; it reads fields from variables of their names.
    Signature(
        r"ValidationError: \d+ validation errors? for \w*(?:[Ss]ettings|[Cc]onfig|[Ee]nv)\w*\n"
        r"(?P<field>\w+)\n +(?:Field required \[type=missing|field required \(type=value_error)",
        "validation error",
    ),
    Signature(
        r"(?P<t3>Invalid environment variables)", "Invalid environment variables"
    ),
)  # fmt: skip
# Told of by the rules of its tools.
_OTHERS = frozenset({"JAVA_HOME", "ANDROID_HOME", "GOPATH"})
_LAST = 60
# How zod lists what it misses: the older form, and the newer one.
_LISTED = Signature(
    rf"^\s+\"?(?P<name>{_VARIABLE})\"?: \[\s*['\"](?:Required|Invalid)"
    rf"|path: \[ ?['\"](?P<path>{_VARIABLE})['\"] ?\]"
)


def _check(case: Case) -> Told | None:
    log = case.log.tail(_LAST)
    hits = [hit for line in _LINES if (hit := line.last(log)) is not None]
    hit = max(hits, key=lambda hit: hit.number, default=None)
    if hit is None:
        return None
    name = _name(hit) or _listed(log)
    if name in _OTHERS:
        return None
    plural = "s" if "," in name else ""
    what = f"the environment variable{plural} {name}" if name else "environment variables"
    first = name.partition(",")[0] or "NAME"
    return Told(
        cause=f"A program of the project needs {what}, which the step does not have.",
        because=proofs((hit,)),
        advice=(
            f"Give it to the step: `ARG {first}` with `--build-arg`, or a dummy value in the RUN "
            f"(`RUN {first}=unused …`) where it is needed at run time alone; pass "
            "secrets by `--mount=type=secret,env=…`. A .env file is mostly left out of the context."
        ),
        commands=("env | sort",),
        confidence=0.8,
    )


def _name(hit: Hit) -> str:
    found = next(
        (text for key, text in hit.match.groupdict("").items() if text and key != "t3"), ""
    )
    return found.upper()


def _listed(log: Log) -> str:
    names = (hit["name"] or hit["path"] for hit in _LISTED.hits(log))
    return named(names)


RULE = Rule(
    code="BB727",
    name="env-missing",
    title="A program needs an environment variable",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The program reads its settings from the environment, and the build has none.",
        instruction="RUN npx prisma migrate diff",
        example="error: Environment variable not found: DATABASE_URL.",
        fix="Pass it with ARG and `--build-arg`, or give a dummy value in the RUN.",
    ),
)
