"""A faulty endpoint: HTTP on loopback that answers, or does something rude instead, as a test decides."""

import json
import os
import re
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from scripted import completion

from extractor.fact import Fact, Measure
from extractor.run import ReportHeader
from extractor.schema import report_json


def right_answer(text: str) -> str:
    """What a perfect reader says of every "N arrests"."""
    found = re.findall(r"(\d+) arrests", text)
    return report_json(ReportHeader(), [Fact(Measure.ARRESTS, Decimal(n), f"{n} arrests") for n in found])


class Line(BaseHTTPRequestHandler):
    """One request, with the ways to treat it."""

    protocol_version = "HTTP/1.1"
    server: "FaultyEndpoint"
    text = ""
    """The document that was asked about."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        told = [message["content"] for message in body["messages"]]
        self.text = next(content for content in reversed(told) if content.startswith("Officers made"))
        with self.server.lock:
            self.server.asked[self.text] += 1
            turn = self.server.asked[self.text]
        play = self.server.choose(self.text, turn) or Line.answer
        play(self)

    def answer(self, content: str | None = None, **told: str) -> None:
        """A chat completion with this content; with the right answer where none is given."""
        self.reply(200, completion(right_answer(self.text) if content is None else content, **told))

    def reply(self, status: int, body: object, kind: str = "application/json", **headers: str) -> None:
        """A whole response; texts and bytes go as they are, anything else as JSON."""
        data = body if isinstance(body, str | bytes) else json.dumps(body)
        data = data.encode() if isinstance(data, str) else data
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def say(self, *parts: bytes, pause: float = 0.0) -> None:
        """Bytes as they are, and the end of the connection."""
        self.close_connection = True
        for part in parts:
            self.wfile.write(part)
            time.sleep(pause)

    def reset(self, *before: bytes) -> None:
        """Bytes as they are, and then the connection is torn."""
        self.say(*before)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


class FaultyEndpoint(ThreadingHTTPServer):
    """Counts what it is asked, by document, and lets `choose` say how each request is treated."""

    request_queue_size = 256
    daemon_threads = True
    block_on_close = False

    def __init__(self, choose: Callable[[str, int], Callable[[Line], None] | None] = lambda *_: None) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.choose = choose
        self.asked: Counter[str] = Counter()
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, *_: object) -> None:
        """A client that hung up is no news."""

    def __enter__(self) -> "FaultyEndpoint":
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
