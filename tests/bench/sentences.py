"""Messages to measure with: real ones, and each another."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator

from handoff.cli.local.layout import checkout

#: Matters that a message settles: no form is opened, as its questions would be the next message.
MATTERS = frozenset(
    {
        "greet", "thank", "goodbye", "bot_challenge", "open_account", "admin_fee", "deposit_rate",
        "login_problem", "otp_not_received", "transfer_fee_limit", "qris_payment",
        "virtual_account", "ewallet_topup", "loan_info", "branch_info", "exchange_rate",
    }
)  # fmt: skip


def sentences() -> Iterator[str]:
    """Of other writers than those whom the assistant learnt from, the matters in turns."""
    found: dict[str, list[str]] = {}
    for file in sorted((checkout() / "data" / "sentences" / "test").glob("*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["intent"] in MATTERS:
                found.setdefault(row["intent"], []).append(row["text"])
    in_turns = itertools.zip_longest(*found.values())
    told = [text for texts in in_turns for text in texts if text]
    for round_ in itertools.count():
        # Another ending makes another text of it.
        yield from (text if not round_ else f"{text} ({round_})" for text in told)
