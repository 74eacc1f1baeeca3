"""A tool ended with a code of its own that tells why, and said nothing."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told
from bisectbuild.diagnose.rules.silent.calls import calls, sureness
from bisectbuild.diagnose.rules.silent.quiet import evidence, quiet

_LOUD: Final = "Run it without its quiet flags to see more."
_BUNDLE: Final = "Run `bundle install` without --quiet to see which gem."
# By program and code: what happened, what to do, of which kind it is.
_CODES: Final[dict[tuple[str, int], tuple[str, str, Category]]] = {
    ("unzip", 2): (
        "the archive is damaged",
        "Look at what was downloaded.",
        Category.DOWNLOAD_HTTP,
    ),
    ("unzip", 3): (
        "the archive is damaged",
        "Look at what was downloaded.",
        Category.DOWNLOAD_HTTP,
    ),
    ("unzip", 9): (
        "there is no such file, or it is no zip archive",
        "Look with `file`: an error page of the server is often saved in its place.",
        Category.DOWNLOAD_HTTP,
    ),
    ("unzip", 11): (
        "no file in it fits the pattern",
        "List it: `unzip -l`.",
        Category.FILE_MISSING,
    ),
    ("unzip", 50): ("the disk is full", "Free space.", Category.RESOURCE_DISK),
    ("unzip", 81): ("its compression is unknown", "Use 7z or bsdtar.", Category.TOOL_MISSING),
    ("bundle", 5): ("a gem could not be installed", _BUNDLE, Category.NATIVE_BUILD),
    ("bundle", 6): ("the versions do not fit together", _BUNDLE, Category.PKG_CONFLICT),
    ("bundle", 7): ("a gem was not found", _BUNDLE, Category.PKG_NOT_FOUND),
    ("bundle", 10): ("there is no Gemfile", "Copy it before this line.", Category.FILE_MISSING),
    ("bundle", 11): ("git failed for a gem", _BUNDLE, Category.VCS),
    ("bundle", 16): (
        "Gemfile and Gemfile.lock differ",
        "Run `bundle lock` in the project.",
        Category.LOCKFILE_MISMATCH,
    ),
    ("bundle", 18): (
        "this is another Ruby than the Gemfile asks for",
        "Take the base image of the Ruby that the Gemfile names.",
        Category.RUNTIME_VERSION,
    ),
    ("git", 128): (
        "git met a fatal error: no such repository or branch, or no right to it",
        "Run it without -q, and without 2>/dev/null.",
        Category.VCS,
    ),
    ("apt-get", 100): (
        "apt met an error and its words went nowhere",
        "Take -qq, `> /dev/null` and `2>&1` away from apt-get.",
        Category.PKG_NOT_FOUND,
    ),
    ("apt", 100): (
        "apt met an error and its words went nowhere",
        "Take -qq, `> /dev/null` and `2>&1` away from apt.",
        Category.PKG_NOT_FOUND,
    ),
    ("cargo", 101): ("cargo or the compiler failed", _LOUD, Category.APP_COMPILE),
    ("dotnet", 145): (
        "no SDK or host fits what global.json or the project asks for",
        "Compare `dotnet --list-sdks` with global.json.",
        Category.RUNTIME_VERSION,
    ),
    ("xargs", 123): ("one of the commands that it ran failed", "Run one alone.", Category.APP_RUN),
    ("timeout", 124): ("the command took too long", "Give it more time.", Category.NETWORK),
    ("ssh", 255): ("ssh could not connect", "Run it with -v.", Category.NETWORK),
    ("scp", 255): ("ssh could not connect", "Run it with -v.", Category.NETWORK),
    ("php", 255): (
        "PHP met a fatal error and shows none",
        "Run it with `-d display_errors=1`.",
        Category.APP_RUN,
    ),
    ("rsync", 23): ("some files could not be copied", _LOUD, Category.FILE_MISSING),
    ("useradd", 9): ("the name is taken", "Take another name.", Category.USER_GROUP),
    ("useradd", 4): ("the number is taken", "Take another number.", Category.USER_GROUP),
    ("groupadd", 9): ("the name is taken", "Take another name.", Category.USER_GROUP),
    ("groupadd", 4): ("the number is taken", "Take another number.", Category.USER_GROUP),
    ("jq", 4): ("jq -e found no output", "Look at what it reads.", Category.GUARD),
    ("jq", 5): ("jq met an error", "Look at what it reads.", Category.DOWNLOAD_HTTP),
}


def _check(case: Case) -> Told | None:
    if not quiet(case):
        return None
    for call in reversed(calls(case, *{program for program, _ in _CODES})):
        known = _CODES.get((call.program, case.exit_code or 0))
        if known is None or call.tested:
            continue
        words, advice, category = known
        return Told(
            cause=f"`{call.text[:120]}` ended with {case.exit_code}, which says: {words}.",
            because=evidence(case, call.text),
            advice=advice,
            confidence=round(sureness(case, (call,)) - 0.05, 2),
            category=category,
        )
    return None


RULE = Rule(
    code="BB911",
    name="tool-code",
    title="A silent tool's exit code tells why it failed",
    category=Category.APP_RUN,
    rank=Rank.GENERIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "Many tools have codes of their own: unzip 9 no zip archive, bundler 18 another "
            "Ruby, git 128 fatal, apt 100, xargs 123, timeout 124."
        ),
        instruction="RUN unzip -qq /tmp/kiosk.zip",
        example="",
        fix="Let the tool speak (without -q), and look at what it says.",
        exit_code=9,
    ),
)
