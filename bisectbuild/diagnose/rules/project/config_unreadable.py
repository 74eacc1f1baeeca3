"""A configuration file cannot be read: its YAML, JSON or TOML is broken."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^(?:yaml\.(?:scanner|parser)\.|ruamel\.yaml\.\S+\.)?(?P<yaml>(?:Scanner|Parser)Error: .*)"
    r"|^(?:\S+: )?(?:[Ee]rror(?: parsing| reading)?[^\n:]*: )?"
    r"(?P<go>yaml: (?:line \d+|unmarshal).*)"
    r"|^.*?(?P<json>(?:json\.decoder\.)?JSONDecodeError: .*)"
    r"|^.*?(?P<node>SyntaxError: (?:(?:\S+ )?Unexpected (?:token|end of|string in).*JSON.*"
    r"|Expected .* in JSON at position .*|.* is not valid JSON.*))"
    r"|^.*?(?P<npm>(?:EJSONPARSE|JSON\.parse Failed to parse json).*)"
    r"|^.*?(?P<toml>(?:TOML parse error at line \d+.*|(?:\w+\.)?T(?:oml|OML)DecodeError: .*"
    r"|Invalid TOML .*))"
    r"|^.*?(?P<psych>Psych::SyntaxError.*|YAML syntax error occurred while parsing .*)"
    r"|^.*?(?P<jsyaml>YAMLException: .*|YAMLParseError: .*)",
    "caner", "arserError", "yaml: ", "JSON", "json", "TOML", "TomlDecode", "Psych", "YAML",
    "ScannerError",
)  # fmt: skip
_FILE = Signature(r"(?P<file>[\w./@+-]+\.(?:ya?ml|json5?|toml|lock|cfg|ini|rc))\b")
_LAST = 60


def _check(case: Case) -> Told | None:
    log = case.log.tail(_LAST)
    hit = _LINE.last(log)
    if hit is None:
        return None
    text = next(filter(None, hit.match.groups())).strip().rstrip(".")
    at = log.numbers.index(hit.number)
    near = "\n".join(log.lines[max(0, at - 4) : at + 6])
    found = _FILE.within(hit.line) or _FILE.within(near)
    file = found["file"] if found else ""
    what = f"{file} cannot be read" if file else "A program was given text that is not well formed"
    return Told(
        cause=f"{what}: {text[:160]}.",
        because=proofs((hit,)),
        advice=(
            "Mend the file at the line it names (blanks and tabs in YAML, commas in JSON); where a "
            "download or a template makes it, look at what came (`head`)."
        ),
        commands=(f"head -c 400 {file}",) if found else (),
        confidence=0.7 if found else 0.5,
    )


RULE = Rule(
    code="BB730",
    name="config-unreadable",
    title="A configuration file is not well formed",
    category=Category.APP_CONFIG,
    rank=Rank.SPECIFIC,
    fault=Fault.PROJECT,
    check=_check,
    page=Page(
        meaning="A program could not read a file of settings, since it breaks its format's rules.",
        instruction="RUN python build.py",
        example=(
            "yaml.scanner.ScannerError: mapping values are not allowed here\n"
            '  in "den.yml", line 3, column 8'
        ),
        fix="Mend the file at the place that is named.",
    ),
)
