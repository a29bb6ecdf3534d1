"""Taking a decision and taking it back; `bearing.py` says what it then holds for."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from extractor.decision import Action, Decision
from extractor.errors import InputError
from extractor.fact import CheckedFact, Fact
from extractor.mention import Mention
from extractor.reconcile.ledger import check_facts
from extractor.reconcile.page import Page
from extractor.run import tagged_hash
from extractor.store.bearing import FIGURE_HOLDS, Span, bearings, in_force, replaces
from extractor.store.review import Reviewing
from extractor.store.rows import Row, fact_key, prefixed_fact, storable, utc_now
from extractor.store.stored import checked_of, decision_of, mention_of

_WITHOUT_FIGURE = (Action.REJECTED, Action.NOT_A_RESULT)


@dataclass(frozen=True, slots=True)
class _Question:
    """What a person is asked: a claim, or a number that nobody claims, as one result has it."""

    document_id: str
    work_key: str
    stands: str
    """The verdict; of a bare number, its fate in the ledger."""
    claim: CheckedFact | None = None
    fact_id: str | None = None
    mention: Mention | None = None
    """The number; None where none was read."""

    @property
    def span(self) -> Span | None:
        """Where the number stands, or else the quote."""
        if self.mention is not None:
            return self.mention.start, self.mention.end
        claim = self.claim
        return None if claim is None or claim.start is None or claim.end is None else (claim.start, claim.end)


class Deciding(Reviewing):
    """Taking decisions and taking them back; the part of `Store` that a person's word goes through."""

    def decide(
        self,
        fact_id: str,
        action: Action,
        *,
        decided_by: str,
        reason: str = "",
        correction: Fact | None = None,
    ) -> Decision:
        """Record what a person says of a fact.

        It holds for the same words in every later result. A fact that was decided on already may be decided
        on again: the last word counts, the earlier one stays in the history.

        Args:
            fact_id: `fact.id`.
            action: Any but undone, for which there is `undo`.
            decided_by: Who.
            reason: Why.
            correction: The figure that holds instead, where `action` is corrected; one that equals the claim
                is an acceptance.

        Raises:
            InputError: there is no such fact, or the decision cannot be about it; the message says why.
            StoreError: it could not be stored.
        """
        with self._writing():
            question, claim = self._asked(fact_id)
            action, decided = _settled(action, claim, correction)
            return self._record(question, action, decided, decided_by, reason)

    def decide_number(  # noqa: PLR0913 - a number is named by its document and its span
        self,
        document_id: str,
        start: int,
        end: int,
        action: Action,
        *,
        decided_by: str,
        reason: str = "",
        fact: Fact | None = None,
    ) -> Decision:
        """Record what a person says of a number of the ledger, whatever is claimed of it.

        Args:
            document_id: `document.id`.
            start: First character of the number.
            end: One past its last character.
            action: not_a_result; or accepted or corrected, with the fact.
            decided_by: Who.
            reason: Why.
            fact: The figure that the number tells.

        Raises:
            InputError: the ledger has no such number, or the decision cannot be about it.
            StoreError: it could not be stored.
        """
        if (action in FIGURE_HOLDS) != (fact is not None) or action in (Action.REJECTED, Action.UNDONE):
            raise InputError(
                f"a number that no fact claims cannot be {action.value!r} so",
                hint="Say that it is no result, or give the figure that it tells",
                kind="bad_decision",
            )
        with self._writing():
            question = self._number_asked(document_id, start, end)
            return self._record(question, action, fact, decided_by, reason)

    def undo(self, decision_id: str, *, decided_by: str, reason: str = "") -> Decision:
        """Take a decision back; what it had replaced counts again.

        Args:
            decision_id: `decision.id` of a decision in force.
            decided_by: Who.
            reason: Why.

        Raises:
            InputError: there is no such decision, it was taken back already, it is an undo itself, or
                somebody decided since.
            StoreError: it could not be stored.
        """
        with self._writing():
            held = self._fetch(_DECISION, [decision_id])
            if not held:
                raise InputError(
                    f"{str(self.path)!r} holds no decision {decision_id!r}", kind="no_such_decision"
                )
            [row] = held
            _check_undo(row, self._held(row["document_id"]))
            undo = {
                **row,
                "action": Action.UNDONE,
                **prefixed_fact("decided_", None),
                **dict.fromkeys(("decided_start", "decided_end", "decided_quote_start", "decided_quote_end")),
                "replaced": decision_id,
                "undoes": decision_id,
            }
            undo.pop("serial")
            return self._save(undo, decided_by, reason)

    def _writing(self) -> AbstractContextManager[None]:
        raise NotImplementedError

    def _append(self, table: str, *new: Row) -> None:
        raise NotImplementedError

    def _asked(self, fact_id: str) -> tuple[_Question, Fact]:
        found = self._fetch("SELECT * FROM fact WHERE id = ?", [fact_id])
        if not found:
            raise InputError(f"{str(self.path)!r} holds no fact {fact_id!r}", kind="no_such_fact")
        [row] = found
        twin = self._fetch(_TWIN, [row["work_key"], row["fact_key"]]) if "duplicate" in row["flags"] else []
        if twin:
            raise InputError(
                f"{fact_id!r} tells the figure of {twin[0]['id']!r} a second time",
                hint="Decide on that one",
                kind="told_twice",
            )
        claim = checked_of(row)
        mention = self._mention_at(row["work_key"], claim.number_start)
        question = _Question(row["document_id"], row["work_key"], row["verdict"], claim, fact_id, mention)
        return question, claim.fact

    def _number_asked(self, document_id: str, start: int, end: int) -> _Question:
        found = self._fetch(_LEDGER_NUMBER, [document_id, start, end])
        if not found:
            raise InputError(
                f"the ledger of {document_id!r} has no number from {start} to {end}", kind="no_such_number"
            )
        [row] = found
        return _Question(document_id, row["work_key"], row["fate"], mention=mention_of(row))

    def _record(
        self, question: _Question, action: Action, decided: Fact | None, decided_by: str, reason: str
    ) -> Decision:
        span, claim, mention = question.span, question.claim, question.mention
        row = {
            "document_id": question.document_id,
            "action": action,
            "is_number": mention is not None,
            "span_start": span and span[0],
            "span_end": span and span[1],
            "text_measures": _measures(mention),
            **prefixed_fact("claimed_", None if claim is None else claim.fact),
            **prefixed_fact("decided_", decided),
            **self._placed(question, decided),
            "replaced": question.stands,
            "undoes": None,
            "fact_key": claim and fact_key(question.document_id, claim),
            "fact_id": question.fact_id,
            "work_key": question.work_key,
        }
        return self._save(row, decided_by, reason)

    def _placed(self, question: _Question, decided: Fact | None) -> Row:
        """Where the decided figure's number and quote stand: at the claim's, or where the words have them."""
        place: tuple[int | None, ...] = (None, None, None, None)
        claim = question.claim
        if claim is not None and claim.fact == decided:
            place = (claim.number_start, claim.number_end, claim.start, claim.end)
        elif decided is not None:
            text, mentions = self._page(question)
            [found], _ = check_facts(Page(text, mentions), [decided])
            if found.start is None and (claim is None or claim.fact.quote != decided.quote):
                raise InputError(
                    "the quote of the decided figure does not stand in the document",
                    hint="Quote the words letter for letter",
                    kind="bad_quote",
                )
            place = (*_number_span(question, decided, found), found.start, found.end)
        names = ("decided_start", "decided_end", "decided_quote_start", "decided_quote_end")
        return dict(zip(names, place, strict=True))

    def _page(self, question: _Question) -> tuple[str, list[Mention]]:
        [document] = self._fetch("SELECT text FROM document WHERE id = ?", [question.document_id])
        rows = self._fetch(
            "SELECT * FROM mention WHERE work_key = ? ORDER BY number_start", [question.work_key]
        )
        return document["text"], [mention_of(row) for row in rows]

    def _held(self, document_id: str) -> list[Row]:
        return self._fetch("SELECT * FROM decision WHERE document_id = ? ORDER BY serial", [document_id])

    def _save(self, row: Row, decided_by: str, reason: str) -> Decision:
        """Store a decision and let those that it replaces rest."""
        if not decided_by.strip():
            raise InputError("a decision needs the name of who takes it", kind="no_name")
        now = utc_now()
        held = self._held(row["document_id"])
        new = {
            **row,
            "id": tagged_hash(
                "dec", row["fact_id"], row["span_start"], row["action"], decided_by, now, len(held)
            ),
            "decided_by": storable(decided_by),
            "decided_at": now,
            "reason": storable(reason),
        }
        before = {each["id"] for each in held if each["in_force"]}
        after = {each["id"] for each in in_force([*held, new])}
        replaced = [each["id"] for each in held if each["id"] in before - after]
        new |= {"in_force": new["id"] in after, "replaced": replaced[-1] if replaced else row["replaced"]}
        self._connection.execute(
            "UPDATE decision SET in_force = list_contains(?::VARCHAR[], id) WHERE document_id = ?",
            [sorted(after), row["document_id"]],
        )
        self._append("decision", new)
        self._connection.execute("DELETE FROM decided_fact WHERE document_id = ?", [row["document_id"]])
        facts = self._fetch("SELECT * FROM fact WHERE document_id = ?", [row["document_id"]])
        self._append("decided_fact", *bearings(facts, [each for each in [*held, new] if each["id"] in after]))
        return decision_of(new)


