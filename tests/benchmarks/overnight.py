"""A thousand documents against an endpoint that fails 15 % of the time, in all ways of docs/faults.md.

    PYTHONPATH=.:tests:tests/pipeline python tests/benchmarks/overnight.py [--documents 1000] [--seed 1]

First without faults, for the time that a document takes when the endpoint takes none, then with them.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from pathlib import Path

from faulty import FaultyEndpoint
from test_overnight import claims, disturbed, run_over


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    os.environ["OPENAI_API_KEY"] = "no-real-key"
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_both(Path(folder), args.documents, args.seed))


async def _both(folder: Path, number: int, seed: int) -> None:
    calm, stormy = folder / "calm", folder / "stormy"
    calm.mkdir()
    stormy.mkdir()
    started = time.perf_counter()
    with FaultyEndpoint() as endpoint:
        summary = await run_over(endpoint, calm, number)
    assert summary.done == number, summary.failed[:3]
    seconds = time.perf_counter() - started
    print(f"undisturbed: {number:,} documents in {seconds:,.1f} s, {seconds / number * 1000:.1f} ms each")
    started = time.perf_counter()
    done, failed, asked, met = await disturbed(stormy, number, seed)
    seconds = time.perf_counter() - started
    print(f"disturbed:   {done:,} done, {failed:,} failed with a reason, in {seconds:,.1f} s")
    print(f"requests:    {asked:,}, {asked / number:.3f} a document; {met:,} met a fault")
    print(f"figures that an undisturbed run lacks: {len(claims(stormy) - claims(calm))}")


if __name__ == "__main__":
    main()
