"""Commands in a folder of their own, against a scripted endpoint."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result
from werkzeug import Response

from extractor.cli.app import app
from extractor.fact import Fact
from extractor.run import ReportHeader
from extractor.schema import report_json

Command = Callable[..., Result]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch) -> Path:
    """Every test works in an empty folder; nothing is read or written elsewhere."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def extractor() -> Command:
    """Run a command in process; a crash is a failed test, whatever its exit code."""

    def command(*arguments: object, stdin: str | bytes | None = None) -> Result:
        told = [str(argument) for argument in arguments]
        result = CliRunner().invoke(app, told, input=stdin, prog_name="extractor")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return command


@pytest.fixture
def claim() -> Callable[..., str]:
    """`claim({...}, {...})`: what a model answers that claims these facts."""

    def answer(*facts: dict[str, object], **header: object) -> str:
        return report_json(ReportHeader(**header), [Fact.from_mapping(fact) for fact in facts])

    return answer


@pytest.fixture
def body() -> Callable[..., Response]:
    """`body(content, status)`: a whole response, as an endpoint that is no chat completion sends it."""

    def response(content: object, status: int = 200, **headers: str) -> Response:
        text = content if isinstance(content, str) else json.dumps(content)
        return Response(text, status=status, content_type="application/json", headers=headers)

    return response
