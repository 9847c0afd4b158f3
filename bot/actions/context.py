"""Where the conversation stood before the latest message: what a short question leans on."""

import re
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Text, Tuple

from rasa_sdk import Tracker

from actions import wording
from actions.base import language

_PART = re.compile(r"/.*")
"""What of an article was told stands behind its name."""


class Context(NamedTuple):
    """The last question, the open matter, the articles that were told, the last one last.

    `opening`: the question that opened the matter. "ada potongan tiap bulan ga" after an account
    for children could stand by itself; what follows leans on the account all the same.
    """

    before: str
    matter: Optional[str]
    told: Tuple[str, ...]
    opening: str = ""

    def goes_on_with(self, slug: Text, matters: Sequence[Text]) -> bool:
        """Whether an article is about the open matter, or was told last, and opens nothing."""
        return self.matter in matters or slug in self.told[-1:]

    def plain(self) -> Dict[Text, Any]:
        """As the knowledge base takes it."""
        return {
            "before": self.before,
            "opening": self.opening,
            "matter": self.matter,
            "told": list(self.told),
        }


BEGINNING = Context("", None, ())
"""Where nothing was said before."""


def context(tracker: Tracker) -> Optional[Context]:
    """What was going on; None where nothing was, or where the customer put it aside."""
    matter, before, opening = _open_before(tracker)
    if matter is None or matter in (tracker.get_slot("refused") or ()):
        return None
    told = [_PART.sub("", part) for part in tracker.get_slot("articles_told") or ()]
    latest_last = tuple(dict.fromkeys(reversed(told)))[::-1]
    return Context(before, matter, latest_last, opening)


def _open_before(tracker: Tracker) -> Tuple[Optional[str], str, str]:
    """The matter before the latest message, the last question, and the one that opened it."""
    matter: Optional[str] = None
    before = opening = text = ""
    for event in _until_the_latest(tracker.events):
        kind, name, value = event.get("event"), event.get("name"), event.get("value")
        if kind == "user":
            typed = event.get("text") or ""
            intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
            text = wording.matter(intent, language(tracker)) if typed.startswith("/") else typed
        elif kind == "slot" and name == "topic" and value != matter:
            matter, before, opening = value, text, text
        elif kind == "slot" and name == "asked" and value:
            matter, before = value["matter"], value["text"]
            opening = value.get("opening") or before
    return matter, before, opening


def _until_the_latest(events: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
    """What happened before the latest message."""
    for place in range(len(events) - 1, -1, -1):
        if events[place].get("event") == "user":
            return events[:place]
    return events
