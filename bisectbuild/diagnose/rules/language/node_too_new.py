"""JavaScript tooling that is too old for the image's Node."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Hit, Signature

_OPENSSL = Signature(
    r"ERR_OSSL_EVP_UNSUPPORTED|digital envelope routines::(?:unsupported|initialization error)",
    "ERR_OSSL_EVP_UNSUPPORTED",
    "digital envelope routines",
)
_PRIMORDIALS = Signature(
    r"^[ \t]*ReferenceError: primordials is not defined", "primordials is not defined"
)
_GONE = Signature(
    r"^[ \t]*TypeError: (?:util|utils?_\d*)\.(?P<name>isRegExp|isDate|isArray|isString|isFunction|"
    r"isObject|isNullOrUndefined|isError|isBuffer|log) is not a function"
    r"|^[ \t]*Error: No such module: (?P<module>http_parser|\w+)$"
    r"|^[ \t]*TypeError: Class extends value undefined is not a constructor or "
    r"null(?P<slow>[\s\S]{0,200}"
    r"SlowBuffer)?",
    "is not a function",
    "No such module: ",
    "Class extends value",
)
_SASS = Signature(
    r"^[ \t]*(?:npm (?:ERR!|error) )?(?:Error: )?Node Sass does not yet support your current "
    r"environment: (?P<env>[^\n]+)"
    r"|^[ \t]*(?:Error: )?Missing binding \S*node-sass/vendor/(?P<vendor>[\w-]+)/binding\.node",
    "Node Sass does not yet support",
    "Missing binding",
)
_LEGACY: Final = "`ENV NODE_OPTIONS=--openssl-legacy-provider`"


def _check(case: Case) -> Told | None:
    hit = _SASS.last(case.log)
    if hit is not None:
        env = hit["env"] or hit["vendor"]
        return _told(
            hit,
            f"node-sass has no binding for this environment ({env.strip()}).",
            "Replace node-sass by `sass` (the same API, no native code), or take the Node that "
            "this node-sass was made for (node-sass 4.14: Node 14; 6: 16; 9: 20).",
        )
    hit = _OPENSSL.last(case.log)
    if hit is not None:
        return _told(
            hit,
            "webpack 4 (or a tool like it) asks for the hash md4, which Node 17 and later with "
            "OpenSSL 3 no longer allow.",
            f"Upgrade to webpack 5 (react-scripts 5, vue-cli 5), or set {_LEGACY} before this "
            "step, or take a node:16 image.",
        )
    hit = _PRIMORDIALS.last(case.log)
    if hit is not None:
        return _told(
            hit,
            "gulp 3 (graceful-fs before 4.2) does not run on Node 12 and later.",
            "Upgrade to gulp 4, or override graceful-fs to ^4.2 in package.json, or take a "
            "node:10 image.",
        )
    hit = _GONE.last(case.log)
    if hit is None or not (hit["name"] or hit["module"] == "http_parser" or hit["slow"]):
        return None
    name = f"util.{hit['name']}" if hit["name"] else hit["module"] or "buffer.SlowBuffer"
    return _told(
        hit,
        f"A package uses {name}, which this image's Node has dropped.",
        "Upgrade the package, or take a base image with the Node of its time.",
    )


def _told(hit: Hit, cause: str, advice: str) -> Told:
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=("node --version", "npm ls webpack gulp node-sass 2>/dev/null | head"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB459",
    name="node-too-new",
    title="A package is too old for the image's Node",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="Node or its OpenSSL dropped what an old tool relies on: md4 (17), primordials "
        "(12), node-sass' bindings (every major).",
        instruction="RUN npm run build",
        example="Error: error:0308010C:digital envelope routines::unsupported\n"
        "    at new Hash (node:internal/crypto/hash:71:19)\n"
        "  code: 'ERR_OSSL_EVP_UNSUPPORTED'",
        fix="Upgrade the tool, or take the Node that it was made for.",
    ),
)
