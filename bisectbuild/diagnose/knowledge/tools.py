"""Which package holds a command, on Debian and Ubuntu, Alpine, and the RPM distributions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

# Command, then the package in Debian, Alpine and Fedora/RHEL; `=` is the command's own name and
# `-` says that the distribution has no such package.
_TABLE = """
7z p7zip-full 7zip p7zip-plugins
aclocal automake automake automake
add-apt-repository software-properties-common - -
ansible-playbook ansible ansible ansible-core
ant = apache-ant =
apt-add-repository software-properties-common - -
ar binutils binutils binutils
aria2c aria2 aria2 aria2
as binutils binutils binutils
autoconf = = =
automake = = =
autoreconf autoconf autoconf autoconf
aws awscli aws-cli awscli
awk gawk gawk gawk
base64 coreutils coreutils coreutils
bash = = =
bc = = =
bison = = =
bunzip2 bzip2 bzip2 bzip2
bzip2 = = =
bzr brz breezy breezy
c++ g++ g++ gcc-c++
cargo = = =
cc gcc gcc gcc
chromium = = =
clang = = =
clang++ clang clang clang
cmake = = =
cmp diffutils diffutils diffutils
column bsdextrautils util-linux-misc util-linux
composer = = =
convert imagemagick imagemagick ImageMagick
cpio = = =
crontab cron busybox-suid cronie
curl = = =
cvs = = =
dart - dart -
debconf-set-selections debconf - -
diff diffutils diffutils diffutils
dig dnsutils bind-tools bind-utils
docker docker.io docker-cli docker-cli
doxygen = = =
dos2unix = = =
dpkg-architecture dpkg-dev dpkg-dev dpkg-dev
dpkg-buildpackage dpkg-dev dpkg-dev dpkg-dev
easy_install python3-setuptools py3-setuptools python3-setuptools
envsubst gettext-base gettext-envsubst gettext-envsubst
erl erlang erlang erlang
expect = = =
fakeroot = = =
ffmpeg = = =
file = = =
find findutils findutils findutils
flex = = =
fontforge = = =
free procps procps procps-ng
g++ = = gcc-c++
gawk = = =
gcc = = =
gem ruby ruby rubygems
getent libc-bin musl-utils glibc-common
getopt util-linux util-linux-misc util-linux
gfortran = = gcc-gfortran
ghc = = =
git = = =
git-lfs = = =
go golang-go go golang
gpg gnupg gnupg gnupg2
gpgv = gnupg gnupg2
gradle = = -
grep = = =
groupadd passwd shadow shadow-utils
gunzip gzip gzip gzip
gzip = = =
hexdump bsdextrautils util-linux-misc util-linux
hg mercurial mercurial mercurial
hostname = coreutils =
htpasswd apache2-utils apache2-utils httpd-tools
ifconfig net-tools net-tools net-tools
intltoolize intltool intltool intltool
ip iproute2 iproute2 iproute
iptables = = =
iconv libc-bin gnu-libiconv glibc-common
java default-jre-headless openjdk17-jre-headless java-17-openjdk-headless
javac default-jdk-headless openjdk17-jdk java-17-openjdk-devel
jq = = =
killall psmisc psmisc psmisc
ld binutils binutils binutils
ldconfig libc-bin musl-utils glibc-common
ldd libc-bin musl-utils glibc-common
less = = =
libtool libtool-bin libtool libtool
libtoolize libtool libtool libtool
locale-gen locales - -
localedef locales - glibc-locale-source
lsb_release lsb-release lsb-release redhat-lsb-core
lsof = = =
lua lua5.4 lua5.4 lua
lz4 = = =
lzip = = =
m4 = = =
make = = =
makeinfo texinfo texinfo texinfo
mc = = =
meson = = =
mix elixir elixir elixir
msgfmt gettext gettext gettext
mvn maven maven maven
mysql default-mysql-client mysql-client mysql
mysql_config default-libmysqlclient-dev mariadb-connector-c-dev mariadb-connector-c-devel
nano = = =
nasm = = =
nc netcat-openbsd netcat-openbsd nmap-ncat
netcat netcat-openbsd netcat-openbsd nmap-ncat
netstat net-tools net-tools net-tools
nginx = = =
ninja ninja-build samurai ninja-build
node nodejs nodejs nodejs
npm = = nodejs-npm
npx npm npm nodejs-npm
nproc coreutils coreutils coreutils
nslookup dnsutils bind-tools bind-utils
openssl = = =
opam = = =
patch = = =
patchelf = = =
perl = = =
pg_config libpq-dev libpq-dev libpq-devel
pgrep procps procps procps-ng
php php-cli php php-cli
pigz = = =
ping iputils-ping iputils-ping iputils
pip python3-pip py3-pip python3-pip
pip3 python3-pip py3-pip python3-pip
pipx = = =
pkg-config = pkgconf pkgconf-pkg-config
pkill procps procps procps-ng
pnpm - pnpm -
poetry python3-poetry poetry poetry
protoc protobuf-compiler protoc protobuf-compiler
ps procps procps procps-ng
psql postgresql-client postgresql-client postgresql
python python-is-python3 python3 python-unversioned-command
python3 = = =
qmake qtbase5-dev qt5-qtbase-dev qt5-qtbase-devel
ragel = = =
rake = ruby-rake rubygem-rake
ranlib binutils binutils binutils
readelf binutils binutils binutils
redis-cli redis-tools redis redis
rename = util-linux-misc prename
rpmbuild rpm rpm-dev rpm-build
rsync = = =
ruby = = =
runuser util-linux runuser util-linux
rustc = rust rust
rustup = rustup rustup
scons = = =
scp openssh-client openssh-client openssh-clients
sed = = =
setcap libcap2-bin libcap-setcap libcap
sqlite3 = sqlite sqlite
ssh openssh-client openssh-client openssh-clients
ssh-keygen openssh-client openssh-keygen openssh
ssh-keyscan openssh-client openssh-client openssh-clients
sshpass = = =
strace = = =
strip binutils binutils binutils
su util-linux util-linux-login util-linux
sudo = = =
svn subversion subversion subversion
swig = = =
systemctl systemd - systemd
tar = = =
telnet = busybox-extras =
top procps procps procps-ng
tree = = =
tzselect tzdata tzdata tzdata
unrar = - -
unxz xz-utils xz xz
unzip = = =
update-ca-certificates ca-certificates ca-certificates -
update-ca-trust - - ca-certificates
useradd passwd shadow shadow-utils
usermod passwd shadow shadow-utils
uuidgen uuid-runtime uuidgen util-linux
vim = = vim-enhanced
virtualenv = py3-virtualenv python3-virtualenv
watch procps procps procps-ng
wget = = =
which debianutils which which
whiptail = newt newt
xargs findutils findutils findutils
xmllint libxml2-utils libxml2-utils libxml2
xsltproc = libxslt libxslt
xvfb-run xvfb xvfb-run xorg-x11-server-Xvfb
xxd = = vim-common
xz xz-utils xz xz
yarn - yarn yarnpkg
yasm = = =
yq - yq-go yq
yum-config-manager - - yum-utils
zip = = =
zsh = = =
zstd = = =
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A command and the packages that hold it; "" where a distribution has none."""

    name: str
    apt: str
    apk: str
    dnf: str

    def package(self, manager: str) -> str:
        """Give the package for one of the managers apt, apk and dnf; "" where there is none."""
        return {"apt": self.apt, "apk": self.apk, "dnf": self.dnf}.get(manager, "")


def tool(name: str) -> Tool | None:
    """Give what is known of a command."""
    return _tools().get(name)


@cache
def _tools() -> dict[str, Tool]:
    rows = (line.split() for line in _TABLE.split("\n") if line)
    return {name: _tool(name, apt, apk, dnf) for name, apt, apk, dnf in rows}


def _tool(name: str, *packages: str) -> Tool:
    apt, apk, dnf = (name if each == "=" else each.strip("-") for each in packages)
    return Tool(name=name, apt=apt, apk=apk, dnf=dnf)
