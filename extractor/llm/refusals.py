"""When to stop asking: an endpoint that refuses whatever is asked, or an address where nobody answers."""

from __future__ import annotations

from extractor.errors import EndpointError
from extractor.llm.outcome import Reading
from extractor.run import AttemptOutcome

IN_A_ROW = 5
"""Refusals one after another that no document can be the reason of."""

HINTS = {
    AttemptOutcome.AUTHENTICATION: "Set OPENAI_API_KEY to a key that this endpoint accepts",
    AttemptOutcome.PERMISSION: "The key may not do this; look at the account's rights and balance",
    AttemptOutcome.MODEL_NOT_FOUND: "Name one that is there with --model; `extractor doctor` lists them",
    AttemptOutcome.NOT_AN_ENDPOINT: "Is --base-url right? Most end in /v1",
    AttemptOutcome.CONNECTION: "Is the endpoint running, is --base-url right? `extractor doctor` tries it",
}
"""What a person can do about an outcome that is no fault of a document."""

_REFUSALS = frozenset(HINTS) - {AttemptOutcome.CONNECTION}
_UNPROVEN = _REFUSALS | {AttemptOutcome.CONNECTION, AttemptOutcome.TIMEOUT}
"""Outcomes that do not show that a model answers at this address."""


class Refusals:
    """What all workers met at one endpoint, in the order in which it came.

    Args:
        where: Endpoint and model, for the error's message.
    """

    def __init__(self, where: str) -> None:
        self._where = where
        self._reached = False
        self._row = 0
        self._last: EndpointError | None = None
        self._stopped: EndpointError | None = None

    def told(self, reading: Reading) -> None:
        """One exchange has ended; anything but a refusal or a broken connection ends the row."""
        if reading.outcome in _REFUSALS:
            self._row += 1
            self._last = self._error(reading)
            if self._row >= IN_A_ROW:
                self._stopped = self._stopped or self._last
        elif reading.outcome not in _UNPROVEN:
            self._reached = True
            self._row = 0

    def given_up(self, reading: Reading) -> None:
        """A request got no answer with all its retries; where nobody ever answered, nobody is there."""
        if reading.outcome is AttemptOutcome.CONNECTION and not self._reached:
            self._stopped = self._stopped or self._error(reading)

    def stopped(self, *, ended: bool = False) -> EndpointError | None:
        """Why nothing more should be asked; None while something may.

        Args:
            ended: True at the end of a run, where there is no fifth refusal to wait for: one that met nothing
                but refusals ends like one that met five.
        """
        if self._stopped is None and ended and not self._reached:
            return self._last
        return self._stopped

    def _error(self, reading: Reading) -> EndpointError:
        hint = HINTS[reading.outcome]
        return EndpointError(f"{reading.reason} ({self._where})", hint=hint, kind=reading.outcome.value)
