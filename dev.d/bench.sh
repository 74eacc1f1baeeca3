# shellcheck shell=sh
# Knows how the benchmarks are run: on every engine that comes up.

cmd_bench() {
    use engines
    cmd_setup
    make_dev_home
    engines_up || say "The benchmarks go on without what is missing."
    export_engines
    .venv/bin/python -m bench "$@"
}
