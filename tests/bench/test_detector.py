"""The detector on one core: goals of its issue, absolute, so only told and not required.

./hangat test bench -- -s -k detector
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from handoff.cli.local.layout import checkout
from tests.bench.tables import milliseconds, quantile, table

pytestmark = pytest.mark.timeout(600)

#: One message: milliseconds at the median and in 95 of 100; mebibytes; messages a second.
P50_MS, P95_MS, MIB, PER_S = 10, 25, 700, 100


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.detector"],
        cwd=checkout(),
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_one_message(measured: dict[str, Any]) -> None:
    table(
        ("detector, one message, one core", "p50 ms", "p95 ms", "goal"),
        {
            "recorded conversations": (*milliseconds(measured["single"]), f"{P50_MS}, {P95_MS}"),
            **{
                f"up to turn {bound}": (*milliseconds(took), "")
                for bound, took in measured["by_length"].items()
            },
        },
    )
    # Noise moves absolute times; nothing of a common cause makes them ten times as long.
    assert quantile(measured["single"], 0.5) < 10 * P50_MS / 1e3


def test_many_messages_and_memory(measured: dict[str, Any]) -> None:
    turns = measured["turns_per_customer_turn"]
    table(
        ("detector, one core", "measured", "goal"),
        {
            "64 conversations at once, customers' messages/s": (
                f"{measured['together_per_s']:.0f}",
                PER_S,
            ),
            "recorded conversations, customers' messages/s": (
                f"{measured['recorded_per_s']:.0f}",
                PER_S,
            ),
            "the same with the bot's answers, texts/s": (
                f"{measured['recorded_per_s'] * turns:.0f}",
                "",
            ),
            "memory, MiB (proportional; resident)": (
                f"{measured['pss_kib'] / 1024:.0f}; {measured['rss_kib'] / 1024:.0f}",
                MIB,
            ),
        },
    )
    assert measured["pss_kib"] / 1024 <= MIB
