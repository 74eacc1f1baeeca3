"""Gradle finds no build, project or task of that name."""

from __future__ import annotations

from bisectbuild.diagnose.case import Case
from bisectbuild.diagnose.category import Category, Fault, Rank
from bisectbuild.diagnose.rule import Page, Rule, Told, proofs
from bisectbuild.diagnose.signature import Signature

_LINE = Signature(
    r"^[^\n]{0,200}?(?:Directory '(?P<folder>[^'\n]+)' does not contain a Gradle build"
    r"|Task '(?P<task>[^'\n]+)' (?:not found|is ambiguous) in (?:root )?project "
    r"'(?P<project>[^'\n]+)'"
    r"|[Cc]annot locate tasks that match '(?P<path>[^'\n]+)'"
    r"|(?:Build|Settings) file '(?P<file>[^'\n]+)' does not exist"
    r"|Configuring project '(?P<module>[^'\n]+)' without an existing directory is not allowed"
    r"|The specified (?:build|settings) file '(?P<named>[^'\n]+)' does not exist)",
    "Gradle build", "Task '", "annot locate tasks", "does not exist", "without an existing "
    "directory",
)  # fmt: skip


def _check(case: Case) -> Told | None:
    hit = _LINE.first(case.log)
    if hit is None:
        return None
    task, file = hit["task"] or hit["path"], hit["file"] or hit["named"]
    if hit["folder"]:
        cause = f"Gradle finds no build in {hit['folder']}."
    elif task:
        cause = f"Gradle knows no task {task}" + (
            f" in {hit['project']}." if hit["project"] else "."
        )
    elif hit["module"]:
        cause = (
            f"settings.gradle names the project {hit['module']}, whose folder is not in the image."
        )
    else:
        cause = f"Gradle does not find {file}."
    return Told(
        cause=cause,
        because=proofs((hit,)),
        advice="Correct the task's name, or see which plugin of the build file brings it."
        if task
        else "COPY settings.gradle, build.gradle and the folders of its projects before this step, "
        "and set WORKDIR to the project's.",
        commands=("pwd", "ls -la", "gradle -q projects"),
        confidence=0.9,
        category=Category.APP_CONFIG if task else None,
    )


RULE = Rule(
    code="BB552",
    name="gradle-no-build",
    title="Gradle finds no build or task",
    category=Category.FILE_MISSING,
    rank=Rank.SPECIFIC,
    fault=Fault.DOCKERFILE,
    check=_check,
    page=Page(
        meaning="Gradle was run where no build is, or asked for a task that the build has not.",
        instruction="RUN gradle bootJar",
        example="Directory '/app' does not contain a Gradle build.",
        fix="COPY the build files, set WORKDIR, or correct the task.",
    ),
)
