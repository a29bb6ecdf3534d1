"""From a model's answer to facts, and from the pydantic classes to the JSON Schema that a model is given.

The classes stand in `extractor.schemas.operation`. An answer is read exactly: numbers never pass through a
float, and nothing is rounded or repaired.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from extractor.errors import AnswerError
from extractor.fact import Fact
from extractor.run import ReportHeader
from extractor.schemas.operation import DECODER, MAX_FACTS, OperationFact, OperationReport, read_object

__all__ = [
    "OperationReport",
    "model_schema",
    "parse_answer",
    "parse_part",
    "report_json",
    "schema_hash",
    "to_facts",
    "to_header",
]

_NOT_FOR_STRICT = frozenset(
    {"$ref", "$defs", "anyOf", "title", "default", "minLength", "maxLength", "maxItems"}
)
_REASONS = 8
"""Reasons told of one answer; a model that errs a hundred times errs in one way."""


@cache
def _operation_schema() -> str:
    loose = OperationReport.model_json_schema()
    return json.dumps(_strict(loose, loose["$defs"]), ensure_ascii=False)


def model_schema() -> dict[str, Any]:
    """The JSON Schema that a model is given, in the subset that strict endpoints take.

    Every property is required, no other is allowed, nullable is a union of types, and nothing is a reference.
    """
    schema: dict[str, Any] = json.loads(_operation_schema())
    return schema


def schema_hash() -> str:
    """SHA-256 of the schema, in hex."""
    return hashlib.sha256(_operation_schema().encode()).hexdigest()


def _strict(node: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in node:
        node = {**defs[node["$ref"].rpartition("/")[2]], **node}
    if "anyOf" in node:
        kinds = [_strict(kind, defs) for kind in node["anyOf"]]
        node = {**node, **kinds[0], "type": [kind["type"] for kind in kinds]}
    kept = {key: value for key, value in node.items() if key not in _NOT_FOR_STRICT}
    if "items" in kept:
        kept["items"] = _strict(kept["items"], defs)
    if "properties" in kept:
        kept["properties"] = {name: _strict(part, defs) for name, part in kept["properties"].items()}
        kept["required"] = list(kept["properties"])
        kept["additionalProperties"] = False
    return kept


def parse_answer(text: str) -> OperationReport:
    """Read a model's answer.

    The object may stand in a code fence or in prose: what it says is checked against the document anyway.

    Raises:
        AnswerError: `kind` is `empty`, `not_json` or `invalid`; the message is written so that the model can
            be asked again with it.
    """
    if not text.strip():
        raise AnswerError("The answer is empty", kind="empty")
    try:
        return OperationReport.model_validate_json(text)
    except json.JSONDecodeError as error:
        message = f"The answer is no JSON object: {error.msg} at character {error.pos}"
        raise AnswerError(message, kind="not_json") from None
    except ValidationError as error:
        raise AnswerError(_reasons(error), kind="invalid") from None


def _reasons(error: ValidationError) -> str:
    """What does not fit, in words of our own: pydantic's carry its version and would change requests."""
    found = error.errors(include_url=False, include_context=True)
    told = [_reason(one) for one in found[:_REASONS]]
    if len(found) > _REASONS:
        told.append(f"and {len(found) - _REASONS} more")
    return "The answer does not fit the schema: " + "; ".join(told)


def _reason(error: ErrorDetails) -> str:
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in error["loc"]).lstrip(".")
    match error["type"]:
        case "missing":
            return f"{where} is missing"
        case "enum":
            return f"{where} is {_shown(error)}, which is none of {error['ctx']['expected']}"
        case "value_error":
            return f"{where}: {error['ctx']['error']}"
        case _:
            return f"{where or 'the answer'} is {_shown(error)}: {error['msg'][0].lower()}{error['msg'][1:]}"


def _shown(error: ErrorDetails) -> str:
    found = error["input"]
    shown = repr(found) if isinstance(found, str) else str(found)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def parse_part(text: str) -> OperationReport | None:
    """What can be read of an answer that is cut short or wrong in places.

    Returns:
        The header, and each fact that is whole and valid as it stands; None where there is no such fact.
        Nothing is completed or repaired.
    """
    rows = islice(_whole_facts(text), MAX_FACTS)
    facts = [fact for row in rows if (fact := _valid(row)) is not None]
    if not facts:
        return None
    return _readable_header(text).model_copy(update={"facts": tuple(facts)})


def _whole_facts(text: str) -> Iterator[Any]:
    at = _facts_start(text)
    while at:
        while text[at : at + 1] in {" ", "\n", "\r", "\t", ","}:
            at += 1
        try:
            row, at = DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield row


def _facts_start(text: str) -> int:
    """The offset behind the bracket that opens the list of facts; 0 where there is none."""
    name = text.find('"facts"')
    return text.find("[", name) + 1 if name >= 0 else 0


def _valid(row: Any) -> OperationFact | None:
    try:
        return OperationFact.model_validate(row)
    except ValidationError:
        return None


def _readable_header(text: str) -> OperationReport:
    try:
        return OperationReport.model_validate(read_object(f"{text[: _facts_start(text)]}]}}"))
    except (json.JSONDecodeError, ValidationError):
        return OperationReport(facts=())


def to_facts(report: OperationReport) -> tuple[Fact, ...]:
    """The facts as claimed, in the order of the answer."""
    names = OperationFact.model_fields
    return tuple(Fact(**{name: getattr(fact, name) for name in names}) for fact in report.facts)


def to_header(report: OperationReport) -> ReportHeader:
    """What the answer says of the operation as a whole."""
    names = [name for name in OperationReport.model_fields if name not in {"report_type", "facts"}]
    told = {name: getattr(report, name) for name in names}
    return ReportHeader(report_type=report.report_type.value, **told)


def report_json(header: ReportHeader, facts: Sequence[Fact]) -> str:
    """The answer that a model would give with this header and these facts; every key is there."""
    names = [name for name in OperationReport.model_fields if name != "facts"]
    answer = {name: getattr(header, name) for name in names}
    keys = list(OperationFact.model_fields)
    rows = [fact.to_mapping() for fact in facts]
    return json.dumps(
        {**answer, "facts": [{key: row[key] for key in keys} for row in rows]}, ensure_ascii=False
    )
