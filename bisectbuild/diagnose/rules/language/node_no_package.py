"""npm, yarn or pnpm run where no package.json is."""

from __future__ import annotations

import posixpath

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.language import absent
from bisectbuild.diagnose.rules.language.npm_log import NPM, PNPM
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    NPM + r"(?:enoent )?(?:Could not read package\.json: Error: )?ENOENT: no such file or "
    r"directory, open "
    r"'(?P<npm>[^'\n]*package\.json)'"
    r"|^error Couldn't find a package\.json file in \"(?P<yarn>[^\"\n]+)\""
    r"|" + PNPM + r"ERR_PNPM_NO_(?:IMPORTER_MANIFEST_FOUND|PKG_MANIFEST)\]?[^\n]*?(?:found in|in) "
    r"\"?(?P<pnpm>/[^\"\n]*)"
    r"|^(?:error|Usage Error): (?:No package\.json was found|No project found in|Bun could not "
    r"find a "
    r"package\.json)(?:[^\n]*?(?P<other>/\S+))?",
    "package.json",
    "ERR_PNPM_NO_",
    "No project found",
)


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    folder = (hit["yarn"] or hit["pnpm"] or hit["other"]).rstrip("/.")
    path = hit["npm"] or posixpath.join(folder, "package.json")
    if "node_modules/" in path:
        return None
    tool = "npm" if hit["npm"] else "yarn" if hit["yarn"] else "pnpm" if hit["pnpm"] else "The tool"
    return absent.told(case, hit, path, tool)


RULE = Rule(
    code="BB467",
    name="node-no-package",
    title="No package.json where the step runs",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="npm and its kin read package.json from the directory that the step runs in, and "
        "nothing has put it there.",
        instruction="RUN npm install",
        example="npm error code ENOENT\nnpm error syscall open\nnpm error path /app/package.json\n"
        "npm error enoent Could not read package.json: Error: ENOENT: no such file or directory, "
        "open '/app/package.json'",
        fix="COPY package.json before the RUN; set WORKDIR to where it lies.",
    ),
)
