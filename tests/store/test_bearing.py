"""Which decisions are in force: a property of any history."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.decision import Action
from extractor.fact import Fact
from extractor.store.bearing import in_force
from extractor.store.rows import prefixed_fact

ACTIONS = st.sampled_from([Action.ACCEPTED, Action.CORRECTED, Action.REJECTED, Action.NOT_A_RESULT])


def row(number: int, action: Action, measure: str, value: int) -> dict:
    """A decision on the number at 10 to 12."""
    claim = Fact.from_mapping({"measure": measure, "value": value, "quote": "12 people"})
    decided = claim if action in (Action.ACCEPTED, Action.CORRECTED) else None
    return {
        "id": f"dec_{number}",
        "action": action,
        "is_number": True,
        "span_start": 10,
        "span_end": 12,
        "decided_start": 10 if decided else None,
        "decided_end": 12 if decided else None,
        "text_measures": ["arrests", "charges"],
        "fact_key": None,
        "undoes": None,
        **prefixed_fact("claimed_", claim),
        **prefixed_fact("decided_", decided),
    }


HISTORIES = st.lists(
    st.tuples(ACTIONS, st.sampled_from(["arrests", "charges"]), st.integers(11, 13)), min_size=1, max_size=8
)


@settings(deadline=None)
@given(HISTORIES)
def test_one_number_and_measure_hold_one_figure_and_an_undo_restores(history):
    """The last word counts, figures never pile up, and taking the last decision back brings back the rest."""
    rows = [row(number, *each) for number, each in enumerate(history)]
    held = in_force(rows)
    assert rows[-1] in held
    measures = [each["decided_measure"] for each in held if each["decided_measure"]]
    assert len(measures) == len(set(measures))
    assert not (measures and any(each["action"] == Action.NOT_A_RESULT for each in held))
    undo = {**rows[-1], "id": "dec_undo", "action": Action.UNDONE, "undoes": rows[-1]["id"]}
    assert in_force([*rows, undo]) == in_force(rows[:-1])
