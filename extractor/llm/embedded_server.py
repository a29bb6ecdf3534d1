"""The process that serves a GGUF file: llama.cpp's own server on a loopback port of its choice.

A process of its own, because a fault in native code must not take the run with it, and because what native
code logs goes to the process's standard error. It is told what to do in one line of JSON on standard input,
says in one line on standard output where it listens, and ends when standard input closes: with its parent,
however that one ends.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def main() -> None:
    """Serve until standard input closes."""
    told = json.loads(sys.stdin.readline())
    server = _serve(told)
    sys.stdout.write(json.dumps({"address": server.listening_address}) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)  # native threads have nothing to save, and would be waited for


def _serve(told: dict[str, Any]) -> Any:
    import xllamacpp  # noqa: PLC0415 - whoever imports this module for its name does not want native code

    params = xllamacpp.CommonParams()
    params.model.path = told["weights"]
    params.model_alias = {told["name"]}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [told["key"]]
    params.n_ctx = told["context"]
    params.n_parallel = 1
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = told["threads"]
    params.cache_ram_mib = 0
    params.ui = False
    params.endpoint_slots = False
    return xllamacpp.Server(params)


if __name__ == "__main__":
    main()
