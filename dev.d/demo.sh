# shellcheck shell=sh
# Knows the demonstration: one broken example, on whatever Docker answers, else on a private one.

DEMO=broken_examples/npm_installer/Dockerfile

cmd_demo() {
    [ $# -eq 0 ] || die "./dev demo takes no arguments."
    use engines
    cmd_setup
    [ -f "$DEMO" ] || die "There is no $DEMO yet, so there is nothing to show."
    make_dev_home
    demo_engine=
    if have docker && docker version >/dev/null 2>&1; then
        say "Using the Docker that answers here."
        # shellcheck disable=SC2046 # a list of words
        with_lock import_bases - $(demo_bases) || exit 1
    else
        demo_engine=$(own_engine)
        say "No Docker answers here; using the private engine $demo_engine."
        engines_up "$demo_engine" || exit 1
        use_engine "$demo_engine"
    fi
    demo_status=0
    .venv/bin/bisectbuild debug "$DEMO" || demo_status=$?
    say "To type bisectbuild commands in this shell:"
    if [ -z "$demo_engine" ]; then
        say "  export PATH=$ROOT/.venv/bin:\$PATH"
    else
        say "  export PATH=$ROOT/.venv/bin:$(engine_dir "$demo_engine")/bin:\$PATH"
        say "  export DOCKER_HOST=$DOCKER_HOST DOCKER_CONFIG=$DOCKER_CONFIG"
    fi
    return "$demo_status"
}

# demo_bases: those of our base images that it builds upon.
demo_bases() { sed -nE 's,.*bisectbuild-test/([a-z]+).*,\1,p' "$DEMO" | sort -u; }
