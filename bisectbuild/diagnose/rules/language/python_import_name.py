"""An installed Python package no longer has the name that another one imports from it."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge import python_gone, python_modules, python_new
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:E[ \t]+)?ImportError: cannot import name '?(?P<name>\w+)'?"
    r"(?: from '(?P<module>[\w.]+)'(?: \((?P<file>[^)\n]+)\))?)?(?P<circular> \(most "
    r"likely[^\n]*)?$",
    "cannot import name",
)
# Well-known ones: the name that is gone, the last version that had it.
_PINS: Final = {
    ("flask", "escape"): "Flask<3",
    ("flask.json", "JSONEncoder"): "Flask<2.3",
    ("itsdangerous", "json"): "itsdangerous<2.1",
    ("jinja2", "Markup"): "Jinja2<3.1",
    ("jinja2", "contextfilter"): "Jinja2<3.1",
    ("jinja2", "escape"): "Jinja2<3.1",
    ("jinja2", "environmentfilter"): "Jinja2<3.1",
    ("markupsafe", "soft_unicode"): "MarkupSafe<2.1",
    ("werkzeug", "secure_filename"): "Werkzeug<1",
    ("werkzeug.urls", "url_quote"): "Werkzeug<3",
    ("werkzeug.urls", "url_decode"): "Werkzeug<3",
    ("werkzeug.wrappers", "BaseResponse"): "Werkzeug<2.1",
    ("huggingface_hub", "cached_download"): "huggingface_hub<0.26",
    ("django.utils.translation", "ugettext_lazy"): "Django<4",
    ("django.utils.encoding", "force_text"): "Django<4",
    ("importlib_metadata", "EntryPoints"): "importlib-metadata>=4",
    ("urllib3.util.ssl_", "DEFAULT_CIPHERS"): "urllib3<2",
    ("sqlalchemy.ext.declarative", "declarative_base"): "SQLAlchemy>=1.4",
    ("typing_extensions", "deprecated"): "typing_extensions>=4.5",
    ("setuptools", "Feature"): "setuptools<46",
}


def _check(case: Case) -> Told | None:
    hits = [
        hit
        for hit in pip_log.unsettled(case.log, _LINE.hits(case.log))
        if hit["name"] not in {"main", "Feature"}
        and not python_gone.attribute_gone(hit["module"], hit["name"])
        and not python_new.name_since(hit["module"], hit["name"])
        and not hit["module"].startswith(("pip", "pkg_resources", "setuptools"))
    ]
    if not hits or hits[-1]["circular"]:
        return None
    hit = hits[-1]
    name, module = hit["name"], hit["module"]
    pin = _PINS.get((module, name), "")
    brings = python_modules.distribution(module) or module.partition(".")[0] or "the package"
    own = bool(hit["file"]) and "-packages/" not in hit["file"]
    source = f"{module} ({hit['file']})" if hit["file"] else module or "a module"
    return Told(
        cause=f"The installed {source} has no {name} to import.",
        because=proofs((hit,)),
        advice=(
            f'Pin `"{pin}"` in the requirements, or upgrade the package that imports it.'
            if pin
            else "Look into that file: it is the project's own, or hides an installed package of "
            "the same name."
            if own
            else f"Its version does not fit the importing package's: pin {brings} to one that has "
            f"{name}, or upgrade both."
        ),
        commands=(f"pip show {brings}", "pip check"),
        confidence=0.9 if pin else 0.75,
    )


RULE = Rule(
    code="BB442",
    name="python-import-name",
    title="A Python package lacks a name that is imported from it",
    category=Category.PKG_CONFLICT,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A dependency without a pin came in a newer version that dropped the name.",
        instruction="RUN flask db upgrade",
        example="ImportError: cannot import name 'url_quote' from 'werkzeug.urls' "
        "(/usr/local/lib/python3.11/site-packages/werkzeug/urls.py)",
        fix="Pin the dependency, or upgrade the package that imports from it.",
    ),
)
