"""What a person said of a figure, with who, when and why; it outlives every rerun."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from extractor.fact import Fact


class Action(StrEnum):
    """What a person may say of a figure."""

    ACCEPTED = "accepted"
    """It holds as claimed, whatever the verdict."""
    CORRECTED = "corrected"
    """The words tell another figure, which holds instead."""
    REJECTED = "rejected"
    """It does not hold; another figure of the same number may."""
    NOT_A_RESULT = "not_a_result"
    """The number itself is no result of the action reported, whatever is claimed of it."""
    UNDONE = "undone"
    """An earlier decision is taken back."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a person said of a figure.

    It holds on to the document's content and to the words there, so that it applies to every claim of the
    same number, whichever run or model makes it and whatever the file is called.
    """

    id: str
    document_id: str
    start: int | None
    end: int | None
    """Half-open character offsets of the number; of the quote where no number was read in it; None where the
    quote does not stand in the document."""
    action: Action
    claimed: Fact | None
    """The figure decided on, as it was claimed; None for a number that no fact claimed."""
    decided: Fact | None
    """The figure that holds now: the claim (accepted) or the correction (corrected); None otherwise."""
    replaced: str
    """What stood before: a verdict (of a bare number, its fate in the ledger), or the id of a decision."""
    decided_by: str
    decided_at: datetime
    """UTC, without zone."""
    reason: str
    undoes: str | None = None
    """The decision taken back; None unless `action` is undone."""
    in_force: bool = False
    """Whether it counts now: not taken back, and not replaced by a later one."""
