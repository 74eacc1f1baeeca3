"""RUN lines that fail, each with the command that is at fault and its physical line.

Every file begins with its FROM, so the RUN stands on line 2 where nothing else comes before it.
`make`, `curl`, `npm`, `git` and `pip` are stand-ins that fail as those do; all else is the
image's own. Where `traced` is False the step's own shell does not trace the failing command.
"""

from __future__ import annotations

from dataclasses import dataclass

DEBIAN, BUSYBOX = "bisectbuild-test/debian", "bisectbuild-test/busybox"
_BASH = 'SHELL ["/bin/bash", "-c"]\n'
_PIPEFAIL = 'SHELL ["/bin/bash", "-o", "pipefail", "-c"]\n'
_ERREXIT = 'SHELL ["/bin/sh", "-ec"]\n'

# What stands for tools that the images do not have: how they fail is their own.
TOOLS = {
    "make": 'case "$*" in *clean*) exit 0;; esac\n'
    'echo "cc -c main.c"; echo "make: *** [Makefile:7: all] Error 1" >&2; exit 2\n',
    "curl": 'echo "curl: (22) The requested URL returned error: 404" >&2; exit 22\n',
    "npm": 'echo "npm error code ERESOLVE" >&2; exit 1\n',
    "git": 'echo "Cloning into \'x\'..." >&2\necho "fatal: repository not found" >&2; exit 128\n',
    "pip": 'case "$*" in *wheel*) echo "Successfully installed wheel-1"; exit 0;; esac\n'
    'echo "Collecting nothing"; echo "ERROR: No matching distribution found for nothing" >&2\n'
    "exit 1\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A RUN that fails: `run` is the text behind the FROM, all of it."""

    name: str
    run: str
    text: str
    line: int
    base: str = BUSYBOX
    head: str = ""
    traced: bool = True

    @property
    def dockerfile(self) -> str:
        """The whole file."""
        return f"{self.head}FROM {self.base}\n{self.run}\n"


def _row(name: str, run: str, text: str, line: int = 2, base: str = BUSYBOX) -> Row:
    return Row(name=name, run=run, text=text, line=line, base=base)


def _bash(name: str, run: str, text: str, line: int = 3, shell: str = _BASH) -> Row:
    return Row(name=name, run=shell + run, text=text, line=line, base=DEBIAN)


def _hidden(name: str, run: str, text: str, line: int = 2, base: str = DEBIAN) -> Row:
    return Row(name=name, run=run, text=text, line=line, base=base, traced=False)


CHAINS = (
    _row("and", "RUN mkdir /a && cp /missing /a/ && echo done", "cp /missing /a/"),
    _row("and, first", "RUN cd /nowhere && make all && echo done", "cd /nowhere"),
    _row("and, last", "RUN mkdir /al && cd /al && make all", "make all"),
    _row(
        "continued",
        "RUN mkdir -p /srv/app \\\n"
        "  # the settings\n"
        "  && cd /srv/app \\\n"
        "\n"
        "  && cp -v \\\n"
        "       /nowhere/app.conf   . \\\n"
        "  && chmod 600 app.conf",
        "cp -v /nowhere/app.conf   .",
        6,
        DEBIAN,
    ),
    _row("lone continued", "RUN \\\n  # why\n  cat \\\n  /nowhere", "cat /nowhere", 4),
    _row("semicolons", "RUN ls /never; ls /nowhere", "ls /nowhere"),
    _row("semicolons, quiet", "RUN ls /nowhere; true; test -d /nowhere", "test -d /nowhere"),
    _row("twice the same", "RUN make clean && cd / && make && make clean", "make"),
    _row("no error", "RUN mkdir /d && test -e /d/x && echo never", "test -e /d/x"),
    _row("missing program", "RUN mkdir /n && no-such-tool --all && echo", "no-such-tool --all"),
    _row(
        "not executable",
        "RUN echo '#!/bin/sh' > /run.sh && ls /run.sh && /run.sh && echo ok",
        "/run.sh",
        base=DEBIAN,
    ),
    _row("redirection", "RUN mkdir /r && echo x > /nowhere/x && ls", "echo x > /nowhere/x"),
    _row("redirection, dash", "RUN cd / && echo x >/no/x && ls", "echo x >/no/x", base=DEBIAN),
    _row(
        "no package",
        "RUN apt-get install -y nothing && rm -r /var/lib/apt",
        "apt-get install -y nothing",
        base=DEBIAN,
    ),
    _row(
        "two tools", "RUN pip install wheel && pip install nothing && npm ci", "pip install nothing"
    ),
    _row(
        "tool's own code",
        "RUN git clone https://git.example/x /x && npm ci",
        "git clone https://git.example/x /x",
    ),
    _row("killed", "RUN echo a && kill -9 $$ && echo b", "kill -9 $$"),
)

VALUES = (
    _row(
        "variables",
        'RUN name=demo && mkdir /$name && cat "/$name/list.txt" && ls',
        'cat "/$name/list.txt"',
        base=DEBIAN,
    ),
    _row("globs", "RUN touch /x.c && rm /*.none && echo", "rm /*.none"),
    _row("assignment before", "RUN cd / && LANG=C X=$((1 + 2)) ls /no; ls /nowhere", "ls /nowhere"),
    _row(
        "quotes",
        "RUN printf '%s\\n' \"it's a \\\"t\\\"\" && ls '/no where'",
        "ls '/no where'",
        base=DEBIAN,
    ),
    _row(
        "quoted lines", "RUN printf 'one \\\n  two' > /f && \\\n  grep three /f", "grep three /f", 4
    ),
    _row("unset", "RUN set -u; cd /; echo $FIRST_THING; ls", "echo $FIRST_THING", base=DEBIAN),
    _bash("brace words", "RUN mkdir -p /w/{a,b} && ls /w/{a,c}", "ls /w/{a,c}"),
    _bash(
        "test words",
        "RUN cd / && [[ -d /tmp && -f /nowhere ]] && echo yes",
        "[[ -d /tmp && -f /nowhere ]]",
    ),
    _bash("arithmetic", "RUN n=0; ls /; ((n > 1)) && echo yes", "((n > 1))"),
    _bash("regular text", "RUN x='a  b'; echo $'t\\tt' && ls \"$x\"{1,2}", 'ls "$x"{1,2}'),
)

PIPES = (
    _row("pipe", "RUN echo data | grep missing", "grep missing"),
    _row(
        "pipe, first does not count",
        "RUN cat /nowhere | sort | grep -c x",
        "grep -c x",
        base=DEBIAN,
    ),
    _row("pipe in a chain", "RUN ls / | sort > /l && cat /l | grep -q zzz && ls", "grep -q zzz"),
    _bash(
        "pipefail",
        "RUN curl -fsSL https://files.example/a.tgz | cat > /a.tgz",
        "curl -fsSL https://files.example/a.tgz",
        shell=_PIPEFAIL,
    ),
    _bash("pipefail, last", "RUN echo x | tr x y | grep z", "grep z", shell=_PIPEFAIL),
    _bash(
        "pipefail, both", "RUN ls / && cat /nowhere | grep z && ls", "cat /nowhere", shell=_PIPEFAIL
    ),
    _bash("pipefail set", "RUN set -o pipefail; cat /no | tr a b | wc -l", "cat /no"),
    _bash("pipefail, middle", "RUN set -eo pipefail; echo x | grep y | cat; ls", "grep y"),
    _row("pipefail, ash", "RUN set -o pipefail; ls /nowhere | wc -c", "ls /nowhere"),
    _row(
        "pipe to a loop",
        "RUN printf '1\\n2\\n' | while read n; do test $n -lt 2 || exit 4; done",
        "test $n -lt 2",
    ),
    _row("pipe to a group", 'RUN echo x | { read v; ls "/no/$v"; }', 'ls "/no/$v"', base=DEBIAN),
    _row("negated pipe", "RUN cd / && ! echo a | grep a", "grep a"),
)

SHELLS = (
    _row("subshell", "RUN (cd /tmp || cd /; ls no.txt) && echo ok", "ls no.txt"),
    _row("subshell's own end", "RUN (cd /; exit 7); ls /bin >/dev/null; (exit 8)", "exit 8"),
    _row(
        "nested subshells",
        "RUN ls / && ( (cd /; cat /nowhere) ) && ls",
        "cat /nowhere",
        base=DEBIAN,
    ),
    _hidden("quiet subshell", "RUN (cd / && cat /nowhere) > /out 2>&1 && ls", "cat /nowhere"),
    _row("group", "RUN { cd / && cat /nowhere; } && ls", "cat /nowhere"),
    _row("substitution", 'RUN v=$(cat /nowhere/V) && echo "$v"', "cat /nowhere/V"),
    _row(
        "substitution does not count",
        'RUN echo "$(cat /no)" && test -s /no',
        "test -s /no",
        base=DEBIAN,
    ),
    _row("back-ticks", "RUN set -e; x=`ls /nowhere`; echo $x", "ls /nowhere"),
    _row("substituted pipe", "RUN set -e; n=$(echo a | grep b); echo $n", "grep b", base=DEBIAN),
    _row("exported", "RUN export V=$(false) && rm /nowhere && ls", "rm /nowhere"),
    _bash(
        "process", "RUN ls / && diff -q <(echo a) <(echo b) && ls", "diff -q <(echo a) <(echo b)"
    ),
    _row("evaluated", 'RUN cd / && eval "ls /; ls /nowhere" && ls', 'eval "ls /; ls /nowhere"'),
    _row("sourced", "RUN cd / && . /nowhere.sh && make", ". /nowhere.sh", base=DEBIAN),
    _row("executed", "RUN cd / && exec cat /nowhere", "exec cat /nowhere"),
)

ERREXIT = (
    _row("set -e", "RUN set -e; mkdir /x; ls /nowhere; echo after", "ls /nowhere"),
    _row("set -ex", "RUN set -ex; ls /; cp /nowhere /x; echo after", "cp /nowhere /x", base=DEBIAN),
    _row("set -e, left of and", "RUN set -e; false && true; ls /nowhere; ls", "ls /nowhere"),
    _row(
        "set -e, condition", "RUN set -e; if ls /no; then ls; fi; cat /no", "cat /no", base=DEBIAN
    ),
    _row("set -e, negated", "RUN set -e; ! true; rm /nowhere; ls", "rm /nowhere"),
    _row("set +e", "RUN set -e; true; set +e; ls /no; cat /nowhere", "cat /nowhere"),
    Row(name="SHELL -ec", run=_ERREXIT + "RUN ls /; cat /no; ls", text="cat /no", line=3),
    _bash("set -euxo", "RUN set -euxo pipefail; ls / | sort; test -f /no; ls", "test -f /no"),
)

FALLBACKS = (
    _row("or", "RUN ls /nowhere || cat /other", "cat /other"),
    _row("or true", "RUN ls /nowhere || true; cp /nowhere /x", "cp /nowhere /x"),
    _row("or exit", "RUN make || { echo 'build failed' >&2; exit 1; }", "make"),
    _row("or exit in a subshell", "RUN cp /no /x || (echo no; false)", "cp /no /x", base=DEBIAN),
    _row("test or exit", "RUN ls / && test -f /nowhere || exit 3", "test -f /nowhere"),
    _row("three", "RUN true && false || rmdir /nowhere", "rmdir /nowhere"),
    _row("quiet left", "RUN ls /no 2>/dev/null || mkdir /a/b/c", "mkdir /a/b/c", base=DEBIAN),
    _row("negated", "RUN ls / && ! test -d /bin", "test -d /bin"),
    _row("passed on", "RUN cat /no; rc=$?; echo rc $rc; exit $rc", "cat /no"),
)

BRANCHES = (
    _row("then", "RUN if [ -d /bin ]; then ls /; cat /no; fi", "cat /no"),
    _row("else", "RUN if [ -d /no ]; then ls /; else cat /no; fi", "cat /no", base=DEBIAN),
    _row(
        "elif",
        "RUN if [ -d /no ]; then \\\n    ls /; \\\n  elif [ -d /bin ]; then \\\n"
        "    ls /nowhere; \\\n  else \\\n    cat /nothing; \\\n  fi",
        "ls /nowhere",
        5,
    ),
    _row("exit in a branch", "RUN if [ ! -f /no ]; then echo missing; exit 6; fi", "exit 6"),
    _row("case", "RUN case $(uname -s) in L*) ls /no;; *) cat /no;; esac", "ls /no"),
    _bash(
        "case, bash", "RUN case $HOME in /x) ls;; *) cat /no;; esac; cat /nowhere", "cat /nowhere"
    ),
    _row("for", "RUN for f in a b c; do touch /$f && test $f != b || exit 5; done", "test $f != b"),
    _row(
        "for, set -e",
        "RUN set -e; for d in /bin /no /usr; do ls $d >/dev/null; done",
        "ls $d >/dev/null",
        base=DEBIAN,
    ),
    _bash("for, last", 'RUN for d in / /no; do ls "$d" > /l; done', 'ls "$d" > /l'),
    _row("while", "RUN n=0; while [ $n -lt 2 ]; do n=$((n + 1)); cat /no; done", "cat /no"),
    _row(
        "until", "RUN n=0; until [ $n -ge 2 ]; do n=$((n + 1)); ls /no; done", "ls /no", base=DEBIAN
    ),
    _row("break", "RUN for d in / /no; do ls $d || break; done; cat /no", "cat /no"),
)

_HEREDOC = """RUN <<EOF
set -e
install_tool() {
  mkdir -p /opt/$1
  # its program
  cp /nowhere/$1 \\
    /opt/$1/
}

install_tool hammer
echo "all there"
EOF"""

HEREDOCS = (
    _row("heredoc", "RUN <<EOF\nmkdir /h\n\n# no comment\ncat /nowhere\nEOF", "cat /nowhere", 6),
    _row("heredoc, function", _HEREDOC, "cp /nowhere/$1 /opt/$1/", 7, DEBIAN),
    _row(
        "heredoc in a heredoc",
        "RUN <<'END'\ncat > /conf <<X && ls /\nport=$1\nX\ngrep host /conf\nEND",
        "grep host /conf",
        6,
    ),
    _row("fed file", "RUN cat <<A > /c && grep host /c\nport=1\nA", "grep host /c", base=DEBIAN),
    _bash("heredoc, bash", "RUN <<EOF\nset -o pipefail\nfalse | cat &&\n  ls\nEOF", "false", 5),
    _hidden("fed shell", "RUN <<EOF bash\nmkdir /f\ncat /nowhere\nEOF", "cat /nowhere", 4),
    _hidden("fed shell, set -e", "RUN bash -e <<'E'\nls /\ncp /no /x\nls /\nE", "cp /no /x", 4),
    _hidden(
        "script", "RUN <<EOF\n#!/bin/bash\nset -e\nls /\ncat /nowhere\nls /\nEOF", "cat /nowhere", 6
    ),
    _hidden("exec form", 'RUN ["cat", "/nowhere"]', '["cat", "/nowhere"]'),
    _hidden("exec form of a shell", 'RUN ["sh", "-c", "ls / && cat /no"]', "cat /no"),
    _hidden("bash -c", "RUN bash -c 'ls / && cat /nowhere'", "cat /nowhere"),
    _hidden("bash -c with more", 'RUN ls / && bash -lc "cd /no && make"', "cd /no"),
)

FUNCTIONS = (
    _row("function", "RUN build() { cd / && make; }; build && echo ok", "make"),
    _row("function or exit", "RUN f() { false; ls /no; }; f || exit 9", "ls /no", base=DEBIAN),
    _bash("function word", "RUN function f { cat /no; }; set -e; f; ls", "cat /no"),
    _row("returned", "RUN f() { ls /; return 3; }; f; f && ls", "return 3"),
    # The pause keeps the two traces, which dash writes in pieces, out of one another's words.
    _row("background", "RUN true & sleep 1; ls / && cp /nowhere /x", "cp /nowhere /x", base=DEBIAN),
    _row("waited for", "RUN cat /nowhere & ls /; wait $!", "cat /nowhere"),
    _row("trap", "RUN trap 'echo bye' EXIT; ls /; cat /no", "cat /no"),
    _row(
        "trap, set -e",
        "RUN set -e; trap 'ls /; echo bye' EXIT; cp /no /x; ls",
        "cp /no /x",
        base=DEBIAN,
    ),
    _bash("trap, ERR", "RUN trap 'echo failed; exit 1' ERR; ls /no; ls /", "ls /no"),
    Row(
        name="escape directive",
        head="# escape=`\n",
        run="RUN mkdir /bt `\n  # why\n  && ls /nowhere `\n  && echo done",
        text="ls /nowhere",
        line=5,
    ),
)

ROWS = (
    *CHAINS,
    *VALUES,
    *PIPES,
    *SHELLS,
    *ERREXIT,
    *FALLBACKS,
    *BRANCHES,
    *HEREDOCS,
    *FUNCTIONS,
)
