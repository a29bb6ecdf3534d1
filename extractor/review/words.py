"""Words and signs of the page that are neither of a verdict nor of a figure."""

from __future__ import annotations

from extractor.decision import Action

DECIDED = {
    Action.ACCEPTED: "✔",
    Action.CORRECTED: "✎",
    Action.REJECTED: "✖",
    Action.NOT_A_RESULT: "∅",
    Action.UNDONE: "↶",
}
"""What a person decided, as a sign; none of them is the sign of a verdict."""

KEYS = (
    ("a", "Accept the figure as claimed"),
    ("t", "Take the text’s own reading"),
    ("c", "Correct it: number, unit, measure, limits"),
    ("r", "Reject it"),
    ("x", "Say that the number is no result"),
    ("u", "Undo what was decided last"),
    ("n or j", "Next figure"),
    ("p or k", "Previous figure"),
    ("N", "Next document"),
    ("P", "Previous document"),
    ("l", "Show or hide numbers that are no result"),
    ("g", "Go to the queue"),
    ("Esc", "Leave a form, send a hint away"),
    ("?", "This list"),
)
"""Each key with what it does."""

UNITS = ("count", "GBP", "EUR", "USD", "kg", "g", "l", "ml", "plants", "wraps", "tablets", "deals", "bags")
"""Units that are offered; any other can be typed."""
