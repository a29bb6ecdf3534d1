"""The pages and what is done on them: a request opens the database, reads or decides, and lets go of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from importlib.resources import files
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from extractor.errors import ExtractorError, InputError, StoreLockedError
from extractor.pages.html import Templates, stylesheet
from extractor.review.access import Guard, Pass
from extractor.review.desk import Desk
from extractor.review.document_page import document_page
from extractor.review.forms import Order, read_order
from extractor.review.orders import carry_out
from extractor.review.places import Filters, Place
from extractor.review.queue_page import queue_filter, queue_page
from extractor.review.words import DECIDED, KEYS

LARGEST_FORM = 64 * 1024
"""Bytes that a request may have; the largest form has a few hundred."""

_STATIC = {
    "icon.svg": "image/svg+xml",
    "review.css": "text/css; charset=utf-8",
    "review.js": "text/javascript; charset=utf-8",
    "style.css": "text/css; charset=utf-8",
}
_SIDES = ("previous", "next")
_UNKNOWN = {"no_such_document", "no_such_fact", "no_such_number", "no_such_decision", "no_such_run"}
"""Kinds of errors that mean: there is nothing at this address."""


def make_app(desk: Desk, held: Pass) -> Guard:
    """The review page of one database behind its guard.

    Args:
        desk: The database, and who decides on it.
        held: What opens the page.
    """
    pages = Pages(desk)
    app = Starlette(
        routes=[
            Route("/", pages.queue),
            Route("/document/{document_id}", pages.document),
            Route("/document/{document_id}", pages.decide, methods=["POST"]),
            Route("/document/{document_id}/{side}", pages.beside),
            Route("/keys", pages.keys),
            Route("/static/{name}", static),
        ],
        exception_handlers={HTTPException: not_found, ExtractorError: failed},
        max_body_size=LARGEST_FORM,
    )
    return Guard(app, held, message)


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages over one database."""

    desk: Desk

    def queue(self, request: Request) -> Response:
        """What waits for a person, the most important first."""
        place = Place(Filters.from_query(request.query_params))
        with self.desk.reading() as store:
            values = queue_page(store, place, request.query_params.get("page", ""))
        return self._page("queue.html", place, **values)

    def document(self, request: Request) -> Response:
        """One report with its figures, and one of them to decide on."""
        place = document_place(request)
        with self.desk.reading() as store:
            values = document_page(store, place, request.query_params)
        return self._page("document.html", **values)

    def beside(self, request: Request) -> Response:
        """The document before or behind another in the queue, or the queue where there is none."""
        place, side = document_place(request), request.path_params["side"]
        if side not in _SIDES:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        with self.desk.reading() as store:
            found = store.around(place.document_id, queue_filter(place.filters))[_SIDES.index(side)]
        address = place.queue() if found is None else place.open_document(found.document_id, found.fact_id)
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)

    async def decide(self, request: Request) -> Response:
        """Carry out what a form asks for, and go on to the next figure."""
        order = read_order(await request.body())
        return await run_in_threadpool(self._decide, document_place(request), order)

    def keys(self, request: Request) -> Response:  # noqa: ARG002 - a handler takes the request
        """The keys, for whoever has no script."""
        return self._page("keys.html", Place())

    def _decide(self, place: Place, order: Order) -> Response:
        try:
            with self.desk.writing() as store:
                return RedirectResponse(carry_out(store, order, place, self.desk.name), HTTPStatus.SEE_OTHER)
        except StoreLockedError as error:
            return waiting(error, place.post(), order.fields)
        except InputError as error:
            if error.kind in _UNKNOWN:
                raise
            with self.desk.reading() as store:
                values = document_page(store, place, order.fields, wrong=str(error))
            return self._page("document.html", status=HTTPStatus.UNPROCESSABLE_ENTITY, **values)

    def _page(
        self, template: str, place: Place, *, status: HTTPStatus = HTTPStatus.OK, **values: Any
    ) -> Response:
        home = place.queue()
        return page(template, status, who=self.desk.name, home=home, keys=KEYS, place=place, **values)


def document_place(request: Request) -> Place:
    """Where a request for a document stands."""
    query = request.query_params
    return Place(
        Filters.from_query(query),
        document_id=request.path_params["document_id"],
        fact=query.get("fact", ""),
        number=query.get("number", ""),
        ledger=query.get("ledger") == "1",
    )


@cache
def templates() -> Templates:
    """The templates of this page over those of every page."""
    return Templates("extractor.review")


def page(template: str, status: HTTPStatus, **values: Any) -> Response:
    """A page as it is sent."""
    return HTMLResponse(templates().render(template, DECIDED=DECIDED, **values), status)


def message(status: HTTPStatus, what: str, hint: str) -> Response:
    """A page that says what is wrong and what to do."""
    return page("message.html", status, what=what, hint=hint)


def waiting(error: StoreLockedError, address: str, fields: Mapping[str, str]) -> Response:
    """A page that says who holds the database, and asks again by itself.

    Args:
        error: Who holds it.
        address: Where to ask again.
        fields: The form that could not be carried out; empty where nothing was to be done.
    """
    what = error.message[:1].upper() + error.message[1:]
    return page("waiting.html", HTTPStatus.SERVICE_UNAVAILABLE, what=what, action=address, fields=fields)


def failed(request: Request, error: Exception) -> Response:
    """An error of this tool as a page."""
    assert isinstance(error, ExtractorError)  # noqa: S101 - the handler is registered for it alone
    if isinstance(error, StoreLockedError):
        query = f"?{request.url.query}" if request.url.query else ""
        return waiting(error, f"{request.url.path}{query}", {})
    unknown = error.kind in _UNKNOWN
    status = HTTPStatus.NOT_FOUND if unknown else HTTPStatus.INTERNAL_SERVER_ERROR
    if isinstance(error, InputError) and not unknown:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    what = error.message[:1].upper() + error.message[1:]
    return message(status, f"{what}.", error.hint)


def not_found(request: Request, error: Exception) -> Response:  # noqa: ARG001 - a handler takes both
    """An address that leads nowhere, or a request that no page answers."""
    assert isinstance(error, HTTPException)  # noqa: S101 - the handler is registered for it alone
    status = HTTPStatus(error.status_code)
    return message(status, f"{status.phrase}.", "Nothing was changed.")


def static(request: Request) -> Response:
    """Style and script."""
    name = request.path_params["name"]
    if name not in _STATIC:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    home = files("extractor.review") / "static" / name
    text = stylesheet() if name == "style.css" else home.read_text(encoding="utf-8")
    return Response(text, media_type=_STATIC[name])
