"""A bundler does not find a file or package that a source imports."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[^\n]{0,200}?(?:Module not found: (?:Error: )?Can't resolve '(?P<webpack>[^'\n]+)'(?: in "
    r"'(?P<folder>[^'\n]+)')?"
    r"|(?:Rollup failed to resolve import|Failed to resolve import) \"(?P<vite>[^\"\n]+)\" from "
    r"\"(?P<importer>[^\"\n]+)\""
    r"|\[ERROR\] Could not resolve \"(?P<esbuild>[^\"\n]+)\""
    r"|Could not resolve '(?P<rollup>[^'\n]+)' (?:from|in) (?P<by>[^\s\[]+)"
    r"|Could not resolve \"(?P<vitenew>[^\"\n]+)\" from \"(?P<viteby>[^\"\n]+)\""
    r"|Could not resolve entry module \(?[\"']?(?P<entry>[^\"'\n)]+)"
    r"|Failed to resolve '(?P<parcel>[^'\n]+)' from '(?P<parcelby>[^'\n]+)'"
    r"|Cannot find file '?(?P<cra>\./[^'\s]+)'? in '(?P<craby>[^'\n]+)'"
    r"|Name: (?P<required>index\.\w+)\n[ \t]*Searched in: (?P<searched>\S+)"
    r"|(?:[Dd]ependency was|[Dd]ependencies were|[Mm]odules? (?:was|were)) not found:\n\s*\n\* "
    r"(?P<vue>\S+)"
    r"(?: in (?P<vueby>[^\s,]+))?"
    r"|Can't find stylesheet to import)",
    "Can't resolve", "esolve", "Cannot find file", "Searched in: ", "stylesheet to import",
    "not found:\n",
)  # fmt: skip
# sass does not name the file that it misses.
_SHEET = "a stylesheet"
_NAMES = (
    "webpack",
    "vite",
    "esbuild",
    "rollup",
    "vitenew",
    "entry",
    "parcel",
    "cra",
    "vue",
    "required",
)
_BY = ("folder", "importer", "by", "viteby", "parcelby", "craby", "vueby", "searched")


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log))
    if not hits:
        return None
    name, by = _one(hits[0], _NAMES) or _SHEET, _one(hits[0], _BY) or _before(case, hits[0])
    local = name.startswith((".", "/", "@/", "~", "src/", _SHEET)) or bool(
        hits[0]["entry"] or hits[0]["required"]
    )
    return Told(
        cause=f"The bundler does not find {name}" + (f", imported in {by}." if by else "."),
        because=proofs(hits[:3]),
        advice=(
            f"COPY or generate {name} before this step; look at .dockerignore, and at the case of "
            "its letters, which Linux minds."
        )
        if local
        else (
            f"Add {name} to package.json and the lock file; where it is a devDependency, do not "
            "install with `--omit=dev` or NODE_ENV=production before the build."
        ),
        commands=(
            "ls -la",
            f"ls node_modules/{name}" if not local else "git ls-files | head",
            "cat .dockerignore",
        ),
        confidence=0.9,
    )


def _before(case: Case, hit: Hit) -> str:
    """Give the place on the line above, where Next.js and webpack write it."""
    at = case.log.numbers.index(hit.number)
    above = case.log.lines[at - 1].strip() if at else ""
    return above if above.startswith("./") and " " not in above else ""


def _one(hit: Hit, names: tuple[str, ...]) -> str:
    return next((hit[name] for name in names if hit[name]), "")


RULE = Rule(
    code="BB592",
    name="js-import",
    title="A bundler does not find an import",
    category=Category.APP_COMPILE,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="webpack, Vite, esbuild or another bundler follows an import that leads nowhere.",
        instruction="RUN npm run build",
        example="Module not found: Error: Can't resolve './Glow' in '/app/src'",
        fix="Bring the file into the image under that very name, or install the package.",
    ),
)
