"""A library of Python looks for data (corpora, models) that is downloaded apart from it."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^\s*Resource (?:'(?P<old>[\w./-]+)'|(?P<nltk>[\w.-]+)) not found\.\s*\n"
    r"\s*Please use the NLTK Downloader"
    r"|^OSError: \[E050\] Can't find model '(?P<spacy>[\w.-]+)'",
    "NLTK Downloader", "[E050]",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    name = hit["spacy"] or hit["nltk"] or hit["old"].rsplit("/", 1)[-1]
    tool = "spacy download" if hit["spacy"] else "nltk.downloader"
    place = "" if hit["spacy"] else " (`-d /usr/share/nltk_data` keeps it apart from HOME)"
    return Told(
        cause=f"The data {name} of {'spaCy' if hit['spacy'] else 'NLTK'} is not in the image.",
        because=proofs((hit,)),
        advice=f"Run `python -m {tool} {name}` in a step before{place}.",
        confidence=0.95,
    )


RULE = Rule(
    code="BB747",
    name="language-data-missing",
    title="The data of a language library is not in the image",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="NLTK and spaCy keep corpora and models outside of their packages; pip does not "
        "bring them.",
        instruction="RUN python warm.py",
        example="OSError: [E050] Can't find model 'en_core_web_sm'. It doesn't seem to be a "
        "Python package or a valid path to a data directory.",
        fix="Download the data in a step before.",
    ),
)
