"""The last word on entities: names that are only everyday words go, amounts and days come."""

from datetime import datetime, timedelta, timezone
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from reading.entities import settle

_EXTRACTOR = "EntityReader"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityReader(GraphComponent):
    """Settles what the lookup tables found and adds `amount` and `date` (reading/entities.py).

    Setting: `utc_offset`, hours ahead of UTC where the customers are, which decides what "kemarin"
    is.
    """

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Western Indonesian time."""
        return {"utc_offset": 7}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "EntityReader":
        """Needs nothing that is stored."""
        return cls(config["utc_offset"])

    def __init__(self, utc_offset: float) -> None:
        """`utc_offset` as in the configuration."""
        self._zone = timezone(timedelta(hours=utc_offset))

    def process(self, messages: List[Message]) -> List[Message]:
        """Replaces the entities of each message that has a text."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                found = settle(text, message.get(ENTITIES, []), datetime.now(self._zone))
                entities = [{"extractor": _EXTRACTOR, **entity} for entity in found]
                message.set(ENTITIES, entities, add_to_output=True)
        return messages
