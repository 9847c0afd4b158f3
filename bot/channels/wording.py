"""Which of several wordings of a response is used."""

import copy
import zlib
from typing import Any, Dict, List, Optional, Text, Tuple

from rasa.core.nlg.generator import ResponseVariationFilter
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

_EITHER = "Bapak/Ibu"
VARIATION = "variation"
"""Where the number of the wording stands in the metadata of what was said."""


class VariedResponses(TemplatedNaturalLanguageGenerator):
    """Rasa's templates, with variations chosen so that nobody reads the same one twice.

    Conditions (the slots `language`, `register` and `comfort`) are Rasa's own; of the variations
    that fit, those with the most conditions are meant. One that was not said yet in the
    conversation comes first, then the one that was said longest ago. Which of the first two begins
    depends on the conversation, so that not everyone reads the same one; those after them may say
    less, as everything was said already.
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
        """The filled response with the number of its variation; None if the domain lacks it."""
        slots = tracker.current_slot_values()
        variations = self._variations(utter_action, output_channel, slots)
        if not variations:
            return None
        said = [
            event.metadata.get(VARIATION)
            for event in tracker.events
            if isinstance(event, BotUttered) and event.metadata.get("utter_action") == utter_action
        ]
        if zlib.crc32(f"{tracker.sender_id}/{utter_action}".encode()) % 2:
            variations[:2] = variations[:2][::-1]
        number, chosen = min(variations, key=lambda one: _last_place(said, one[0]))
        filled = self._fill_response(copy.deepcopy(chosen), slots, **kwargs)
        if slots.get("address") and filled.get("text"):
            # "Bapak/Ibu" to who has said which.
            filled["text"] = filled["text"].replace(_EITHER, slots["address"])
        return {**filled, VARIATION: number}

    def _variations(
        self, utter_action: Text, output_channel: Text, slots: Dict[Text, Any]
    ) -> List[Tuple[int, Dict[Text, Any]]]:
        """The variations that are meant, with their numbers."""
        if utter_action not in self.responses:
            return []
        fitting = ResponseVariationFilter(self.responses).responses_for_utter_action(
            utter_action, output_channel, slots
        )
        most = max((len(one.get("condition") or []) for one in fitting), default=0)
        meant = [one for one in fitting if len(one.get("condition") or []) == most]
        return [
            (number, one)
            for number, one in enumerate(self.responses[utter_action])
            if any(one is other for other in meant)
        ]


def _last_place(said: List[Any], number: int) -> int:
    """Where it was said last: -1 if never, more the later it was."""
    return max((place for place, one in enumerate(said) if one == number), default=-1)
