"""Which package holds what is needed to build against a library, by the names tools have for it."""

from __future__ import annotations

from functools import cache

from bisectbuild.diagnose.knowledge.headers import Package

# Package of Debian, Alpine, RPM distributions (- where there is none); then the names for `ld -l`,
# for pkg-config, and for CMake's find_package, each list with commas.
_TABLE = """
libssl-dev openssl-dev openssl-devel ssl,crypto openssl,libssl,libcrypto OpenSSL
zlib1g-dev zlib-dev zlib-devel z zlib ZLIB
libcurl4-openssl-dev curl-dev libcurl-devel curl libcurl CURL
libpq-dev libpq-dev libpq-devel pq libpq PostgreSQL
default-libmysqlclient-dev mariadb-dev mariadb-devel mysqlclient mysqlclient,libmariadb MySQL
libsqlite3-dev sqlite-dev sqlite-devel sqlite3 sqlite3 SQLite3
libxml2-dev libxml2-dev libxml2-devel xml2 libxml-2.0 LibXml2
libxslt1-dev libxslt-dev libxslt-devel xslt,exslt libxslt,libexslt LibXslt
libffi-dev libffi-dev libffi-devel ffi libffi -
libbz2-dev bzip2-dev bzip2-devel bz2 bzip2 BZip2
liblzma-dev xz-dev xz-devel lzma liblzma LibLZMA
libzstd-dev zstd-dev libzstd-devel zstd libzstd zstd
liblz4-dev lz4-dev lz4-devel lz4 liblz4 lz4
libsnappy-dev snappy-dev snappy-devel snappy snappy Snappy
libreadline-dev readline-dev readline-devel readline readline Readline
libncurses-dev ncurses-dev ncurses-devel ncurses,ncursesw,tinfo,curses ncurses,ncursesw,tinfo Curses
libjpeg-dev libjpeg-turbo-dev libjpeg-turbo-devel jpeg libjpeg JPEG
libpng-dev libpng-dev libpng-devel png,png16 libpng,libpng16 PNG
libtiff-dev tiff-dev libtiff-devel tiff libtiff-4 TIFF
libwebp-dev libwebp-dev libwebp-devel webp libwebp WebP
libfreetype-dev freetype-dev freetype-devel freetype freetype2 Freetype
libfontconfig-dev fontconfig-dev fontconfig-devel fontconfig fontconfig Fontconfig
libicu-dev icu-dev libicu-devel icuuc,icui18n,icudata icu-uc,icu-i18n,icu-io ICU
libonig-dev oniguruma-dev oniguruma-devel onig oniguruma -
libzip-dev libzip-dev libzip-devel zip libzip libzip
libgmp-dev gmp-dev gmp-devel gmp gmp GMP
libmpfr-dev mpfr-dev mpfr-devel mpfr mpfr MPFR
libyaml-dev yaml-dev libyaml-devel yaml yaml-0.1 -
libevent-dev libevent-dev libevent-devel event,event_core libevent,libevent_openssl Libevent
libuv1-dev libuv-dev libuv-devel uv libuv libuv
libglib2.0-dev glib-dev glib2-devel glib-2.0,gio-2.0 glib-2.0,gobject-2.0,gio-2.0 GLIB2
libgirepository1.0-dev gobject-introspection-dev - - gobject-introspection-1.0 -
libgirepository-2.0-dev glib-dev glib2-devel girepository-2.0 girepository-2.0 -
libcairo2-dev cairo-dev cairo-devel cairo cairo,cairo-gobject Cairo
libpango1.0-dev pango-dev pango-devel pango-1.0 pango,pangocairo,pangoft2 -
libgdk-pixbuf-2.0-dev gdk-pixbuf-dev gdk-pixbuf2-devel gdk_pixbuf-2.0 gdk-pixbuf-2.0 -
libgtk-3-dev gtk+3.0-dev gtk3-devel gtk-3 gtk+-3.0 GTK3
libwebkit2gtk-4.1-dev webkit2gtk-4.1-dev webkit2gtk4.1-devel - webkit2gtk-4.1 -
libpixman-1-dev pixman-dev pixman-devel pixman-1 pixman-1 -
librsvg2-dev librsvg-dev librsvg2-devel rsvg-2 librsvg-2.0 -
libvips-dev vips-dev vips-devel vips vips,vips-cpp -
libmagickwand-dev imagemagick-dev ImageMagick-devel MagickWand MagickWand,ImageMagick ImageMagick
libavcodec-dev ffmpeg-dev ffmpeg-free-devel avcodec libavcodec FFMPEG
libavformat-dev ffmpeg-dev ffmpeg-free-devel avformat libavformat -
libavutil-dev ffmpeg-dev ffmpeg-free-devel avutil libavutil -
libavdevice-dev ffmpeg-dev ffmpeg-free-devel avdevice libavdevice -
libavfilter-dev ffmpeg-dev ffmpeg-free-devel avfilter libavfilter -
libswscale-dev ffmpeg-dev ffmpeg-free-devel swscale libswscale -
libswresample-dev ffmpeg-dev ffmpeg-free-devel swresample libswresample -
libasound2-dev alsa-lib-dev alsa-lib-devel asound alsa ALSA
libpulse-dev pulseaudio-dev pulseaudio-libs-devel pulse libpulse PulseAudio
portaudio19-dev portaudio-dev portaudio-devel portaudio portaudio-2.0 Portaudio
libsdl2-dev sdl2-dev SDL2-devel SDL2 sdl2 SDL2
libgl1-mesa-dev mesa-dev mesa-libGL-devel GL gl OpenGL
libegl-dev mesa-dev mesa-libEGL-devel EGL egl -
libx11-dev libx11-dev libX11-devel X11 x11 X11
libxext-dev libxext-dev libXext-devel Xext xext -
libxcb1-dev libxcb-dev libxcb-devel xcb xcb XCB
libxkbcommon-dev libxkbcommon-dev libxkbcommon-devel xkbcommon xkbcommon XKB
libwayland-dev wayland-dev wayland-devel wayland-client wayland-client Wayland
libusb-1.0-0-dev libusb-dev libusb1-devel usb-1.0 libusb-1.0 -
libudev-dev eudev-dev systemd-devel udev libudev -
libsystemd-dev - systemd-devel systemd libsystemd Systemd
libdbus-1-dev dbus-dev dbus-devel dbus-1 dbus-1 DBus1
libcap-dev libcap-dev libcap-devel cap libcap -
libseccomp-dev libseccomp-dev libseccomp-devel seccomp libseccomp -
libpcap-dev libpcap-dev libpcap-devel pcap libpcap PCAP
libpcre2-dev pcre2-dev pcre2-devel pcre2-8 libpcre2-8 PCRE2
libpcre3-dev pcre-dev pcre-devel pcre libpcre PCRE
libsodium-dev libsodium-dev libsodium-devel sodium libsodium sodium
libgcrypt20-dev libgcrypt-dev libgcrypt-devel gcrypt libgcrypt -
libgnutls28-dev gnutls-dev gnutls-devel gnutls gnutls GnuTLS
libssh2-1-dev libssh2-dev libssh2-devel ssh2 libssh2 Libssh2
libssh-dev libssh-dev libssh-devel ssh libssh libssh
libgit2-dev libgit2-dev libgit2-devel git2 libgit2 -
libldap-dev openldap-dev openldap-devel ldap,lber,ldap_r ldap,lber -
libsasl2-dev cyrus-sasl-dev cyrus-sasl-devel sasl2 libsasl2 -
libkrb5-dev krb5-dev krb5-devel krb5,gssapi_krb5 krb5,krb5-gssapi,mit-krb5 -
libexpat1-dev expat-dev expat-devel expat expat EXPAT
libjansson-dev jansson-dev jansson-devel jansson jansson -
libjson-c-dev json-c-dev json-c-devel json-c json-c -
nlohmann-json3-dev nlohmann-json json-devel - nlohmann_json nlohmann_json
libyaml-cpp-dev yaml-cpp-dev yaml-cpp-devel yaml-cpp yaml-cpp yaml-cpp
libboost-all-dev boost-dev boost-devel boost_system,boost_filesystem - Boost
libeigen3-dev eigen-dev eigen3-devel - eigen3 Eigen3
libopenblas-dev openblas-dev openblas-devel openblas,blas,cblas openblas,blas,cblas BLAS,OpenBLAS
liblapack-dev lapack-dev lapack-devel lapack,lapacke lapack LAPACK
libfftw3-dev fftw-dev fftw-devel fftw3,fftw3f fftw3 FFTW3
libgsl-dev gsl-dev gsl-devel gsl gsl GSL
libhdf5-dev hdf5-dev hdf5-devel hdf5 hdf5 HDF5
libopencv-dev opencv-dev opencv-devel opencv_core opencv4 OpenCV
libgdal-dev gdal-dev gdal-devel gdal gdal GDAL
libgeos-dev geos-dev geos-devel geos_c,geos geos GEOS
libproj-dev proj-dev proj-devel proj proj PROJ,PROJ4
libprotobuf-dev protobuf-dev protobuf-devel protobuf protobuf Protobuf,protobuf
libgrpc++-dev grpc-dev grpc-devel grpc,grpc++ grpc,grpc++ gRPC
libgoogle-glog-dev glog-dev glog-devel glog libglog glog,Glog
libgflags-dev gflags-dev gflags-devel gflags gflags gflags,Gflags
libgtest-dev gtest-dev gtest-devel gtest,gtest_main gtest GTest
libgmock-dev gtest-dev gmock-devel gmock gmock -
libbenchmark-dev benchmark-dev google-benchmark-devel benchmark benchmark benchmark
libfmt-dev fmt-dev fmt-devel fmt fmt fmt
libspdlog-dev spdlog-dev spdlog-devel spdlog spdlog spdlog
catch2 catch2-3 catch-devel Catch2 catch2 Catch2
libre2-dev re2-dev re2-devel re2 re2 re2
libabsl-dev abseil-cpp-dev abseil-cpp-devel absl_base absl_base absl
libjemalloc-dev jemalloc-dev jemalloc-devel jemalloc jemalloc -
libtbb-dev onetbb-dev tbb-devel tbb tbb TBB
libnuma-dev numactl-dev numactl-devel numa numa -
libaio-dev libaio-dev libaio-devel aio libaio -
liburing-dev liburing-dev liburing-devel uring liburing -
libunwind-dev libunwind-dev libunwind-devel unwind libunwind -
libelf-dev elfutils-dev elfutils-libelf-devel elf libelf LibElf
libbsd-dev libbsd-dev libbsd-devel bsd libbsd -
uuid-dev util-linux-dev libuuid-devel uuid uuid UUID
libblkid-dev util-linux-dev libblkid-devel blkid blkid -
libmount-dev util-linux-dev libmount-devel mount mount -
libmagic-dev file-dev file-devel magic libmagic -
libarchive-dev libarchive-dev libarchive-devel archive libarchive LibArchive
libnghttp2-dev nghttp2-dev libnghttp2-devel nghttp2 libnghttp2 -
libcares-dev c-ares-dev c-ares-devel cares libcares c-ares
libzmq3-dev zeromq-dev zeromq-devel zmq libzmq ZeroMQ
libhiredis-dev hiredis-dev hiredis-devel hiredis hiredis hiredis
librdkafka-dev librdkafka-dev librdkafka-devel rdkafka rdkafka RdKafka
libpoppler-cpp-dev poppler-dev poppler-cpp-devel poppler-cpp poppler-cpp -
libleveldb-dev leveldb-dev leveldb-devel leveldb leveldb leveldb
librocksdb-dev rocksdb-dev rocksdb-devel rocksdb rocksdb RocksDB
unixodbc-dev unixodbc-dev unixODBC-devel odbc odbc ODBC
freetds-dev freetds-dev freetds-devel sybdb,ct freetds -
liblua5.4-dev lua5.4-dev lua-devel lua,lua5.4 lua,lua5.4,lua-5.4 Lua
libluajit-5.1-dev luajit-dev luajit-devel luajit-5.1 luajit LuaJIT
python3-dev python3-dev python3-devel - python3,python3-embed Python3,Python,PythonLibs
pybind11-dev py3-pybind11-dev pybind11-devel - pybind11 pybind11
llvm-dev llvm-dev llvm-devel LLVM - LLVM
libclang-dev clang-dev clang-devel clang - Clang
qtbase5-dev qt5-qtbase-dev qt5-qtbase-devel Qt5Core Qt5Core,Qt5Gui,Qt5Widgets Qt5,Qt5Core,Qt5Widgets
qt6-base-dev qt6-qtbase-dev qt6-qtbase-devel Qt6Core Qt6Core,Qt6Gui Qt6,Qt6Core
libgstreamer1.0-dev gstreamer-dev gstreamer1-devel gstreamer-1.0 gstreamer-1.0 -
libgstreamer-plugins-base1.0-dev gst-plugins-base-dev - gstapp-1.0 gstreamer-app-1.0 -
libopus-dev opus-dev opus-devel opus opus Opus
libvpx-dev libvpx-dev libvpx-devel vpx vpx -
libx264-dev x264-dev - x264 x264 -
libsndfile1-dev libsndfile-dev libsndfile-devel sndfile sndfile SndFile
libnl-3-dev libnl3-dev libnl3-devel nl-3 libnl-3.0,libnl-genl-3.0 -
libmnl-dev libmnl-dev libmnl-devel mnl libmnl -
libnetfilter-queue-dev libnetfilter_queue-dev libnetfilter_queue-devel - libnetfilter_queue -
libpam0g-dev linux-pam-dev pam-devel pam pam PAM
libcrypt-dev libxcrypt-dev libxcrypt-devel crypt libcrypt -
libltdl-dev libtool libtool-ltdl-devel ltdl - -
libprotobuf-c-dev protobuf-c-dev protobuf-c-devel protobuf-c libprotobuf-c -
libsecp256k1-dev libsecp256k1-dev libsecp256k1-devel secp256k1 libsecp256k1 -
libsecret-1-dev libsecret-dev libsecret-devel secret-1 libsecret-1 -
libpcsclite-dev pcsc-lite-dev pcsc-lite-devel pcsclite libpcsclite PCSC
libopenmpi-dev openmpi-dev openmpi-devel mpi ompi,ompi-c MPI
libtinyxml2-dev tinyxml2-dev tinyxml2-devel tinyxml2 tinyxml2 tinyxml2
libglfw3-dev glfw-dev glfw-devel glfw glfw3 glfw3
libglew-dev glew-dev glew-devel GLEW glew GLEW
libglm-dev glm-dev glm-devel - glm glm
libfuse3-dev fuse3-dev fuse3-devel fuse3 fuse3 -
libfuse-dev fuse-dev fuse-devel fuse fuse -
libatomic1 libatomic libatomic atomic - -
libc6-dev musl-dev glibc-devel c,m,pthread,dl,rt,util - Threads
libstdc++-12-dev libstdc++-dev libstdc++-devel stdc++ - -
extra-cmake-modules extra-cmake-modules extra-cmake-modules - - ECM
"""


def linked(name: str) -> Package | None:
    """Give the packages for `-lNAME`."""
    return _tables()[0].get(name)


def pkgconfig(name: str) -> Package | None:
    """Give the packages for a module of pkg-config."""
    return _tables()[1].get(name)


def cmake(name: str) -> Package | None:
    """Give the packages for a name of CMake's find_package, in any case."""
    return _tables()[2].get(name.lower())


@cache
def _tables() -> tuple[dict[str, Package], ...]:
    tables: tuple[dict[str, Package], ...] = ({}, {}, {})
    for line in _TABLE.strip().splitlines():
        *names, links, modules, finds = line.split()
        debian, alpine, rpm = ("" if name == "-" else name for name in names)
        package = Package(debian=debian, alpine=alpine, rpm=rpm)
        for table, keys in zip(tables, (links, modules, finds.lower()), strict=True):
            table.update(dict.fromkeys(set(keys.split(",")) - {"-"}, package))
    return tables
