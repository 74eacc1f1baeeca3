# shellcheck shell=sh
# Knows the base images of tests and examples: how their roots are made once, and how an engine gets them.

BASES='busybox onbuild debian node'

# base_root BASE: which tarball it is made from.
base_root() { if [ "$1" = onbuild ]; then echo busybox; else echo "$1"; fi; }

# base_changes BASE: what its image says beside the files, one Dockerfile instruction a line.
base_changes() {
    cat <<'END'
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
CMD ["/bin/sh"]
LABEL bisectbuild.test=1
END
    [ "$1" != onbuild ] || printf '%s\n' 'ONBUILD RUN echo trigger-one' 'ONBUILD COPY app.txt /app.txt'
}

# base_mark BASE: changes when its files or its recipe do; empty while there is no tarball.
base_mark() {
    root_sum=$DEV_HOME/bases/$(base_root "$1").sum
    [ ! -f "$root_sum" ] || { cat "$root_sum" && base_changes "$1"; } | sha256sum | cut -d ' ' -f 1
}

# imported_marks ENGINE|- BASE…: "NAME MARK" of those that are there.
imported_marks() (
    from=$1
    shift
    # shellcheck disable=SC2046 # one word each
    docker_of "$from" image inspect $(printf 'bisectbuild-test/%s ' "$@") 2>/dev/null \
        --format '{{range .RepoTags}}{{.}} {{end}}{{index .Config.Labels "bisectbuild.test.mark"}}' || :
)

# bases_missing ENGINE|- BASE…: those that are not there, or of another tarball or recipe.
bases_missing() (
    marks=$(imported_marks "$@")
    shift
    for base; do
        printf '%s\n' "$marks" | grep -q "bisectbuild-test/$base:latest .*$(base_mark "$base")\$" && [ -n "$(base_mark "$base")" ] ||
            echo "$base"
    done
)

# shellcheck disable=SC2086 # a list of words
bases_ready() { [ -z "$(bases_missing "$1" $BASES)" ]; }

# import_bases ENGINE|- [BASE…]: makes what is not made, imports what is not there.
import_bases() (
    into=$1
    shift
    # shellcheck disable=SC2086 # a list of words
    [ $# -gt 0 ] || set -- $BASES
    for base in $(bases_missing "$into" "$@"); do
        if ! make_root "$(base_root "$base")" || ! import_base "$into" "$base"; then
            say "The base image bisectbuild-test/$base could not be made."
            return 1
        fi
    done
)

import_base() (
    say "Importing bisectbuild-test/$2 …"
    {
        base_changes "$2"
        printf 'LABEL bisectbuild.test.mark=%s\n' "$(base_mark "$2")"
    } >"$DEV_HOME/bases/changes"
    into=$1 base=$2
    set --
    while IFS= read -r change; do set -- "$@" --change "$change"; done <"$DEV_HOME/bases/changes"
    docker_of "$into" import "$@" - "bisectbuild-test/$base:latest" \
        <"$DEV_HOME/bases/$(base_root "$base").tar" >/dev/null
)

# make_root ROOT: its tarball, unless it is there.
make_root() {
    use roots
    [ ! -f "$DEV_HOME/bases/$1.sum" ] || return 0
    "make_root_$1" &&
        sha256sum <"$DEV_HOME/bases/$1.tar" >"$DEV_HOME/bases/$1.sum.new" &&
        mv "$DEV_HOME/bases/$1.sum.new" "$DEV_HOME/bases/$1.sum"
}
