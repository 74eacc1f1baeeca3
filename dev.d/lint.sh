# shellcheck shell=sh
# Knows the checks that read the code without running it; each runs only where it is configured.

cmd_lint() {
    [ $# -eq 0 ] || die "./dev lint takes no arguments."
    cmd_setup
    lint_all
}

# lint_all: runs every check also after one has failed.
lint_all() {
    lint_status=0
    configured tool.ruff && {
        check ruff check .
        check ruff format --check .
    }
    ! configured tool.mypy || check mypy
    ! configured tool.importlinter || check lint-imports
    ! have shellcheck || check_shell
    [ "$lint_status" -eq 0 ] || say "./dev lint: not clean."
    return "$lint_status"
}

configured() { grep -q "^\[$1[].]" pyproject.toml 2>/dev/null; }

check() {
    tool=$1
    shift
    say "» $tool $*"
    ".venv/bin/$tool" "$@" || lint_status=1
}

check_shell() {
    say "» shellcheck"
    shellcheck --external-sources dev dev.d/*.sh .ci/run || lint_status=1
}
