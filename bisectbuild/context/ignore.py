"""The .dockerignore file: where it lies, how it is read, and what it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bisectbuild.context.client import major_version
from bisectbuild.context.pattern import Rule, clean, make_rule
from bisectbuild.errors import UnreadableError

NAME = ".dockerignore"
_NEW_MATCHING_FROM = 23


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """The rules of one ignore file. `path` is None where there is none.

    `as_before_23`: parents count as they did for clients and daemons before Docker 23.0.
    """

    path: Path | None = None
    content: bytes = b""
    rules: tuple[Rule, ...] = ()
    as_before_23: bool = False

    def judge(
        self, path: str, parent: tuple[bool, ...] = ()
    ) -> tuple[bool, tuple[bool, ...], Rule | None]:
        """Tell whether a path is ignored, which rules hold below it, and which rule decided.

        `path` is relative to the context, slashes between its parts. `parent` is the second value
        as given for its directory, () for the context itself. Patterns are looked at in the order
        of the file, the last to match wins, and one that cannot change the verdict is not tried
        (moby/patternmatcher `MatchesUsingParentResults`; before 23.0 pkg/fileutils `Matches`).
        """
        ignored, decided = False, None
        held: list[bool] = []
        for index, rule in enumerate(self.rules):
            match = bool(parent) and parent[index] and not self.as_before_23
            if not match and rule.exception == ignored:
                match = rule.matches(path) or (self.as_before_23 and rule.matches_parent(path))
            held.append(match)
            if match:
                ignored, decided = not rule.exception, rule
        return ignored, tuple(held), decided

    def may_hold(self, directory: str) -> bool:
        """Tell whether something below an ignored directory may be taken back by name.

        The client looks no further than at exceptions that begin with the directory's path:
        `!**/x` takes nothing back from an ignored directory (moby pkg/archive `Tarballer.Do`).
        """
        return any(
            rule.exception and f"{rule.pattern}/".startswith(f"{directory}/") for rule in self.rules
        )

    def which_rule(self, path: str) -> tuple[int, str] | None:
        """Give the line number and text of the pattern that leaves a path out, None if none does.

        A directory that is ignored and holds no exception ignores all that is below it.
        """
        parts = path.strip("/").split("/")
        held: tuple[bool, ...] = ()
        for depth in range(1, len(parts) + 1):
            here = "/".join(parts[:depth])
            ignored, held, rule = self.judge(here, held)
            if ignored and rule and (depth == len(parts) or not self.may_hold(here)):
                return rule.line, rule.text
        return None

    def ignores(self, path: str) -> bool:
        """Tell whether a path is left out of the build context."""
        return self.which_rule(path) is not None


def parse_ignore(content: bytes, path: Path | None = None, *, as_before_23: bool = False) -> Ignore:
    """Read the rules of an ignore file's bytes (moby/patternmatcher/ignorefile `ReadAll`).

    A line that begins with `#` is a comment, blanks around a pattern go, so do a leading slash
    and a byte order mark. Raises UnreadableError for a pattern that the client refuses.
    """
    rules: list[Rule] = []
    lines = content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    for number, raw in enumerate(lines, 1):
        line = raw.decode("utf-8", "surrogateescape")
        text = line.strip()
        if line.startswith("#") or not text:
            continue
        sign, pattern = ("!", text[1:].strip()) if text[0] == "!" else ("", text)
        if pattern:
            pattern = clean(pattern)
            pattern = pattern[1:] if len(pattern) > 1 and pattern[0] == "/" else pattern
        rules.append(make_rule(number, clean((sign + pattern).strip())))
    return Ignore(path=path, content=content, rules=tuple(rules), as_before_23=as_before_23)


def find_ignore(
    context: Path, dockerfile: Path | None, *, buildkit: bool, client_version: str = ""
) -> Ignore:
    """Read the ignore file that holds for a build of this context.

    BuildKit takes `<Dockerfile>.dockerignore` beside the Dockerfile first (dockerui
    `ReadEntrypoint`), the legacy builder does not know it. `client_version` is that of the
    legacy builder's client, "" for today's. Raises UnreadableError.
    """
    major = major_version(client_version)
    before = not buildkit and major is not None and major < _NEW_MATCHING_FROM
    candidates = [context / NAME]
    if buildkit and dockerfile is not None:
        candidates.insert(0, dockerfile.with_name(f"{dockerfile.name}{NAME}"))
    for candidate in candidates:
        try:
            return parse_ignore(candidate.read_bytes(), candidate, as_before_23=before)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise UnreadableError(
                f"{candidate} cannot be read: {error.strerror}.",
                hint=f"Make it readable: chmod u+r {candidate}",
            ) from error
    return Ignore()
