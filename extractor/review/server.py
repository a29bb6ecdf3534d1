"""Start and stop: a socket on loopback, the address once it can be opened, the server until it is ended."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable

import uvicorn

from extractor.errors import UsageError
from extractor.review.access import Pass
from extractor.review.app import make_app
from extractor.review.desk import Desk

HOST = "127.0.0.1"

KEEP_ALIVE = 3600
"""Seconds for which an idle connection stays: longer than in any browser, so that no click meets its end."""


def serve(
    desk: Desk,
    *,
    port: int = 0,
    show: Callable[[str], None],
    open_browser: bool = False,
) -> None:
    """Serve the review page of a database until the process is told to end.

    Args:
        desk: The database and who decides on it.
        port: Where; 0 is any that is free.
        show: Is given the first address once it can be opened.
        open_browser: Whether a browser is opened.

    Raises:
        UsageError: the port is taken, or may not be used.
        KeyboardInterrupt: a person ended it; it may also return then.
    """
    with bound(port) as listening:
        held = Pass(listening.getsockname()[1])
        server = uvicorn.Server(
            uvicorn.Config(
                make_app(desk, held),
                access_log=False,
                http="h11",
                lifespan="off",
                log_level="warning",
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=2,
                timeout_keep_alive=KEEP_ALIVE,
                ws="none",
            )
        )
        show(held.address)
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(held.ticket(),), daemon=True).start()
        try:
            server.run([listening])
        finally:
            desk.close()


def bound(port: int) -> socket.socket:
    """A listening socket on loopback: who connects from now on is answered as soon as the server runs.

    Args:
        port: Its port; 0 is any that is free.

    Raises:
        UsageError: the port is taken, or may not be used.
    """
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise UsageError(
            f"the port {port} of {HOST} cannot be used: {error.strerror}",
            hint="Leave out --port, and any free one is taken",
            kind="bad_port",
        ) from error
