"""What a run will do, fixed before the first request: model, prompt, schema, and a key for each document."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from extractor import __version__
from extractor.document import Document, UnreadableDocument
from extractor.llm import choose_endpoint
from extractor.prompt import Prompt, load_prompt
from extractor.run import Run, tagged_hash
from extractor.schema import schema_hash
from extractor.settings import Settings


@dataclass(frozen=True, slots=True)
class Plan:
    """All that decides what comes out for a document; nothing in it needs the endpoint to be there."""

    model: str
    endpoint: str
    """Base URL without credentials, or `embedded`."""
    prompt: Prompt
    schema: str
    settings: Mapping[str, Any]
    """The settings that change an answer; where it is asked, and how fast, does not."""

    def work_key(self, document: Document | UnreadableDocument) -> str:
        """Tagged hash of document, model, prompt, schema and settings: the same work has the same key."""
        key = document.content_hash if isinstance(document, Document) else document.id
        return tagged_hash("wrk", key, self.model, dict(self.settings), self.prompt.hash, self.schema)

    def new_run(self) -> Run:
        """A run of this plan, starting now."""
        return Run(
            id=f"run_{secrets.token_hex(8)}",
            started_at=datetime.now(UTC).replace(tzinfo=None),
            model=self.model,
            endpoint=self.endpoint,
            prompt_name=self.prompt.name,
            prompt_hash=self.prompt.hash,
            schema_hash=self.schema,
            code_version=__version__,
            settings=dict(self.settings),
        )


def make_plan(settings: Settings) -> Plan:
    """What these settings ask for.

    Raises:
        UsageError: there is no such prompt, or the settings leave open which model.
    """
    endpoint = choose_endpoint(settings)
    return Plan(
        model=endpoint.name,
        endpoint=endpoint.address,
        prompt=load_prompt(settings.prompt),
        schema=schema_hash(),
        settings={
            "max_output_tokens": endpoint.max_output_tokens,
            "piece_chars": endpoint.piece_chars,
            "reasks": endpoint.reasks,
            "seed": settings.seed,
            "temperature": settings.temperature,
        },
    )
