"""What an exit code says, whatever program it is of."""

from __future__ import annotations

from typing import Final

_SIGNALS: Final = {
    1: "its terminal went away (SIGHUP)",
    2: "it was interrupted (SIGINT)",
    4: "it met an instruction that the processor does not know (SIGILL)",
    6: "it gave up by itself (SIGABRT)",
    7: "it reached for memory that is not there (SIGBUS)",
    8: "it calculated what cannot be (SIGFPE)",
    9: "it was killed, mostly for want of memory (SIGKILL)",
    11: "it reached for memory that is not its own (SIGSEGV)",
    13: "it wrote to a pipe that nobody reads any more (SIGPIPE)",
    15: "it was told to end (SIGTERM)",
    24: "it used too much processor time (SIGXCPU)",
    25: "its file became too large (SIGXFSZ)",
    31: "it made a system call that is forbidden (SIGSYS)",
}
_CODES: Final = {
    1: "a failure that the program does not tell apart",
    2: "wrong use or a serious failure, in most programs",
    64: "wrong use of the command line",
    65: "data that is not as it should be",
    69: "something that is needed is not there",
    70: "an error within the program",
    73: "a file that could not be made",
    74: "an error in reading or writing",
    77: "no permission",
    78: "a wrong configuration",
    100: "apt's and dnf's code for a failure",
    101: "the code of Rust programs that panic, and of cargo",
    123: "xargs's code: one of its commands failed",
    124: "timeout's code: the command took too long",
    125: "docker's, chroot's or timeout's own failure",
    126: "a command that is there and cannot be run",
    127: "a command, or the interpreter of a script, that is not there",
    128: "git's code for a fatal error",
    255: "a failure of ssh, PHP or a program that returns -1",
}
_FIRST_SIGNAL: Final = 128


def meaning(code: int) -> str:
    """Say what an exit code says by itself, "" where it says nothing."""
    if code in _CODES:
        return _CODES[code]
    return _SIGNALS.get(code - _FIRST_SIGNAL, "")
