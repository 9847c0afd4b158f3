"""What of a message is answered: a quick reply in words, a correction, one question or two."""

import re
from typing import List, NamedTuple, Optional, Text, Tuple

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from actions.parsers import parse_yes_no
from channels import pauses, reference, stands_for
from channels.output import TurnOutput
from channels.standing import (
    ANSWERED_AT_ONCE,
    CHITCHAT,
    FOR_A_PERSON,
    OPENS_A_FORM,
    SENSITIVE,
    is_filed,
    last_said,
)
from reading import announcing, closing, following, meant, questions, refusal, scam

_BETWEEN_QUESTIONS = re.compile(
    r"[?;\n]+|\.\s+|,\s*(?:sama|plus|juga)\b|\b(?:terus|trus|trs"
    r"|(?<!yang )(?<!yg )(?<!hari )(?<!minggu )(?<!bulan )(?<!tahun )lalu|sekalian|dan|oh ya"
    r"|oiya|btw|and|also)\b",
    re.IGNORECASE,
)
_REFUSES_ONE = re.compile(
    r"\b(?:bukan(?:nya)?|bkn|dudu|sanes|(?:ga|gak|nggak|tidak) (?:nanya|tanya|mau|minta)|salah (?:tangkap|paham)"
    r"|not|isn'?t|didn'?t (?:ask|mean))\b",
    re.IGNORECASE,
)
_GREETS = "/greet"
_SURE_OF_A_PART = 0.6
_SURE_OF_ONE_WORD = 0.85
_UNREAD = frozenset({"nlu_fallback"})
_TWO = 2
_MOST_PARTS = 4
"""A message with more is a story, and read as a whole."""
_SAME_TROUBLE = (
    frozenset({"transfer_problem", "cash_not_dispensed"}),
    frozenset({"block_card", "card_swallowed"}),
)
"""Two of these in one message are one thing that happened: "blm msk, saldo udah kepotong"."""


_OF_A_CARD = frozenset({"block_card", "card_swallowed"})
"""Matters that are struck off where what they are about did not happen."""


class Part(NamedTuple):
    """One of two questions in a message; without a matter where only an article may answer it."""

    text: Text
    matter: Optional[Text]


async def hear(
    processor: MessageProcessor, tracker: DialogueStateTracker, output: TurnOutput, text: Text
) -> None:
    """Reads a message into the tracker."""
    message = UserMessage(text, output, tracker.sender_id, input_channel="hangat")
    await processor._handle_message_with_tracker(message, tracker)


async def what_to_answer(
    processor: MessageProcessor, tracker: DialogueStateTracker, text: Text
) -> "Tuple[Text, Optional[Part]]":
    """The text to answer, or the payload that it stands for, and a second question."""
    if _invites(processor, tracker, text):
        return _GREETS, None  # "mau nanya boleh ga": the greeting of one who is about to ask
    if text.startswith("/"):
        return text, None
    why = stands_for.cannot_sign_in(tracker, text)
    if why is not None:
        tracker.update(SlotSet("unable", why), processor.domain)
    instead = await _instead(processor, tracker, text)
    if instead is not None:
        return instead, None
    last = last_said(tracker)
    buttons = (last.data.get("buttons") if last else None) or []
    payload = reference.picked(text, buttons)
    if payload is not None:
        return payload, None
    later = tracker.get_slot("later")
    named_later = last is not None and last.metadata.get("utter_action") == "utter_later"
    if later and named_later and parse_yes_no(text, None):
        return f"/{later}", None
    text = await _corrected(processor, tracker, text)
    text = _without_what_did_not_happen(processor, tracker, text)
    behind = closing.behind_courtesy(text)
    if behind is not None and not await _sure_matter(processor, text):
        text = behind  # "Terima kasih. Apakah cukup saya yang datang?"
    if tracker.active_loop_name is not None:
        return text, None
    if meant.not_sent(text):
        return text, None  # It says of the rest that nothing has happened yet.
    asked = questions.behind_yes(text)
    if asked is not None and not await _sure_matter(processor, text):
        text = asked  # "iya tp diwakilin istri bisa ga"
    if reference.points_back(text) and not await _sure_matter(processor, text):
        topics = [e.value for e in tracker.events if isinstance(e, SlotSet) and e.key == "topic"]
        before = reference.earlier([topic for topic in topics if topic])
        if before:
            # What was filed is asked after, not filed once more.
            return f"/{'complaint_status' if is_filed(tracker, before) else before}", None
    return await _apart(processor, text)


def _invites(processor: MessageProcessor, tracker: DialogueStateTracker, text: Text) -> bool:
    """Whether a question is only announced; how, stands in the slot `invites` for the reply."""
    asked = tracker.active_loop_name is not None or text.startswith("/")
    kind = None if asked else announcing.kind(text)
    if tracker.get_slot("invites") != kind:
        tracker.update(SlotSet("invites", kind), processor.domain)
    return kind is not None


async def _instead(
    processor: MessageProcessor, tracker: DialogueStateTracker, text: Text
) -> Optional[Text]:
    """The quick reply that the text stands for; never in place of what a person has to hear."""
    unable = stands_for.cannot_sign_in(tracker, text)
    matter = stands_for.the_matter_asked(tracker) if unable else None
    if matter is None:
        return stands_for.quick_reply(tracker, text)
    return None if await _sure_matter(processor, text) in FOR_A_PERSON else matter


