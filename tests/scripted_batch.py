"""A scripted endpoint that speaks the batch interface, and the commands that are tried on it."""

import asyncio
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import pytest
from scripted import ScriptedEndpoint, completion
from werkzeug import Request, Response

from extractor.document import Document
from extractor.fact import Fact
from extractor.pipeline import collect_batches, run_documents, submit_documents, submit_waiting
from extractor.run import ReportHeader
from extractor.schema import report_json
from extractor.settings import load_settings
from extractor.store import Store, run_query


def as_json(body: Any, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")


def no_such(what: str) -> Response:
    return as_json({"error": {"message": f"No such {what}", "type": "invalid_request_error"}}, 404)


@dataclass
class ScriptedBatches:
    """What it holds, and what it was asked to do; it answers lines as the chat endpoint beside it would."""

    chat: ScriptedEndpoint
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    answered: Counter[str] = field(default_factory=Counter)
    """How often each request was worked on: what the endpoint would charge for."""
    keeps_metadata: bool = True
    page: int = 100
    """Batches that it lists at a time, whatever is asked for."""
    faults: list[tuple[str, Callable[[Request], Response | None]]] = field(default_factory=list)
    """Method and path as a pattern, with what is answered instead, once; None goes on."""
    log: list[str] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def handle(self, request: Request) -> Response:
        """Any request below /v1/files and /v1/batches."""
        call = f"{request.method} {request.path}"
        with self._lock:
            self.log.append(call)
            for index, (pattern, fault) in enumerate(self.faults):
                if re.fullmatch(pattern, call):
                    del self.faults[index]
                    answer = fault(request)
                    if answer is not None:
                        return answer
                    break
            return self.answer(request)

    def answer(self, request: Request) -> Response:
        """What a faultless endpoint answers."""
        match request.method, *request.path.removeprefix("/v1/").split("/"):
            case "POST", "files":
                return self._upload(request)
            case "GET", "files", file_id, "content":
                held = self.files.get(file_id)
                return no_such("file") if held is None else Response(held, content_type="application/jsonl")
            case "POST", "batches":
                return self._create(json.loads(request.get_data()))
            case "GET", "batches":
                return self._list(request.args.get("after"))
            case "GET", "batches", batch_id:
                return as_json(self.batches[batch_id]) if batch_id in self.batches else no_such("batch")
        return no_such("path")

    def _upload(self, request: Request) -> Response:
        assert request.form["purpose"] == "batch"
        sent = request.files["file"]
        assert sent.filename.endswith(".jsonl")
        file_id = self._add_file(sent.read())
        return as_json({"id": file_id, "object": "file", "purpose": "batch", "filename": sent.filename})

    def _add_file(self, held: bytes) -> str:
        file_id = f"file-{len(self.files) + 1}"
        self.files[file_id] = held
        return file_id

    def _create(self, asked: dict[str, Any]) -> Response:
        assert asked["endpoint"] == "/v1/chat/completions"
        assert asked["completion_window"] == "24h"
        batch = {
            "id": f"batch_{len(self.batches) + 1}",
            "object": "batch",
            "status": "validating",
            "input_file_id": asked["input_file_id"],
            "created_at": int(time.time()),
            "expires_at": int(time.time()) + 86_400,
            "request_counts": {"total": 0, "completed": 0, "failed": 0},
            "metadata": asked.get("metadata") if self.keeps_metadata else None,
        }
        self.batches[batch["id"]] = batch
        return as_json(batch)

    def _list(self, after: str | None) -> Response:
        newest = list(reversed(self.batches.values()))
        ids = [batch["id"] for batch in newest]
        start = ids.index(after) + 1 if after else 0
        shown = newest[start : start + self.page]
        return as_json({"object": "list", "data": shown, "has_more": start + self.page < len(newest)})

    def requests(self, batch_id: str) -> list[dict[str, Any]]:
        """The lines that a batch was made of."""
        held = self.files[self.batches[batch_id]["input_file_id"]]
        return [json.loads(line) for line in held.splitlines()]

    def work(
        self,
        batch_id: str | None = None,
        *,
        status: str = "completed",
        only: int | None = None,
        change: Callable[[list[bytes]], list[bytes]] = lambda lines: lines,
    ) -> None:
        """Work through a batch, or through the newest.

        Args:
            batch_id: Which.
            status: How it ends; in an expired one the rest stands in the error file.
            only: So many lines, from the first.
            change: What becomes of the lines of the output file.
        """
        batch = self.batches[batch_id or list(self.batches)[-1]]
        lines = self.requests(batch["id"])
        done = [self._answer(line) for line in lines[:only]]
        late = [] if only is None else lines[only:]
        told = [line for line in done if line["response"]["status_code"] == 200]
        errors = [line for line in done if line not in told]
        if status == "expired":
            errors += [_expired(line["custom_id"]) for line in late]
        batch["status"] = status
        batch["request_counts"] = {"total": len(lines), "completed": len(told), "failed": len(errors)}
        if told:
            batch["output_file_id"] = self._add_file(b"".join(change([_line(one) for one in told])))
        if errors:
            batch["error_file_id"] = self._add_file(b"".join(_line(one) for one in errors))

    def _answer(self, line: dict[str, Any]) -> dict[str, Any]:
        answer = self.chat.respond(line["body"]["messages"])
        self.answered[line["custom_id"]] += 1
        if isinstance(answer, Response):
            told = {"status_code": answer.status_code, "body": json.loads(answer.get_data())}
        else:
            told = {"status_code": 200, "body": completion(answer)}
        return {"id": "br", "custom_id": line["custom_id"], "response": told, "error": None}

    def fail(self, message: str) -> None:
        """The newest batch does not pass the endpoint's validation."""
        batch = self.batches[list(self.batches)[-1]]
        batch["status"] = "failed"
        batch["errors"] = {"object": "list", "data": [{"code": "bad", "line": 1, "message": message}]}


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told).encode() + b"\n"


