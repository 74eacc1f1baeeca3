"""What programs print when they fail, and while they work: a table to tell who spoke last."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A form of line that only some programs print.

    `words` is a pattern that the command itself must hold, so that `apt-get update` can be told
    from `apt-get install`. `fails` tells that the line is an error, else it is ordinary work;
    `ends` that a command prints it once, when it has passed.
    """

    programs: frozenset[str]
    pattern: str
    words: str = ""
    fails: bool = True
    ends: bool = False


def _sign(programs: str, pattern: str, words: str = "") -> Sign:
    return Sign(programs=frozenset(programs.split()), pattern=pattern, words=words)


def _work(programs: str, pattern: str, words: str = "") -> Sign:
    names = frozenset(programs.split())
    return Sign(programs=names, pattern=pattern, words=words, fails=False)


def _end(programs: str, pattern: str, words: str = "") -> Sign:
    names = frozenset(programs.split())
    return Sign(programs=names, pattern=pattern, words=words, fails=False, ends=True)


_APT: Final = "apt-get apt aptitude"
_PIP: Final = "pip pip2 pip3 python python2 python3 pipenv poetry uv"
_PYTHON: Final = f"{_PIP} pytest gunicorn flask django-admin"
_NODE: Final = "npm npx yarn pnpm node"
_YUM: Final = "yum dnf microdnf tdnf"
_CC: Final = "gcc g++ cc c++ clang clang++"
_MAKE: Final = "make gmake cmake ninja"