async def _sure_matter(processor: MessageProcessor, text: Text) -> Optional[Text]:
    """The matter that a text surely names, by itself."""
    intent = (await processor.parse_message(UserMessage(text)))["intent"]
    name = intent["name"]
    sure = name and intent["confidence"] >= _SURE_OF_A_PART
    return name if sure and name not in CHITCHAT and name != "nlu_fallback" else None


async def _corrected(
    processor: MessageProcessor, tracker: DialogueStateTracker, text: Text
) -> Text:
    """What "bukan, maksud saya …", a refusal or a greeting goes on with, where that is a matter.

    Only where the whole is none, or only what was refused. In a form its own matter is none:
    there the details are corrected, which the form does, and so are those of a report after it.
    """
    refused = refusal.without_refusal(text)
    rest = refused or reference.without_correction(text) or reference.without_greeting(text)
    if rest is None or (refused is None and await _sure_matter(processor, text)):
        return text
    own = pauses.MATTER_OF_FORM.get(tracker.active_loop_name or "")
    if own is None and tracker.get_slot("report"):
        own = tracker.get_slot("topic")
    for part in (rest, reference.last_part(rest)):  # "bukan dicuri. KETELEN"
        found = await _sure_matter(processor, part) if part else None
        if found is not None and found != own:
            return str(part)
    return text


def _without_what_did_not_happen(
    processor: MessageProcessor, tracker: DialogueStateTracker, text: Text
) -> Text:
    """What is left of "kartu saya ga ketelen. saya mau EDC"; the matter is struck off."""
    topic = tracker.get_slot("topic")
    rest = refusal.without_what_did_not_happen(text)
    if not rest or topic not in _OF_A_CARD or tracker.active_loop_name is not None:
        return text
    struck = sorted({*(tracker.get_slot("refused") or ()), topic})
    for name, value in (("refused", struck), ("topic", None)):
        tracker.update(SlotSet(name, value), processor.domain)
    return rest


async def _apart(processor: MessageProcessor, text: Text) -> "Tuple[Text, Optional[Part]]":
    """Two questions in one message, in the order in which they are best answered.

    Only two that are both understood well are taken apart, small talk around them aside, and never
    when the whole or a part of it is for a person, or when both are of the same trouble. A form
    comes last: it ends with a question.
    """
    parts = [part.strip(" ,.!") for part in _BETWEEN_QUESTIONS.split(text)]
    parts = [part for part in parts if part]
    if not 2 <= len(parts) <= _MOST_PARTS or scam.not_yet_paid(text):
        return text, None
    found: List[Part] = []
    asking = questions.apart(text)
    for part in parts:
        intent = (await processor.parse_message(UserMessage(part)))["intent"]
        name, one_word = intent["name"], len(part.split()) == 1
        if name in CHITCHAT or (one_word and intent["confidence"] < _SURE_OF_ONE_WORD):
            continue
        if name in SENSITIVE and intent["confidence"] >= _SURE_OF_ONE_WORD:
            return part, None  # "kartu saya dicuri dan uang saya dicuri": the gravest first
        if found and following.follows_up(part) and intent["confidence"] < _SURE_OF_ONE_WORD:
            return text, None  # "kena berapa dan limitnya berapa": asked of one thing
        if following.points_back(part):
            return text, None
        if name in _UNREAD and any(each.endswith(part) for each in asking):
            continue  # "diwakilin istri bisa ga" beside one that is understood
        if intent["confidence"] < _SURE_OF_A_PART or name not in ANSWERED_AT_ONCE | OPENS_A_FORM:
            return text, None
        found.append(Part(part, name))
    whole = (await processor.parse_message(UserMessage(text)))["intent"]["name"]
    if len(found) == 1 and whole in CHITCHAT - {"out_of_scope"}:
        return found[0].text, None  # "makasih, terus buka rekening gimana"
    if len(found) == 1 and whole not in FOR_A_PERSON:
        return _with_another(text, found[0])
    matters = {part.matter for part in found}
    if len(found) != 2 or whole in FOR_A_PERSON or _are_one(matters):
        return text, None
    if whole in matters and _REFUSES_ONE.search(text):
        return text, None  # "bukan kartu kredit, saya tanya KPR": the other is not asked about
    first, second = sorted(found, key=lambda part: part.matter in OPENS_A_FORM)
    return first.text, second


def _with_another(text: Text, read: Part) -> "Tuple[Text, Optional[Part]]":
    """A question that is understood and one that is not, each to be answered, in their order."""
    asking = questions.apart(text)
    others = [part for part in asking if not part.endswith(read.text)]
    if len(asking) != _TWO or len(others) != 1 or read.matter in OPENS_A_FORM:
        return text, None
    if others[0] == asking[0]:
        return others[0], read
    return read.text, Part(others[0], None)


def _are_one(matters: "set[Text]") -> bool:
    return len(matters) == 1 or any(matters <= same for same in _SAME_TROUBLE)
