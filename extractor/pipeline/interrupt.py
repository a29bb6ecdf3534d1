"""Ctrl-C as a wish that work can hear, instead of an exception in the middle of it."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def on_interrupt(action: Callable[[], None]) -> Iterator[None]:
    """Call `action` in the running loop at each Ctrl-C (SIGINT) or SIGTERM while the block runs.

    Outside the main thread, where Python delivers no signals, the block runs as it is.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        loop.add_signal_handler(number, action)
    try:
        yield
    finally:
        for number in SIGNALS:
            loop.remove_signal_handler(number)
