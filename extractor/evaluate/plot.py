"""An evaluation as pictures: risk against coverage, and precision and recall with their intervals.

The only door to pygal. A point is drawn only where there is an interval around it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractor.errors import UsageError
from extractor.evaluate.evaluation import Evaluation
from extractor.evaluate.intervals import FEWEST_DOCUMENTS, Interval, Rate
from extractor.evaluate.plot_colours import RISK, ROWS, Colours, style_sheet
from extractor.evaluate.plot_page import page
from extractor.evaluate.plot_svg import Drawing, clean, sheet
from extractor.evaluate.promise import LETTING_IN, Step, risk_and_coverage
from extractor.evaluate.report import READER_TITLES, say, say_rate
from extractor.evaluate.scoring import Column, rate_of

SUFFIXES = (".svg", ".html")

_WIDTH = 920
_RISK_HEIGHT = 560
_ROW_HEIGHT = 21
_ROUND_ROWS = 190
"""Height of title, axis and legend around the rows."""
_BETWEEN = 0.4
"""Room between two pairs of rows, in rows."""
_APART = 1 + _BETWEEN / 2
_NOWHERE = -1.0
"""No label stands there: without a label named as major pygal picks some and prints them bold."""
_TENTHS = [tenth / 10 for tenth in range(11)]
_RATES = ("precision", "recall")
_POINT, _CAP = 4.5, 2.0
_NO_POINT: tuple[None, None] = (None, None)

Points = list[dict[str, Any] | tuple[None, None]]


@dataclass(frozen=True, slots=True)
class _Row:
    """One rate of a chart of rows; `name` is empty in the second row of a pair."""

    name: str
    rate_name: str
    rate: Rate

    @property
    def label(self) -> str:
        counts = f"{self.rate_name} {self.rate.hits}/{self.rate.total}, n {self.rate.documents}"
        return f"{self.name} · {counts}" if self.name else counts


def check_target(path: Path) -> None:
    """See before any work that a plot can be written there.

    Raises:
        UsageError: the name ends in neither .svg nor .html, the folder is missing, a folder is
            named, or the name is none that the system takes.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(
            f"--plot {str(path)!r} is no kind of plot",
            hint="End the name in .svg or .html",
            kind="bad_output",
        )
    try:
        folder_there, is_folder = path.parent.is_dir(), path.is_dir()
    except OSError as error:
        raise _unwritable(path, error) from error
    if not folder_there:
        raise UsageError(
            f"--plot {str(path)!r} cannot be written: there is no folder {str(path.parent)!r}",
            hint="Make the folder first, or name another",
            kind="bad_output",
        )
    if is_folder:
        raise UsageError(f"--plot {str(path)!r} is a folder", hint="Name a file", kind="bad_output")


def write_plot(evaluation: Evaluation, path: Path) -> None:
    """Draw an evaluation into one self-contained file, SVG or HTML after its suffix.

    A file of that name is replaced.

    Raises:
        UsageError: the file cannot be written.
    """
    check_target(path)
    found = drawings(evaluation)
    html = path.suffix.lower() == ".html"
    text = page(evaluation, [each.text() for each in found]) if html else sheet(found)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> UsageError:
    return UsageError(
        f"--plot {str(path)!r} cannot be written: {error.strerror}",
        hint="Name a file that you may write",
        kind="bad_output",
    )


def drawings(evaluation: Evaluation) -> tuple[Drawing, ...]:
    """Risk against coverage (where a run was scored), the readers side by side, the last one by measure."""
    risk = [_risk(risk_and_coverage(evaluation.checked))] if evaluation.run else []
    last = evaluation.columns[-1]
    return (
        *risk,
        _rows("readers", "Precision and recall of each reader", list(_of_readers(evaluation.columns))),
        _rows(
            "measures",
            f"Precision and recall by measure: {READER_TITLES[last.reader]}",
            list(_of_measures(last)),
        ),
    )


def _of_readers(columns: Sequence[Column]) -> Iterator[_Row]:
    for column in columns:
        for name in _RATES:
            yield _Row(READER_TITLES[column.reader] if name == _RATES[0] else "", name, column.rate(name))


def _of_measures(column: Column) -> Iterator[_Row]:
    for measure in column.measures():
        counts = column.by_measure(measure)
        for name in _RATES:
            yield _Row(measure.replace("_", " ") if name == _RATES[0] else "", name, rate_of(name, counts))


def _risk(steps: Sequence[Step]) -> Drawing:
    """Points that lie on one another show as rings: each verdict let in is drawn smaller than the last."""
    drawn = [step for step in steps if step.risk and step.coverage.interval]
    top = max([0.1, *(math.ceil(step.risk.high * 10) / 10 for step in drawn if step.risk)])
    chart = _chart(
        "risk",
        RISK,
        title="Risk against coverage, as verdicts are let in",
        height=_RISK_HEIGHT,
        x_title="coverage: share of required gold facts told",
        y_title="risk: share of facts that are wrong",
        range=(0, top),
        y_labels=[top * part / 5 for part in range(6)],
        value_formatter=lambda share: f"{share:.2f}",
    )
    chart.add(None, [(step.coverage.value, _share_wrong(step)) for step in drawn], show_dots=False)
    for size, step in zip((10, 8, 6, 4), steps, strict=True):
        chart.add(_step_words(step), _risk_points(step, size) if step in drawn else [])
    return _finish(chart, [_step_words(step) for step in steps])


