"""`extractor plan`: what a run would do and take, before anything is spent."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.options import DbOption, FollowSymlinksOption
from extractor.cli.terminal import json_line, print_table, tell
from extractor.errors import StoreError
from extractor.pages.words import cost_words

if TYPE_CHECKING:
    from extractor.pipeline import Forecast, Outlook
    from extractor.settings import Settings
    from extractor.store import StoreReader

SHOWN = 20
"""Unreadable documents that are named."""

MEANINGS = {
    "new": "new",
    "changed": "changed: the name is stored with another text",
    "otherwise": "done by another model, prompt or settings alone",
    "failed": "failed before, to be asked again",
    "done": "done; nothing is asked",
    "unreadable": "cannot be read",
    "repeated": "with the text of another; asked once",
}


class PlanFormat(StrEnum):
    """How the plan is printed."""

    TABLE = "table"
    JSON = "json"


def plan(  # noqa: PLR0913 - one parameter a flag
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH", help="Files and folders; - is standard input.")
    ],
    *,
    db: DbOption = None,
    model: Annotated[
        str | None, typer.Option(help="The model's name at the endpoint, or a GGUF file.")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(help="An OpenAI-compatible endpoint; without one, the embedded model.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many documents.")] = None,
    batch: Annotated[
        bool,
        typer.Option("--batch", help="For `extractor batch submit`, at half the price."),
    ] = False,
    max_cost: Annotated[
        float | None, typer.Option(metavar="USD", help="As for run: is the cap likely to be enough?")
    ] = None,
    max_tokens: Annotated[
        int | None, typer.Option(help="As for run: is the cap likely to be enough?")
    ] = None,
    follow_symlinks: FollowSymlinksOption = False,
    output: Annotated[
        PlanFormat, typer.Option("--format", help="json prints one object for scripts.")
    ] = PlanFormat.TABLE,
) -> None:
    """Show what a run would do with these documents and what it would cost; nothing is asked or spent.

    The forecast is learnt from the requests that this database holds, by the same model and prompt.
    """
    from extractor.pipeline import look_ahead  # noqa: PLC0415
    from extractor.reader import read_documents  # noqa: PLC0415
    from extractor.settings import load_settings  # noqa: PLC0415

    settings = load_settings(db=db, model=model, base_url=base_url, max_cost=max_cost, max_tokens=max_tokens)
    documents = read_documents(paths, max_chars=settings.max_chars, follow_symlinks=follow_symlinks)
    store = _open(settings)
    try:
        outlook = look_ahead(documents, settings, store, limit=limit, batch=batch)
    finally:
        if store is not None:
            store.close()
    if output is PlanFormat.JSON:
        sys.stdout.write(json.dumps(json.loads(json_line(plan_row(outlook, settings.db))), indent=2) + "\n")
    else:
        print_plan(outlook)


def _open(settings: Settings) -> StoreReader | None:
    """The database for reading; None where there is none. One of an older version is brought up to date."""
    from extractor.store import Store, open_reader  # noqa: PLC0415

    if not settings.db.exists():
        return None
    try:
        return open_reader(settings.db, wait=settings.lock_wait)
    except StoreError as error:
        if error.kind != "outdated":
            raise
    return Store.open(settings.db, wait=settings.lock_wait)


def plan_row(outlook: Outlook, db: Path) -> dict[str, Any]:
    """A plan as scripts get it; these keys stay."""
    forecast = outlook.forecast
    return {
        "db": str(db),
        "model": outlook.model,
        "endpoint": outlook.endpoint,
        "prompt": outlook.prompt,
        "documents": {
            **{standing: len(names) for standing, names in outlook.documents.items()},
            "to_ask": outlook.to_ask,
        },
        "pieces": forecast.pieces,
        "basis": "attempts" if forecast.learnt else "guess",
        "requests": _rounded(asdict(forecast.requests)),
        "tokens": {
            "prompt": _rounded(asdict(forecast.tokens_in)),
            "cached": _rounded(asdict(forecast.cached)),
            "completion": _rounded(asdict(forecast.tokens_out)),
        },
        "cost": forecast.cost and {name: round(cost, 6) for name, cost in asdict(forecast.cost).items()},
        "learnt": forecast.learnt and asdict(forecast.learnt),
        "max_cost": outlook.max_cost,
        "max_tokens": outlook.max_tokens,
    }


def _rounded(values: dict[str, float]) -> dict[str, int]:
    return {name: round(value) for name, value in values.items()}


def print_plan(outlook: Outlook) -> None:
    """Documents by standing, then the forecast with its range, on stdout."""
    counts = ((MEANINGS[of], f"{len(names):,}") for of, names in outlook.documents.items() if names)
    print_table((f"documents for {outlook.model} ({outlook.endpoint})", ""), counts)
    if outlook.unreadable:
        rows = ((one.name, one.kind, one.reason) for one in islice(outlook.unreadable, SHOWN))
        print_table(("document", "kind", "reason"), rows, title="Cannot be read")
    print_table(("to be asked", "low", "likely", "high"), _forecast_rows(outlook.forecast, outlook.to_ask))
    sys.stdout.write(f"{basis_words(outlook.forecast)}\n")
    sys.stdout.flush()
    for line in _advice(outlook):
        tell(line)


def _forecast_rows(forecast: Forecast, documents: int) -> Iterator[tuple[str, ...]]:
    yield "documents", "", f"{documents:,}", ""
    yield "requests", *_words(forecast.requests)
    yield "tokens in", *_words(forecast.tokens_in)
    yield "of these from the endpoint's cache", *_words(forecast.cached)
    yield "tokens out", *_words(forecast.tokens_out)
    cost = forecast.cost
    yield "cost", *(cost_words(one) for one in ((cost.low, cost.likely, cost.high) if cost else (None,) * 3))


def _words(found: Any) -> tuple[str, str, str]:
    return f"{found.low:,.0f}", f"{found.likely:,.0f}", f"{found.high:,.0f}"


def basis_words(forecast: Forecast) -> str:
    """What the forecast rests on."""
    if not forecast.pieces:
        return "Nothing is to be asked."
    if forecast.learnt is None:
        return "A guess, four characters a token: this database holds too few requests to learn from."
    learnt = forecast.learnt
    return (
        f"Learnt from {learnt.pieces:,} pieces of documents: a request takes {learnt.fixed_tokens:,.0f} "
        f"tokens and {learnt.tokens_per_char:.2f} for each character, an answer {learnt.output_tokens:,.0f}; "
        f"{learnt.reask_rate:.2f} re-asks and {learnt.retry_rate:.2f} retries a piece. "
        "The range should hold what the run takes in 95 cases of 100."
    )


def _advice(outlook: Outlook) -> Iterator[str]:
    forecast = outlook.forecast
    if forecast.cost is None:
        yield "The price is unknown: set EXTRACTOR_PRICES__INPUT and EXTRACTOR_PRICES__OUTPUT,"
        yield "in US dollars per million tokens."
    elif outlook.max_cost is not None:
        yield _enough(
            "--max-cost", outlook.max_cost >= forecast.cost.high, outlook.max_cost >= forecast.cost.low
        )
    if outlook.max_tokens is not None:
        low, high = (
            getattr(forecast.tokens_in, end) + getattr(forecast.tokens_out, end) for end in ("low", "high")
        )
        yield _enough("--max-tokens", outlook.max_tokens >= high, outlook.max_tokens >= low)


def _enough(flag: str, surely: bool, perhaps: bool) -> str:
    if surely:
        return f"{flag} is above the range: the run should end by itself."
    return f"{flag} is {'within' if perhaps else 'below'} the range: the run may stop before it is done."
