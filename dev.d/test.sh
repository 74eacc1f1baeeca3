# shellcheck shell=sh
# Knows how the suite is run: checks first, then pytest with every engine of the matrix.

cmd_test() {
    use engines browser lint
    cmd_setup
    make_dev_home
    if [ "${CI:-}" = true ]; then
        BISECTBUILD_REQUIRE_ENGINES=1 BISECTBUILD_REQUIRE_BROWSER=1
        export BISECTBUILD_REQUIRE_ENGINES BISECTBUILD_REQUIRE_BROWSER
        ran_before=$(running_engines)
        trap 'stop_what_we_started' EXIT
        trap 'exit 130' INT TERM
    fi
    browser_ready || browser_missing
    engines_up || engines_incomplete
    export_engines
    clean=0
    lint_all || clean=1
    .venv/bin/pytest "$@"
    return "$clean"
}

engines_incomplete() {
    [ "${CI:-}" != true ] || die "CI=true: the suite must run on every engine of the matrix, and not all came up (see above)."
    say "The suite goes on without them; tests that need them say so."
}

browser_missing() {
    [ "${CI:-}" != true ] || die "CI=true: the HTML report must be tested in a browser, and none is here (see above)."
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