def _settled(action: Action, claim: Fact, correction: Fact | None) -> tuple[Action, Fact | None]:
    """The action and the figure that holds by it."""
    if (action is Action.CORRECTED) != (correction is not None) or action is Action.UNDONE:
        raise InputError(
            f"a fact cannot be {action.value!r} so",
            hint="A correction needs the figure that holds instead, and only a correction has one",
            kind="bad_decision",
        )
    if action in _WITHOUT_FIGURE:
        return action, None
    return (Action.ACCEPTED, claim) if correction in (None, claim) else (action, correction)


def _number_span(question: _Question, decided: Fact, found: CheckedFact) -> tuple[int | None, int | None]:
    mention = question.mention
    numbers = (decided.value, decided.value_max)
    if mention is not None and (mention.value, mention.value_max) == numbers:
        return mention.start, mention.end
    if found.number_start is not None and found.text_value == decided.value:
        return found.number_start, found.number_end
    return (mention.start, mention.end) if mention is not None else (None, None)


def _measures(mention: Mention | None) -> list[str]:
    if mention is None or mention.measure is None:
        return []
    return [mention.measure.value, *(measure.value for measure in mention.also)]


def _check_undo(row: Row, held: Sequence[Row]) -> None:
    if row["action"] == Action.UNDONE:
        raise InputError(
            f"{row['id']!r} takes a decision back and cannot be taken back itself",
            hint="Decide on the figure again",
            kind="undo_of_undo",
        )
    if any(each["undoes"] == row["id"] for each in held):
        raise InputError(f"{row['id']!r} was taken back already", kind="undone_already")
    if not row["in_force"]:
        newer = [each for each in held if each["in_force"] and replaces(each, row)]
        by = f" by {newer[-1]['decided_by']!r} ({newer[-1]['id']})" if newer else ""
        raise InputError(
            f"{row['id']!r} was replaced by a later decision{by}",
            hint="Take that one back first",
            kind="decided_since",
        )


_DECISION = "SELECT * FROM decision WHERE id = ?"

_TWIN = """
SELECT id FROM fact
WHERE work_key = ? AND fact_key = ? AND NOT list_contains(flags, 'duplicate')
ORDER BY position
LIMIT 1
"""

_LEDGER_NUMBER = """
SELECT mention.*
FROM latest_report JOIN mention ON mention.work_key = latest_report.work_key
WHERE latest_report.document_id = ? AND mention.number_start = ? AND mention.number_end = ?
"""
