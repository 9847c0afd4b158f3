"""What cards are called, and which one a customer means."""

import re
from typing import Any, Dict, List, Optional, Sequence, Text

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.base import language

_REFUSED_KIND = re.compile(
    r"\b(?:bukan|not|jangan|kok|why the|malah)\s+(?:yang\s+|yg\s+|the\s+|my\s+)?(?:kartu\s+)?"
    r"(?:kredit|credit|debit|debet|atm|kk|cc)(?:\s+card)?\b"
)
_KINDS = (
    ("credit", r"kredit|credit|kk|cc|nyicil|cicilan"),
    ("debit", r"debit|debet|atm|(?:ambil|narik|tarik) (?:uang|duit|tunai)|withdraw\w*"),
)
_AS_A_CARD = re.compile(
    r"\b(?:kartu\s*(?:atm|debit|debet|kredit)|debit|debet|(?:atm|credit) card)\b", re.IGNORECASE
)


def card_label(kind: str, last4: str, lang: str) -> str:
    """kartu debit •••• 4471."""
    return f"{wording.word('card_kinds', kind, lang)} {wording.masked_number(last4)}"


def replacement(label: str, lang: str) -> str:
    """How the card of this label is replaced, in the middle of a sentence."""
    return wording.word("replacements", kind_of_card(label) or "any", lang)


def kind_of_card(text: str) -> Optional[str]:
    """The kind of card that is named; "the debit card, not the credit card" is a debit card."""
    for clause in (_REFUSED_KIND.sub(" ", text.lower()), text.lower()):
        for kind, words in _KINDS:
            if re.search(rf"\b(?:{words})\b", clause):
                return kind
    return None


def missing_kind(
    text: str, cards: Sequence[Dict[Text, Any]], as_a_card: bool = True
) -> Optional[str]:
    """The kind of card that is named and is not among the cards; None: none is.

    as_a_card: only where it is named as one: "ketelan ATM" names a machine.
    """
    if as_a_card and not _AS_A_CARD.search(text):
        return None
    kind = kind_of_card(text)
    return kind if all(card["kind"] != kind for card in cards) else None


def say_it_is_missing(
    kind: str, cards: Sequence[Dict[Text, Any]], dispatcher: CollectingDispatcher, tracker: Tracker
) -> None:
    """Which kind there is not, and what there is."""
    dispatcher.utter_message(
        response="utter_no_such_card",
        kind=wording.word("card_kinds", kind, language(tracker)),
        cards=", ".join(card["label"] for card in cards),
    )


def which_card(
    text: str, card_id: Optional[str], cards: List[Dict[Text, Any]]
) -> Optional[Dict[Text, Any]]:
    """The one card that is meant: by its id, its last four digits, or its kind."""
    kind = kind_of_card(text)
    for fits in (
        lambda card: card["id"] == card_id,
        lambda card: card["label"][-4:] in re.findall(r"\d{4}", text),
        lambda card: card["kind"] == kind,
    ):
        fitting = [card for card in cards if fits(card)]
        if len(fitting) == 1:
            return fitting[0]
    return None


def upper_first(text: str) -> str:
    """The text with a capital first, for the start of a sentence."""
    return text[:1].upper() + text[1:]
