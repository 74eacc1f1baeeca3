"""cargo finds no Cargo.toml, or not the sources that one names."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_LINE = Signature(
    r"^[ \t]*(?:error: )?(?:could not find `(?P<none>Cargo\.toml)` in `(?P<folder>[^`\n]+)` or "
    r"any parent"
    r"|failed to read `(?P<member>[^`\n]+Cargo\.toml)`"
    r"|manifest path `(?P<path>[^`\n]+)` does not exist"
    r"|can't find `(?P<target>[^`\n]+)` (?P<kind>bin|lib|example|bench|test)[^\n]* at "
    r"|couldn't read `?(?P<source>[^`\n]+?\.rs)`?: No such file"
    r"|(?P<no>no targets specified in the manifest)"
    r"|no bin target named `(?P<bin>[^`\n]+)`)",
    "Cargo.toml", "manifest", "can't find `", "couldn't read", "no bin target", "failed to read `",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    cause, advice = _words(hit)
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=("pwd", "ls -la", "find . -name Cargo.toml -not -path '*/target/*'"),
        confidence=0.9,
        category=Category.APP_CONFIG if hit["bin"] else None,
    )


def _words(hit: Hit) -> tuple[str, str]:
    if hit["none"]:
        return (
            f"cargo finds no Cargo.toml in {hit['folder']} or above.",
            (
                "Set WORKDIR to the project's folder and COPY Cargo.toml there before this "
                "step, or "
                "pass `--manifest-path`."
            ),
        )
    if hit["bin"]:
        return (
            f"The project has no program named {hit['bin']}.",
            f"Correct the name after `--bin`, or copy the sources that define {hit['bin']}.",
        )
    if hit["no"] or hit["target"] or hit["source"]:
        what = hit["source"] or (
            f"the {hit['kind']} `{hit['target']}`" if hit["target"] else "src/main.rs"
        )
        return (
            f"Cargo.toml is there, and {what} is not.",
            (
                "COPY src before this step; a step that only builds dependencies needs a stand-in "
                "(`mkdir src && echo 'fn main() {}' > src/main.rs`) for each program."
            ),
        )
    member = hit["member"] or hit["path"]
    return (
        f"cargo cannot read {member}, which the project or its workspace names.",
        (
            "COPY the Cargo.toml of every workspace member and path dependency before this "
            "step, and "
            "check out git submodules."
        ),
    )


RULE = Rule(
    code="BB576",
    name="cargo-manifest-missing",
    title="cargo does not find the project's files",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="No Cargo.toml, or not the sources and workspace members that it names, are in the "
        "image.",
        instruction="RUN cargo build",
        example="error: could not find `Cargo.toml` in `/` or any parent directory",
        fix="Set WORKDIR, and COPY the manifests and sources before the step.",
        exit_code=101,
    ),
)
