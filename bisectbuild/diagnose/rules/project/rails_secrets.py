"""Rails boots without the secrets it asks for."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^.*(?:(?P<base>Missing `secret_key_base` for '(?P<env>\w+)' environment)"
    r"|(?P<key>Missing encryption key to decrypt (?:file )?with)"
    r"|(?P<wrong>ActiveSupport::MessageEncryptor::InvalidMessage)"
    r"|(?P<old>`secret_key_base` for \w+ environment must be a type of String)"
    r"|(?P<devise>Devise\.secret_key was not set)).*$",
    "secret_key", "encryption key", "MessageEncryptor",
)  # fmt: skip
_LAST = 150


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    master = bool(hit["key"] or hit["wrong"])
    what = "RAILS_MASTER_KEY to read the credentials" if master else "secret_key_base"
    return Told(
        cause=f"Rails was started without {what}, which the build does not have.",
        because=proofs((hit,)),
        advice=(
            "Write `RUN SECRET_KEY_BASE_DUMMY=1 bin/rails assets:precompile` (Rails 7.1 and newer; "
            "`SECRET_KEY_BASE=unused` before). Where an initializer reads the credentials, mount "
            "the key: `RUN --mount=type=secret,id=master_key …`."
        ),
        commands=("ls config/*.key config/credentials*",),
        confidence=0.9,
    )


RULE = Rule(
    code="BB726",
    name="rails-secrets",
    title="Rails has no secret_key_base or master key in the build",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="assets:precompile boots the whole application, which wants its secrets.",
        instruction="RUN bin/rails assets:precompile",
        example=(
            "ArgumentError: Missing `secret_key_base` for 'production' environment, set this "
            "string with `bin/rails credentials:edit`"
        ),
        fix="Write `SECRET_KEY_BASE_DUMMY=1` before the command.",
    ),
)
