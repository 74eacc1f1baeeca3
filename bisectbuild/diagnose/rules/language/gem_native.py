"""A gem's native extension does not build, for a reason that its log tells."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.native_needs import COMPILER, RUBY_HEADERS, RUST, need
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.gem_log import EXTENSION, gem
from bisectbuild.diagnose.rules.language.installing import how
from bisectbuild.diagnose.signature import Signature

# What extconf.rb or the shell says, and what that misses.
_SAYS: Final = (
    (RUBY_HEADERS, r"find header files for ruby at|cannot load such file -- mkmf", "mkmf"),
    (COMPILER, r"You have to install development tools first", "development tools"),
    (COMPILER, r"sh: (?:\d+: )?(?:make|gcc|cc|g\+\+): (?:command )?not found", "not found"),
    (COMPILER, r"No such file or directory - make|\"?make\"? failed, exit code 127", "make"),
    (
        need("pg_config"),
        r"Can't find the 'libpq-fe\.h'? header|No pg_config\.\.\. trying",
        "pq",
        "pg_",
    ),
    (
        need("pg_config"),
        r"(?:Can't|Unable to) find (?:the )?PostgreSQL client library",
        "PostgreSQL",
    ),
    (need("mysql_config"), r"(?:mysql client|libmysqlclient) is missing", "mysql"),
    (need("mysql_config"), r"mysql_config\.\.\. not found", "mysql_config"),
    (need("sqlite3"), r"sqlite3\.h is missing|sqlite3-ruby only supports", "sqlite3"),
    (need("icu"), r"icu required \(brew install icu4c|icui18n\.\.\. no", "icu"),
    (need("cmake"), r"[Cc][Mm]ake is required to build|No such file or directory - cmake", "ake"),
    (need("pkg-config"), r"pkg-config (?:is required to build|could not be used)", "pkg-config"),
    (need("magick"), r"Can't install RMagick|Can't find MagickWand", "Magick"),
    (need("libxml2"), r"(?:libxml2|libxslt|xslt) is missing", "is missing"),
    (need("zlib"), r"zlib is missing|zlib\.h\.\.\. no", "zlib"),
    (need("curl-config"), r"libcurl (?:is missing|not found)|curl/curl\.h\.\.\. no", "curl"),
    (need("yaml"), r"yaml\.h not found|checking for yaml\.h\.\.\. no", "yaml.h"),
    (need("ffi"), r"checking for ffi\.h\.\.\. no", "ffi.h"),
    (
        need("openssl"),
        r"OpenSSL (?:library )?could not be found|openssl/ssl\.h\.\.\. no",
        "pen",
        "ssl",
    ),
    (RUST, r"(?:cargo|rustc) (?:is )?not (?:found|installed)|directory - cargo", "cargo", "rustc"),
    (need("autoconf"), r"(?:autoreconf|libtoolize): (?:command )?not found", "not found"),
    (need("autoconf"), r"No such file or directory - autoreconf", "autoreconf"),
)
_SIGNATURES: Final = tuple(
    (needed, Signature(r"^[^\n]*(?:" + says + ")", *words)) for needed, says, *words in _SAYS
)


def _check(case: Case) -> Told | None:
    built = EXTENSION.last(case.log)
    if built is None:
        return None
    for needed, form in _SIGNATURES:
        hit = form.last(case.log)
        if hit is None:
            continue
        return Told(
            cause=f"The native extension of {gem(case.log) or 'a gem'} does not build: the image "
            f"lacks {needed.name}.",
            because=proofs((hit, built)),
            advice=(
                f"Run {how(case, needed)} before this step (in the build stage, where "
                "there are several)."
            ),
            commands=("find / -name mkmf.log 2>/dev/null | xargs tail -20", "which make gcc"),
            confidence=0.93,
        )
    return None


RULE = Rule(
    code="BB482",
    name="gem-native",
    title="A gem's native extension misses a library or tool",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The gem has C code that is compiled when it is installed, and what it needs for "
        "that is not in the image.",
        instruction="RUN bundle install",
        example="Gem::Ext::BuildError: ERROR: Failed to build gem native extension.\n"
        "checking for pg_config... no\nNo pg_config... trying anyway.\n"
        "Can't find the 'libpq-fe.h' header\n"
        "An error occurred while installing plumpg (1.5.4), and Bundler cannot continue.",
        fix="Install the development package that is named.",
        exit_code=5,
    ),
)
