"""A crate, or the lock file, is made for a newer Rust than the image's."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_PACKAGE = Signature(
    r"^[ \t]*(?:error: )?(?:[^\n]*?package `(?P<package>[^`\n]+)`[^\n]*? requires rustc "
    r"(?P<wanted>[\d.]+\d)"
    r"(?: or newer)?, while the currently active rustc version is (?P<found>[\d.]+\d)"
    r"|(?P<listed>[\w-]+@[\w.+-]+) requires rustc (?P<need>[\d.]+\d)$)",
    "requires rustc",
)
_ACTIVE = Signature(
    r"^error: rustc (?P<found>[\d.]+\d) is not supported by the following package", "is not supp"
)
_FEATURE = Signature(
    r"^[ \t]*feature `(?P<feature>edition(?:20\d\d)?|rename-dependency|resolver|strip"
    r"|workspace-inheritance|"
    r"public-dependency|namespaced-features|dep-info)` is required",
    "` is required",
)
_EDITION = Signature(
    r"^[ \t]*this version of Cargo is older than the `(?P<edition>20\d\d)` edition",
    "this version of Cargo is older",
)
_LOCK = Signature(
    r"^[ \t]*(?:error: )?(?:lock file version `?(?P<lock>\d)`? (?:requires "
    r"`-Znext-lockfile-bump`|was found, but "
    r"this version of Cargo does not understand)|invalid serialized PackageId for key)",
    "lock file version", "invalid serialized PackageId",
)  # fmt: skip
_CARGO = Signature(
    r"not stabilized in this version of Cargo \((?P<found>[\d.]+\d)",
    "not stabilized in this "
    r"version",
)
_RELEASES = {
    "edition2024": "1.85",
    "edition2021": "1.56",
    "edition2018": "1.31",
    "edition": "1.31",
    "3": "1.53",
    "4": "1.78",
    "rename-dependency": "1.31",
    "resolver": "1.51",
    "workspace-inheritance": "1.64",
}


def _check(case: Case) -> Told | None:
    hit = _PACKAGE.first(case.log)
    if hit is not None:
        active = _ACTIVE.first(case.log)
        name, wanted = hit["package"] or hit["listed"], hit["wanted"] or hit["need"]
        found = hit["found"] or (active["found"] if active else "")
        has = f"the image's is {found}" if found else "the image's is older"
        return _told(
            f"The crate {name} needs Rust {wanted}, and {has}.",
            tuple(each for each in (active, hit) if each),
            wanted,
            f"pin a release of it that is made for Rust {found or 'of the image'} (`cargo update "
            "-p … --precise …`, `--locked` with a lock file)",
        )
    return _by_cargo(case)


def _by_cargo(case: Case) -> Told | None:
    hit = _FEATURE.first(case.log)
    if hit is not None:
        cargo = _CARGO.first(case.log)
        has = f"Cargo {cargo['found']}" if cargo else "this Cargo"
        wanted = _RELEASES.get(hit["feature"], "")
        return _told(
            f"A manifest uses `{hit['feature']}`, which {has} does not know.",
            tuple(each for each in (hit, cargo) if each),
            wanted,
            "pin dependencies that do without it",
        )
    hit = _EDITION.first(case.log)
    if hit is not None:
        return _told(
            f"A manifest is of the edition {hit['edition']}, which this Cargo does not know.",
            (hit,),
            _RELEASES.get(f"edition{hit['edition']}", ""),
            "pin dependencies that do without it",
        )
    hit = _LOCK.first(case.log)
    if hit is None:
        return None
    form = f"version {hit['lock']}" if hit["lock"] else "a newer form"
    return _told(
        f"Cargo.lock has {form}, which this Cargo does not read.",
        (hit,),
        _RELEASES.get(hit["lock"], "1.41"),
        "write the lock file anew with the older Cargo",
    )


def _told(cause: str, hits: tuple[Hit, ...], wanted: str, otherwise: str) -> Told:
    newer = f"with Rust {wanted} or newer (`rust:{wanted}`)" if wanted else "with a newer Rust"
    return Told(
        cause=cause,
        because=proofs(hits),
        advice=f"Take a base image {newer}, or {otherwise}.",
        commands=("rustc --version", "cargo --version", "ls rust-toolchain* ; rustup show"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB573",
    name="rust-too-old",
    title="Rust is too old",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A crate, its edition, or Cargo.lock needs a newer rustc and cargo.",
        instruction="RUN cargo build --release",
        example=(
            "error: package `reef v2.4.0` cannot be built because it requires rustc 1.70 or newer, "
            "while the currently active rustc version is 1.64.0"
        ),
        fix="Take a rust image of that release, or pin older crates with a lock file.",
        exit_code=101,
    ),
)
