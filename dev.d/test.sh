# shellcheck shell=sh
# Knows how the suite is run: checks first, then pytest with every engine of the matrix.

cmd_test() {
    use engines browser sshd registry tmate lint
    cmd_setup
    make_dev_home
    if [ "${CI:-}" = true ]; then
        BISECTBUILD_REQUIRE_ENGINES=1 BISECTBUILD_REQUIRE_BROWSER=1 BISECTBUILD_REQUIRE_SSHD=1
        export BISECTBUILD_REQUIRE_ENGINES BISECTBUILD_REQUIRE_BROWSER BISECTBUILD_REQUIRE_SSHD
        export BISECTBUILD_REQUIRE_TMATE=1
        ran_before=$(running_engines)
        trap 'stop_what_we_started' EXIT
        trap 'exit 130' INT TERM
    fi
    browser_ready || browser_missing
    sshd_ready || sshd_missing
    registry_ready || registry_missing
    tmate_ready || tmate_missing
    engines_up || engines_incomplete
    export_engines
    clean=0
    lint_all || clean=1
    if [ $# -eq 0 ]; then
        whole_suite || clean=1
    else
        .venv/bin/pytest "$@" || clean=1
    fi
    return "$clean"
}

# whole_suite: two runs go on at once, each with half of the engines and of all else; what the second one says comes
# after the first one's. Tests that go from one engine to another come last, as no run may find another's things.
whole_suite() {
    passed=0
    told=$(mktemp)
    .venv/bin/pytest --share=2/2 >"$told" 2>&1 &
    second=$!
    .venv/bin/pytest --share=1/2 || passed=1
    wait "$second" || passed=1
    cat "$told"
    rm -f "$told"
    .venv/bin/pytest -m two_engines || passed=1
    return "$passed"
}

engines_incomplete() {
    [ "${CI:-}" != true ] || die "CI=true: the suite must run on every engine of the matrix, and not all came up (see above)."
    say "The suite goes on without them; tests that need them say so."
}

browser_missing() {
    [ "${CI:-}" != true ] || die "CI=true: the HTML report must be tested in a browser, and none is here (see above)."
    say "The suite goes on without it; tests that need it say so."
}

sshd_missing() {
    [ "${CI:-}" != true ] || die "CI=true: coming in through a bastion must be tested, and there is no sshd (see above)."
    say "The suite goes on without it; tests that need it say so."
}

registry_missing() {
    [ "${CI:-}" != true ] || die "CI=true: bundles must be tested through a registry, and none is here (see above)."
    say "The suite goes on without it; tests that need it say so."
}

tmate_missing() {
    [ "${CI:-}" != true ] || die "CI=true: coming in through tmate must be tested, and it is not here (see above)."
    say "The suite goes on without it; tests that need it say so."
}

# stop_what_we_started: engines that ran before belong to someone else.
stop_what_we_started() {
    for engine in $(running_engines); do
        case " $ran_before " in
        *" $engine "*) ;;
        *) engines_down "$engine" ;;
        esac
    done
}
