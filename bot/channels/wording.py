"""Which of several wordings of a response is used, and in which register."""

import copy
import zlib
from typing import Any, Dict, List, Optional, Text

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from actions.wording import casual

class VariedResponses(TemplatedNaturalLanguageGenerator):
    """Rasa's templates, with variations taken in turn instead of at random.

    The first wording depends on the conversation, so that not everyone reads the same
    one; after that each next use takes the next, so that nobody reads the same twice
    running. Conditions (the `language` slot) are Rasa's own. A customer who says "aku" is
    answered with "kamu" (the `register` slot); the domain holds the formal texts.
    """

    def __init__(self, endpoint_config: Optional[EndpointConfig], domain: Domain) -> None:
        """Takes the responses of the domain; the endpoint's settings are not used."""
        super().__init__(domain.responses)

    async def generate(
        self,
        utter_action: Text,
        tracker: DialogueStateTracker,
        output_channel: Text,
        **kwargs: Any,
    ) -> Optional[Dict[Text, Any]]:
        """The filled response, or None for a name that the domain lacks."""
        slots = tracker.current_slot_values()
        variations = self._variations(utter_action, output_channel, slots)
        if not variations:
            return None
        used = sum(
            isinstance(event, BotUttered) and event.metadata.get("utter_action") == utter_action
            for event in tracker.events
        )
        start = zlib.crc32(f"{tracker.sender_id}/{utter_action}".encode())
        chosen = copy.deepcopy(variations[(start + used) % len(variations)])
        if slots.get("register") == "casual" and slots.get("language") != "en":
            # Before anything is filled in: names and notes stay as they are.
            if chosen.get("text"):
                chosen["text"] = casual(chosen["text"])
        return self._fill_response(chosen, slots, **kwargs)

    def _variations(
        self, utter_action: Text, output_channel: Text, slots: Dict[Text, Any]
    ) -> List[Dict[Text, Any]]:
        if utter_action not in self.responses:
            return []
        variations = ResponseVariationFilter(self.responses)
        return variations.responses_for_utter_action(utter_action, output_channel, slots)
