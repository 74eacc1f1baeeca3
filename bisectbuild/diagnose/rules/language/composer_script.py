"""composer stops in a script of the project, for want of an unpacker, or with an exception."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.knowledge.native_needs import Need
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language.installing import how
from bisectbuild.diagnose.signature import Signature

_SCRIPT = Signature(
    r"^Script (?P<script>[^\n]+?) handling the (?P<event>[\w-]+) event returned with error code "
    r"(?P<code>\d+)",
    " event returned with error code",
)
_ABSENT = Signature(r"^Could not open input file: (?P<file>\S+)", "Could not open input file")
_UNZIP = Signature(
    r"The zip extension and unzip(?:/7z)? commands? are both missing", "are both missing"
)
_POLICY = Signature(
    r"Your configuration does not allow connections to (?P<url>http://\S+?)\.? ",
    "does not allow connections",
)


def _check(case: Case) -> Told | None:
    policy = _POLICY.last(case.log)
    if policy is not None:
        return Told(
            cause=f"composer does not fetch over plain http: {policy['url']}.",
            because=proofs((policy,)),
            advice="Give the repository's https address (or, inside a trusted network only, "
            "`composer config -g secure-http false`).",
            confidence=0.96,
            category=Category.ENV_POLICY,
        )
    script = _SCRIPT.last(case.log)
    missing = _ABSENT.last(case.log)
    if script is not None:
        name = f"`{script['script'].strip()}`"
        reason = f": {missing['file']} is not in the image yet" if missing is not None else ""
        return Told(
            cause=f"composer's {script['event']} script {name} failed{reason}.",
            because=proofs((*((missing,) if missing is not None else ()), script)),
            advice=(
                "Copy the whole project before `composer install`, or pass `--no-scripts` there "
                "and run `composer dump-autoload` after the COPY."
                if missing is not None
                else "Read what the script printed above; `--no-scripts` leaves it out, if it "
                "needs what a build does not have (a database, .env)."
            ),
            commands=("ls -la", "composer run-script --list"),
            confidence=0.96 if missing is not None else 0.7,
        )
    unzip = _UNZIP.last(case.log)
    if unzip is None:
        return None
    needed = Need(name="unzip", apt="unzip git", apk="unzip git", dnf="unzip git")
    return Told(
        cause="composer can unpack no archive: neither unzip nor PHP's zip extension is there.",
        because=proofs((unzip,)),
        advice=f"Run {how(case, needed)} before composer.",
        commands=("which unzip git", "php -m | grep zip"),
        confidence=0.85,
        category=Category.TOOL_MISSING,
    )


RULE = Rule(
    code="BB491",
    name="composer-script",
    title="composer stops in a script, or cannot fetch",
    category=Category.PKG_SCRIPT_FAIL,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="After the packages composer runs the project's scripts, which often need files "
        "that are copied only later.",
        instruction="RUN composer install",
        example="> @php artisan package:discover --ansi\nCould not open input file: artisan\n"
        "Script @php artisan package:discover --ansi handling the post-autoload-dump event "
        "returned with error code 1",
        fix="Copy the project first, or pass --no-scripts.",
    ),
)
