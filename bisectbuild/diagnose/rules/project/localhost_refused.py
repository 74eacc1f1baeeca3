"""A server on the step's own machine (localhost) is asked, and none listens."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?:connect ECONNREFUSED (?P<node>(?:127\.0\.0\.1|::1):\d+)"
    r"|curl: \(7\) Failed to connect to (?P<curl>(?:localhost|127\.0\.0\.1) port \d+)"
    r"|dial tcp (?P<go>(?:127\.0\.0\.1|\[::1\]):\d+): connect: connection refused"
    r"|Connecting to (?P<wget>(?:localhost|127\.0\.0\.1)\S*)\s.*(?:failed: )?[Cc]onnection refused"
    r"|can't connect to remote host \((?P<busybox>127\.0\.0\.1)\): Connection refused"
    r"|HTTPConnectionPool\(host='(?P<python>localhost|127\.0\.0\.1)', port=(?P<port>\d+)\).*"
    r"refused)",
    "ECONNREFUSED", "ailed to connect", "connection refused", "Connection refused", "refused",
)  # fmt: skip
_LAST = 60


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    where = next(filter(None, hit.match.groups())) + (f":{hit['port']}" if hit["port"] else "")
    return Told(
        cause=f"Nothing listens at {where} in the step's container.",
        because=proofs((hit,)),
        advice=(
            "localhost is the build container, not your machine: a server must be started in the "
            "same RUN, and waited for; what an earlier RUN started has ended with it. For a proxy "
            "or server of your machine use its address (`--network host`, `--add-host`)."
        ),
        commands=("env | grep -i proxy", "ss -ltn || netstat -ltn"),
        confidence=0.85,
    )


RULE = Rule(
    code="BB766",
    name="localhost-refused",
    title="Nothing listens on the build container's localhost",
    category=Category.SERVICE_AT_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Each RUN has a container of its own, and its localhost is that container.",
        instruction="RUN npm run prerender",
        example="Error: connect ECONNREFUSED 127.0.0.1:4000",
        fix="Start the server in the same RUN, or ask it by its real address.",
    ),
)
