"""Who may ask: this machine's own browser, under this server's own name, with the token that was printed.

A page of another site can make a browser send requests to loopback, and can make a name of its own point
there (DNS rebinding); a program of another user on the machine can connect. None of them knows the token, and
no other page can make a browser say that a request comes from here.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # under no-referrer a browser would send the origin `null`
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Sent with every answer: nothing from elsewhere, nothing inline, nothing kept, nothing framed."""

OPEN_TO_ALL = "/static/"
"""Style and script, which are the same for everybody; the page that refuses needs them too."""

PARAMETER = "token"


@dataclass(frozen=True, slots=True)
class Pass:
    """What opens the page of one server."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    """Good as long as the server runs."""
    tickets: set[str] = field(default_factory=set)
    """Tokens that are good once."""

    @property
    def cookie(self) -> str:
        """Name of the cookie; browsers do not tell ports of one host apart."""
        return f"extractor_review_{self.port}"

    @property
    def hosts(self) -> frozenset[str]:
        """What the Host header may be."""
        return frozenset({f"127.0.0.1:{self.port}", f"localhost:{self.port}"})

    @property
    def address(self) -> str:
        """The first address, for the person who started the server."""
        return self._address(self.token)

    def ticket(self) -> str:
        """A first address that is good once: the command line of a browser can be seen by others."""
        token = secrets.token_urlsafe(32)
        self.tickets.add(token)
        return self._address(token)

    def accepts(self, token: str) -> bool:
        """Whether a token of a first address opens the page; a ticket is used up."""
        if token in self.tickets:
            self.tickets.discard(token)
            return True
        return self.holds(token)

    def holds(self, token: str) -> bool:
        """Whether this is the token of the server, in a time that tells nothing of it."""
        return secrets.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def _address(self, token: str) -> str:
        return f"http://127.0.0.1:{self.port}/?{urlencode({PARAMETER: token})}"


Refusal = Callable[[HTTPStatus, str, str], Response]
"""Makes the page that says why not: status, what is wrong, what to do."""


@dataclass(frozen=True, slots=True)
class Guard:
    """Stands before the application; what it lets through comes from the right browser."""

    app: ASGIApp
    held: Pass
    refuse: Refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it; every answer carries the security headers."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        if scope["type"] == "http":
            answer = self._refusal(Request(scope)) or self.app
            await answer(scope, receive, guarded)

    def _refusal(self, request: Request) -> Response | None:
        """What is sent instead of an answer; None where the request is good."""
        return self._foreign(request) or self._first(request) or self._unknown(request)

    def _foreign(self, request: Request) -> Response | None:
        hosts, origins = request.headers.getlist("host"), request.headers.getlist("origin")
        if len(hosts) != 1 or hosts[0] not in self.held.hosts:
            return self.refuse(HTTPStatus.MISDIRECTED_REQUEST, "This is not the address of the page.", _HOST)
        own = [f"http://{hosts[0]}"]
        unsafe = request.method not in {"GET", "HEAD"}
        if origins != own and (origins or unsafe):
            return self.refuse(HTTPStatus.FORBIDDEN, "This request comes from another page.", _ORIGIN)
        return None

    def _first(self, request: Request) -> Response | None:
        """The first address: its token becomes a cookie and leaves the address."""
        given = request.query_params.get(PARAMETER)
        if given is None:
            return None
        if not self.held.accepts(given):
            return self.refuse(HTTPStatus.FORBIDDEN, "The token in this address is wrong.", _TOKEN)
        found = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        found.set_cookie(self.held.cookie, self.held.token, httponly=True, samesite="strict")
        return found

    def _unknown(self, request: Request) -> Response | None:
        if request.url.path.startswith(OPEN_TO_ALL) or self.held.holds(
            request.cookies.get(self.held.cookie, "")
        ):
            return None
        return self.refuse(HTTPStatus.FORBIDDEN, "This page is for the person who started it.", _TOKEN)


_TOKEN = "Open the address that extractor review printed when it started; another start prints another one."  # noqa: S105
_HOST = "Open the address that extractor review printed, as it stands there."
_ORIGIN = "Nothing was changed. Go on in the page that extractor review opened."
