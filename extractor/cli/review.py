"""`extractor review`: a page in the browser on which a person reads the reports and settles figures."""

from __future__ import annotations

import getpass
import sys
from contextlib import suppress
from typing import Annotated

import typer

from extractor.cli.options import DbOption
from extractor.cli.terminal import tell
from extractor.errors import UsageError


def review(
    db: DbOption = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="WHO", help="Who decides; your user name unless given.")
    ] = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port on 127.0.0.1; 0 takes any that is free.")
    ] = 0,
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Whether to open a browser at the page.")
    ] = True,
) -> None:
    """Serve a page on this machine alone: reports with their figures marked, to accept, correct or reject.

    The address goes to stdout; it holds the token that opens the page. Ctrl-C ends it.
    """
    from extractor.review.desk import Desk  # noqa: PLC0415
    from extractor.review.server import serve  # noqa: PLC0415
    from extractor.settings import load_settings  # noqa: PLC0415

    settings = load_settings(db=db)
    desk = Desk(settings.db, _who(name), settings.lock_wait)
    holder = desk.check()
    tell(
        f"Reviewing {str(settings.db)!r} as {desk.name!r}. Ctrl-C ends it; what is decided is stored at once."
    )
    if holder:
        tell(f"At present {holder}; the page waits until it is free.")
    # On Ctrl-C the server ends in order; whether the signal comes through after that is a matter of chance.
    with suppress(KeyboardInterrupt):
        serve(desk, port=port, show=_show, open_browser=open_browser)
    tell("Ended.")


def _show(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


def _who(name: str | None) -> str:
    """The given name, or that of the account."""
    try:
        found = (getpass.getuser() if name is None else name).strip()
    except (KeyError, OSError):
        found = ""
    if not found:
        raise UsageError(
            "it is not said who decides",
            hint="Say who with --name",
            kind="no_name",
        )
    return found
