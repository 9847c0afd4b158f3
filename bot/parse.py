"""Reads texts with the trained model, one JSON string a line in, one reading a line out.

    .venv/bin/python parse.py models/hangat.tar.gz

No server, no database and no action server are needed. `hangat parse` starts this; standard output
holds nothing but its answers. The first line says that the model is loaded. A line that is no JSON
string is answered with an `error`, and the next one is read.
"""

import asyncio
import json
import logging
import os
import sys
from pathlib import Path
from typing import Any, Dict, Optional, Text, TextIO

NOT_UNDERSTOOD = "nlu_fallback"


def reading(parsed: Dict[Text, Any], moved: int = 0) -> Dict[Text, Any]:
    """What `hangat parse` adds to a line, from what Rasa's processor gives.

    `intent` is the likeliest of the intents with its confidence. `fallback` says whether the
    assistant would ask back instead of answering it. `moved`: characters that the text lost at its
    start before it was read.
    """
    ranking = [
        {"name": entry["name"], "confidence": round(float(entry["confidence"]), 4)}
        for entry in parsed.get("intent_ranking") or []
        if entry["name"] != NOT_UNDERSTOOD
    ]
    first: Dict[Text, Any] = ranking[0] if ranking else {"name": None, "confidence": 0.0}
    return {
        "intent": first["name"],
        "confidence": first["confidence"],
        "fallback": (parsed.get("intent") or {}).get("name") in (NOT_UNDERSTOOD, None),
        "entities": [_entity(entity, moved) for entity in parsed.get("entities") or []],
        "ranking": ranking,
    }


def _entity(entity: Dict[Text, Any], moved: int) -> Dict[Text, Any]:
    kept = {name: entity[name] for name in ("entity", "value", "text") if name in entity}
    kept.update(start=entity["start"] + moved, end=entity["end"] + moved)
    kept.update({name: entity[name] for name in ("time", "part") if entity.get(name)})
    return kept


async def answer(model: Path, source: TextIO, target: TextIO) -> None:
    """Loads the model and answers until `source` ends."""
    # Rasa is imported after standard output was put aside: it prints there.
    import skops.io  # noqa: F401  (before TensorFlow it loads in half a second, after it in 15)
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage
    from rasa.utils.log_utils import configure_structlog

    from channels.hangat import plain_text

    configure_structlog(logging.WARNING)  # by itself it tells every text that is read
    agent = Agent.load(str(model))
    if agent.processor is None:
        raise SystemExit(f"{model} could not be loaded.")
    _tell(target, {"ready": True, "model": agent.model_id})
    for line in source:
        text = _text(line)
        if text is None:
            _tell(target, {"error": "not a JSON string"})
            continue
        plain = plain_text(text)
        parsed = await agent.processor.parse_message(UserMessage(plain))
        _tell(target, reading(parsed, max(0, text.find(plain))))


def _text(line: Text) -> Optional[Text]:
    try:
        text = json.loads(line)
    except ValueError:
        return None
    return text if isinstance(text, str) else None


def _tell(target: TextIO, found: Dict[Text, Any]) -> None:
    target.write(json.dumps(found, ensure_ascii=False) + "\n")
    target.flush()


def main(model: Optional[Text] = None) -> None:
    """Keeps standard output for the answers; whatever else is printed goes to standard error."""
    kept = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    source = open(0, encoding="utf-8", closefd=False)
    asyncio.run(answer(Path(model or sys.argv[1]).resolve(), source, kept))


if __name__ == "__main__":
    main()