def _risk_points(step: Step, size: int) -> Points:
    if step.risk is None:
        return []
    heights = ((step.risk.low, _CAP), (_share_wrong(step), size), (step.risk.high, _CAP))
    return [_point(step.coverage.value, height, r, _step_words(step)) for height, r in heights]


def _share_wrong(step: Step) -> float:
    return step.wrong / step.facts


def _step_words(step: Step) -> str:
    until = step.verdict.value if step.verdict is LETTING_IN[0] else f"and {step.verdict.value}"
    bounds = f" [{step.risk.low:.2f}, {step.risk.high:.2f}]" if step.risk else ""
    return f"{until}: {step.wrong} of {step.facts} wrong{bounds}, told {say_rate(step.coverage)}"


def _rows(name: str, title: str, rows: Sequence[_Row]) -> Drawing:
    """One line a rate: a point with its interval, or words where the documents are too few for one."""
    heights = [len(rows) * _APART - position - _BETWEEN * (position // 2) for position in range(len(rows))]
    chart = _chart(
        name,
        ROWS,
        title=title,
        height=_ROUND_ROWS + round(_ROW_HEIGHT * _APART * len(rows)),
        range=(min(heights, default=0) - 0.8, max(heights, default=0) + 0.8),
        y_labels=[{"label": row.label, "value": at} for row, at in zip(rows, heights, strict=True)],
        print_labels=True,
    )
    placed = list(zip(rows, heights, strict=True))
    chart.add(
        "where the rate is 0 or 1: interval of documents without error",
        [point for row, at in placed for point in _whisker_of_documents(row, at)],
        allow_interruptions=True,
        stroke_style={"dasharray": "4, 3"},
    )
    for rate_name in _RATES:
        chart.add(
            f"{rate_name}, 95 % interval",
            [point for row, at in placed if row.rate_name == rate_name for point in _whisker(row, at)],
            allow_interruptions=True,
        )
    chart.add(None, [_note(row, at) for row, at in placed if row.rate.interval is None], stroke=False)
    return _finish(chart, [f"{row.label}: {_rate_words(row.rate)}" for row in rows])


def _whisker(row: _Row, at: float) -> Points:
    interval, value = row.rate.interval, row.rate.value
    if interval is None:
        return []
    if interval.of != "rate":
        return [_point(value, at, _POINT, say_rate(row.rate)), _NO_POINT]
    return [*_interval(interval, value, at, say_rate(row.rate)), _NO_POINT]


def _whisker_of_documents(row: _Row, at: float) -> Points:
    interval = row.rate.interval
    if interval is None or interval.of == "rate":
        return []
    return [*_interval(interval, None, at, say_rate(row.rate)), _NO_POINT]


def _interval(interval: Interval, value: float | None, at: float, words: str) -> Points:
    ends = [(interval.low, _CAP), (value, _POINT), (interval.high, _CAP)]
    return [_point(x, at, r, words) for x, r in ends if x is not None]


def _note(row: _Row, at: float) -> dict[str, Any]:
    return {**_point(0.0, at, 0, _rate_words(row.rate)), "label": _rate_words(row.rate)}


def _rate_words(rate: Rate) -> str:
    if not rate.total:
        return "nothing to count"
    return say(rate) if rate.interval else f"counts only: under {FEWEST_DOCUMENTS} documents"


def _point(x: float | None, y: float, radius: float, words: str) -> dict[str, Any]:
    return {"value": (x, y), "node": {"r": radius}, "formatter": lambda _: words}


def _chart(name: str, colours: Sequence[Colours], **options: Any) -> Any:
    from pygal import XY  # noqa: PLC0415
    from pygal.style import Style  # noqa: PLC0415

    sizes = dict.fromkeys(("label_font_size", "major_label_font_size", "legend_font_size"), 12)
    sizes |= {
        "title_font_size": 15,
        "value_label_font_size": 11,
        "value_font_size": 3,
        "no_data_font_size": 16,
    }
    shown = {"opacity": "1", "stroke_opacity": "1", "stroke_width": "1.6", "transition": "0s"}
    chart = XY(
        style=Style(font_family="system-ui, sans-serif", **sizes, **shown),
        js=(),
        css=("file://style.css", "file://graph.css", f"inline:{style_sheet(f'#chart-{name}', colours)}"),
        width=_WIDTH,
        xrange=(0, 1),
        x_labels=_TENTHS,
        x_value_formatter=lambda share: f"{share:.1f}",
        y_labels_major=[_NOWHERE],
        legend_at_bottom=True,
        legend_at_bottom_columns=1,
        legend_box_size=10,
        truncate_legend=-1,
        truncate_label=-1,
        no_data_text=f"Counts only: under {FEWEST_DOCUMENTS} documents there is no interval to draw",
        **options,
    )
    chart.uuid = name
    return chart


def _finish(chart: Any, words: Sequence[str]) -> Drawing:
    title, height = chart.config.title, chart.config.height
    return clean(chart.render(), f"chart-{chart.uuid}", title, ". ".join(words), (_WIDTH, height))
