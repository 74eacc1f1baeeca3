"""Which package holds a shared library that programs load when they start."""

from __future__ import annotations

from functools import cache

from bisectbuild.diagnose.knowledge.tools import Tool

# Library without its version, then the package in Debian, Alpine and the RPM distributions.
_TABLE = """
libGL libgl1 mesa-gl mesa-libGL
libglib-2.0 libglib2.0-0 glib glib2
libgthread-2.0 libglib2.0-0 glib glib2
libnss3 libnss3 nss nss
libatk-1.0 libatk1.0-0 at-spi2-core atk
libgtk-3 libgtk-3-0 gtk+3.0 gtk3
libgbm libgbm1 mesa-gbm mesa-libgbm
libasound libasound2 alsa-lib alsa-lib
libX11 libx11-6 libx11 libX11
libXrender libxrender1 libxrender libXrender
libfontconfig libfontconfig1 fontconfig fontconfig
libgomp libgomp1 libgomp libgomp
libstdc++ libstdc++6 libstdc++ libstdc++
libpq libpq5 libpq libpq
libicuuc libicu-dev icu-libs libicu
libatomic libatomic1 libatomic libatomic
libncurses libncurses6 ncurses-libs ncurses-libs
libtinfo libtinfo6 ncurses-libs ncurses-libs
libxml2 libxml2 libxml2 libxml2
libcurl libcurl4 libcurl libcurl
libyaml-0 libyaml-0-2 yaml libyaml
libz zlib1g zlib zlib
libffi libffi-dev libffi libffi
libgssapi_krb5 libgssapi-krb5-2 krb5-libs krb5-libs
"""


def shared_object(file: str) -> Tool | None:
    """Give what is known of a library file such as libGL.so.1."""
    return _libraries().get(file.partition(".so")[0])


@cache
def _libraries() -> dict[str, Tool]:
    rows = (line.split() for line in _TABLE.split("\n") if line)
    return {name: Tool(name=name, apt=apt, apk=apk, dnf=dnf) for name, apt, apk, dnf in rows}
