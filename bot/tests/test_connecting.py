"""A yes that names connecting or a person is a wish for one after a text that speaks of one."""

from typing import Any, Dict, List, Optional

import pytest
from rasa.shared.core.events import ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker

from channels.rereading import read_again
from reading import person

FULL = "For CP-100017, that is as far as I can see from here. If you need more detail, a person sees the whole file."
SLOTS = ("topic", "refused", "customer_id", "report")


@pytest.mark.parametrize(
    "text",
    [
        "Yes, connect me", "ya sambungin dong", "iya sambungkan", "boleh, disambungkan ya",
        "oke panggilin", "iya petugas aja", "ya mau petugasnya", "Yes, a person please",
        "ya hubungin dong kak", "iya telepon saya", "yes put me through", "bisa disambungkan?",
        "ya sambungin dong biar jelas", "Yes, connect me so I can see the file",
        "nggih disambungaken", "yes I'd like to talk to a person",
    ],
)  # fmt: skip
def test_a_yes_to_a_person(text: str) -> None:
    assert person.agrees_to_one(text)


@pytest.mark.parametrize(
    "text",
    [
        "ya", "yes please", "oke admin", "oke cs", "ya nanti saya hubungi", "ok nanti saya telepon",
        "ya ga usah disambungin", "jangan sambungin", "don't connect me", "orang", "ok makasih",
        "ya teman saya orang bank", "yes I'll call them", "iya orang tua saya yang urus",
        "ya saya hubungin cabang", "sambungkan rekening ke gopay",
    ],
)  # fmt: skip
def test_no_yes_to_a_person(text: str) -> None:
    assert not person.agrees_to_one(text)


def read(
    text: str,
    said: str,
    *,
    intent: str = "affirm",
    buttons: Optional[List[Dict[str, Any]]] = None,
    form: Optional[str] = None,
) -> str:
    """What a message after this text was read as in the end."""
    tracker = DialogueStateTracker("a:1", [AnySlot(name, [{"type": "custom"}]) for name in SLOTS])
    tracker.update(SlotSet("topic", "complaint_status"))
    tracker.update(UserUttered("was I refunded?", intent={"name": "greet", "confidence": 1.0}))
    tracker.update(BotUttered(said, data={"buttons": buttons or []}))
    if form:
        tracker.update(ActiveLoop(form))
    reading = {"name": intent, "confidence": 0.9}
    data = {"intent": reading, "intent_ranking": [dict(reading)]}
    tracker.update(UserUttered(text, intent=reading, parse_data=data))
    read_again(tracker, text)
    assert tracker.latest_message is not None
    return str(tracker.latest_message.intent["name"])


@pytest.mark.parametrize("intent", ["affirm", "nlu_fallback"])
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Yes, connect me", FULL),
        ("ya sambungin dong", "Kalau perlu lebih rinci, petugas bisa lihat berkas lengkapnya."),
    ],
)
def test_it_is_a_wish_after_a_person_was_mentioned(text: str, said: str, intent: str) -> None:
    assert read(text, said, intent=intent) == "request_human"


def test_it_is_one_after_a_button() -> None:
    button = {"title": "Talk to a person", "payload": "/request_human"}
    assert read("Yes, connect me", "That is all.", buttons=[button]) == "request_human"


def test_a_plain_yes_is_none() -> None:
    assert read("yes", FULL) == "affirm"


def test_without_a_person_it_is_none() -> None:
    assert read("Yes, connect me", "Your balance is Rp100.000.") == "affirm"


def test_in_a_form_the_question_is_answered() -> None:
    assert read("Yes, connect me", FULL, form="cash_form") == "affirm"
