"""A Python package's build looks for a library's tool or headers and does not find them."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.native_needs import need
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.rules.language.installing import how, musl
from bisectbuild.diagnose.signature import Signature

# What the setup scripts say, and what they miss (a key of knowledge/native_needs.py).
_SAYS: Final = (
    ("pg_config", r"Error: pg_config executable not found", "pg_config executable"),
    ("mysql_config", r"mysql_config(?: not found|: (?:command )?not found)", "mysql_config"),
    ("mysql_config", r"Exception: Can not find valid pkg-config name", "valid pkg-config"),
    ("xmlsec", r"Unable to find xmlsec|xmlsec1? is not installed", "xmlsec"),
    (
        "krb5-config",
        r"krb5-config(?:: (?:command )?not found|' (?:failed|returned))",
        "krb5-config",
    ),
    ("llvm-config", r"RuntimeError: (?:llvm-config failed|[^\n]*LLVM_CONFIG)", "llvm", "LLVM"),
    ("llvm-config", r"Could not find a `?llvm-config", "llvm-config"),
    ("curl-config", r"Could not run curl-config", "curl-config"),
    ("gdal-config", r"gdal-config: (?:command )?not found|find gdal-config", "gdal-config"),
    (
        "gdal-config",
        r"A GDAL API version must be specified|directory: 'gdal-config'",
        "GDAL",
        "gdal",
    ),
    ("geos-config", r"geos-config: (?:command )?not found|Could not find library geos_c", "geos"),
    ("net-snmp-config", r"net-snmp-config: (?:command )?not found", "net-snmp-config"),
    ("libxml2", r"make sure the libxml2 and libxslt development packages", "libxslt development"),
    ("jpeg", r"library files could not be found for jpeg|DependencyException: jpeg", "jpeg"),
    ("zlib", r"library files could not be found for zlib|DependencyException: zlib", "zlib"),
    ("hdf5", r"Unable to load dependency HDF5|find (?:a )?(?:local )?HDF5 installation", "HDF5"),
    ("cmake", r"CMake must be installed to build|CMake is not installed on your system", "CMake"),
    ("cmake", r"Problem with the CMake installation", "CMake"),
    ("cmake", r"Could not find \"?cmake\"? executable|file or directory: '?cmake'?", "cmake"),
    ("blas", r"(?:Blas|Lapack)\w*NotFoundError|no lapack/blas resources found", "las", "apack"),
    ("fortran", r"Unknown compiler\(s\): \[\[?'(?:gfortran|flang)", "gfortran"),
    ("fortran", r"has Fortran sources but no Fortran compiler found", "Fortran"),
    ("swig", r"unable to execute '?swig|command '?swig(?:\.exe)?'? failed", "swig"),
    ("freetype", r"required packages can ?not be built:\s*(?:\* )?freetype", "required"),
    ("magick", r"MagickWand shared library|You probably had not installed ImageMagick", "Magick"),
    ("java", r"(?:JAVA_HOME|Java) (?:is not set|not found|executable not found)", "JAVA", "Java"),
    ("pkg-config", r"Did not find pkg-config|pkg-config(?:'|: command)? not found", "pkg-config"),
    ("pkg-config", r"PkgConfig is not installed|pkg-config is required", "kg-config", "PkgConfig"),
)
_SIGNATURES: Final = tuple((key, Signature(rf"(?:{says})", *words)) for key, says, *words in _SAYS)


def _check(case: Case) -> Told | None:
    for key, form in _SIGNATURES:
        hits = pip_log.unsettled(case.log, form.hits(case.log))
        hits = tuple(hit for hit in hits if pip_log.building(case.log, hit.number))
        if not hits:
            continue
        needed = need(key)
        package = pip_log.package_near(case.log, hits[-1].number) or "A Python package"
        wheel = f" Or ask for `{needed.wheel}`, which comes ready built." if needed.wheel else ""
        return Told(
            cause=f"{package} is built from source and needs {needed.name}, which the image "
            "does not have.",
            because=proofs(hits[-2:]),
            advice=f"Run {how(case, needed)} before pip install.{wheel}{musl(case)}",
            commands=(f"which {key}", "pip --version"),
            confidence=0.92,
        )
    return None


RULE = Rule(
    code="BB425",
    name="python-needs-library",
    title="A Python package's build misses a library",
    category=Category.NATIVE_BUILD,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="The package has no ready wheel here and is compiled against a library whose "
        "headers or config program the image lacks.",
        instruction="RUN pip install psyklopg2",
        example="    Error: pg_config executable not found.\n"
        "    pg_config is required to build psyklopg2 from source.\n"
        "error: subprocess-exited-with-error\nERROR: Failed to build psyklopg2",
        fix="Install the library's development package, or a package with a ready wheel.",
    ),
)
