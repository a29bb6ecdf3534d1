"""Two halves of a gold set, split by operation: rules are written looking at one, and measured on both."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.evaluate.gold import GoldDocument, same_operation


def split_by_operation(
    documents: Sequence[GoldDocument],
) -> tuple[tuple[GoldDocument, ...], tuple[GoldDocument, ...]]:
    """Half A and half B; reports of one operation stay together.

    Operations in the order of their first document's name go to A and B in turn. Nothing but the names and
    the operations decides, so the split is the same everywhere.
    """
    ordered = sorted(operations(documents), key=lambda operation: min(gold.name for gold in operation))
    halves: tuple[list[GoldDocument], list[GoldDocument]] = ([], [])
    for turn, operation in enumerate(ordered):
        halves[turn % 2].extend(operation)
    return tuple(halves[0]), tuple(halves[1])


def operations(documents: Sequence[GoldDocument]) -> list[list[GoldDocument]]:
    """Documents grouped by the operation they report, in their order."""
    groups: list[list[GoldDocument]] = []
    for gold in documents:
        joined = [
            group for group in groups if any(same_operation(gold.record, each.record) for each in group)
        ]
        groups = [group for group in groups if group not in joined]
        groups.append([*(each for group in joined for each in group), gold])
    return groups
