"""A gem's native extension does not build, for a reason that its log tells."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.native_needs import COMPILER, RUBY_HEADERS, RUST, Need, need
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.gem_log import EXTENSION, gem
from bisectbuild.diagnose.rules.language.installing import how
from bisectbuild.diagnose.signature import Signature

_SAYS: Final[tuple[tuple[Need, Signature], ...]] = tuple(
    (needed, Signature(r"^[^\n]*(?:" + says + ")", *words))
    for needed, says, *words in (
        (RUBY_HEADERS, (r"mkmf\.rb can't find header files for ruby at|cannot load such file -- "
        r"mkmf"),
         "mkmf"),
        (COMPILER, (r"You have to install development tools first|"
         r"sh: (?:\d+: )?(?:make|gcc|cc|g\+\+): (?:command )?not found|"
         r"Errno::ENOENT\)?:? No such file or directory - make|"
         r"\"?make\"? failed, exit code 127|No such file or directory - "
         r"make"), "development tools", "make",
         "not found"),
        (need("p"
        "g"
        "_"
        "config"), (r"Can't find the 'libpq-fe\.h' header|Can't find the PostgreSQL client library|"
         r"No pg_config\.\.\. trying anyway"), "libpq", "PostgreSQL client", "pg_config"),
        (need("mysql_config"), (r"mysql client is missing|mysql_config\.\.\. not found|"
         r"--with-mysql-config\b[^\n]*not found|libmysqlclient is missing"), "mysql"),
        (need("sqlite3"), r"sqlite3\.h is missing|sqlite3-ruby only supports", "sqlite3"),
        (need("icu"), r"icu required \(brew install icu4c|\bicui18n\)?\.\.\. no", "icu"),
        (need("cmake"), (r"CMake is required to build|cmake is required to build|"
         r"No such file or directory - cmake"), "required to build", "cmake"),
        (need("pkg-config"), (r"pkg-config is required to build|pkg-config could not be used|"
         r"ERROR: [^\n]*pkg-config[^\n]*not found"), "pkg-config"),
        (need("magick"), r"Can't install RMagick[^\n]*|Can't find MagickWand", "Magick"),
        (need("libxml2"), r"libxml2 is missing|libxslt is missing|xslt is missing", "is missing"),
        (need("zlib"), r"zlib is missing|zlib\.h\.\.\. no", "zlib"),
        (need("c"
        "url-config"), r"libcurl (?:is missing|not found)|Can't find libcurl|curl/curl\.h\.\.\. no",
         "curl"),
        (need("yaml"), r"yaml\.h not found|checking for yaml\.h\.\.\. no", "yaml.h"),
        (need("ffi"), r"checking for ffi\.h\.\.\. no", "ffi.h"),
        (need("o"
        "penssl"), r"OpenSSL (?:library )?could not be found|checking for openssl/ssl\.h\.\.\. no",
         "penSSL", "openssl"),
        (RUST, (r"(?:cargo|rustc) (?:is )?not (?:found|installed)|No such file or directory - "
        r"cargo"), "cargo",
         "rustc"),
        (need("a"
        "utoconf"), (r"autoreconf: (?:command )?not found|No such file or directory - autoreconf|"
         r"libtoolize: not found"), "autoreconf", "libtoolize"),
    )
)  # fmt: skip


def _check(case: Case) -> Told | None:
    built = EXTENSION.last(case.log)
    if built is None:
        return None
    for needed, form in _SAYS:
        hit = form.last(case.log)
        if hit is None:
            continue
        return Told(
            cause=f"The native extension of {gem(case.log) or 'a gem'} does not build: the image "
            f"lacks {needed.name}.",
            because=proofs((hit, built)),
            advice=(
                f"Run {how(case, needed)} before this step (in the build stage; the running image "
                "then needs the shared library alone)."
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
