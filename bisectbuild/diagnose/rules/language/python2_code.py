"""Code that was written for Python 2, read by Python 3."""

from __future__ import annotations

import re
from typing import Final

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.rules.language import pip_log
from bisectbuild.diagnose.signature import Hit, Signature

_SYNTAX = Signature(
    r"^[ \t]*File \"(?P<file>[^\"\n]+)\", line \d+\n(?:[ \t]*\n)?[ \t]*(?P<code>[^\n]+)\n"
    r"(?:[ \t]*[~^]+[ \t]*\n)?[ \t]*(?:SyntaxError: (?:Missing parentheses in call to "
    r"'(?:print|exec)'|multiple exception types must be parenthesized|leading zeros in decimal "
    r"integer literals"
    r"|invalid token|invalid syntax)"
    r"|TabError: inconsistent use of tabs)",
    "SyntaxError: ",
    "TabError: ",
)
_PLAIN: Final = re.compile(r"^(?:print (?![(=:])\S|exec ['\"]|except \w[\w.]*, ?\w+:|raise \w+, )")
_MODULE = Signature(
    r"^[ \t]*(?:ModuleNotFoundError|ImportError): No module named '?(?P<module>ConfigParser|Queue|"
    r"SocketServer|StringIO|cStringIO|urllib2|urlparse|commands|cPickle|HTMLParser|httplib|"
    r"Tkinter|__builtin__|dummy_thread|xmlrpclib|BaseHTTPServer)'?$"
    r"|^[ \t]*NameError: name '(?P<name>unicode|xrange|raw_input|basestring|execfile|unichr)' "
    r"is not defined",
    "No module named",
    "NameError: name",
)


def _check(case: Case) -> Told | None:
    for hit in reversed(pip_log.unsettled(case.log, _SYNTAX.hits(case.log))):
        plain = "invalid syntax" in hit.match[0] or "invalid token" in hit.match[0]
        if not plain or _PLAIN.search(hit["code"].strip()):
            return _told(case, hit, f"{hit['file']} has `{hit['code'].strip()[:60]}`")
    hits = pip_log.unsettled(case.log, _MODULE.hits(case.log))
    if not hits:
        return None
    hit = hits[-1]
    return _told(case, hit, f"it uses {hit['module'] or hit['name']}, which Python 3 has not")


def _told(case: Case, hit: Hit, what: str) -> Told:
    package = ""
    if pip_log.building(case.log, hit.number):
        package = pip_log.package_near(case.log, hit.number)
    return Told(
        cause=f"{package or 'The code'} is written for Python 2 and is read by Python 3: {what}.",
        because=proofs((hit,)),
        advice=(
            f"Take a release{' of ' + package if package else ''} that supports Python 3, or a "
            "fork that does; only where there is none, an image that still has Python 2."
        ),
        commands=("python --version", "ls /usr/bin/python*"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB416",
    name="python2-code",
    title="Python 2 code is read by Python 3",
    category=Category.RUNTIME_VERSION,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="Python 3 stops at what only Python 2 knew: print without parentheses, modules "
        "that were renamed.",
        instruction="RUN pip install oldraft",
        example='      File "/tmp/pip-install-a1/oldraft/setup.py", line 3\n'
        '        print "building"\n'
        "    SyntaxError: Missing parentheses in call to 'print'. Did you mean print(...)?",
        fix="Take a release for Python 3.",
    ),
)
