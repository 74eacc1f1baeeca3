"""A database or another server is asked that does not run during the build."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*?(?:"
    r"(?P<pg>(?:could not connect to server|connection to server (?:at|on socket) \"[^\"]+\".* "
    r"failed|PG::ConnectionBad|could not translate host name \"[^\"]+\" to address))"
    r"|(?P<mysql>Can't connect to (?:local )?(?:MySQL|MariaDB|server).*|ERROR 2002 \(HY000\).*"
    r"|SQLSTATE\[HY000\] \[200[25]\].*|Unknown (?:MySQL|MariaDB) server host.*)"
    r"|(?P<mongo>Mongo(?:Network|ServerSelection)Error.*|ServerSelectionTimeoutError.*)"
    r"|(?P<redis>(?:Error connecting to Redis|Redis::CannotConnectError|Could not connect to Redis"
    r"|redis\.exceptions\.ConnectionError).*)"
    r"|(?P<prisma>(?:Error: )?P1001:? .*|Can't reach database server at .*)"
    r"|(?P<sql>SQLSTATE\[08\d{3}\].*|ActiveRecord::ConnectionNotEstablished.*)"
    r"|(?P<amqp>(?:pika\.exceptions\.)?AMQPConnectionError.*)"
    r"|(?P<elastic>elasticsearch\S*\.ConnectionError.*))",
    "onnect", "translate host name", "Mongo", "SQLSTATE", "P1001", "database server", "ERROR 2002",
    "Selection", "server host",
)  # fmt: skip
_NAMES = {
    "pg": "PostgreSQL",
    "mysql": "MySQL or MariaDB",
    "mongo": "MongoDB",
    "redis": "Redis",
    "prisma": "a database",
    "sql": "a database",
    "amqp": "RabbitMQ",
    "elastic": "Elasticsearch",
}
_HOST = Signature(
    r"(?:server at:?|on socket|host name|to server on|server host) [\"'`](?P<host>[^\"'`]+)"
)
_LAST = 80


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    what = next(name for group, name in _NAMES.items() if hit[group])
    found = _HOST.within(hit.line)
    where = f" at {found['host']}" if found else ""
    return Told(
        cause=f"The step asks {what}{where}, which does not run while the image is built.",
        because=proofs((hit,)),
        advice=(
            "Move what needs it (migrations, seeding) to where the container starts (entrypoint, a "
            "job of compose). Where the command only boots the application, give it a dummy "
            "address, or an in-memory adapter (`nulldb`, SQLite)."
        ),
        commands=("env | grep -i -E 'url|host'",),
        confidence=0.85,
    )


RULE = Rule(
    code="BB765",
    name="database-at-build",
    title="A database is asked during the build",
    category=Category.SERVICE_AT_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The services of compose do not run while an image is built.",
        instruction="RUN python manage.py migrate",
        example=(
            'django.db.utils.OperationalError: could not translate host name "db" to address: '
            "Name or service not known"
        ),
        fix="Migrate when the container starts, not when the image is built.",
    ),
)
