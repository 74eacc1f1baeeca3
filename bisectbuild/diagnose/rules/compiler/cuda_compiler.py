"""nvcc does not go with the GPU that is asked for or with the C++ compiler."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_ARCH = Signature(
    r"^[ \t]*nvcc fatal\s*: (?P<text>Unsupported gpu architecture '(?P<arch>[^']+)'"
    r"|Value '(?P<value>[^']+)' is not defined for option 'gpu-(?:architecture|code)')",
    "nvcc fatal",
)
_HOST = Signature(
    r"#error -- unsupported GNU version! gcc versions later than (?P<most>\d+) are not supported",
    "unsupported GNU version",
)


def _check(case: Case) -> Told | None:
    arch, host = _ARCH.first(case.log), _HOST.first(case.log)
    if arch is not None:
        wanted = arch["arch"] or arch["value"]
        return Told(
            cause=f"This CUDA toolkit's nvcc does not know the GPU architecture {wanted}.",
            because=proofs((arch,)),
            advice="Take a CUDA base image that supports it, or name architectures that this one "
            "knows (TORCH_CUDA_ARCH_LIST, CMAKE_CUDA_ARCHITECTURES, `-gencode`).",
            commands=("nvcc --version", "nvcc --list-gpu-arch"),
            confidence=0.9,
        )
    if host is not None:
        most = host["most"]
        return Told(
            cause=f"This CUDA toolkit's nvcc works with gcc up to {most}, "
            "and the image's gcc is newer.",
            because=proofs((host,)),
            advice=f"Install gcc-{most} and g++-{most} and pass "
            f"`-ccbin g++-{most}` (CUDAHOSTCXX), or take a newer CUDA base image.",
            commands=("nvcc --version", "gcc --version"),
            confidence=0.9,
        )
    return None


RULE = Rule(
    code="BB512",
    name="cuda-compiler",
    title="nvcc does not go with the GPU or the compiler",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="A CUDA toolkit knows the GPUs up to its own time, and one range of gcc versions.",
        instruction="RUN python setup.py build_ext",
        example="nvcc fatal   : Unsupported gpu architecture 'compute_120'",
        fix="Take the CUDA base image that fits, or name older architectures.",
    ),
)
