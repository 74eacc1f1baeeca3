"""The rules of BB5xx: compilers and their tools, in the order of their codes."""

from __future__ import annotations

from typing import Final

from bisectbuild.diagnose.rule import Rule
from bisectbuild.diagnose.rules.compiler import (
    autoconf_macro,
    autotools_missing,
    cc_broken,
    cc_error,
    cc_include_dropped,
    cc_missing,
    cc_option,
    cc_stricter,
    cc_werror,
    configure_error,
    configure_machine,
    cuda_compiler,
    ld_duplicate,
    ld_library_missing,
    ld_undefined,
    make_no_makefile,
    make_no_rule,
    make_stops,
    pkgconfig_missing,
    pkgconfig_old,
)

RULES: Final[tuple[Rule, ...]] = (
    cc_missing.RULE,
    cc_broken.RULE,
    ld_library_missing.RULE,
    ld_undefined.RULE,
    ld_duplicate.RULE,
    cc_stricter.RULE,
    cc_include_dropped.RULE,
    cc_werror.RULE,
    cc_option.RULE,
    cc_error.RULE,
    cuda_compiler.RULE,
    make_no_makefile.RULE,
    make_no_rule.RULE,
    make_stops.RULE,
    pkgconfig_missing.RULE,
    pkgconfig_old.RULE,
    configure_machine.RULE,
    autoconf_macro.RULE,
    autotools_missing.RULE,
    configure_error.RULE,
)
