"""Packages of distributions that were renamed or dropped, and what to install in their place."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

# Name (a pattern that must match the whole), what replaces it (`-` where nothing does), and a
# remark, if any.
_APT: Final = r"""
python|python-minimal|python2-dev|python2-pip|python2|python2\.7|python2\.7-dev|python2\.7-minimal|python-all -> python3 | Python 2 is gone
python-software-properties -> software-properties-common
python-is-python2 -> python-is-python3
python-([a-z0-9][\w.+-]*) -> python3-\1 | Python 2 is gone
python3-distutils|python3\.\d+-distutils -> python3-setuptools | Python 3.12 and later have no distutils
python3\.\d+(-dev|-venv|-minimal)? -> python3\1 | a release has one version of Python 3; for another take a python image
pypy(-dev)? -> pypy3\1
libpng12-dev|libpng3 -> libpng-dev
libpng12-0 -> libpng16-16
libssl1\.0-dev|libssl1\.1-dev -> libssl-dev
libssl1\.0\.\d|libssl1\.1 -> libssl3 | programs built for the old one need a base image that has it
libmysqlclient-dev|libmysqld-dev|libmysql\+\+ -> default-libmysqlclient-dev
libmysqlclient\d+ -> libmariadb3
mysql-client(-\d.*)? -> default-mysql-client
mysql-server(-\d.*)? -> default-mysql-server
postgresql-(client-|server-dev-)?(8|9|1\d)(\.\d+)? -> postgresql or postgresql-client | a release has one version of PostgreSQL
openjdk-\d+-(jre|jdk)(-headless)? -> default-\1\2 | a release has one or two versions of Java; for another take an eclipse-temurin image
oracle-java\d+-(installer|set-default) -> default-jdk | Oracle's installer was withdrawn; an eclipse-temurin image has other versions
java-package -> default-jdk
php5(-\w+)? -> php\1 | PHP 5 is gone
php7\.\d(-[a-z0-9]+)?|php8\.\d(-[a-z0-9]+)? -> php\1 | a release has one version of PHP; for another take a php image
php-mcrypt|php\d?\.?\d?-mcrypt -> - | mcrypt was dropped with PHP 7.2
libapache2-mod-php5 -> libapache2-mod-php
bzr -> brz
nodejs-legacy -> nodejs
netcat -> netcat-openbsd
apt-transport-https -> ca-certificates | apt itself speaks https
gnupg-curl -> gnupg
gnupg2 -> gnupg
libgl1-mesa-glx -> libgl1
libegl1-mesa -> libegl1
libgles2-mesa -> libgles2
libegl1-mesa-dev -> libegl-dev
libgles2-mesa-dev -> libgles-dev
libgl1-mesa-swx11 -> libgl1
libosmesa6(-dev)? -> - | Mesa dropped OSMesa
libasound2 -> libasound2t64
libglib2\.0-0 -> libglib2.0-0t64
libgtk-3-0 -> libgtk-3-0t64
libatk1\.0-0 -> libatk1.0-0t64
libatk-bridge2\.0-0 -> libatk-bridge2.0-0t64
libatspi2\.0-0 -> libatspi2.0-0t64
libcups2 -> libcups2t64
libcurl4 -> libcurl4t64
libssl3 -> libssl3t64
libpng16-16 -> libpng16-16t64
libaio1 -> libaio1t64
libncurses5|libtinfo5 -> libncurses6 or libtinfo6
libncurses5-dev|libncursesw5-dev -> libncurses-dev
libreadline(5|6|7)(-dev)? -> libreadline\2 | a release has one version of readline
libreadline6-dev -> libreadline-dev
libicu\d+ -> libicu-dev | its number changes with each release
libffi(5|6|7) -> libffi8
libpcre3(-dev)? -> libpcre2-dev | PCRE 1 was dropped
libjpeg62-dev|libjpeg8-dev -> libjpeg-dev
libjpeg8|libjpeg62 -> libjpeg62-turbo
libtiff5(-dev)? -> libtiff-dev
libtiff4-dev -> libtiff-dev
libfreetype6-dev -> libfreetype-dev
libwebp\d -> libwebp7
libxslt-dev -> libxslt1-dev
libcurl3 -> libcurl4
libcurl4-gnutls-dev|libcurl-dev -> libcurl4-openssl-dev
libcairo-dev -> libcairo2-dev
libevent1-dev -> libevent-dev
libboost\d\.\d+-(all-)?dev -> libboost-all-dev
libdb\d\.\d(\+\+)?-dev -> libdb-dev
libprotobuf\d+ -> libprotobuf-dev
libgdal\d.* -> libgdal-dev
libproj0|libproj\d+ -> libproj-dev
libpq5-dev -> libpq-dev
libav-tools|libavtools -> ffmpeg
libappindicator1|libappindicator3-1 -> libayatana-appindicator3-1
libindicator7 -> libayatana-indicator7
libgconf-2-4|libgconf2-dev|gconf-service|gconf2 -> - | GConf was dropped
libwebkitgtk-.*|libwebkit2gtk-4\.0(-\d+|-dev)? -> libwebkit2gtk-4.1-dev
libqt4-dev|libqt4-.*|qt4-.* -> qtbase5-dev | Qt 4 is gone
qt5-default -> qtbase5-dev
libgtk2\.0-0 -> libgtk2.0-0t64
libv8-.*dev -> libnode-dev
libsdl1\.2-dev -> libsdl2-dev
libmagickcore-dev|libmagick\+\+-dev -> libmagickwand-dev
libclang-\d.*|clang-\d.*|llvm-\d.* -> clang or llvm | a release has a few versions only
gcc-\d[\d.]*|g\+\+-\d[\d.]* -> gcc and g++ | a release has a few versions only
phantomjs -> - | it is no longer developed; take chromium without a display
chromium-browser -> chromium | on Ubuntu it is a snap, which cannot be installed in a build
firefox -> firefox-esr | on Ubuntu it is a snap
chromium-chromedriver -> chromium-driver
ttf-dejavu(-core|-extra)? -> fonts-dejavu\1
ttf-liberation -> fonts-liberation
ttf-freefont -> fonts-freefont-ttf
ttf-wqy-(microhei|zenhei) -> fonts-wqy-\1
ttf-ubuntu-font-family -> fonts-ubuntu
ttf-droid -> fonts-droid-fallback
ttf-mscorefonts-installer -> fonts-liberation | it lies in contrib (Debian) or multiverse (Ubuntu)
letsencrypt|python-certbot.* -> certbot
docker-engine|docker\.io-ce|lxc-docker -> docker.io
docker-compose -> docker-compose-v2 | Debian 13 has docker-compose again
awscli -> - | Ubuntu 24.04 dropped it; take the vendor's installer or pip
yarn -> yarnpkg | the package yarn is the vendor's repository's
npm -> nodejs | NodeSource's nodejs holds npm
ia32-libs -> libc6:i386 | after `dpkg --add-architecture i386`
lib32ncurses5(-dev)? -> lib32ncurses6
lib32z1-dev -> lib32z1
realpath -> coreutils
mime-support -> media-types
dnsutils -> bind9-dnsutils
iproute -> iproute2
tcpd-dev -> libwrap0-dev
mongodb(-server|-clients|-org)? -> - | distributions dropped MongoDB; use the vendor's repository
rabbitmq-erlang -> rabbitmq-server
influxdb -> - | use the vendor's repository
ansible-base -> ansible-core
policykit-1 -> polkitd
cron-apt -> unattended-upgrades
ntp -> ntpsec
ntpdate -> ntpsec-ntpdate
exa -> eza
neofetch -> fastfetch
youtube-dl -> yt-dlp
rename-perl -> rename
software-properties-common -> - | Debian 13 has no add-apt-repository; write a file into /etc/apt/sources.list.d
rsyslog-gnutls -> rsyslog-openssl
fonts-noto-cjk-extra -> fonts-noto-cjk
"""  # noqa: E501 - one package a line
_APK: Final = r"""
python|python2|python-dev|python2-dev|python2-tkinter -> python3 or python3-dev | Alpine 3.16 and later have no Python 2
py-pip|py2-pip -> py3-pip
py2?-(\w[\w-]*) -> py3-\1
mysql-dev|mariadb-client-libs -> mariadb-dev
mysql-client|mysql -> mariadb-client
libexecinfo(-dev|-static)? -> libexecinfo-dev from an older branch | dropped in Alpine 3.17; most programs build without it
libressl(-dev)? -> openssl\1 | it cannot be installed beside openssl
libressl\d.*|openssl1\.1-compat(-dev)? -> openssl
openjdk(7|8|9|10|12|13|14|15|16)(-\w+)? -> openjdk17\2
php[578]\d?(-\w+)? -> php83\1 or later | each branch of Alpine has its own versions of PHP
nodejs-npm -> npm
nodejs-lts -> nodejs
nodejs-current-npm -> npm
bzr -> breezy
ttf-(\w+) -> font-\1
msttcorefonts-installer -> msttcorefonts-installer from community
glibc -> gcompat
youtube-dl -> yt-dlp
py3-virtualenvwrapper -> py3-virtualenv
g\+\+-multilib -> g++
build-essential -> build-base
vim-nox -> vim
libc-dev-static -> musl-dev
libjpeg -> libjpeg-turbo
libstdc\+\+6 -> libstdc++
libssl1\.[01]|libcrypto1\.[01] -> libssl3 or libcrypto3
libpng12(-dev)? -> libpng\1
jpeg -> libjpeg-turbo
mongodb(-tools)? -> - | dropped in Alpine 3.10
mongodb-tools -> mongodb-tools from community
phantomjs -> - | it is no longer developed; take chromium
yaml-cpp0\.\d -> yaml-cpp
postgresql-libs -> libpq
exa -> eza
docker-py -> py3-docker-py
qt5-default -> qt5-qtbase-dev
webkit2gtk(-dev)? -> webkit2gtk-4.1\1
chromium-chromedriver -> chromium-chromedriver from community
libffi6 -> libffi
xz-utils -> xz
netcat -> netcat-openbsd
dnsutils -> bind-tools
iputils-ping -> iputils
openssh-clients -> openssh-client
procps-ng-utils -> procps
zlib1g-dev -> zlib-dev
libssl-dev -> openssl-dev
libmysqlclient-dev|default-libmysqlclient-dev -> mariadb-dev
libxslt1-dev -> libxslt-dev
libncurses5-dev|libncurses-dev -> ncurses-dev
libreadline-dev -> readline-dev
libyaml-dev -> yaml-dev
libsqlite3-dev -> sqlite-dev
libcurl4-openssl-dev -> curl-dev
libgmp-dev -> gmp-dev
libjpeg-dev -> libjpeg-turbo-dev
default-jre|default-jdk -> openjdk17
pkg-config -> pkgconf
python3-pip -> py3-pip
python3-venv -> python3
gnupg2 -> gnupg
"""  # noqa: E501 - one package a line
_DNF: Final = r"""
epel-release -> - | on RHEL install the epel-release rpm by its address; on CentOS enable extras
python-pip|python2-pip|python-devel|python2|python2-devel -> python3-pip or python3-devel | Python 2 is gone
python36|python36-devel -> python3
python|python-setuptools|python-virtualenv -> python3
mysql-server|mysql|mysql-devel -> mariadb-server, mariadb or mariadb-devel
mysql-community-\w+ -> - | it is in the vendor's repository; disable the module mysql first
nodejs-npm -> npm
ntp|ntpdate -> chrony
docker|docker-engine|docker-io -> podman or docker-ce | docker-ce is in the vendor's repository
java-1\.[67]\.0-openjdk.* -> java-11-openjdk or later
php-mysql -> php-mysqlnd
php-mcrypt -> - | mcrypt was dropped with PHP 7.2
mod_python -> mod_wsgi
iptables-services -> nftables
net-tools-deprecated -> iproute
libpng12(-devel)? -> libpng\1
compat-openssl10(-devel)? -> openssl
openssl11(-devel)? -> openssl
redhat-lsb-core|redhat-lsb -> - | RHEL 9 dropped it; read /etc/os-release
wkhtmltopdf -> - | it is no longer packaged; use the vendor's rpm
ImageMagick(-devel)?|GraphicsMagick(-devel)? -> - | it is in EPEL: `dnf install -y epel-release` first
htop|jq|supervisor|ncdu|nload|bash-completion-extras|fail2ban|p7zip|p7zip-plugins|the_silver_searcher|ripgrep|tinyproxy|inotify-tools|sshpass|dpkg|certbot|ansible|nginx-mod.*|haveged|screen|pv|lz4-devel|libsodium(-devel)?|hdf5(-devel)?|zeromq(-devel)?|zeromq3-devel|gperftools(-devel)?|libuv-devel|lcov|ccache|cmake3|golang-github.*|R|R-core.*|erlang|openblas-devel|mock|stress|chromium|fuse-sshfs|proj-devel|gdal(-devel)?|geos-devel -> - | it is in EPEL: `dnf install -y epel-release` first
ninja-build|meson|doxygen|gtest-devel|gmock-devel|libpcap-devel|yasm|nasm|libyaml-devel|flex-devel|bison-devel|texinfo|libedit-devel|lua-devel|mariadb-devel|libuuid-devel-static|glibc-static|libstdc\+\+-static|zlib-static|opencv-devel|protobuf-devel|snappy-devel|libxslt-devel-static|device-mapper-devel|gpgme-devel|libassuan-devel -> - | it is in CRB (PowerTools on 8): `dnf config-manager --set-enabled crb` first
"""  # noqa: E501 - one package a line
_TABLES: Final = {"apt": _APT, "apk": _APK, "dnf": _DNF}


def renamed(manager: str, package: str) -> str:
    """Give what became of a package in words: `X is now Y (why)`; "" where nothing is known.

    `manager` is apt, apk or dnf.
    """
    for pattern, put, remark in _rows(manager):
        match = pattern.fullmatch(package)
        if match is None:
            continue
        if put == "-":
            return f"{package}: {remark}."
        successor = match.expand(put)
        if successor == package:
            return ""
        return f"Install {successor} in place of {package}" + (f" ({remark})." if remark else ".")
    return ""


@cache
def _rows(manager: str) -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple(_row(line) for line in _TABLES[manager].strip().splitlines())


def _row(line: str) -> tuple[re.Pattern[str], str, str]:
    names, _, rest = line.partition(" -> ")
    successor, _, remark = rest.partition(" | ")
    return re.compile(names), successor.strip(), remark.strip()