SIGNS: Final = (
    _sign(
        _APT,
        r"E: (?:Unable to locate|Package .* (?:has no|is not)|Version |Couldn't find any"
        r"|Unable to (?:correct|fetch|satisfy)|Sub-process|Can't find a source|Unmet|Broken)",
        r"\b(?:install|upgrade|dist-upgrade|build-dep|source|remove|purge)\b",
    ),
    _sign(
        _APT,
        r"E: (?:The repository|Some index|Release file|.*(?:InRelease|Release|Packages)\b)"
        r"|W: (?:Failed to fetch|GPG error)",
        r"\bupdate\b",
    ),
    _sign(_APT, r"E: (?!gnupg, gnupg2 and gnupg1 )"),
    _sign(
        _APT,
        r"Do you want to continue\? \[|The following packages have unmet|Geographic area:",
        r"\b(?:install|upgrade|dist-upgrade|build-dep|remove|purge)\b",
    ),
    _sign(f"dpkg {_APT}", r"dpkg(?:-deb)?: error|Errors were encountered while processing"),
    _sign("apt-key", r"E: gnupg, gnupg2 and gnupg1 do not seem"),
    _sign("apt-key gpg gpg2", r"gpg: (?!key|requesting|Total|directory|keybox|/)"),
    _sign("add-apt-repository", r"Cannot add PPA|Could not find PPA|softwareproperties"),
    _sign("curl", r"curl: \(\d+\)|curl: (?:try|option|no URL)"),
    _sign(
        "wget",
        r"wget: |.*ERROR \d{3}: |.*unable to resolve host|Unable to establish SSL"
        r"|.*failed: (?:Connection|Temporary|Network|Name)"
        r"|ERROR: (?:cannot verify|The certificate)",
    ),
    _sign(
        "npm",
        r"npm (?:ERR!|error) (?:.*ls-remote|code (?:E\w+|1\b.*)|notarget|network|404|.*node-gyp"
        r"|fetch)",
        r"\b(?:i|install|ci|update|add)\b",
    ),
    _sign("npm pnpm yarn", r"# npm audit report|\d+ .*severity vulnerabilit", r"\baudit\b"),
    _sign("npm npx", r"npm (?:ERR!|error)|npm: not found"),
    _sign("yarn yarnpkg", r"error (?:An unexpected|Command failed|Couldn't|Your lock|\S+@|Found)"),
    _sign("yarn yarnpkg", r"➤ YN0(?!000)\d+: "),
    _sign("yarn pnpm", r"(?:Internal )?Error: Cannot find matching keyid"),
    _sign("pnpm corepack", r"\s*ERR_PNPM|\s*ELIFECYCLE"),
    _sign("node npm npx yarn ts-node", r"\s+at \S+ \(|Error: Cannot find module|\w*Error: "),
    _sign("tsc", r".*error TS\d+"),
    _sign("npm yarn npx pnpm bun bunx", r".*error TS\d+", r"\b(?:tsc|build|compile|run)\b"),
    _sign("pytest py.test", r"FAILED \S+::|=+ FAILURES =+|E  +\w|\d+ failed"),
    _sign("ruff flake8", r"\S+:\d+:\d+: [A-Z]+\d+ |[A-Z]+\d+ \[\*\] |Found \d+ errors?\."),
    _sign(
        _PIP,
        r"\s*(?:ERROR|error|Error): |Could not (?:find|install|fetch|open)|No matching dist"
        r"|Command \"?python|\s*Failed building wheel|Exception:|\[.*Error\]",
    ),
    _sign("pipenv", r".*Couldn't install package|\s*Package installation failed|\[pipenv\."),
    _work("pipenv", r"Installing dependencies from|Creating a virtualenv|Pipfile"),
    _sign(_PYTHON, r"Traceback \(most|[\w.]*(?:Error|Exception): |\s+File \"|python\S*: "),
    _sign(
        "git",
        r"fatal: |error: (?:pathspec|RPC|could not|Your local|unknown)|Permission denied \(",
    ),
    _sign("make gmake", r"g?make(?:\[\d+\])?: \*\*\*|g?make: "),
    _sign(
        "cmake",
        r"CMake Error|-- Configuring incomplete|Error: could not load cache|gmake: \*\*\*",
    ),
    _sign("configure", r"configure: error|checking .*\.\.\. no\Z|See `?config.log"),
    _sign("ninja cmake meson", r"ninja: |FAILED: "),
    _sign("meson", r".*meson.build:\d+.*ERROR|ERROR: "),
    _sign(f"{_CC} {_MAKE}", r"\S+:\d+(?::\d+)?: (?:fatal )?error|collect2: |.*undefined reference"),
    _sign("tar", r"tar: |gzip: |xz: |bzip2: |lzma: "),
    _sign("unzip", r"unzip: |\s*End-of-central|.*cannot find (?:or open|zipfile)"),
    _sign("gunzip gzip zcat", r"gzip: |gunzip: |zcat: "),
    _sign("mvn mvnw", r"\[ERROR\]|Error: (?:Could not|JAVA)|The JAVA_HOME"),
    _sign(
        "gradle gradlew",
        r"FAILURE: |\* What went wrong|BUILD FAILED|Exception in thread|ERROR: JAVA",
    ),
    _sign("ant", r"BUILD FAILED|Buildfile: .* does not"),
    _sign("sbt", r"\[error\]"),
    _sign("javac java", r"\S+\.java:\d+: error|error: |Exception in thread|Error: "),
    _sign("cargo rustc rustup", r"error(?:\[E\d+\])?: |Caused by:|\s*process didn't exit"),
    _sign(
        "go",
        r"go: |go(?: \w+)?: |\S+\.go:\d+:\d+: |.*cannot find (?:package|module)|# \S+"
        r"|package \S+ is",
    ),
    _sign("bundle bundler", r"Your Ruby version is |Your Ruby patchlevel is "),
    _sign(
        "gem bundle bundler ruby rake",
        r"ERROR: +|.*Gem::|An error occurred|Could not find|.*Bundler|.*\(\w*Error\)"
        r"|rake aborted",
    ),
    _sign(
        "composer composer.phar php",
        r"\s*Your requirements|\s*\[.*Exception\]|PHP (?:Fatal|Parse)|\s*Could not"
        r"|Could not open",
    ),
    _sign(
        "docker-php-ext-install docker-php-ext-configure pecl phpize",
        r"configure: error|error: |ERROR: |make: \*\*\*|.*No releases",
    ),
    _sign(
        "apk",
        r"ERROR: (?:unsatisfiable|unable to select)|.*required by: "
        r"|.*\((?:missing|no such package)\):",
        r"\b(?:add|upgrade)\b",
    ),
    _sign("apk", r"ERROR: |\s+required by: world|WARNING: (?:Ignoring|fetching)"),
    _sign(
        _YUM,
        r"Error: |Error:|No package .* available|.*Unable to find a match"
        r"|Cannot find a valid|Errors? during|\s*One of the configured|Status code: ",
    ),
    _sign("yum dnf tdnf", r"Error: *\Z|\s*Problem(?: \d+)?: |No match for argument"),
    _sign("rpm", r"error: |warning: .*NOKEY"),
    _sign("dotnet", r".*error (?:MSB|NU|CS|NETSDK)\d+|MSBUILD : error|error: |Could not execute"),
    _sign(
        "conda mamba micromamba",
        r"PackagesNotFound|CondaHTTP|ResolvePackage|CondaError|.*UnsatisfiableError"
        r"|Solving environment: failed|LibMamba|\w+Error: |EnvironmentLocation",
    ),
    _sign("R Rscript", r"Error in |Error: |ERROR: |Execution halted|.*non-zero exit status"),
    _sign("cabal", r"Error: cabal: Could not resolve", r"\b(?:build|install|test|configure)\b"),
    _sign("stack cabal ghc", r"\S+\.hs:\d+:\d+: error|Error: |cabal: |stack: "),
    _sign("sha256sum sha1sum md5sum sha512sum shasum", r".*: FAILED|\w+sum: "),
    _sign("mix elixir", r"\*\* \(|== Compilation error"),
    _sign("cpanm cpan", r"! |.*FAIL"),
    _sign(
        "ng webpack gulp grunt bower vite next",
        r"\s*(?:ERROR|Error|error|Fatal|Module not found)",
    ),
    _work(
        _APT,
        r"Setting up |Unpacking |Selecting previously|Processing triggers",
        r"\b(?:install|upgrade)",
    ),
    _work(_APT, r"(?:Get|Hit|Ign):\d+ |Reading package lists"),
    _work(
        _APT,
        r"The following NEW packages|Need to get |After this operation|Solving dependencies",
        r"\b(?:install|upgrade|dist-upgrade|build-dep)\b",
    ),
    _work("git", r"Cloning into "),
    _work(
        _PIP,
        r"Collecting |Successfully installed|Requirement already|Downloading \S+\.whl",
        r"\bpip",
    ),
    _work("npm", r"added \d+ packages|up to date,|> \S+@\S+ \w+"),
    _work("yarn", r"yarn (?:install|run) v|\[\d/\d\] "),
    _work("curl", r"\s*% Total +% Received|\s*Dload +Upload"),
    _work("wget", r"--\d{4}-\d\d-\d\d |Connecting to .*connected|Saving to|Length: \d"),
    _work("apk", r"fetch https?:|\(\d+/\d+\) Installing|OK: \d+"),
    _work("cmake", r"-- (?:The|Check|Detecting|Found|Looking|Configuring done|Generating)"),
    _work("configure", r"checking (?:for|whether|how|if)|config.status: "),
    _work("make gmake", r"(?:gcc|g\+\+|cc|clang|c\+\+|ar|ld) -|make\[\d+\]: Entering|\[ *\d+%\]"),
    _work("mvn mvnw", r"\[INFO\]"),
    _work("cargo", r" +(?:Compiling|Downloading|Downloaded|Updating|Finished)\b"),
    _work("go", r"go: (?:downloading|finding|extracting)"),
    _work("gem bundle", r"Fetching |Installing |Successfully installed|Using \S+ \d"),
    _work("unzip", r"\s+(?:inflating|creating|extracting): |Archive: "),
    _end(
        "pip pip2 pip3 python python2 python3",
        r"Successfully installed ",
        r"\bpip[\d.]*\s+(?:-\S+\s+)*install\b",
    ),
    _end("apk", r"OK: \d+ [KMG]iB in \d+ packages", r"\b(?:add|del|fix|upgrade)\b"),
    _end("wget", r".* saved \[\d+", r"(?s)\A(?!.*://.*://).*wget"),
    _end("yum dnf", r"\d+ files removed", r"\bclean\b"),
    _end("yum dnf", r"Complete!", r"\b(?:install|update|upgrade|remove|erase)\b"),
    _end("npm", r"added \d+ packages", r"\b(?:i|install|ci|add)\b"),
    _end("bundle bundler", r"Bundle complete!", r"\b(?:bundle|bundler)(?: install\b|\s*\Z)"),
    _work("gpg apt-key", r"gpg: (?:key|requesting|Total|directory|keybox|/)"),
    _work(_YUM, r"Loaded plugins|Complete!|Dependencies resolved|Running transaction|Installed:"),
)

ENDS: Final = tuple(sign for sign in SIGNS if sign.ends)


@cache
def signs_of(program: str) -> tuple[Sign, ...]:
    """Give the lines that a program is known by."""
    return tuple(sign for sign in SIGNS if program in sign.programs)


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of the table once."""
    return re.compile(pattern)
