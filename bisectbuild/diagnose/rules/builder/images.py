"""Names of images in builders' messages: the form that people write, the registry, the line."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case

_HUB: Final = re.compile(r"^(?:docker\.io|index\.docker\.io)/(?:library/)?|^library/")
_URL_HOST: Final = re.compile(r"https?://([^/\s\"?]+)")
_METADATA: Final = re.compile(r"failed to resolve source metadata for (\S+?):? ")
_VARIABLE: Final = re.compile(r"\$\{?\w")


def short(reference: str) -> str:
    """Give a reference as people write it: without Docker Hub's host and `library`."""
    return _HUB.sub("", reference.strip("\"'"))


def registry_of(reference: str) -> str:
    """Give the host of a reference's registry."""
    first, slash, _ = reference.partition("/")
    is_host = slash and ("." in first or ":" in first or first == "localhost")
    return first if is_host else "docker.io"


def spoken(host: str) -> str:
    """Give the name that people know a registry by."""
    return "Docker Hub" if host.endswith("docker.io") else host


def named_in(text: str) -> str:
    """Give the image whose metadata a message says it could not get, "" where it names none."""
    match = _METADATA.search(text)
    return short(match[1]) if match else ""


def host_in(text: str) -> str:
    """Give the host of the last URL in a text, "" where there is none."""
    hosts = _URL_HOST.findall(text)
    return str(hosts[-1]) if hosts else ""


def base_of(case: Case) -> str:
    """Give the image that a failing FROM names as written, else the base that is known."""
    words = case.source.split()
    if case.keyword == "FROM" and len(words) > 1:
        return next((word for word in words[1:] if not word.startswith("--")), "")
    return short(case.base)


def from_variables(case: Case) -> str:
    """Say where the name came out of variables, "" where it did not."""
    written = base_of(case)
    return f" It came out of `{written}`: check the values." if _VARIABLE.search(written) else ""
