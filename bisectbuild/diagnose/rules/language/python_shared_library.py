"""A Python package needs a shared library of the system that the image does not have."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.native_needs import Need
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.installing import how, on_alpine
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[ \t]*(?:E[ \t]+)?(?:ImportError|OSError): (?:Error loading shared library )?"
    r"(?P<library>(?:\S*/)?lib[\w.+-]+?\.so[\d.]*)(?:: cannot open shared object file|"
    r": No such file or directory \(needed by (?P<by>[^)\n]+)\))",
    "cannot open shared object file",
    "Error loading shared library",
)
# Debian, Alpine and RPM packages by the library's name up to its version.
_PACKAGES: Final = {
    "libGL.so": ("libgl1", "mesa-gl", "mesa-libGL"),
    "libEGL.so": ("libegl1", "mesa-egl", "mesa-libEGL"),
    "libgthread-2.0.so": ("libglib2.0-0", "glib", "glib2"),
    "libglib-2.0.so": ("libglib2.0-0", "glib", "glib2"),
    "libgobject-2.0.so": ("libglib2.0-0", "glib", "glib2"),
    "libSM.so": ("libsm6", "libsm", "libSM"),
    "libXext.so": ("libxext6", "libxext", "libXext"),
    "libXrender.so": ("libxrender1", "libxrender", "libXrender"),
    "libX11.so": ("libx11-6", "libx11", "libX11"),
    "libgomp.so": ("libgomp1", "libgomp", "libgomp"),
    "libpq.so": ("libpq5", "libpq", "libpq"),
    "libmariadb.so": ("libmariadb3", "mariadb-connector-c", "mariadb-connector-c"),
    "libmysqlclient.so": ("default-libmysqlclient-dev", "mariadb-connector-c", "mysql-libs"),
    "libxml2.so": ("libxml2", "libxml2", "libxml2"),
    "libxslt.so": ("libxslt1.1", "libxslt", "libxslt"),
    "libcairo.so": ("libcairo2", "cairo", "cairo"),
    "libpango-1.0.so": ("libpango-1.0-0", "pango", "pango"),
    "libmagic.so": ("libmagic1", "libmagic", "file-libs"),
    "libsndfile.so": ("libsndfile1", "libsndfile", "libsndfile"),
    "libportaudio.so": ("libportaudio2", "portaudio", "portaudio"),
    "libopenblas.so": ("libopenblas0", "openblas", "openblas"),
    "libgfortran.so": ("libgfortran5", "libgfortran", "libgfortran"),
    "libstdc++.so": ("libstdc++6", "libstdc++", "libstdc++"),
    "libgcc_s.so": ("libgcc-s1", "libgcc", "libgcc"),
    "libffi.so": ("libffi8", "libffi", "libffi"),
    "libzbar.so": ("libzbar0", "zbar", "zbar"),
    "libgeos_c.so": ("libgeos-c1v5", "geos", "geos"),
    "libgdal.so": ("libgdal-dev", "gdal", "gdal-libs"),
    "libodbc.so": ("unixodbc", "unixodbc", "unixODBC"),
    "libldap": ("libldap2-dev", "libldap", "openldap"),
    "libnss3.so": ("libnss3", "nss", "nss"),
}


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log)
    if hit is None:
        return None
    library = hit["library"].rpartition("/")[2]
    found = next((names for stem, names in _PACKAGES.items() if library.startswith(stem)), None)
    return Told(
        cause=f"A Python package needs the shared library {library}, which the image does not "
        "have.",
        because=proofs((hit,)),
        advice=_advice(case, library, found),
        commands=(f"ldconfig -p | grep {library.partition('.')[0]}", "cat /etc/os-release"),
        confidence=0.93,
    )


def _advice(case: Case, library: str, found: tuple[str, str, str] | None) -> str:
    if library.startswith(("libcud", "libcublas", "libnv", "libcusp")):
        return (
            "It is a part of CUDA: take a CUDA base image with that version, or the package's "
            "build for the CPU."
        )
    if library.startswith("libpython"):
        return "Take the Python that the package was built for, or install its `libpython` package."
    if found is None:
        return f"Install the package that holds {library} (`apt-file search {library}`)."
    apt, apk, dnf = found
    gui = (
        " For OpenCV, `opencv-python-headless` needs no display library at all."
        if library.startswith(("libGL.", "libSM", "libXext", "libXrender"))
        else ""
    )
    needed = Need(name=library, apt=apt, apk=apk, dnf=dnf)
    glibc = " Wheels made for glibc do not run on Alpine." if on_alpine(case) else ""
    return f"Run {how(case, needed)} before this step.{gui}{glibc}"


RULE = Rule(
    code="BB443",
    name="python-shared-library",
    title="A Python package misses a shared library",
    category=Category.PYTHON_MODULE,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The package is installed, but a system library that it loads is not: slim images "
        "leave most of them out.",
        instruction="RUN python -c 'import cv2'",
        example="ImportError: libGL.so.1: cannot open shared object file: No such file or "
        "directory",
        fix="Install the system package that holds the library.",
    ),
)
