"""What a turn says: collected, with the marks taken off, and how a turn fails."""

import re
from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Text

from rasa.core.channels.channel import OutputChannel
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker

from channels.wording import VARIATION

_MOST_SENTENCES = 2
"""Sentences that stand in one message."""
_SENTENCE_END = re.compile(r"[.?](?=\s|$)")


class TurnFailed(Exception):
    """The turn could not be done. `error` is a word for programs, the text is for people."""

    def __init__(self, error: Text, message: Text) -> None:
        """Keeps both; no customer text goes into either."""
        super().__init__(message)
        self.error = error


@dataclass
class TurnOutput(OutputChannel):
    """Collects the replies; the marks `outcome` and `escalate` are kept apart from them."""

    messages: List[Dict[Text, Any]] = field(default_factory=list)
    outcome: Optional[Text] = None
    escalate: Optional[Text] = None

    @classmethod
    def name(cls) -> Text:
        """The name that channel-specific responses would use."""
        return "hangat"

    async def send_response(self, recipient_id: Text, message: Dict[Text, Any]) -> None:
        """One response of the assistant is one message, with its buttons."""
        custom = dict(message.get("custom") or {})
        self.outcome = custom.pop("outcome", self.outcome)
        self.escalate = custom.pop("escalate", self.escalate)
        buttons = [
            {"title": b["title"], "payload": b["payload"]} for b in message.get("buttons") or []
        ]
        if not (message.get("text") or buttons or custom):
            return
        reply: Dict[Text, Any] = {"text": message.get("text") or "", "buttons": buttons}
        if custom:
            reply["custom"] = custom
        self.messages.append(reply)

    def asks_to_sign_in(self) -> bool:
        """Whether something said in this turn waits for the customer to sign in."""
        return any((m.get("custom") or {}).get("sign_in") for m in self.messages)


def as_sent(messages: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
    """The messages as they go out: a short word and its question are one, buttons come last.

    Quick replies belong to the last thing said: those before would answer nothing.
    """
    joined: List[Dict[Text, Any]] = []
    for message in messages:
        before = joined[-1] if joined else None
        if before is not None and _is_one_with(before, message):
            joined[-1] = {**message, "text": f"{before['text']} {message['text']}"}
        else:
            joined.append(message)
    return [{**m, "buttons": []} for m in joined[:-1]] + joined[-1:]


def _is_one_with(first: Dict[Text, Any], second: Dict[Text, Any]) -> bool:
    """Whether two messages are one: two sentences at most, no list and no link among them."""
    texts = (first["text"], second["text"])
    plain = all(text and "\n" not in text for text in texts)
    ended = texts[0][-1:] in (".", "?")
    sentences = sum(len(_SENTENCE_END.findall(text)) for text in texts)
    return plain and ended and "custom" not in first and sentences <= _MOST_SENTENCES


async def say(
    processor: MessageProcessor,
    tracker: DialogueStateTracker,
    output: TurnOutput,
    response: Text,
    **values: Text,
) -> None:
    """Says one response of the domain and notes it in the tracker."""
    filled = await processor.nlg.generate(response, tracker, output.name(), **values)
    if filled is None:
        raise TurnFailed("no_reply", f"The response {response} is missing.")
    metadata = {"utter_action": response, VARIATION: filled[VARIATION]}
    event = BotUttered(filled.get("text"), metadata=metadata)
    tracker.update(event, processor.domain)
    await output.send_response(tracker.sender_id, event.message())
