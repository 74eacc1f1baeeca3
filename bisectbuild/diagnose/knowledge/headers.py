"""Which package holds a header of C or C++, on Debian and Ubuntu, Alpine, and RPM distributions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

# Packages of Debian, Alpine and RPM (`-` where there is none), then the headers they hold; a
# name that ends in a slash stands for all that lies in that folder.
_TABLE = """
python3-dev python3-dev python3-devel Python.h pyconfig.h longintrepr.h
ruby-dev ruby-dev ruby-devel ruby.h ruby/
libperl-dev perl-dev perl-devel EXTERN.h XSUB.h
php-dev php-dev php-devel php.h zend.h zend_API.h
default-jdk-headless openjdk17-jdk java-17-openjdk-devel jni.h jvmti.h
liblua5.4-dev lua5.4-dev lua-devel lua.h lua.hpp lauxlib.h lualib.h
libnode-dev nodejs-dev nodejs-devel node.h node_api.h
tcl-dev tcl-dev tcl-devel tcl.h
tk-dev tk-dev tk-devel tk.h
libc6-dev musl-dev glibc-devel stdio.h stdlib.h string.h limits.h errno.h features.h
libc6-dev musl-dev glibc-devel assert.h math.h pthread.h unistd.h sys/types.h sys/cdefs.h
libc6-dev musl-dev glibc-devel bits/ gnu/stubs.h crti.o
libc6-dev-i386 - glibc-devel.i686 gnu/stubs-32.h
g++ g++ gcc-c++ iostream string vector memory cstdint cstddef algorithm map utility bits/c++config.h
linux-libc-dev linux-headers kernel-headers linux/ asm/ asm-generic/ mtd/ scsi/
libbsd-dev bsd-compat-headers glibc-headers sys/queue.h sys/tree.h
libbsd-dev libbsd-dev libbsd-devel bsd/
libc6-dev libexecinfo-dev glibc-devel execinfo.h
libc6-dev libucontext-dev glibc-devel ucontext.h libucontext/
libc6-dev argp-standalone glibc-devel argp.h
libc6-dev musl-fts-dev glibc-devel fts.h
libc6-dev musl-obstack-dev glibc-devel obstack.h
libcrypt-dev musl-dev libxcrypt-devel crypt.h
libtirpc-dev libtirpc-dev libtirpc-devel rpc/ tirpc/
libnsl-dev libnsl-dev libnsl2-devel rpcsvc/
libffi-dev libffi-dev libffi-devel ffi.h ffi/ ffitarget.h
libssl-dev openssl-dev openssl-devel openssl/
libgnutls28-dev gnutls-dev gnutls-devel gnutls/
libgcrypt20-dev libgcrypt-dev libgcrypt-devel gcrypt.h
libgpgme-dev gpgme-dev gpgme-devel gpgme.h
libassuan-dev libassuan-dev libassuan-devel assuan.h
libgpg-error-dev libgpg-error-dev libgpg-error-devel gpg-error.h
libsodium-dev libsodium-dev libsodium-devel sodium.h sodium/
libmbedtls-dev mbedtls-dev mbedtls-devel mbedtls/
libsecp256k1-dev libsecp256k1-dev libsecp256k1-devel secp256k1.h
libpq-dev libpq-dev libpq-devel libpq-fe.h libpq/ postgres_ext.h pg_config.h
postgresql-server-dev-all postgresql-dev postgresql-server-devel postgres.h fmgr.h
default-libmysqlclient-dev mariadb-dev mariadb-devel mysql.h mysql/ my_config.h
libmariadb-dev mariadb-connector-c-dev mariadb-connector-c-devel mariadb/
libsqlite3-dev sqlite-dev sqlite-devel sqlite3.h sqlite3ext.h
unixodbc-dev unixodbc-dev unixODBC-devel sql.h sqlext.h sqltypes.h odbcinst.h
freetds-dev freetds-dev freetds-devel sybdb.h sybfront.h ctpublic.h
libhiredis-dev hiredis-dev hiredis-devel hiredis.h hiredis/
libmemcached-dev libmemcached-dev libmemcached-awesome-devel libmemcached/
libdb-dev db-dev libdb-devel db.h db_cxx.h
libgdbm-dev gdbm-dev gdbm-devel gdbm.h
liblmdb-dev lmdb-dev lmdb-devel lmdb.h
libleveldb-dev leveldb-dev leveldb-devel leveldb/
librocksdb-dev rocksdb-dev rocksdb-devel rocksdb/
librdkafka-dev librdkafka-dev librdkafka-devel librdkafka/
libzmq3-dev zeromq-dev zeromq-devel zmq.h zmq.hpp
zlib1g-dev zlib-dev zlib-devel zlib.h zconf.h
libbz2-dev bzip2-dev bzip2-devel bzlib.h
liblzma-dev xz-dev xz-devel lzma.h
libzstd-dev zstd-dev libzstd-devel zstd.h
liblz4-dev lz4-dev lz4-devel lz4.h lz4frame.h lz4hc.h
libsnappy-dev snappy-dev snappy-devel snappy.h snappy-c.h
libbrotli-dev brotli-dev brotli-devel brotli/
liblzo2-dev lzo-dev lzo-devel lzo/
libzip-dev libzip-dev libzip-devel zip.h
libarchive-dev libarchive-dev libarchive-devel archive.h archive_entry.h
libxml2-dev libxml2-dev libxml2-devel libxml/ xmlversion.h
libxslt1-dev libxslt-dev libxslt-devel libxslt/ libexslt/
libxmlsec1-dev xmlsec-dev xmlsec1-devel xmlsec/
libexpat1-dev expat-dev expat-devel expat.h
libyaml-dev yaml-dev yaml-devel yaml.h
libyaml-cpp-dev yaml-cpp-dev yaml-cpp-devel yaml-cpp/
libjansson-dev jansson-dev jansson-devel jansson.h
libjson-c-dev json-c-dev json-c-devel json-c/
libjsoncpp-dev jsoncpp-dev jsoncpp-devel json/
nlohmann-json3-dev nlohmann-json json-devel nlohmann/
rapidjson-dev rapidjson-dev rapidjson-devel rapidjson/
libmsgpack-dev msgpack-c-dev msgpack-devel msgpack.h msgpack.hpp
libprotobuf-dev protobuf-dev protobuf-devel google/protobuf/
libgrpc++-dev grpc-dev grpc-devel grpc/ grpcpp/
libcurl4-openssl-dev curl-dev libcurl-devel curl/
libssh-dev libssh-dev libssh-devel libssh/
libssh2-1-dev libssh2-dev libssh2-devel libssh2.h
libgit2-dev libgit2-dev libgit2-devel git2.h
libnghttp2-dev nghttp2-dev libnghttp2-devel nghttp2/
libc-ares-dev c-ares-dev c-ares-devel ares.h
libevent-dev libevent-dev libevent-devel event.h event2/
libev-dev libev-dev libev-devel ev.h ev++.h
libuv1-dev libuv-dev libuv-devel uv.h
libldap-dev openldap-dev openldap-devel ldap.h lber.h
libsasl2-dev cyrus-sasl-dev cyrus-sasl-devel sasl.h sasl/
libkrb5-dev krb5-dev krb5-devel krb5.h gssapi.h gssapi/ krb5/
libpam0g-dev linux-pam-dev pam-devel security/
libpcap-dev libpcap-dev libpcap-devel pcap.h pcap/
libnl-3-dev libnl3-dev libnl3-devel netlink/
libmnl-dev libmnl-dev libmnl-devel libmnl/
libibverbs-dev rdma-core-dev rdma-core-devel infiniband/
libsnmp-dev net-snmp-dev net-snmp-devel net-snmp/
libidn-dev libidn-dev libidn-devel idna.h
libidn2-dev libidn2-dev libidn2-devel idn2.h
libreadline-dev readline-dev readline-devel readline/
libedit-dev libedit-dev libedit-devel histedit.h editline/
libncurses-dev ncurses-dev ncurses-devel ncurses.h curses.h ncursesw/ term.h panel.h
libpcre3-dev pcre-dev pcre-devel pcre.h pcreposix.h
libpcre2-dev pcre2-dev pcre2-devel pcre2.h
libonig-dev oniguruma-dev oniguruma-devel oniguruma.h
libre2-dev re2-dev re2-devel re2/
libicu-dev icu-dev libicu-devel unicode/
libenchant-2-dev enchant2-dev enchant2-devel enchant.h
libaspell-dev aspell-dev aspell-devel aspell.h pspell.h
libjpeg-dev libjpeg-turbo-dev libjpeg-turbo-devel jpeglib.h turbojpeg.h
libpng-dev libpng-dev libpng-devel png.h
libtiff-dev tiff-dev libtiff-devel tiff.h tiffio.h
libwebp-dev libwebp-dev libwebp-devel webp/
libgif-dev giflib-dev giflib-devel gif_lib.h
libopenjp2-7-dev openjpeg-dev openjpeg2-devel openjpeg.h
libheif-dev libheif-dev libheif-devel libheif/
liblcms2-dev lcms2-dev lcms2-devel lcms2.h
libexif-dev libexif-dev libexif-devel libexif/
libmagickwand-dev imagemagick-dev ImageMagick-devel MagickWand/ wand/ magick/
libvips-dev vips-dev vips-devel vips/
libgd-dev gd-dev gd-devel gd.h
libfreetype-dev freetype-dev freetype-devel ft2build.h freetype/
libharfbuzz-dev harfbuzz-dev harfbuzz-devel hb.h
libfontconfig-dev fontconfig-dev fontconfig-devel fontconfig/
libcairo2-dev cairo-dev cairo-devel cairo.h cairo/
libpango1.0-dev pango-dev pango-devel pango/
libpixman-1-dev pixman-dev pixman-devel pixman.h
libglib2.0-dev glib-dev glib2-devel glib.h glib-object.h glibconfig.h gio/ glib/
libgirepository1.0-dev gobject-introspection-dev gobject-introspection-devel girepository.h
libgtk-3-dev gtk+3.0-dev gtk3-devel gtk/ gdk/
librsvg2-dev librsvg-dev librsvg2-devel librsvg/
libpoppler-cpp-dev poppler-dev poppler-cpp-devel poppler/
libpoppler-glib-dev poppler-dev poppler-glib-devel poppler.h
libtesseract-dev tesseract-ocr-dev tesseract-devel tesseract/
libleptonica-dev leptonica-dev leptonica-devel leptonica/ allheaders.h
libzbar-dev zbar-dev zbar-devel zbar.h
libdmtx-dev libdmtx-dev libdmtx-devel dmtx.h
libopencv-dev opencv-dev opencv-devel opencv2/ cv.h
libavcodec-dev ffmpeg-dev ffmpeg-free-devel libavcodec/
libavformat-dev ffmpeg-dev ffmpeg-free-devel libavformat/
libavutil-dev ffmpeg-dev ffmpeg-free-devel libavutil/
libavdevice-dev ffmpeg-dev ffmpeg-free-devel libavdevice/
libavfilter-dev ffmpeg-dev ffmpeg-free-devel libavfilter/
libswscale-dev ffmpeg-dev ffmpeg-free-devel libswscale/
libswresample-dev ffmpeg-dev ffmpeg-free-devel libswresample/
libasound2-dev alsa-lib-dev alsa-lib-devel alsa/ asoundlib.h
libpulse-dev pulseaudio-dev pulseaudio-libs-devel pulse/
portaudio19-dev portaudio-dev portaudio-devel portaudio.h
libsndfile1-dev libsndfile-dev libsndfile-devel sndfile.h
libopus-dev opus-dev opus-devel opus.h opus/
libogg-dev libogg-dev libogg-devel ogg/
libvorbis-dev libvorbis-dev libvorbis-devel vorbis/
libflac-dev flac-dev flac-devel FLAC/
libmp3lame-dev lame-dev lame-devel lame/
libfluidsynth-dev fluidsynth-dev fluidsynth-devel fluidsynth.h
libsox-dev sox-dev sox-devel sox.h
libsdl2-dev sdl2-dev SDL2-devel SDL2/ SDL.h
libgl-dev mesa-dev mesa-libGL-devel GL/
libegl-dev mesa-dev mesa-libEGL-devel EGL/
libgles-dev mesa-dev mesa-libGLES-devel GLES2/ GLES3/
libglu1-mesa-dev glu-dev mesa-libGLU-devel GL/glu.h
freeglut3-dev freeglut-dev freeglut-devel GL/glut.h GL/freeglut.h
libglew-dev glew-dev glew-devel GL/glew.h
libglfw3-dev glfw-dev glfw-devel GLFW/
libosmesa6-dev mesa-dev mesa-libOSMesa-devel GL/osmesa.h
libvulkan-dev vulkan-loader-dev vulkan-loader-devel vulkan/
libdrm-dev libdrm-dev libdrm-devel libdrm/ drm.h xf86drm.h
libx11-dev libx11-dev libX11-devel X11/Xlib.h X11/Xutil.h X11/Xatom.h
x11proto-dev xorgproto xorg-x11-proto-devel X11/X.h X11/keysym.h
libxext-dev libxext-dev libXext-devel X11/extensions/Xext.h X11/extensions/XShm.h
libxrandr-dev libxrandr-dev libXrandr-devel X11/extensions/Xrandr.h
libxtst-dev libxtst-dev libXtst-devel X11/extensions/XTest.h X11/extensions/record.h
libxi-dev libxi-dev libXi-devel X11/extensions/XInput.h X11/extensions/XInput2.h
libxss-dev libxscrnsaver-dev libXScrnSaver-devel X11/extensions/scrnsaver.h
libxcursor-dev libxcursor-dev libXcursor-devel X11/Xcursor/Xcursor.h
libxft-dev libxft-dev libXft-devel X11/Xft/Xft.h
libxmu-dev libxmu-dev libXmu-devel X11/Xmu/Xmu.h
libxt-dev libxt-dev libXt-devel X11/Intrinsic.h
libxcb1-dev libxcb-dev libxcb-devel xcb/
libxkbcommon-dev libxkbcommon-dev libxkbcommon-devel xkbcommon/
libwayland-dev wayland-dev wayland-devel wayland-client.h wayland-server.h
libusb-1.0-0-dev libusb-dev libusb1-devel libusb.h libusb-1.0/
libusb-dev libusb-compat-dev libusb-compat-0.1-devel usb.h
libudev-dev eudev-dev systemd-devel libudev.h
libsystemd-dev elogind-dev systemd-devel systemd/
libdbus-1-dev dbus-dev dbus-devel dbus/
libhidapi-dev hidapi-dev hidapi-devel hidapi/ hidapi.h
libi2c-dev i2c-tools-dev libi2c-devel i2c/
libbluetooth-dev bluez-dev bluez-libs-devel bluetooth/
libpcsclite-dev pcsc-lite-dev pcsc-lite-devel winscard.h
libcups2-dev cups-dev cups-devel cups/
libsecret-1-dev libsecret-dev libsecret-devel libsecret/
libcap-dev libcap-dev libcap-devel sys/capability.h
libcap-ng-dev libcap-ng-dev libcap-ng-devel cap-ng.h
libacl1-dev acl-dev libacl-devel sys/acl.h acl/
libattr1-dev attr-dev libattr-devel attr/
libselinux1-dev libselinux-dev libselinux-devel selinux/
libseccomp-dev libseccomp-dev libseccomp-devel seccomp.h
libapparmor-dev libapparmor-dev - sys/apparmor.h
libaudit-dev audit-dev audit-libs-devel libaudit.h
libbtrfs-dev btrfs-progs-dev btrfs-progs-devel btrfs/
libdevmapper-dev lvm2-dev device-mapper-devel libdevmapper.h
libfuse-dev fuse-dev fuse-devel fuse.h fuse/
libfuse3-dev fuse3-dev fuse3-devel fuse3/
libblkid-dev util-linux-dev libblkid-devel blkid/
libmount-dev util-linux-dev libmount-devel libmount/
uuid-dev util-linux-dev libuuid-devel uuid/
libaio-dev libaio-dev libaio-devel libaio.h
liburing-dev liburing-dev liburing-devel liburing.h
libnuma-dev numactl-dev numactl-devel numa.h numaif.h
libunwind-dev libunwind-dev libunwind-devel libunwind.h
libdw-dev elfutils-dev elfutils-devel elfutils/ dwarf.h
libelf-dev elfutils-dev elfutils-libelf-devel libelf.h gelf.h elf.h
libiberty-dev binutils-dev binutils-devel libiberty/ demangle.h
binutils-dev binutils-dev binutils-devel bfd.h
libbpf-dev libbpf-dev libbpf-devel bpf/
libmagic-dev file-dev file-devel magic.h
libltdl-dev libtool libtool-ltdl-devel ltdl.h
libgmp-dev gmp-dev gmp-devel gmp.h gmpxx.h
libmpfr-dev mpfr-dev mpfr-devel mpfr.h
libmpc-dev mpc1-dev libmpc-devel mpc.h
libgsl-dev gsl-dev gsl-devel gsl/
libfftw3-dev fftw-dev fftw-devel fftw3.h
libopenblas-dev openblas-dev openblas-devel cblas.h openblas/
liblapacke-dev lapack-dev lapack-devel lapacke.h
libsuitesparse-dev suitesparse-dev suitesparse-devel suitesparse/ cholmod.h umfpack.h
libhdf5-dev hdf5-dev hdf5-devel hdf5.h
libnetcdf-dev netcdf-dev netcdf-devel netcdf.h
libopenmpi-dev openmpi-dev openmpi-devel mpi.h
libeigen3-dev eigen-dev eigen3-devel Eigen/ eigen3/
libgdal-dev gdal-dev gdal-devel gdal.h gdal_priv.h cpl_port.h ogr_api.h
libgeos-dev geos-dev geos-devel geos_c.h
libproj-dev proj-dev proj-devel proj.h proj_api.h
libspatialindex-dev spatialindex-dev spatialindex-devel spatialindex/
libspatialite-dev libspatialite-dev libspatialite-devel spatialite.h
libboost-all-dev boost-dev boost-devel boost/
libtbb-dev onetbb-dev tbb-devel tbb/
libgtest-dev gtest-dev gtest-devel gtest/
libgmock-dev gtest-dev gmock-devel gmock/
libbenchmark-dev benchmark-dev google-benchmark-devel benchmark/
catch2 catch2-3 catch-devel catch2/
doctest-dev doctest-dev doctest-devel doctest/
libcunit1-dev cunit-dev CUnit-devel CUnit/
check check-dev check-devel check.h
libgoogle-glog-dev glog-dev glog-devel glog/
libgflags-dev gflags-dev gflags-devel gflags/
libfmt-dev fmt-dev fmt-devel fmt/
libspdlog-dev spdlog-dev spdlog-devel spdlog/
libabsl-dev abseil-cpp-dev abseil-cpp-devel absl/
libjemalloc-dev jemalloc-dev jemalloc-devel jemalloc/
libgoogle-perftools-dev gperftools-dev gperftools-devel gperftools/
libcppunit-dev cppunit-dev cppunit-devel cppunit/
pybind11-dev py3-pybind11-dev pybind11-devel pybind11/
python3-numpy py3-numpy-dev python3-numpy numpy/
llvm-dev llvm-dev llvm-devel llvm/ llvm-c/
libclang-dev clang-dev clang-devel clang/ clang-c/
libomp-dev openmp-dev libomp-devel omp.h
qtbase5-dev qt5-qtbase-dev qt5-qtbase-devel QApplication QtCore/ QtGui/ QtWidgets/ QObject
libpurple-dev pidgin-dev libpurple-devel libpurple/
libmodbus-dev libmodbus-dev libmodbus-devel modbus/ modbus.h
libmosquitto-dev mosquitto-dev mosquitto-devel mosquitto.h
libgeoip-dev geoip-dev GeoIP-devel GeoIP.h
libmaxminddb-dev libmaxminddb-dev libmaxminddb-devel maxminddb.h
libtidy-dev tidyhtml-dev libtidy-devel tidy.h
libgraphviz-dev graphviz-dev graphviz-devel graphviz/
libcdio-dev libcdio-dev libcdio-devel cdio/
libsctp-dev lksctp-tools-dev lksctp-tools-devel netinet/sctp.h
libnfnetlink-dev libnfnetlink-dev libnfnetlink-devel libnfnetlink/
libnetfilter-queue-dev libnetfilter_queue-dev libnetfilter_queue-devel libnetfilter_queue/
libiptc-dev iptables-dev iptables-devel libiptc/ xtables.h
libvirt-dev libvirt-dev libvirt-devel libvirt/
libxen-dev xen-dev xen-devel xenctrl.h
librados-dev ceph19-dev librados-devel rados/
libjudy-dev judy-dev Judy-devel Judy.h
libtalloc-dev talloc-dev libtalloc-devel talloc.h
libpopt-dev popt-dev popt-devel popt.h
libconfig-dev libconfig-dev libconfig-devel libconfig.h
libconfig++-dev libconfig-dev libconfig-devel libconfig.h++
libmicrohttpd-dev libmicrohttpd-dev libmicrohttpd-devel microhttpd.h
libfcgi-dev fcgi-dev fcgi-devel fcgiapp.h fcgi_stdio.h
apache2-dev apache2-dev httpd-devel httpd.h http_config.h
libapr1-dev apr-dev apr-devel apr.h apr_pools.h
libpfm4-dev libpfm-dev libpfm-devel perfmon/
libsensors-dev lm-sensors-dev lm_sensors-devel sensors/
libwrap0-dev - tcp_wrappers-devel tcpd.h
libpci-dev pciutils-dev pciutils-devel pci/
libkmod-dev kmod-dev kmod-devel libkmod.h
flex flex flex FlexLexer.h
gettext gettext-dev gettext-devel gettext-po.h
gettext musl-libintl - libintl.h
libmcrypt-dev libmcrypt-dev libmcrypt-devel mcrypt.h
libc-client2007e-dev imap-dev uw-imap-devel c-client.h imap/
libsmbclient-dev samba-dev libsmbclient-devel libsmbclient.h
libhunspell-dev hunspell-dev hunspell-devel hunspell/
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The packages that hold one header; "" where a distribution has none."""

    debian: str = ""
    alpine: str = ""
    rpm: str = ""

    def under(self, manager: str) -> str:
        """Give the package for apt, apk or dnf; "" where there is none or another manager."""
        return {"apt": self.debian, "apk": self.alpine, "dnf": self.rpm}.get(manager, "")


def package_for(header: str) -> Package | None:
    """Give the packages of a header, named as in `#include <NAME>`; None if it is not known."""
    known = _table()
    found = known.get(header)
    while found is None and "/" in header:
        header = header.rpartition("/")[0]
        found = known.get(header + "/")
    return found


@cache
def _table() -> dict[str, Package]:
    table: dict[str, Package] = {}
    for line in _TABLE.strip().splitlines():
        *names, headers = line.split(maxsplit=3)
        debian, alpine, rpm = ("" if name == "-" else name for name in names)
        package = Package(debian=debian, alpine=alpine, rpm=rpm)
        table.update(dict.fromkeys(headers.split(), package))
    return table
