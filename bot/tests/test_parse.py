"""What `hangat parse` reads with: parse.py itself, with the trained model."""

import json
import subprocess
import sys
from pathlib import Path

from conftest import BOT, environment

from parse import NOT_UNDERSTOOD

INDONESIAN = "/tf 500rb ke bca belum masuk"
ENGLISH = "my card was swallowed by the ATM"


def test_texts_are_read_by_the_trained_model(model: Path) -> None:
    lines = [json.dumps(INDONESIAN), json.dumps(ENGLISH), "no JSON", json.dumps(["no text"])]
    done = subprocess.run(
        [sys.executable, "parse.py", str(model)],
        cwd=BOT,
        env=environment(),
        input="\n".join(lines) + "\n",
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "swallowed" not in done.stderr  # nobody's text goes to a log
    ready, indonesian, english, *others = map(json.loads, done.stdout.splitlines())
    assert ready["ready"] is True
    assert others == [{"error": "not a JSON string"}] * 2

    assert indonesian["intent"] == "transfer_problem"
    amount, bank = sorted(indonesian["entities"], key=lambda entity: entity["start"])
    assert (amount["entity"], amount["value"], bank["entity"], bank["value"]) == (
        "amount", 500000, "bank", "BCA",
    )  # fmt: skip
    for entity in (amount, bank):  # characters of the whole line, with its slash
        assert INDONESIAN[entity["start"] : entity["end"]] == entity["text"]

    assert english["intent"] == "card_swallowed"
    assert english["entities"] == []
    for read in (indonesian, english):
        assert set(read) == {"intent", "confidence", "fallback", "entities", "ranking"}
        assert read["fallback"] is False
        first, *rest = read["ranking"]
        assert first == {"name": read["intent"], "confidence": read["confidence"]}
        sure = [reading["confidence"] for reading in read["ranking"]]
        assert 0.4 <= sure[0] <= 1
        assert sure == sorted(sure, reverse=True)
        names = {reading["name"] for reading in read["ranking"]}
        assert 1 < len(names) == 1 + len(rest) <= 5
        assert NOT_UNDERSTOOD not in names
