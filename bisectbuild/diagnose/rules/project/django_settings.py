"""Django's settings lack something that the command needs."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:django\.core\.exceptions\.)?ImproperlyConfigured: (?P<django>.+)$"
    r"|^(?:decouple\.)?UndefinedValueError: (?P<decouple>.+)$",
    "ImproperlyConfigured", "UndefinedValueError",
)  # fmt: skip
_NAME = Signature(r"\b(?P<name>[A-Z][A-Z0-9]*_[A-Z0-9_]+)\b")
_LAST = 150


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    text = (hit["django"] or hit["decouple"]).strip().rstrip(".")
    found = _NAME.within(text)
    name = found["name"] if found else ""
    return Told(
        cause=f"Django's settings are not whole: {text[:200]}.",
        because=proofs((hit,)),
        advice=_advice(name),
        commands=("env | sort",),
        confidence=0.85,
    )


def _advice(name: str) -> str:
    if name == "DJANGO_SETTINGS_MODULE":
        return "Set it before this line: `ENV DJANGO_SETTINGS_MODULE=project.settings`."
    what = f"{name}=unused" if name else "SECRET_KEY=unused"
    return (
        f"Give the command a value for this step alone, which stays out of the image: "
        f"`RUN {what} python manage.py collectstatic --noinput`; or have the settings fall back to "
        "one."
    )


RULE = Rule(
    code="BB725",
    name="django-settings",
    title="Django's settings lack a value",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Each manage.py command loads the settings, which read secrets from the environment. "
            "The build does not have them, and should not."
        ),
        instruction="RUN python manage.py collectstatic --noinput",
        example=(
            "django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty."
        ),
        fix="Give a dummy value in the RUN: `SECRET_KEY=unused python manage.py …`.",
    ),
)
