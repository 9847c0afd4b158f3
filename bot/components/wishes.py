"""What words say outright wins over what the classifier reads.

A wish for a person, whatever else the sentence says; that it is a card that is closed; and that a
matter is none, where a few words only look like it.
"""

import re
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from reading import guessed
from reading.closure import instead_of_closing

_CLOSING = "close_account"
_ASKED = "request_human"
_PERSON = (
    r"(?:orang(?!\s+(?:tua|yang|yg|lain|itu|rumah))|manusia|petugas(?:nya)?|cs|customer service"
    r"|operator|agen|staf|staff|human|person|agent|someone|representative|supervisor)"
)
_WISH = (
    r"(?:mau|ingin|pengen|pengin|pingin|pgn|minta|tolong|bisa|boleh|want to|wanna|like to|let me"
    r"|can i|could i|may i|please)"
)
_TALK = (
    r"(?:bicara|berbicara|ngomong|ngobrol|chat|chatting|dilayani|disambungkan|disambungin"
    r"|dihubungkan|talk|speak)"
)
_CONNECT = (
    r"(?:sambungkan|sambungin|hubungkan|hubungin|panggilkan|panggilin|connect me|put me through)"
)
_WANTED = re.compile(
    rf"\b(?:{_WISH}(?:\s+\w+){{0,2}}\s+{_TALK}(?:\s+\w+){{0,3}}|{_CONNECT}(?:\s+\w+){{0,3}})"
    rf"\s+{_PERSON}\b"
    rf"|\b(?:mau|minta|want|need)\s+(?:an?\s+)?{_PERSON}"
    r"(?:\s+(?:aja|saja|dong|sekarang|now|please))*\s*(?:[.,!?]|$)",
    re.IGNORECASE,
)
_NOT_WANTED = re.compile(
    r"\b(?:gak|ga|gk|nggak|ngga|enggak|kagak|tidak|tdk|jangan|ogah|males|malas|bukan|belum|don't"
    r"|dont|not|never)(?:\s+(?:usah|perlu|mau|ingin|pengen|harus|really|even|want|to)){0,2}\s+$",
    re.IGNORECASE,
)

_REFUSED = re.compile(
    r"\b(?:gak|ga|gk|nggak|ngga|enggak|kagak|tidak|tdk|jangan|ogah|don't|dont|no)"
    r"(?:\s+(?:usah|perlu|mau|ingin|pengen|want|need)){1,2}"
    rf"(?:\s+(?!bot\b|robot\b|mesin\b|mau\b|maunya\b|minta\b)\w+){{0,3}}\s+{_PERSON}\b",
    re.IGNORECASE,
)


def wants_a_person(text: str) -> bool:
    """Whether `text` asks for a person outright. "Gak mau bicara sama CS" does not.

    Meant to be right when it says yes; what it misses is left to the classifier.
    """
    return any(not _NOT_WANTED.search(text[: m.start()]) for m in _WANTED.finditer(text))


def refuses_a_person(text: str) -> bool:
    """Whether `text` says that no person is wanted, and nowhere that one is."""
    return _REFUSED.search(text) is not None and not wants_a_person(text)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ExplicitWish(GraphComponent):
    """Puts request_human first when it is asked for, and away when it is refused.

    A matter that goes to a person anyway keeps its name. What was read as closing an account, and
    is about a card or a new account, counts for that.
    """

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "ExplicitWish":
        """Needs nothing that is stored."""
        return cls(config["keeps"])

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`keeps`: intents that are not overruled."""
        return {"keeps": []}

    def __init__(self, keeps: List[Text]) -> None:
        """`keeps` as in the configuration."""
        self._keeps = frozenset(keeps)

    def process(self, messages: List[Message]) -> List[Message]:
        """Overrules the classifier that ran before."""
        for message in messages:
            text = message.get(TEXT) or ""
            name = (message.get(INTENT) or {}).get(INTENT_NAME_KEY)
            ranking = message.get(INTENT_RANKING_KEY) or []
            others = [other for other in ranking if other[INTENT_NAME_KEY] != _ASKED]
            if len(ranking) > len(others) > 0 and refuses_a_person(text):
                left = sum(other["confidence"] for other in others)
                shared = [{**o, "confidence": o["confidence"] / left} for o in others]
                self._rank(message, shared)
            elif name != _ASKED and name not in self._keeps and wants_a_person(text):
                self._rank(message, [{INTENT_NAME_KEY: _ASKED, "confidence": 1.0}, *others])
            else:
                self._put_right(message, text)
        return messages

    def _put_right(self, message: Message, text: Text) -> None:
        ranking = message.get(INTENT_RANKING_KEY) or []
        others = [one for one in ranking if not guessed.is_not(one[INTENT_NAME_KEY], text)]
        if 0 < len(others) < len(ranking):
            # What is left is as likely as before: with nothing likely, it is not understood.
            ranking = others
            self._rank(message, ranking)
        closing = next((r for r in ranking if r[INTENT_NAME_KEY] == _CLOSING), None)
        meant = instead_of_closing(text) if closing else None
        if closing is None or meant is None:
            return
        before = next((r for r in ranking if r[INTENT_NAME_KEY] == meant), {"confidence": 0.0})
        share = closing["confidence"] + before["confidence"]
        others = [r for r in ranking if r[INTENT_NAME_KEY] not in (_CLOSING, meant)]
        both = [{INTENT_NAME_KEY: meant, "confidence": share}, *others]
        self._rank(message, sorted(both, key=lambda one: -one["confidence"]))

    @staticmethod
    def _rank(message: Message, ranking: List[Dict[Text, Any]]) -> None:
        message.set(INTENT, ranking[0], add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
