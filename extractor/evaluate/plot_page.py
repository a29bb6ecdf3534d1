"""A plot as one HTML page: the charts, and beneath them what they show as tables."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from extractor.evaluate.evaluation import Evaluation
from extractor.evaluate.plot_colours import FAINT, INK, PAPER
from extractor.evaluate.report import Table, say, tables

_TITLE = "How right the table is"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_SHOWN = ("header", "risk", "promise", "figures", "measures_trusted", "measures_model", "measures_reader")


def page(evaluation: Evaluation, charts: Sequence[str]) -> str:
    """The whole page; it holds no script and asks for nothing from elsewhere.

    Args:
        evaluation: What was measured, for the tables.
        charts: Each chart as an `<svg>` element.
    """
    by_name = {table.name: table for table in tables(evaluation)}
    figures = "\n".join(f"<figure>{chart}</figure>" for chart in charts)
    notes = "".join(f"<li>{escape(note)}</li>" for note in evaluation.notes)
    told = "\n".join(_table(by_name[name]) for name in _SHOWN if name in by_name)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_TITLE}</title>\n<style>{_style()}</style>\n</head>\n<body>\n<main>\n<h1>{_TITLE}</h1>\n"
        f"{figures}\n{f'<ul>{notes}</ul>' if notes else ''}\n{told}\n</main>\n</body>\n</html>\n"
    )


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.columns)
    rows = "\n".join(_row([say(cell) for cell in row]) for row in table.rows)
    note = f"<p>{escape(table.note)}</p>" if table.note else ""
    return (
        f"<section>\n<h2>{escape(table.title)}</h2>\n<div><table>\n"
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>\n{note}\n</section>"
    )


def _row(cells: Sequence[str]) -> str:
    first, *rest = map(escape, cells)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'


def _style() -> str:
    return (
        f":root {{ color-scheme: light dark; }}\n{_shade(0)}\n"
        f"@media (prefers-color-scheme: dark) {{\n{_shade(1)}\n}}\n"
        "body { margin: 0; font: 15px/1.5 system-ui, sans-serif; }\n"
        "main { max-width: 960px; margin: 0 auto; padding: 1rem; }\n"
        "figure { margin: 0 0 2rem; }\nfigure svg { width: 100%; height: auto; }\n"
        "div { overflow-x: auto; }\ntable { border-collapse: collapse; font-size: 13px; }\n"
        "th, td { padding: .3rem .8rem .3rem 0; text-align: left; vertical-align: top; }\n"
        "tbody th { font-weight: normal; }\ntd { font-variant-numeric: tabular-nums; }\n"
    )


def _shade(shade: int) -> str:
    return (
        f"body {{ background: {PAPER[shade]}; color: {INK[shade]}; }}\n"
        f"th, td {{ border-bottom: 1px solid {FAINT[shade]}; }}"
    )
