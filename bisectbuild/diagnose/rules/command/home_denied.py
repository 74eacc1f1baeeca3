"""A tool may not write into its home or cache directory: HOME is another user's."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.before import user
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?:EACCES: permission denied, \w+ '|[Pp]ermission denied:? ?'?|mkdir |open |create "
    r"|cannot (?:access|create directory) '?)"
    r"(?P<path>/nonexistent\b[^\s'\":]*|(?:/root|/home/[^/\s'\"]+|/var/www|/nonexistent)?/"
    r"\.(?:npm|cache|config|yarn|local|cargo|gem|bundle|composer|m2|gradle|nuget|dotnet|pnpm\S*"
    r"|node-gyp|bun|ivy2|sbt|mix|hex|conda|keras|rustup)(?:/[^\s'\":]*)?).*$",
    "ermission denied",
)
_LAST = 40
_NPM = Signature(
    r"^npm (?:ERR!|error) Your cache folder contains root-owned files", "root-owned files"
)


def _check(case: Case) -> Told | None:
    log = case.log.tail(_LAST)
    hit = _LINE.last(log)
    if hit is not None and "ermission denied" not in hit.line:
        hit = None
    hit = hit or _NPM.last(case.log)
    if hit is None:
        return None
    path = hit["path"] if hit.match.re is _LINE.pattern else "npm's cache directory"
    who = user(case)
    return Told(
        cause=f"{path} may not be written by the step's user{f' ({who})' if who else ''}.",
        because=proofs((hit,)),
        advice=(
            "Give the user a home of its own (`RUN useradd -m NAME`, `ENV HOME=/home/NAME`), or "
            "point the tool's cache to a directory it may write; what root's steps put there "
            "before must be removed or given to the user with `chown -R`."
        ),
        commands=("id", "echo $HOME", "ls -lad $HOME $HOME/.cache $HOME/.npm"),
        confidence=0.88,
    )


RULE = Rule(
    code="BB636",
    name="home-denied",
    title="A tool may not write its home or cache directory",
    category=Category.PERMISSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "npm, pip, cargo and others keep a cache in HOME. After USER, HOME may be / or still "
            "hold files that root's steps made."
        ),
        instruction="RUN npm ci",
        example="npm error Error: EACCES: permission denied, mkdir '/.npm/_cacache'",
        fix="Make the user with a home directory, and give it the caches that root made.",
        exit_code=243,
    ),
)
