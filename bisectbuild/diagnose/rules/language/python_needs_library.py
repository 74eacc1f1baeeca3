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
    (
        "mysql_config",
        (r"(?:OSError|EnvironmentError): mysql_config not found|mysql_config: (?:command )?not "
        r"found"
        r"|Exception: Can not find valid pkg-config name"),
        "mysql_config",
        "Can not find valid pkg-config",
    ),
    ("xmlsec", r"(?:Unable to find xmlsec|xmlsec1? is not installed|pkgconfig[^\n]*xmlsec1?\b)",
     "xmlsec"),
    ("krb5-config", r"krb5-config: (?:command )?not found|krb5-config' (?:failed|returned)",
     "krb5-config"),
    ("llvm-config", (r"RuntimeError: (?:llvm-config failed|Could not find a `?llvm-config|"
     r"[^\n]*point LLVM_CONFIG)"), "llvm-config", "LLVM_CONFIG"),
    ("curl-config", r"Could not run curl-config", "curl-config"),
    ("gdal-config", (r"(?:gdal-config: (?:command )?not found|A GDAL API version must be specified|"
     r"Could not find gdal-config|No such file or directory: 'gdal-config')"), "gdal-config",
     "GDAL API"),
    ("geos-config", r"geos-config: (?:command )?not found|Could not find library geos_c", "geos"),
    ("net-snmp-config", r"net-snmp-config: (?:command )?not found", "net-snmp-config"),
    ("libxml2", (r"(?:Error: )?Please make sure the libxml2 and libxslt development packages are "
     r"installed"), "libxslt development"),
    ("jpeg", (r"The headers or library files could not be found for jpeg|"
     r"RequiredDependencyException: jpeg"), "jpeg"),
    ("zlib", (r"The headers or library files could not be found for zlib|"
     r"RequiredDependencyException: zlib"), "zlib"),
    ("hdf5", r"Unable to load dependency HDF5|Could not find (?:a )?(?:local )?HDF5 installation",
     "HDF5"),
    ("cmake", (r"CMake must be installed to build|Could not find \"?cmake\"? executable|"
     r"No such file or directory: '?cmake'?|Problem with the CMake installation|"
     r"CMake is not installed on your system"), "cmake", "CMake"),
    ("blas", (r"numpy\.distutils\.system_info\.(?:Blas|Lapack|NoBlas)\w*NotFoundError|"
     r"no lapack/blas resources found"), "Blas", "Lapack", "lapack"),
    ("fortran", (r"Unknown compiler\(s\): \[\[?'(?:gfortran|flang)|error: library \w+ has Fortran "
     r"sources but no Fortran compiler found"), "gfortran", "Fortran"),
    ("swig", r"(?:unable to execute '?swig|command '?swig(?:\.exe)?'? failed)", "swig"),
    ("freetype", (r"The following required packages can(?: not|not) be built:[^\n]*freetype|"
     r"^\s*\* The following required packages can not be built:\s*\n\s*\* freetype"), "required"),
    ("magick", r"MagickWand shared library|You probably had not installed ImageMagick", "Magick"),
    ("java", r"(?:JAVA_HOME|Java) (?:is not set|not found|executable not found)", "JAVA", "Java"),
    ("pkg-config", (r"(?:Did not find pkg-config|pkg-config(?:'|: command)? not found|"
     r"PkgConfig is not installed|No such file or directory: 'pkg-config'|"
     r"pkg-config is required)"), "kg-config", "PkgConfig"),
)  # fmt: skip
_SIGNATURES: Final = tuple(
    (key, Signature(pip_log.INDENT + r"[^\n]{0,120}?(?:" + says + ")", *words))
    for key, says, *words in _SAYS
)


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
