"""An npm that is so old that it does not know the registry's certificate authority."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^npm (?:ERR!|error) (?:Error: (?:CERT_UNTRUSTED|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|"
    r"UNABLE_TO_VERIFY_LEAF_SIGNATURE|SSL Error: \w+)$|code (?:CERT_UNTRUSTED)$)",
    "CERT_UNTRUSTED",
    "UNABLE_TO_",
    "SSL Error: ",
)
_NODE = Signature(
    r"^npm ERR! node (?:-v )?v(?P<version>0\.\d+\.\d+|[1-7]\.\d+\.\d+)", "npm ERR! node"
)


def _check(case: Case) -> Told | None:
    hit, node = _LINE.last(case.log), _NODE.last(case.log)
    # A newer Node that trusts nobody is behind a company's proxy: the machine's rules tell that.
    if hit is None or (node is None and "CERT_UNTRUSTED" not in hit.line):
        return None
    has = f" ({node['version']})" if node is not None else ""
    return Told(
        cause=f"This Node{has} and its npm are too old to know the certificate authority of the "
        "registry.",
        because=proofs((hit, *((node,) if node is not None else ()))),
        advice=(
            "Take a base image with a Node that is still maintained. If it must be this one: "
            '`npm config set ca ""` before it, or an npm that was updated by other means.'
        ),
        commands=("node --version", "npm --version", "ls /etc/ssl/certs | wc -l"),
        confidence=0.88,
    )


RULE = Rule(
    code="BB468",
    name="npm-old-certificates",
    title="npm is too old for the registry's certificate",
    category=Category.TLS,
    rank=Rank.ENVIRONMENT,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Old Nodes carry their own list of certificate authorities, and the registry's "
        "certificate is from one that came later.",
        instruction="RUN npm install -g plumtool",
        example="npm ERR! Error: CERT_UNTRUSTED\nnpm ERR!     at SecurePair.<anonymous> "
        "(tls.js:1370:32)\nnpm ERR! node -v v0.10.25\nnpm ERR! npm -v 1.3.10",
        fix="Take an image with a Node of today.",
    ),
)
