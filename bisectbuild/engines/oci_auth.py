"""Talking to a registry with the login that docker itself has for it."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from bisectbuild.engines.dockerconfig import config_folder
from bisectbuild.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from requests import PreparedRequest, Response, Session

_SECONDS: Final = (20.0, 60.0)
_HUB: Final = "docker.io"
_CHALLENGE: Final = re.compile(r'(\w+)="([^"]*)"')
_DENIED: Final = 401
_LARGEST_TOKEN: Final = 1024 * 1024
_PLAIN: Final = re.compile(r"(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?\Z")


@dataclass(slots=True, kw_only=True)
class Registry:
    """A repository of a registry, asked with a login once the registry wants one.

    `base` is the address that all of the repository is below. Whatever leads to another host is
    asked without the login.
    """

    host: str
    path: str
    base: str
    session: Session
    login: Mapping[str, str] = field(repr=False)
    _header: str = field(default="", repr=False)

    def ask(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: Callable[[], Any] | None = None,
        stream: bool = False,
    ) -> Response:
        """Ask, and ask again with what the registry wants: a name and password, or a token.

        `body` makes what is sent, anew for each time. Redirects are not followed.
        """

        def send() -> Response:
            return self.session.request(
                method,
                url,
                headers={"Accept-Encoding": "identity", **(headers or {})},
                data=body() if body else None,
                stream=stream,
                timeout=_SECONDS,
                allow_redirects=False,
                auth=self._sign,
            )

        answer = send()
        if answer.status_code != _DENIED or not self._learn(answer, url):
            return answer
        answer.close()
        return send()

    def may_ask(self, url: str) -> bool:
        """Tell whether an address that it leads to is safe: with TLS, unless both are here."""
        scheme, host = origin(url)
        here = origin(self.base)[0] == "http" and _PLAIN.match(host)
        return scheme == "https" or (scheme == "http" and bool(here))

    def _sign(self, request: PreparedRequest) -> PreparedRequest:
        if self._header and origin(request.url or "") == origin(self.base):
            request.headers["Authorization"] = self._header
        return request

    def _learn(self, answer: Response, url: str) -> bool:
        """Learn from a refusal how to ask; tell whether there is a way."""
        challenge = answer.headers.get("WWW-Authenticate", "")
        if origin(url) != origin(self.base):
            return False
        name, word = self.login.get("username"), self.login.get("password", "")
        basic = f"Basic {b64encode(f'{name}:{word}'.encode()).decode()}" if name else ""
        if challenge.lower().startswith("basic"):
            self._header = basic
            return bool(basic)
        fields = dict(_CHALLENGE.findall(challenge))
        realm = fields.pop("realm", "")
        if not self.may_ask(realm):
            return False  # A password is not sent in the open.
        token = self._token(realm, fields, basic)
        self._header = f"Bearer {token.get('token') or token['access_token']}"
        return True

    def _token(self, realm: str, fields: Mapping[str, str], basic: str) -> dict[str, Any]:
        """Fetch a token (distribution, docs/spec/auth/token.md and oauth.md)."""
        refresh = self.login.get("identitytoken")
        form = {
            **fields,
            "grant_type": "refresh_token",
            "client_id": "bisectbuild",
            "refresh_token": refresh or "",
        }

        def sign(request: PreparedRequest) -> PreparedRequest:
            if basic and not refresh:
                request.headers["Authorization"] = basic
            return request

        answer = self.session.request(
            "POST" if refresh else "GET",
            realm,
            params=None if refresh else fields,
            data=form if refresh else None,
            timeout=_SECONDS,
            allow_redirects=False,
            auth=sign,
            stream=True,
        )
        with answer:
            found: dict[str, Any] = json.loads(read_at_most(answer, _LARGEST_TOKEN))
        return found


def read_at_most(answer: Response, size: int) -> bytes:
    """Give the content of an answer. Raises ValueError where it is longer than that."""
    data = bytearray()
    for piece in answer.iter_content(64 * 1024):
        data += piece
        if len(data) > size:
            raise ValueError("the answer is too long")
    return bytes(data)


def origin(url: str) -> tuple[str, str]:
    """Give the scheme and the host with its port that an address is at."""
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


@contextmanager
def opened(repository: str, env: Mapping[str, str], trouble: UsageError) -> Iterator[Registry]:
    """Open a repository such as `python` or `127.0.0.1:5000/team/app`.

    Engines talk plain HTTP to registries of their own machine, and so do we. Raises UsageError
    where it can be none, and `trouble`, with the kind of the error, where the registry cannot be
    talked to; nothing of a login is in its message.
    """
    import requests  # noqa: PLC0415 - slow to import
    from docker.auth import load_config, resolve_repository_name  # noqa: PLC0415 - the same
    from docker.errors import DockerException  # noqa: PLC0415 - the same
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 - the same

    try:
        host, path = resolve_repository_name(repository)
    except DockerException as error:
        raise UsageError(
            f"{repository} names no image that a registry has.", hint="See its FROM."
        ) from error
    if host == _HUB and "/" not in path:
        path = f"library/{path}"
    address = f"registry-1.{_HUB}" if host == _HUB else host
    scheme = "http" if _PLAIN.match(host) else "https"
    try:
        auth = load_config(str(config_folder(env) / "config.json"))
        login = auth.resolve_authconfig(None if host == _HUB else host) or {}
        with requests.Session() as session:
            yield Registry(
                host=host,
                path=path,
                base=f"{scheme}://{address}/v2/{path}",
                session=session,
                # Stores write the names otherwise.
                login={name.lower(): value for name, value in login.items() if value},
            )
    except (requests.RequestException, HTTPError, DockerException, ValueError, KeyError) as error:
        raise UsageError(
            f"{trouble.message.format(host=host, path=path)}: {type(error).__name__}.",
            hint=trouble.hint,
        ) from error
