"""Sums of bounds in SQL, over whatever `latest_report`, `trusted_fact` and `headline` stand for in a query.

A sum of lower bounds is a lower bound, since no figure is below zero; a sum of upper bounds is one only where
every figure has one. `{added}` stands for the columns that say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Total:
    """Figures of several documents added as intervals: what they bound, and no more."""

    name: str
    """What is added: a measure, a force, a month (`2026-11`); empty where the reports do not say."""
    unit: str
    low: Decimal
    """The sum of the lower bounds; a figure without one adds nothing."""
    high: Decimal | None
    """The sum of the upper bounds; None where a single figure has none."""
    documents: int
    no_low: int
    """Figures without a lower bound (up to, fewer than, about)."""
    no_high: int
    """Figures without an upper bound (more than, at least, about)."""
    apart: int = 0
    """Documents whose own tellings do not agree."""


ADDED = """
    coalesce(sum(low), 0) AS low, CASE WHEN count(*) = count(high) THEN sum(high) END AS high,
    count(DISTINCT document_id) AS documents,
    count(*) - count(low) AS no_low, count(*) - count(high) AS no_high
"""
"""The columns of `Total` over rows with `low`, `high` and `document_id`."""

TOTALS = """
SELECT measure AS name, unit, {added}, count(*) FILTER (WHERE NOT agree) AS apart
FROM headline
WHERE measure <> 'drugs'
GROUP BY measure, unit
ORDER BY documents DESC, measure, unit
"""
"""Every measure but drugs, which are no one thing; each currency on its own."""

# One offence told twice of a force may be one arrest or two: at least the larger, at most both. So may totals
# of a force that do not agree; those that agree are one figure, and all their bounds hold.
BY_FORCE = """
, told AS (
    SELECT
        document_id, force, offence, max(low) AS low,
        CASE
            WHEN offence IS NULL AND coalesce(max(low) <= min(high), true)
                AND NOT bool_or(qualifier = 'approximately') THEN min(high)
            WHEN count(*) = count(high) THEN sum(high)
        END AS high
    FROM trusted_fact
    WHERE measure = 'arrests' AND force IS NOT NULL AND place IS NULL AND period = 'current'
    GROUP BY document_id, force, offence
),
of_force AS (
    SELECT document_id, force, {added}
    FROM told
    WHERE offence IS NULL
        OR (document_id, force) NOT IN (SELECT document_id, force FROM told WHERE offence IS NULL)
    GROUP BY document_id, force
),
figure AS (
    SELECT document_id, force AS name, low, high FROM of_force
    UNION ALL
    SELECT document_id, CASE WHEN len(forces) = 1 THEN forces[1] ELSE '' END, low, high
    FROM headline JOIN latest_report USING (document_id)
    WHERE measure = 'arrests' AND document_id NOT IN (SELECT document_id FROM of_force)
)
SELECT name, 'count' AS unit, {added}
FROM figure
GROUP BY name
ORDER BY name = '', low DESC, name
"""
"""Arrests that a report limits to a force, else the total of a report that names one force alone."""

BY_MONTH = """
, figure AS (
    SELECT
        document_id, low, high,
        coalesce(
            nullif(regexp_extract(start_date, '^\\d{4}-\\d{2}'), ''),
            regexp_extract(coalesce(document.published, latest_report.published), '^\\d{4}-\\d{2}'), ''
        ) AS name
    FROM headline
    JOIN latest_report USING (document_id)
    JOIN document ON document.id = document_id
    WHERE measure = 'arrests'
)
SELECT name, 'count' AS unit, {added}
FROM figure
GROUP BY name
ORDER BY name = '', name
"""
"""Arrests by the month of the first day of action, else of publication; empty where no year is told."""
