"""wget failed, and was told to say nothing."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import calls, sureness, unset, url_of
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet, said_little

_CODES: Final[dict[int, tuple[str, Category]]] = {
    1: ("could not get the file", Category.DOWNLOAD_HTTP),
    2: ("could not make sense of its options", Category.SHELL_SYNTAX),
    3: ("could not write the file", Category.FS),
    4: ("did not reach the host: no such name, no connection, or too slow", Category.NETWORK),
    5: ("could not verify the host's certificate", Category.TLS),
    6: ("was denied the login", Category.DOWNLOAD_HTTP),
    7: ("met an answer that is no proper HTTP", Category.DOWNLOAD_HTTP),
    8: ("got an error from the server, mostly 404", Category.DOWNLOAD_HTTP),
}
_ADVICE: Final = {
    3: "Look at the path after -O, and at the disk.",
    4: "Try again; check the host's name and the DNS of the engine.",
    5: "Install ca-certificates (and your company's own) before this line.",
}
# Codes that nearly every program returns too.
_COMMON: Final = frozenset({1, 2})
_QUIET: Final = ("-q", "--quiet", "-nv", "--no-verbose", "> /dev/null", ">/dev/null")


def _check(case: Case) -> Told | None:
    known = _CODES.get(case.exit_code or 0)
    found = calls(case, "wget")
    silenced = tuple(call for call in found if any(flag in call.text for flag in _QUIET))
    if known is None or not silenced or not quiet(case):
        return None
    unsure = case.exit_code in _COMMON
    spoke_last = case.log.lines[-1:] and case.log.lines[-1].startswith("wget: ")
    if unsure and not (case.command or spoke_last or said_little(case)):
        return None
    words, category = known
    call = silenced[-1]
    url = url_of(call)
    empty = unset(case, call.text)
    sure = round(sureness(case, found) - 0.2 * unsure, 2)
    return Told(
        cause=(
            f"wget was told to say nothing, but its exit code {case.exit_code} tells: "
            f"it {words}{f' ({url})' if url else ''}."
        ),
        because=evidence(case, call.text),
        advice=(
            f"Set `{empty}`: the Dockerfile gives it no value, nor may the base image."
            if empty
            else _ADVICE.get(case.exit_code or 0, "Open the URL yourself and correct it.")
            + " Without -q wget tells why."
        ),
        commands=(f"wget -O /dev/null {url or 'URL'}",),
        confidence=sure,
        category=category,
    )


RULE = Rule(
    code="BB902",
    name="wget-quiet",
    title="wget failed and was told to say nothing",
    category=Category.DOWNLOAD_HTTP,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "`wget -q` hides its error messages too. The exit code still tells: 4 network, 5 "
            "certificate, 6 login, 8 an error of the server. BusyBox's wget returns 1 for all."
        ),
        instruction="RUN wget -q https://files.example/kiosk-9.tgz",
        example="",
        fix="Write `wget -nv`, which stays short and shows errors.",
        exit_code=8,
    ),
)
