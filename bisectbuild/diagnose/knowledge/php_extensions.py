"""What a PHP extension needs to be built, and what became of those that PHP no longer has."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.knowledge.native_needs import Need

# By what configure asks for: the extension, then the packages of Debian, Alpine and RPM.
_LIBRARIES: Final = {
    "oniguruma": ("mbstring", "libonig-dev", "oniguruma-dev", "oniguruma-devel"),
    "libzip": ("zip", "libzip-dev", "libzip-dev", "libzip-devel"),
    "libxml-2.0": ("xml, dom or soap", "libxml2-dev", "libxml2-dev", "libxml2-devel"),
    "libpng": ("gd", "libpng-dev", "libpng-dev", "libpng-devel"),
    "libjpeg": ("gd", "libjpeg-dev", "libjpeg-turbo-dev", "libjpeg-turbo-devel"),
    "libwebp": ("gd", "libwebp-dev", "libwebp-dev", "libwebp-devel"),
    "freetype2": ("gd", "libfreetype-dev", "freetype-dev", "freetype-devel"),
    "icu": ("intl", "libicu-dev", "icu-dev", "libicu-devel"),
    "libcurl": ("curl", "libcurl4-openssl-dev", "curl-dev", "libcurl-devel"),
    "sqlite3": ("sqlite3 or pdo_sqlite", "libsqlite3-dev", "sqlite-dev", "sqlite-devel"),
    "openssl": ("openssl", "libssl-dev", "openssl-dev", "openssl-devel"),
    "zlib": ("zip or gd", "zlib1g-dev", "zlib-dev", "zlib-devel"),
    "libsodium": ("sodium", "libsodium-dev", "libsodium-dev", "libsodium-devel"),
    "libxslt": ("xsl", "libxslt1-dev", "libxslt-dev", "libxslt-devel"),
    "gmp": ("gmp", "libgmp-dev", "gmp-dev", "gmp-devel"),
    "bz2": ("bz2", "libbz2-dev", "bzip2-dev", "bzip2-devel"),
    "libpq": ("pgsql or pdo_pgsql", "libpq-dev", "libpq-dev", "libpq-devel"),
    "ldap": ("ldap", "libldap2-dev", "openldap-dev", "openldap-devel"),
    "imap": ("imap", "libc-client-dev libkrb5-dev", "imap-dev krb5-dev openssl-dev",
             "libc-client-devel krb5-devel"),
    "tidy": ("tidy", "libtidy-dev", "tidyhtml-dev", "libtidy-devel"),
    "snmp": ("snmp", "libsnmp-dev", "net-snmp-dev", "net-snmp-devel"),
    "enchant": ("enchant", "libenchant-2-dev", "enchant2-dev", "enchant2-devel"),
    "readline": ("readline", "libreadline-dev", "readline-dev", "readline-devel"),
    "MagickWand": ("imagick", "libmagickwand-dev", "imagemagick-dev", "ImageMagick-devel"),
    "memcached": ("memcached", "libmemcached-dev zlib1g-dev", "libmemcached-dev zlib-dev",
                  "libmemcached-devel"),
    "librdkafka": ("rdkafka", "librdkafka-dev", "librdkafka-dev", "librdkafka-devel"),
    "mcrypt": ("mcrypt", "libmcrypt-dev", "libmcrypt-dev", "libmcrypt-devel"),
    "freetds": ("pdo_dblib", "freetds-dev", "freetds-dev", "freetds-devel"),
    "unixODBC": ("odbc or sqlsrv", "unixodbc-dev", "unixodbc-dev", "unixODBC-devel"),
    "ffi": ("ffi", "libffi-dev", "libffi-dev", "libffi-devel"),
    "yaml": ("yaml", "libyaml-dev", "yaml-dev", "libyaml-devel"),
}  # fmt: skip

_GONE: Final = {
    "mcrypt": ("7.2", "use openssl or sodium; `pecl install mcrypt` still builds it"),
    "mysql": ("7.0", "use mysqli or pdo_mysql"),
    "ereg": ("7.0", "use preg_* functions"),
    "mssql": ("7.0", "use pdo_dblib or the sqlsrv package of pecl"),
    "wddx": ("7.4", "use json"),
    "interbase": ("7.4", "use pecl's interbase"),
    "recode": ("7.4", "use iconv or mbstring"),
    "xmlrpc": ("8.0", "use `pecl install xmlrpc-1.0.0RC3`"),
    "json": ("8.0", "it is always in: leave the word out"),
    "hash": ("7.4", "it is always in: leave the word out"),
    "imap": ("8.4", "use `pecl install imap`"),
    "pspell": ("8.4", "use `pecl install pspell`"),
    "oci8": ("8.4", "use `pecl install oci8`"),
    "pdo_oci": ("8.4", "use `pecl install pdo_oci`"),
    "opcache": ("8.5", "it is always in: leave the word out"),
}
_PECL: Final = {"redis", "xdebug", "imagick", "apcu", "mongodb", "amqp", "memcached", "swoole",
                "igbinary", "rdkafka", "ssh2", "yaml", "grpc", "pcov", "msgpack"}  # fmt: skip


def library(name: str) -> tuple[str, Need] | None:
    """Give the extension that asks for a library, and what brings that; None where unknown."""
    found = _LIBRARIES.get(name)
    if found is None:
        return None
    extension, apt, apk, dnf = found
    return extension, Need(name=name, apt=apt, apk=apk, dnf=dnf)


def gone(extension: str) -> tuple[str, str] | None:
    """Give the PHP that an extension left with and what to do, None where it did not leave."""
    return _GONE.get(extension)


def from_pecl(extension: str) -> bool:
    """Tell whether an extension never came with PHP's source, but from pecl."""
    return extension in _PECL
