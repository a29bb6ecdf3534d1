"""The colours of a plot, on light paper and on dark; distinguishable with any kind of colour vision."""

from __future__ import annotations

from collections.abc import Sequence

Colours = tuple[str, str]
"""One colour on light paper, and the one that stands for it on dark."""

PAPER: Colours = ("#ffffff", "#16181b")
INK: Colours = ("#1f2328", "#e6e8eb")
FAINT: Colours = ("#d5d9de", "#3b4047")

_BLUE: Colours = ("#0b61b0", "#74b6ff")
_ORANGE: Colours = ("#b04a00", "#ffae66")
_GREEN: Colours = ("#0a7a56", "#4fd1a5")
_PURPLE: Colours = ("#8a3a9c", "#dc9ceb")
_GREY: Colours = ("#6a7079", "#a3a9b2")

RISK = (_GREY, _GREEN, _BLUE, _ORANGE, _PURPLE)
"""The line between the points, then one colour a verdict."""
ROWS = (_GREY, _BLUE, _ORANGE, _GREY)
"""Intervals of documents, precision, recall, notes."""


def style_sheet(chart: str, series: Sequence[Colours]) -> str:
    """CSS for one chart, light unless the reader's system asks for dark.

    Args:
        chart: The chart's selector.
        series: The colours of its series, in order.
    """
    dark = _rules(chart, series, 1)
    return f"{_rules(chart, series, 0)}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"


def _rules(chart: str, series: Sequence[Colours], shade: int) -> str:
    paper, ink, faint = PAPER[shade], INK[shade], FAINT[shade]
    rules = [
        f"{chart} {{ background-color: {paper}; }}",
        f"{chart} .graph > .background, {chart} .plot > .background {{ fill: {paper}; }}",
        f"{chart} text {{ fill: {ink} !important; }}",
        f"{chart} text.label {{ stroke: {paper} !important; stroke-width: 3px; paint-order: stroke; }}",
        f"{chart} .axis .line {{ stroke: {ink}; }}",
        f"{chart} .axis .guide.line, {chart} .axis .guides:hover .guide.line "
        f"{{ stroke: {faint}; stroke-dasharray: none; }}",
        f"{chart} .dot {{ stroke-dasharray: none; }}",
    ]
    rules += [
        f"{chart} .color-{number} {{ stroke: {colours[shade]}; fill: {colours[shade]}; }}"
        for number, colours in enumerate(series)
    ]
    return "\n".join(rules)
