"""A PHP extension's configure does not find a library."""

from __future__ import annotations

from shlex import quote
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.native_needs import AUTOCONF
from bisectbuild.diagnose.knowledge.php_extensions import library
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.installing import how
from bisectbuild.diagnose.signature import Hit, Signature

_PHP = Signature(
    r"Configuring for:\nPHP Api Version|PHP Api Version:|docker-php-ext-|phpize|checking for "
    r"PHP prefix",
    "PHP Api", "docker-php-ext", "phpize", "PHP prefix",
)  # fmt: skip
_MODULE = Signature(
    r"^(?:configure: error: Package requirements \((?P<required>[\w.+-]+)[^)\n]*\) were not met"
    r"|No package '(?P<module>[^'\n]+)' found)",
    "were not met",
    "No package '",
)
# What configure says where it does not ask pkg-config, and the library's key.
_SAYS: Final = (
    ("libzip", r"Please reinstall the libzip distribution|zip support requires libzip", "libzip"),
    ("libpng", r"(?:png\.h|libpng\.\(a\|so\)) not found", "png"),
    ("libjpeg", r"(?:jpeglib\.h|libjpeg\.\(a\|so\)) not found", "jpeg"),
    ("libwebp", r"webp/decode\.h not found|libwebp\.\(a\|so\)", "webp"),
    ("freetype2", r"freetype-config not found|freetype\.h not found", "freetype"),
    ("gmp", r"Unable to locate gmp\.h", "gmp"),
    ("bz2", r"Please reinstall the BZip2 distribution", "BZip2"),
    ("libpq", r"Cannot find libpq-fe\.h|Unable to find libpq", "libpq"),
    ("ldap", r"Cannot find ldap(?: libraries|\.h)", "ldap"),
    ("imap", r"utf8_mime2text\(\) has new signature|rfc822\.h", "utf8_mime2text", "rfc822"),
    (
        "imap",
        r"Cannot find imap library|c-client library is built with Kerberos",
        "imap",
        "c-client",
    ),
    ("openssl", r"Cannot find OpenSSL's <evp\.h>", "OpenSSL"),
    ("tidy", r"Cannot find libtidy", "tidy"),
    ("snmp", r"Could not find net-snmp-config|SNMP sanity check failed", "snmp", "SNMP"),
    ("readline", r"Please reinstall (?:libedit|readline)", "reinstall"),
    ("libxslt", r"xslt-config not found|Please reinstall the libxslt", "xslt"),
    ("libxml-2.0", r"(?:xml2-config not found|libxml2? (?:not found|version))", "xml2"),
    ("libcurl", r"Please reinstall the libcurl|cURL version [\d.]+ or later is", "libcurl", "cURL"),
    ("icu", r"Unable to detect ICU prefix|ICU version [\d.]+ or later is required", "ICU"),
    ("memcached", r"(?:requires|find) libmemcached|libmemcached-config not found", "memcached"),
    ("librdkafka", r"Please reinstall the rdkafka distribution", "rdkafka"),
    ("MagickWand", r"not found\. Please provide a path to MagickWand-config", "MagickWand"),
    ("mcrypt", r"mcrypt\.h not found", "mcrypt"),
    ("freetds", r"Cannot find FreeTDS", "FreeTDS"),
    ("unixODBC", r"ODBC header file '[^'\n]+' not found|sql(?:ext)?\.h not found", "ODBC", "sql"),
    ("zlib", r"requires ZLIB|ZLIB extension requires|zlib\.h not found", "ZLIB", "zlib"),
    ("enchant", r"Cannot find enchant", "enchant"),
    ("yaml", r"Please (?:re)?install libyaml", "libyaml"),
)
_SIGNATURES: Final = tuple(
    (key, Signature(r"^(?:configure: error: )?[^\n]{0,60}?(?:" + says + ")", *words))
    for key, says, *words in _SAYS
)
_AUTOCONF = Signature(
    r"^Cannot find autoconf\. Please check your autoconf installation", "autoconf"
)
_ERROR = Signature(r"^(?:configure: error: |ERROR: `)", "configure: error: ", "ERROR: `")
_ALIASES: Final = {
    "icu-uc": "icu", "icu-io": "icu", "icu-i18n": "icu", "libcurl": "libcurl", "libpng16": "libpng",
    "libturbojpeg": "libjpeg", "libssl": "openssl", "libcrypto": "openssl", "libexslt": "libxslt",
    "libffi": "ffi", "libmemcached": "memcached", "ImageMagick": "MagickWand",
}  # fmt: skip


def _check(case: Case) -> Told | None:
    if not (_PHP.first(case.log) or any(word in case.script for word in ("docker-php", "pecl"))):
        return None
    hit = _AUTOCONF.last(case.log)
    if hit is not None:
        return Told(
            cause="Building a PHP extension needs autoconf and a compiler, which the image does "
            "not have.",
            because=proofs((hit,)),
            advice=f"Run {how(case, AUTOCONF)} before it (on official images: $PHPIZE_DEPS).",
            commands=("which autoconf gcc make",),
            confidence=0.96,
        )
    hit = _MODULE.last(case.log)
    if hit is not None:
        return _told(case, hit, hit["module"] or hit["required"])
    for key, form in _SIGNATURES:
        hit = form.last(case.log)
        if hit is not None and _ERROR.first(case.log) is not None:
            return _told(case, hit, key)
    return None


def _told(case: Case, hit: Hit, name: str) -> Told:
    name = name.partition(" ")[0]
    found = library(_ALIASES.get(name, name))
    extension = f"The PHP extension {found[0]}" if found else "A PHP extension"
    bring = f"Run {how(case, found[1])}" if found else f"Install the -dev package of {name}"
    return Told(
        cause=f"{extension} needs the headers of {name}, which the image does not have.",
        because=proofs((hit,)),
        advice=f"{bring} before docker-php-ext-install or pecl.",
        commands=("php -m", f"pkg-config --modversion {quote(name)}"),
        confidence=0.95,
    )


RULE = Rule(
    code="BB486",
    name="php-library",
    title="A PHP extension misses a library",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="docker-php-ext-install and pecl compile the extension; its library's -dev package "
        "must be there first.",
        instruction="RUN docker-php-ext-install mbstring",
        example="checking for oniguruma... no\n"
        "configure: error: Package requirements (oniguruma) were not met:\n\n"
        "No package 'oniguruma' found",
        fix="Install the library's -dev package before it.",
    ),
)