def _expired(custom_id: str) -> dict[str, Any]:
    error = {
        "code": "batch_expired",
        "message": "This request could not be executed before the window ended.",
    }
    return {"id": "br", "custom_id": custom_id, "response": None, "error": error}


@pytest.fixture
def batches(scripted, scripted_server, monkeypatch) -> ScriptedBatches:
    """The batch interface beside the scripted chat endpoint; requests are sent again at once."""
    endpoint = ScriptedBatches(scripted)
    for path in ("files", "batches"):
        below = scripted_server.expect_request(re.compile(rf"^/v1/{path}(/.*)?$"))
        below.respond_with_handler(endpoint.handle)
    monkeypatch.setenv("EXTRACTOR_MAX_WAIT", "0.01")
    return endpoint


@pytest.fixture
def five(batches):
    """Five documents, and an endpoint that answers them."""
    documents, answers = reports(5)
    batches.chat.answers(answers)
    return documents


DB = Path("operations.duckdb")

FACTS = """
SELECT document_id, measure, value, value_max, qualifier, unit, item, force, place, offence, period, quote,
    verdict, reason, number_start, number_end
FROM judged_fact ORDER BY ALL
"""


def facts(db=DB):
    return run_query(db, FACTS).rows


def query(sql, db=DB):
    return run_query(db, sql).rows


def reports(count):
    """Documents with one figure each, and what a perfect reader answers."""
    texts = [f"Officers made {number} arrests in the town." for number in range(11, 11 + count)]
    answers = {
        text: report_json(
            ReportHeader(), [Fact.from_mapping({"measure": "arrests", "value": 11 + at, "quote": text})]
        )
        for at, text in enumerate(texts)
    }
    return [Document(name=f"{at}.txt", text=text) for at, text in enumerate(texts)], answers


def submit(documents=None, **flags):
    settings = load_settings(**flags)
    with Store.open(DB) as store:
        work = submit_waiting if documents is None else submit_documents
        given = (settings, store) if documents is None else (documents, settings, store)
        return asyncio.run(work(*given))


def collect(*, reask=True, **flags):
    with Store.open(DB) as store:
        return asyncio.run(collect_batches(load_settings(**flags), store, reask=reask))


def run(documents, db):
    with Store.open(db) as store:
        return asyncio.run(run_documents(documents, load_settings(db=db), store))
