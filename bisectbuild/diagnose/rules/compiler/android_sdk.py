"""The Android SDK, a part of it, or the consent to its licences is missing."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,300}?(?:(?P<none>SDK location not found)|(?P<licence>Failed to install the "
    r"following Android SDK packages as some "
    r"licences have not been accepted)|[Ff]ailed to find (?:target with hash string "
    r"'?(?P<target>[\w-]+)|Build Tools revision "
    r"(?P<tools>[\d.]+))|(?P<ndk>NDK (?:not configured|is not installed)[^\n]*|No version of "
    r"NDK matched the requested version "
    r"[\d.]+))",
    "SDK location not found", "licences have not been accepted", "ailed to find ", "NDK",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    part = hit["target"] or (f"build-tools;{hit['tools']}" if hit["tools"] else "")
    if hit["none"]:
        cause = "No Android SDK was found: neither ANDROID_HOME nor local.properties names one."
        advice = "Install the command-line tools and set `ENV ANDROID_HOME=…`."
    elif hit["licence"]:
        cause = "The licences of the Android SDK are not accepted in the image."
        advice = "Run `yes | sdkmanager --licenses` before this step, as the user who builds."
    else:
        part = part or "the NDK"
        cause = f"The Android SDK of the image lacks {part}."
        advice = f"Run `sdkmanager` for {part} before this step."
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice=advice,
        commands=("echo $ANDROID_HOME $ANDROID_SDK_ROOT", "sdkmanager --list_installed", "id -un"),
        confidence=0.9,
    )


RULE = Rule(
    code="BB554",
    name="android-sdk",
    title="The Android SDK is not whole",
    category=Category.TOOL_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="An Android build needs the SDK, its parts, and the consent to their licences.",
        instruction="RUN ./gradlew assembleRelease",
        example="> SDK location not found. Define a valid SDK location with an ANDROID_HOME "
        "environment variable",
        fix="Install the SDK, set ANDROID_HOME and accept the licences before the step.",
    ),
)
