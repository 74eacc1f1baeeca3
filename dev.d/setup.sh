# shellcheck shell=sh
# Knows how .venv comes to be: a Python that is new enough, and the pinned packages.

use packages

cmd_setup() {
    [ $# -eq 0 ] || die "./dev setup takes no arguments."
    venv_ready || make_venv
    install_project
}

venv_ready() {
    [ -x .venv/bin/python ] && new_enough .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# find_python: the first that is new enough and can make a venv with pip in it.
# Debian's python3 without python3-venv has the module venv but not ensurepip.
find_python() (
    for python in python3.14 python3.13 python3.12 python3.11 python3; do
        if new_enough "$python" && "$python" -c 'import venv, ensurepip' 2>/dev/null; then
            printf '%s' "$python"
            return 0
        fi
    done
    return 1
)

make_venv() {
    python=$(find_python) || {
        install_python || exit 1
        python=$(find_python) ||
            die "No Python of 3.11 or newer that can make a venv was found, and the packages brought none." \
                "Install one (Debian: python3 python3-venv; Ubuntu 22.04: python3.11 python3.11-venv), then run ./dev setup again."
    }
    say "Making .venv with $("$python" --version) …"
    "$python" -m venv --clear .venv
}

install_python() {
    need_packages "./dev setup" python3 python3-venv || return 1
    ! find_python >/dev/null || return 0
    for version in 3.14 3.13 3.12 3.11; do # a release whose own python3 is too old may have a newer one beside it
        apt-cache show "python$version-venv" >/dev/null 2>&1 || continue
        need_packages "./dev setup" "python$version" "python$version-venv"
        return
    done
}

# install_project: nothing to do while the files it is made from, and its place, are the same.
install_project() {
    [ -f pyproject.toml ] || {
        say "There is no pyproject.toml yet, so nothing is installed in .venv."
        return 0
    }
    stamp=$({
        .venv/bin/python --version
        pwd
        cat pyproject.toml requirements/*.txt 2>/dev/null
    } | cksum)
    [ "$stamp" != "$(cat .venv/.dev-stamp 2>/dev/null)" ] || return 0
    say "Installing the project's packages in .venv …"
    [ ! -f requirements/dev.txt ] || pip_install --requirement requirements/dev.txt
    pip_install --no-deps --editable .
    printf '%s\n' "$stamp" >.venv/.dev-stamp
}

pip_install() {
    .venv/bin/python -m pip install -qq --disable-pip-version-check "$@" ||
        die "pip could not install the project's packages (its words are above)." \
            "Usually the network or a proxy is in the way: check it, then run ./dev setup again."
}
