"""A web page that was saved in place of a script or program was run."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.command.address import address, fetch_failed
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?P<file>\S+?): (?:(?:line )?(?:[1-9]|1\d): )?(?:\S+: )?(?:[1-9]: )?(?:"
    r"(?:syntax error near unexpected token [`']?(?:<|newline)'?)"
    r"|(?:line \d+: )?[`']?<(?:!DOCTYPE|!doctype|html|HTML|\?xml|head).*"
    r"|[Ss]yntax error: (?:newline unexpected|\"<\" unexpected|unexpected newline"
    r"|redirection unexpected \(expecting word\))"
    r"|(?:a|html|!DOCTYPE|head|body|\?xml): No such file or directory"
    r"|(?:cannot open |can't open )(?:!DOCTYPE|!doctype|html|a|\?xml)\b.*"
    r"|(?:404:|Not|403:|Forbidden|Moved|Redirecting|<html>|<!DOCTYPE|<!doctype): (?:command )?"
    r"not found)",
    "<", "newline", "No such file", "an't open", "annot open", "not found", "redirection",
)  # fmt: skip
_LAST = 15


def _check(case: Case) -> Told | None:
    hit = _LINE.last(case.log.tail(_LAST))
    if hit is None:
        return None
    url = address(case, hit)
    file = (
        "A piped script" if hit["file"] in {"sh", "bash", "/bin/sh", "/bin/bash"} else hit["file"]
    )
    return Told(
        cause=f"{file} is no script but a web page{f', which came from {url}' if url else ''}.",
        because=proofs((hit,)),
        advice=(
            "The server answered with an error page or a redirect, which was saved and run: write "
            "`curl -fsSL`, so that curl follows redirects and stops on errors, and correct the URL."
        ),
        commands=(f"curl -sIL {url}",) if url and "$" not in url else ("env",),
        confidence=0.5 if fetch_failed(case) else 0.85,
    )


RULE = Rule(
    code="BB674",
    name="page-as-script",
    title="A web page was run as a script",
    category=Category.DOWNLOAD_HTTP,
    rank=Rank.SPECIFIC,
    fault=Fault.WORLD,
    check=_check,
    page=Page(
        meaning="A download saved the server's answer to an error, and the shell read HTML.",
        instruction="RUN curl -s https://get.depot.example/install | bash",
        example="bash: line 1: syntax error near unexpected token `<'",
        fix="Write `curl -fsSL`, and correct the URL.",
        exit_code=2,
    ),
)
