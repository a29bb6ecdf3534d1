"""What an endpoint takes: found out once, from its own refusals, and kept for all later requests."""

from __future__ import annotations

import json
import re
from typing import Any

from extractor.llm.endpoint import OPENAI_URL, Endpoint
from extractor.schema import model_schema
from extractor.settings import Settings

MODES = ("json_schema", "json", "text")
"""How an answer is asked for, best first: held to the schema, held to JSON, or by words alone."""

Body = dict[str, Any]

_BY_WORDS = "Answer with one JSON object that fits this JSON Schema:"
_REFUSED_FORMAT = re.compile(
    r"response_format|json_schema|json_object|structured.output|grammar", re.IGNORECASE
)
_OPTIONAL = ("temperature", "seed", "max_tokens")


def mode_of(body: Body) -> str:
    """How a request asks for its answer: one of `MODES`."""
    kind = body.get("response_format", {"type": "text"})["type"]
    return "json" if kind == "json_object" else str(kind)


class Dialect:
    """The shape of requests to one endpoint; shared by all workers, narrowed when a request is refused."""

    def __init__(self, endpoint: Endpoint, settings: Settings) -> None:
        self.mode = MODES[0]
        self._endpoint = endpoint
        limit = "max_completion_tokens" if endpoint.address == OPENAI_URL else "max_tokens"
        self._options: Body = {"temperature": settings.temperature, "seed": settings.seed}
        if endpoint.max_output_tokens is not None:
            self._options[limit] = endpoint.max_output_tokens

    def body(self, messages: list[dict[str, str]], schema: dict[str, Any] | None = None) -> Body:
        """The request body, complete: nothing that is sent stands outside it.

        Args:
            messages: As the prompt made them; where the request cannot carry the schema, its words are added
                to the system message.
            schema: A narrower schema than the usual one.
        """
        schema = schema or model_schema()
        body: Body = {"model": self._endpoint.name, "messages": messages, **self._options}
        if self.mode == "json_schema":
            held = {"name": "operation_report", "strict": True, "schema": schema}
            return {**body, "response_format": {"type": "json_schema", "json_schema": held}}
        first, *rest = messages
        words = f"{first['content']}\n\n{_BY_WORDS}\n{json.dumps(schema, ensure_ascii=False)}"
        body["messages"] = [{**first, "content": words}, *rest]
        return {**body, "response_format": {"type": "json_object"}} if self.mode == "json" else body

    def adapt(self, refused: Body, reason: str) -> bool:
        """Leave out what a refusal names; False where it names nothing that can be left out.

        Several workers may be refused the same thing at the same time; it is left out once.
        """
        for option in _OPTIONAL:
            if option in refused and re.search(rf"\b{option}\b", reason):
                self._without(option)
                return True
        if "response_format" in refused and _REFUSED_FORMAT.search(reason):
            self.mode = max(self.mode, MODES[MODES.index(mode_of(refused)) + 1], key=MODES.index)
            return True
        return False

    def _without(self, option: str) -> None:
        found = self._options.pop(option, None)
        if option == "max_tokens" and found is not None:
            self._options["max_completion_tokens"] = found
