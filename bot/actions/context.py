"""Where the conversation stood before the latest message: what a short question leans on."""

import re
from typing import Any, Dict, List, NamedTuple, Optional, Text, Tuple

from rasa_sdk import Tracker

from actions import wording
from actions.base import language

_PART = re.compile(r"/.*")
"""What of an article was told stands behind its name."""


class Context(NamedTuple):
    """The message that was answered, the open matter, the articles that were told."""

    before: str
    matter: str
    told: Tuple[str, ...]

    def plain(self) -> Dict[Text, Any]:
        """As the knowledge base takes it."""
        return {"before": self.before, "matter": self.matter, "told": list(self.told)}


def context(tracker: Tracker) -> Optional[Context]:
    """What was going on; None where nothing was, or where the customer put it aside."""
    matter, before = _open_before(tracker)
    if matter is None or matter in (tracker.get_slot("refused") or ()):
        return None
    told = [_PART.sub("", part) for part in tracker.get_slot("articles_told") or ()]
    return Context(before, matter, tuple(dict.fromkeys(told)))


def _open_before(tracker: Tracker) -> Tuple[Optional[str], str]:
    """The matter before the latest message, and the customer's words that opened it."""
    matter: Optional[str] = None
    before = text = ""
    for event in _until_the_latest(tracker.events):
        kind, name, value = event.get("event"), event.get("name"), event.get("value")
        if kind == "user":
            typed = event.get("text") or ""
            intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
            text = wording.matter(intent, language(tracker)) if typed.startswith("/") else typed
        elif kind == "slot" and name == "topic" and value != matter:
            matter, before = value, text
        elif kind == "slot" and name == "asked" and value:
            matter, before = value["matter"], value["text"]
    return matter, before


def _until_the_latest(events: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
    """What happened before the latest message."""
    for place in range(len(events) - 1, -1, -1):
        if events[place].get("event") == "user":
            return events[:place]
    return events
