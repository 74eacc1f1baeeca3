"""git over ssh has no key, does not know the host, or has no ssh."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.git_log import repository
from bisectbuild.diagnose.rules.command.image import install, manager
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"(?P<host>Host key verification failed\.)"
    r"|(?:^|\s)(?:(?P<at>[\w.-]+@[\w.-]+): )?"
    r"(?P<key>Permission denied \((?:publickey|password)[^)]*\))"
    r"|(?P<ssh>error: cannot run ssh: No such file or directory)"
    r"|(?P<format>Load key \"[^\"\n]+\": (?:invalid format|error in libcrypto))"
    r"|(?P<open>UNPROTECTED PRIVATE KEY FILE)",
    "Host key", "Permission denied (", "cannot run ssh", "Load key", "UNPROTECTED",
)  # fmt: skip

_KNOWN_HOSTS = (
    "Run `mkdir -p -m 700 ~/.ssh && ssh-keyscan HOST >> ~/.ssh/known_hosts` before, and compare "
    "the key with what the host publishes."
)
_KEY_BROKEN = (
    "Keep the key out of the image: use `RUN --mount=type=ssh` and `docker build --ssh default`. "
    "A key that was passed in a variable has lost its line ends."
)
_AGENT = (
    "Write `RUN --mount=type=ssh …` and build with `--ssh default`, with the key in your agent "
    "(`ssh-add -l`); public repositories are fetched over https without a key."
)
_LAST = 120


def _check(case: Case) -> Told | None:
    hits = tuple(_LINE.hits(case.log.tail(_LAST)))
    if not hits:
        return None
    # Why the key was refused stands above the refusal.
    hit = next((hit for hit in hits if hit["format"] or hit["open"] or hit["ssh"]), hits[-1])
    url = repository(case, hit) or hit["at"]
    why, advice = _told(case, hit.match.groupdict())
    return Told(
        cause=f"git cannot fetch {url or 'a repository'} over ssh: {why}.",
        because=proofs((hit,)),
        advice=advice,
        commands=("echo $SSH_AUTH_SOCK", "ssh-add -l", "cat ~/.ssh/known_hosts"),
        confidence=0.9,
    )


def _told(case: Case, groups: dict[str, str | None]) -> tuple[str, str]:
    if groups["host"]:
        return "the host is not in known_hosts", _KNOWN_HOSTS
    if groups["ssh"]:
        package = "openssh-clients" if manager(case) == "dnf" else "openssh-client"
        return "the image has no ssh", f"Install it before: {install(case, package)}."
    if groups["format"] or groups["open"]:
        return "the private key cannot be read", _KEY_BROKEN
    return "no key that the server takes is at hand", _AGENT


RULE = Rule(
    code="BB686",
    name="git-ssh",
    title="git over ssh has no key or does not know the host",
    category=Category.VCS,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning=(
            "A build step has neither your ssh keys nor your known_hosts. Both must be handed in, "
            "the key by `--mount=type=ssh`."
        ),
        instruction="RUN git clone git@code.example:depot/otter.git",
        example=(
            "Cloning into 'otter'...\n"
            "git@code.example: Permission denied (publickey).\n"
            "fatal: Could not read from remote repository."
        ),
        fix="Use `RUN --mount=type=ssh` and `ssh-keyscan`, or https for public repositories.",
        exit_code=128,
    ),
)
