"""Secrets that are known by their shape: logins in addresses, tokens, keys, assignments."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bisectbuild.redact import MASK
from bisectbuild.redact.names import is_secret_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One shape. Every match holds one of the `marks`; the first group stays, the rest goes.

    A match never spans a blank, but for `key`, which spans lines.
    """

    marks: tuple[str, ...]
    pattern: re.Pattern[str]


def _shape(pattern: str, *marks: str) -> Shape:
    return Shape(marks=marks, pattern=re.compile(pattern, re.ASCII))


_NOT_BEFORE: Final = r"(?<![A-Za-z0-9_])"
# Marks are as long as they can be: a short one is in every log, and each costs a search.
_GITLAB: Final = (
    "glpat-", "gldt-", "glrt-", "glcbt-", "glptt-", "glft-", "glsoat-", "glagent-",
)  # fmt: skip
# The published forms of the issuers' tokens; their lengths are lower bounds, as issuers grow them.
WORDS: Final[tuple[Shape, ...]] = (
    # A login may lack the password (`https://ghp_X@host`) or the name (`https://:tok@host`).
    _shape(r"(://)[^/\s]+(?=@)", "://"),
    _shape(_NOT_BEFORE + r"(gh[pousr]_)[A-Za-z0-9]{20,}", "ghp_", "gho_", "ghu_", "ghs_", "ghr_"),
    _shape(_NOT_BEFORE + r"(github_pat_)\w{20,}", "github_pat_"),
    _shape(_NOT_BEFORE + rf"({'|'.join(_GITLAB)})[\w.-]{{20,}}", *_GITLAB),
    _shape(_NOT_BEFORE + r"((?:AKIA|ASIA))[A-Z0-9]{16}(?![A-Z0-9])", "AKIA", "ASIA"),
    _shape(_NOT_BEFORE + r"(xox[abeoprs]-)[\w-]{10,}", "xox"),
    _shape(_NOT_BEFORE + r"(AIza)[\w-]{35}", "AIza"),
    _shape(_NOT_BEFORE + r"([sr]k_(?:live|test)_)[A-Za-z0-9]{16,}", "k_live_", "k_test_"),
    _shape(_NOT_BEFORE + r"(npm_)[A-Za-z0-9]{30,}", "npm_"),
    _shape(_NOT_BEFORE + r"(pypi-)[\w-]{40,}", "pypi-"),
    _shape(_NOT_BEFORE + r"(dckr_(?:pat|oat)_)[\w-]{20,}", "dckr_"),
    _shape(_NOT_BEFORE + r"(hf_)[A-Za-z0-9]{30,}", "hf_"),
    _shape(_NOT_BEFORE + r"(sk-(?:ant-|proj-|svcacct-)?)[\w-]{32,}", "sk-"),
    _shape(_NOT_BEFORE + r"(SG\.)[\w-]{16,}\.[\w-]{16,}", "SG."),
    _shape(_NOT_BEFORE + r"(do[orp]_v1_)[0-9a-f]{40,}", "_v1_"),
    _shape(_NOT_BEFORE + r"(hv[sbr]\.)[\w-]{20,}", "hvs.", "hvb.", "hvr."),
    _shape(_NOT_BEFORE + r"(dp\.(?:pt|st|ct|sa|scim|audit)\.)[\w.-]{20,}", "dp."),
    _shape(_NOT_BEFORE + r"(rubygems_)[0-9a-f]{40,}", "rubygems_"),
    _shape(_NOT_BEFORE + r"(NRAK-)[A-Z0-9]{20,}", "NRAK-"),
    _shape(
        _NOT_BEFORE + r"(AccountKey=|SharedAccessKey=|sig=)[A-Za-z0-9+/%]{30,}=*", "Key=", "sig="
    ),
    _shape(_NOT_BEFORE + r"(eyJ)[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}", "eyJ"),
    _shape(r"(_authToken=|(?<![A-Za-z0-9])_auth=|:_password=)[^\s$]{4,}", "_auth", "_password="),
)
# What `"$X"`, `"$A:${B}"` and `"$(cat x)"` stand for is not in the text.
_REFERS: Final = r"(?=[$`])(?:`|\$\(|(?:\$[A-Za-z_]\w*|\$[0-9@*#?!]|\$\{\w+\}|[^\w\"\n$])+\")"
# An assignment as `env` prints it; its value is masked where the name speaks of a secret.
ASSIGNED: Final = re.compile(
    r"(?<![A-Za-z0-9_$])([A-Z][A-Z0-9_]*)="
    rf"(\"(?!{_REFERS})[^\"\n]*\"|'[^'\n]*'|[^\s$\"'`;&|]{{4,}})"
)
ASSIGN_MARKS: Final = (
    "TOKEN=", "SECRET=", "PASSWORD=", "PASSWD=", "PASSPHRASE=", "PASS=", "PWD=", "KEY=", "KEYS=",
    "AUTH=", "CREDENTIAL=", "CREDENTIALS=", "TOKENS=", "SECRETS=",
)  # fmt: skip
AUTHORIZATION: Final = re.compile(r"(?i)(authorization: *(?:bearer|basic|token) +)[^\s\"']{4,}")
AUTHORIZATION_MARKS: Final = ("uthorization:", "UTHORIZATION:")
KEY: Final = re.compile(
    r"(-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)[A-Za-z0-9+/=:,.\-\s\\]{0,16384}?"
    r"(?=-----END|\Z)"
)
KEY_MARK: Final = "PRIVATE KEY"


def mask_shapes(text: str, masked: Callable[[str], str] = lambda _: MASK) -> str:
    """Give the text without what its shape tells to be secret; what tells it stays.

    `masked` gives what to show of a key, which spans lines.
    """
    for shape in WORDS:
        if any(mark in text for mark in shape.marks):
            text = shape.pattern.sub(rf"\1{MASK}", text)
    if any(mark in text for mark in AUTHORIZATION_MARKS):
        text = AUTHORIZATION.sub(rf"\1{MASK}", text)
    if any(mark in text for mark in ASSIGN_MARKS):
        text = ASSIGNED.sub(_masked_assignment, text)
    if KEY_MARK not in text:
        return text
    return KEY.sub(lambda match: f"{match[1]}{masked(match[0].removeprefix(match[1]))}", text)


def _masked_assignment(match: re.Match[str]) -> str:
    if not is_secret_name(match[1]):
        return match[0]
    return f"{match[1]}={MASK}"
