"""The progress bar of a run: on a terminal only, on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from extractor.cli.terminal import console, tell
from extractor.pages.words import cost_words

if TYPE_CHECKING:
    from extractor.pipeline import Progress, Usage

SPEED_SECONDS = 600
"""How far back the estimate of the time left looks: a document may take a minute."""

STOPPING = "Stopping: what is in flight is being finished. Ctrl-C again stops at once."


@contextmanager
def progress_bar() -> Iterator[Callable[[Progress], None]]:
    """Yield what shows a run's progress; where stderr is no terminal it only tells of a stop."""
    told = _Once(STOPPING)
    if not sys.stderr.isatty():
        yield lambda progress: told.tell_if(progress.stopping)
        return
    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[usage]}"),
    )
    bar_console = console(sys.stderr)
    with Bar(*columns, console=bar_console, transient=True, speed_estimate_period=SPEED_SECONDS) as bar:
        task = bar.add_task("", total=None, pace="", usage="")
        started = time.monotonic()

        def show(progress: Progress) -> None:
            minutes = (time.monotonic() - started) / 60
            bar.update(
                task,
                total=progress.total,
                completed=progress.finished,
                pace=f"{progress.finished / minutes:.1f}/min" if progress.finished else "",
                usage=_short(progress.usage),
            )
            told.tell_if(progress.stopping)

        yield show


class _Once:
    """A message that is told the first time it is due."""

    def __init__(self, message: str) -> None:
        self._message = message
        self._told = False

    def tell_if(self, due: bool) -> None:
        if due and not self._told:
            self._told = True
            tell(self._message)


def _short(usage: Usage) -> str:
    tokens = usage.prompt_tokens + usage.completion_tokens
    return f"{usage.requests:,} requests, {tokens:,} tokens, cost {cost_words(usage.cost)}"


def usage_words(usage: Usage) -> str:
    """Requests, tokens and cost, in words."""
    return (
        f"{usage.requests:,} requests, {usage.prompt_tokens:,} tokens in ({usage.cached_tokens:,} cached), "
        f"{usage.completion_tokens:,} out, cost {cost_words(usage.cost)}"
    )
