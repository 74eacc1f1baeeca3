"""Random shell texts, to blame a command of.

In those of `Writer` the exit code tells which command was at fault: each is `t NUMBER ok` or
`t NUMBER no`; the stand-in `t` ends with the number where it is told to fail, and no two commands
have one number. Those of `PlainWriter` are made of ordinary commands that say what they say.
"""

from __future__ import annotations

from random import Random

TOOLS = {"t": 'test "$2" = ok && exit 0; exit $1\n'}
# Exit codes that shells give a meaning of their own begin after it.
_MOST_COMMANDS = 110
_DEEPEST = 3
_PASS = (
    "ls / > /dev/null", "cp /etc/hostname /tmp/x", "grep -q root /etc/passwd", "test -d /tmp",
    "mkdir -p /tmp/d", "true", "cat /etc/hostname", "cd /tmp", "echo all is well", "rm -f /tmp/q",
    "sh -c 'echo inner'", "touch /tmp/f", "[ -n x ]", "export A=1", "X=3", "sleep 0",
    "pip install wheel", "make clean",
)  # fmt: skip
_FAIL = (
    "ls /no", "cp /no /tmp", "grep zzz /etc/passwd", "mkdir /proc/x", "test -f /no", "false",
    "no-such-tool --x", "cd /no", "tar xf /no.tar", "rm /no", "sh -c 'exit 3'", "sed -i s/a/b/ /no",
    "cat < /no", "echo x > /no/y", "mv /no /tmp", "./no", "ls $HOME/no", "cp /no /x >/f 2>&1",
    "curl -fO https://files.example/x", "npm ci", "git clone https://git.example/x", "make",
    "pip install nothing", "exit 4",
)  # fmt: skip


class Writer:
    """Writes one text from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self._last = 2

    def text(self) -> str:
        """Give a text; every second one begins with `set -e`."""
        begin = "set -e; " if self._random.random() < 0.5 else ""
        return begin + self._list(_DEEPEST)

    def _number(self) -> int:
        self._last += 1
        return self._last

    def _command(self) -> str:
        number = self._number()
        plain = f"t {number} {'ok' if self._random.random() < 0.72 else 'no'}"
        forms = (
            f"{plain} > /dev/null",
            f"{plain} \"$HOME\" '{number} q'",
            f"V{number}=$({plain})",
            f'echo "$({plain})"',
            f"A=1 {plain}",
            *(plain,) * 12,
        )
        return self._random.choice(forms)

    def _list(self, depth: int) -> str:
        count = self._random.randint(1, 3)
        return "; ".join(self._part(depth) for _ in range(count))

    def _part(self, depth: int) -> str:
        if depth <= 0 or self._last > _MOST_COMMANDS or self._random.random() < 0.4:
            return self._command()
        forms = (
            self._chain,
            self._chain,
            self._pipe,
            self._grouped,
            self._if,
            self._loop,
            self._case,
            self._function,
            self._option,
        )
        return self._random.choice(forms)(depth - 1)

    def _chain(self, depth: int) -> str:
        sign = self._random.choice(("&&", "&&", "||"))
        return f"{self._part(depth)} {sign} {self._part(depth)}"

    def _pipe(self, depth: int) -> str:
        last = self._random.choice((self._command(), f"{{ {self._list(depth)}; }}"))
        return f"t {self._number()} ok | {last}"

    def _grouped(self, depth: int) -> str:
        body = self._list(depth)
        return self._random.choice((f"( {body} )", f"{{ {body}; }}"))

    def _if(self, depth: int) -> str:
        test, body = self._part(depth), self._list(depth)
        other = self._random.choice(("", f"; else {self._list(depth)}"))
        return f"if {test}; then {body}{other}; fi"

    def _loop(self, depth: int) -> str:
        body, name = self._list(depth), f"w{self._number()}"
        count = f"{name}=0; while [ ${name} -lt 2 ]; do {name}=$(({name}+1)); {body}; done"
        return self._random.choice((f"for i in 1 2; do {body}; done", f"{{ {count}; }}"))

    def _case(self, depth: int) -> str:
        return f"case x in y) {self._command()};; x) {self._list(depth)};; esac"

    def _function(self, depth: int) -> str:
        number = self._number()
        return f"{{ f{number}() {{ {self._list(depth)}; }}; f{number} {number}; }}"

    def _option(self, depth: int) -> str:
        return f"{self._random.choice(('set -e', 'set +e', 'true'))}; {self._part(depth)}"


class PlainWriter(Writer):
    """Writes texts of ordinary commands, every second one a chain."""

    def text(self) -> str:
        """Give a text."""
        if self._random.random() < 0.5:
            return super().text()
        count = self._random.randint(2, 7)
        return " && ".join(self._command() for _ in range(count))

    def _command(self) -> str:
        self._last += 1
        return self._random.choice(_PASS if self._random.random() < 0.8 else _FAIL)

    def _pipe(self, depth: int) -> str:
        del depth
        return f"{self._command()} | {self._command()}"
