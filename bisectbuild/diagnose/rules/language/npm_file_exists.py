"""npm would overwrite a program that is there already."""

from __future__ import annotations

from shlex import quote

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.npm_log import NPM
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    NPM + r"EEXIST: file already exists(?:, (?:symlink|cmd shim) '[^'\n]*' -> '(?P<path>[^'\n]+)')?"
    r"|" + NPM + r"(?:EEXIST )?File exists: (?P<file>/\S+)",
    "EEXIST",
    "File exists: ",
)


def _check(case: Case) -> Told | None:
    hits = [hit for hit in _LINE.hits(case.log) if hit["path"] or hit["file"]]
    if not hits:
        return None
    path = hits[-1]["path"] or hits[-1]["file"]
    tool = path.rpartition("/")[2]
    yarn = (
        " The official node images come with yarn: leave this install out."
        if tool == "yarn"
        else ""
    )
    return Told(
        cause=f"{path} is in the image already, and npm does not overwrite it.",
        because=proofs(hits),
        advice=(
            f"{yarn.strip() or f'Leave this install out if {tool} is the wanted one.'} For another "
            f"version of it, add `--force`, or remove {path} first."
        ),
        commands=(f"ls -la {quote(path)}", f"{quote(tool)} --version"),
        confidence=0.97,
    )


RULE = Rule(
    code="BB471",
    name="npm-file-exists",
    title="npm would overwrite a program that exists",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A global install brings a command that another package, mostly the base image's, "
        "has put there before.",
        instruction="RUN npm install -g yarn",
        example="npm error code EEXIST\nnpm error path /usr/local/bin/yarn\n"
        "npm error EEXIST: file already exists\nnpm error File exists: /usr/local/bin/yarn",
        fix="Leave the install out, or force it.",
    ),
)
