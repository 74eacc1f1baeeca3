"""What building a package of a scripting language needs, by the system packages that bring it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One thing that is needed. `name` says it in words; the others are packages to install.

    `wheel` is a way around it, "" where none is known: a package that comes ready built.
    """

    name: str
    apt: str
    apk: str
    dnf: str
    wheel: str = ""

    def packages(self, manager: str) -> str:
        """Give the packages under a manager (apt, apk, dnf), "" where there are none."""
        known = {"apt": self.apt, "apk": self.apk, "dnf": self.dnf}
        return known.get(manager, "")


def _need(name: str, apt: str, apk: str, dnf: str, wheel: str = "") -> Need:
    return Need(name=name, apt=apt, apk=apk, dnf=dnf, wheel=wheel)


COMPILER: Final = _need("a C compiler", "build-essential", "build-base", "gcc gcc-c++ make")
PYTHON_COMPILER: Final = _need(
    "a C compiler and Python's headers",
    "build-essential python3-dev",
    "build-base python3-dev",
    "gcc gcc-c++ make python3-devel",
)
NODE_GYP: Final = _need(
    "Python, make and a C++ compiler",
    "python3 make g++",
    "python3 make g++",
    "python3 make gcc-c++",
)
GIT: Final = _need("git", "git", "git", "git")
RUST: Final = _need("Rust (cargo and rustc)", "cargo", "cargo", "cargo")
RUBY_HEADERS: Final = _need(
    "Ruby's headers and a C compiler",
    "ruby-dev build-essential",
    "ruby-dev build-base",
    "ruby-devel gcc gcc-c++ make redhat-rpm-config",
)
AUTOCONF: Final = _need(
    "autoconf and a C compiler",
    "autoconf build-essential",
    "$PHPIZE_DEPS",
    "autoconf gcc make",
)

# By what a setup script or a gem says it misses.
_NEEDS: Final = {
    "pg_config": _need(
        "pg_config (PostgreSQL's client library)",
        "libpq-dev gcc",
        "postgresql-dev build-base",
        "libpq-devel gcc",
        "psycopg2-binary",
    ),
    "mysql_config": _need(
        "MySQL's client library",
        "default-libmysqlclient-dev pkg-config build-essential",
        "mariadb-dev pkgconf build-base",
        "mysql-devel pkgconf gcc",
    ),
    "xmlsec": _need(
        "the xmlsec library",
        "libxmlsec1-dev libxml2-dev pkg-config gcc",
        "xmlsec-dev libxml2-dev pkgconf build-base",
        "xmlsec1-devel xmlsec1-openssl-devel libtool-ltdl-devel gcc",
    ),
    "krb5-config": _need("Kerberos' headers", "libkrb5-dev gcc", "krb5-dev build-base",
                         "krb5-devel gcc"),
    "llvm-config": _need("LLVM", "llvm-dev build-essential", "llvm-dev build-base", "llvm-devel"),
    "curl-config": _need(
        "libcurl's headers",
        "libcurl4-openssl-dev libssl-dev gcc",
        "curl-dev openssl-dev build-base",
        "libcurl-devel openssl-devel gcc",
    ),
    "gdal-config": _need("GDAL", "libgdal-dev g++", "gdal-dev build-base", "gdal-devel gcc-c++"),
    "geos-config": _need("GEOS", "libgeos-dev", "geos-dev", "geos-devel", "shapely>=2"),
    "net-snmp-config": _need("Net-SNMP", "libsnmp-dev gcc", "net-snmp-dev build-base",
                             "net-snmp-devel gcc"),
    "libxml2": _need(
        "libxml2 and libxslt",
        "libxml2-dev libxslt1-dev gcc",
        "libxml2-dev libxslt-dev build-base",
        "libxml2-devel libxslt-devel gcc",
    ),
    "jpeg": _need("libjpeg's headers", "libjpeg-dev zlib1g-dev", "jpeg-dev zlib-dev",
                  "libjpeg-turbo-devel zlib-devel"),
    "zlib": _need("zlib's headers", "zlib1g-dev", "zlib-dev", "zlib-devel"),
    "hdf5": _need("HDF5", "libhdf5-dev pkg-config gcc", "hdf5-dev pkgconf build-base",
                  "hdf5-devel gcc"),
    "cmake": _need("CMake", "cmake build-essential", "cmake build-base", "cmake gcc-c++ make"),
    "ninja": _need("Ninja", "ninja-build", "samurai", "ninja-build"),
    "pkg-config": _need("pkg-config", "pkg-config", "pkgconf", "pkgconf-pkg-config"),
    "cairo": _need("cairo's headers", "libcairo2-dev pkg-config", "cairo-dev pkgconf",
                   "cairo-devel pkgconf"),
    "blas": _need("BLAS and LAPACK", "libopenblas-dev gfortran", "openblas-dev gfortran",
                  "openblas-devel gcc-gfortran"),
    "fortran": _need("a Fortran compiler", "gfortran", "gfortran", "gcc-gfortran"),
    "swig": _need("SWIG", "swig", "swig", "swig"),
    "freetype": _need("FreeType and libpng", "libfreetype-dev libpng-dev pkg-config",
                      "freetype-dev libpng-dev pkgconf", "freetype-devel libpng-devel"),
    "protoc": _need("protoc", "protobuf-compiler", "protoc", "protobuf-compiler"),
    "java": _need("a JDK", "default-jdk-headless", "openjdk17-jdk", "java-17-openjdk-devel"),
    "icu": _need("ICU's headers", "libicu-dev", "icu-dev", "libicu-devel"),
    "yaml": _need("libyaml's headers", "libyaml-dev", "yaml-dev", "libyaml-devel"),
    "sqlite3": _need("SQLite's headers", "libsqlite3-dev", "sqlite-dev", "sqlite-devel"),
    "magick": _need("ImageMagick's headers", "libmagickwand-dev pkg-config",
                    "imagemagick-dev pkgconf", "ImageMagick-devel"),
    "ffi": _need("libffi's headers", "libffi-dev", "libffi-dev", "libffi-devel"),
    "openssl": _need("OpenSSL's headers", "libssl-dev", "openssl-dev", "openssl-devel"),
    "autoconf": _need("autoconf, automake and libtool", "autoconf automake libtool",
                      "autoconf automake libtool", "autoconf automake libtool"),
}  # fmt: skip


def need(key: str) -> Need:
    """Give what stands under a key. Raises KeyError."""
    return _NEEDS[key]
