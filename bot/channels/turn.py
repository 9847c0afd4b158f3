"""One customer turn through Rasa, where nothing fails in silence.

Rasa's own `handle_message` keeps going when the action server is down, when the tracker
could not be read or saved, and when the assistant has nothing to say. Here each of these
is an error, and a turn that failed leaves no trace in the tracker: it can be asked again.
"""

import logging
import re
import time
from dataclasses import dataclass, field
from typing import Any, Dict, List, NamedTuple, Optional, Text, Tuple

from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import LockError
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, FollowupAction, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from actions import wording
from actions.parsers import parse_yes_no
from channels import pauses, reference, register
from channels.action_server import WatchedEndpoint, note_failures
from channels.language import clear_language
from channels.wording import VARIATION
from reading import closing, following, undo
from reading.distress import in_distress

logger = logging.getLogger(__name__)

CHITCHAT = frozenset(
    {"greet", "goodbye", "thank", "affirm", "deny", "bot_challenge", "out_of_scope"}
)
"""Intents that are no matter of their own: they don't change the topic."""

ANSWERED_AT_ONCE = frozenset(
    {
        "check_balance", "transaction_history", "e_statement", "open_account",
        "update_personal_data", "admin_fee", "deposit_rate", "pin_problem", "credit_card_bill",
        "login_problem", "otp_not_received", "transfer_fee_limit", "qris_payment",
        "virtual_account", "ewallet_topup", "loan_info", "complaint_status", "branch_info",
        "exchange_rate",
    }
)  # fmt: skip
"""Matters that one turn settles."""

OPENS_A_FORM = frozenset({"transfer_problem", "block_card", "card_swallowed", "cash_not_dispensed"})
FOR_A_PERSON = frozenset(
    {
        "request_human", "close_account", "payment_hardship", "fraud_report", "bereavement",
        "file_complaint",
    }
)  # fmt: skip

_BLOCKED = frozenset({"utter_card_blocked", "utter_card_blocked_undoable"})
_FILED = {
    "transfer_problem": frozenset({"utter_transfer_filed"}),
    "block_card": _BLOCKED,
    "card_swallowed": _BLOCKED,
    "cash_not_dispensed": frozenset({"utter_cash_filed"}),
}
"""What says that a report was made, by matter."""
_OF_A_BLOCK = frozenset(
    {"utter_card_blocked_undoable", "utter_undo_uncertain", "utter_undo_offer", "utter_ask_undo"}
)
"""After these "batal" means the block."""
_BETWEEN_QUESTIONS = re.compile(
    r"[?;\n]+|\.\s+|,\s*(?:sama|plus|juga)\b|\b(?:terus|trus|trs|lalu|sekalian|dan|oh ya"
    r"|oiya|btw|and|also)\b",
    re.IGNORECASE,
)
_SURE_OF_A_PART = 0.6
_SURE_OF_A_MATTER = 0.85
"""From here on a short question after an answer is one about a matter of its own."""
_SURE_OF_SMALL_TALK = 0.9
"""From here on small talk without a word of it is taken as such in the middle of a matter."""
_SURE_OF_NO_MATTER = 0.9
"""From here on a message in the middle of a matter is dismissed as none of the bank's."""
_MOST_PARTS = 4
"""A message with more is a story, and read as a whole."""

# The gateway masks secrets before a text gets here and leaves these marks; the second half
# is for a secret that came through.
_OFFERED_SECRET = re.compile(
    r"\[(?:PIN|OTP|CVV|kata sandi)\b[^\]]{0,20}\]"
    r"|\b(?:pin|otp|cvv|cvc|password|kata sandi)\b"
    r"(?:\s+(?:saya|aku|gue|gw|nya|atm|my|is|itu|yaitu|adalah|ini))*\s*[:=]?\s*\d{3,8}\b",
    re.IGNORECASE,
)


_INSULT = re.compile(
    r"\b(?:goblok|gblk|goblog|tolol|bego|dongo|bodoh|anjing|anjg|bangsat|bajingan|kampret|tai"
    r"|gak guna|ga guna|nggak guna|tidak berguna|useless|stupid|idiot|dumb|moron|worthless"
    r"|piece of (?:shit|crap)|fuck (?:you|off))\b",
    re.IGNORECASE,
)


class Part(NamedTuple):
    """One of two questions in a message."""

    text: Text
    matter: Text


class TurnFailed(Exception):
    """The turn could not be done. `error` is a word for programs, the text is for people."""

    def __init__(self, error: Text, message: Text) -> None:
        """Keeps both; no customer text goes into either."""
        super().__init__(message)
        self.error = error


@dataclass(frozen=True)
class TurnRequest:
    """What the gateway says about one turn; the fields are the contract's."""

    sender: Text
    text: Text
    language: Text
    customer_id: Optional[Text] = None
    customer_name: Optional[Text] = None
    settled: Optional[Dict[Text, Any]] = None


@dataclass
class TurnResult:
    """What the gateway gets back; the fields are the contract's."""

    messages: List[Dict[Text, Any]]
    intent: Optional[Text]
    confidence: Optional[float]
    topic: Optional[Text]
    outcome: Text
    escalate: Optional[Text]
    form: Optional[Text]


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


def _processor(agent: Agent) -> MessageProcessor:
    """The processor of the loaded model, made to fail aloud."""
    processor = agent.processor
    if processor is None:
        raise TurnFailed("no_model", "No model is loaded.")
    if processor.action_endpoint and not isinstance(processor.action_endpoint, WatchedEndpoint):
        processor.action_endpoint = WatchedEndpoint.watch(processor.action_endpoint)
    processor.on_circuit_break = _going_in_circles
    if isinstance(processor.tracker_store, FailSafeTrackerStore):
        # Rasa's wrapper would go on with a store in memory.
        processor.tracker_store._on_tracker_store_error = _store_failed
    return processor


def _store_failed(error: Exception) -> None:
    raise TurnFailed("tracker_store", "The conversation could not be read or saved.") from error


def _going_in_circles(*_: Any) -> None:
    raise TurnFailed("internal", "The assistant did not come to an end.")


async def run_turn(agent: Agent, request: TurnRequest) -> TurnResult:
    """Answers one turn and saves the conversation. Raises TurnFailed, and then saved nothing."""
    processor = _processor(agent)
    failures = note_failures()
    try:
        async with agent.lock_store.lock(request.sender):
            return await _locked_turn(processor, request, failures)
    except LockError as error:
        raise TurnFailed("lock", "The conversation is busy.") from error
    except TurnFailed:
        raise
    except Exception as error:
        # Whatever Rasa raises: the gateway needs a clear no, and the log has the cause.
        logger.exception("turn failed: sender=%s", request.sender)
        raise TurnFailed("internal", f"The turn failed ({type(error).__name__}).") from error


async def _locked_turn(
    processor: MessageProcessor, request: TurnRequest, failures: List[Text]
) -> TurnResult:
    output = TurnOutput()
    tracker = await processor.fetch_tracker_and_update_session(request.sender, output)
    domain = processor.domain
    tracker.update_with_events(_context_events(tracker, request), domain)
    asked_at = pauses.asked_at(tracker)

    text, second = await _what_to_answer(processor, tracker, request.text)
    await _hear(processor, tracker, output, text)
    _take_no_small_talk(tracker, text)
    late = _set_aside_if_late(tracker, domain, asked_at)
    tracker.update_with_events(_comfort(tracker, request.text), domain)
    loop_before = tracker.active_loop_name
    if _OFFERED_SECRET.search(request.text):
        await _say(processor, tracker, output, "utter_secret_warning")
    await processor.run_action_extract_slots(output, tracker)
    if late and not _on_another_matter(tracker):
        tracker.update(FollowupAction("action_come_back"), domain)
    elif loop_before is None and _about_settled(tracker):
        tracker.update(FollowupAction("action_settled"), domain)
    elif loop_before is None and _only_an_insult(tracker, request.text):
        tracker.update(FollowupAction("action_insulted"), domain)
    elif _takes_a_block_back(tracker, request.text):
        tracker.update(FollowupAction("action_undo_block"), domain)
    elif _blocked_the_wrong_card(tracker, request.text):
        tracker.update(FollowupAction("action_deny"), domain)
    elif _follows_up(tracker, request.text):
        tracker.update(FollowupAction("action_follow_up"), domain)
    await processor._run_prediction_loop(output, tracker)
    intent, confidence = _understood(tracker)
    if second and output.messages and output.outcome != "escalate":
        await _answer_too(processor, tracker, output, second)
    if late and _left_open(tracker, output):
        await _remind(processor, tracker, output)

    if failures:
        raise TurnFailed("action_server", f"The action server failed ({failures[0]}).")
    if not output.messages and output.outcome != "escalate":
        raise TurnFailed("no_reply", "The assistant had nothing to say.")
    await processor.save_tracker(tracker)

    form = tracker.active_loop_name
    return TurnResult(
        messages=_buttons_at_the_end(output.messages),
        intent=intent,
        confidence=confidence,
        topic=tracker.get_slot("topic"),
        outcome=output.outcome or _usual_outcome(intent, loop_before, form),
        escalate=output.escalate if output.outcome == "escalate" else None,
        form=form,
    )


def _set_aside_if_late(
    tracker: DialogueStateTracker, domain: Domain, asked_at: Optional[float]
) -> bool:
    """Closes a form whose question is too old for this answer; True if it did."""
    intent, _ = _understood(tracker)
    own = pauses.MATTER_OF_FORM.get(tracker.active_loop_name or "")
    detail = intent not in CHITCHAT and (intent == own or not _on_another_matter(tracker))
    late = pauses.waited_too_long(tracker, asked_at, time.time(), detail=detail)
    if late:
        tracker.update_with_events(pauses.set_aside(tracker), domain)
    return late


def _comfort(tracker: DialogueStateTracker, text: Text) -> List[SlotSet]:
    """Slots with which an answer acknowledges that something goes badly, once a matter.

    What opens a form acknowledges it with its first question (actions/forms.py).
    """
    intent, _ = _understood(tracker)
    before = tracker.get_slot("comforted") or []
    if intent not in ANSWERED_AT_ONCE or intent in before or not in_distress(text):
        return []
    return [SlotSet("comfort", True), SlotSet("comforted", [*before, intent])]


def _on_another_matter(tracker: DialogueStateTracker) -> bool:
    """Whether the message names a matter, and not the one that was set aside."""
    intent, confidence = _understood(tracker)
    matters = ANSWERED_AT_ONCE | OPENS_A_FORM | FOR_A_PERSON
    sure = (confidence or 0.0) >= _SURE_OF_A_PART
    return sure and intent in matters and intent != tracker.get_slot("paused")


def _left_open(tracker: DialogueStateTracker, output: TurnOutput) -> bool:
    """Whether the form that was set aside is still to be mentioned after another answer."""
    asks = any((m.get("custom") or {}).get("sign_in") for m in output.messages)
    open_still = tracker.get_slot("paused") is not None and tracker.active_loop_name is None
    named = _last_response(tracker) == "utter_back_to"
    handed_over = output.outcome == "escalate"
    return open_still and not (asks or named or handed_over) and _on_another_matter(tracker)


async def _remind(
    processor: MessageProcessor, tracker: DialogueStateTracker, output: TurnOutput
) -> None:
    """Says which form was left open, as after every matter that came between."""
    paused = str(tracker.get_slot("paused"))
    lang = "en" if tracker.get_slot("language") == "en" else "id"
    tracker.update(SlotSet("topic", paused), processor.domain)
    await _say(processor, tracker, output, "utter_back_to", matter=wording.matter(paused, lang))


async def _hear(
    processor: MessageProcessor, tracker: DialogueStateTracker, output: TurnOutput, text: Text
) -> None:
    message = UserMessage(text, output, tracker.sender_id, input_channel="hangat")
    await processor._handle_message_with_tracker(message, tracker)


def _take_no_small_talk(tracker: DialogueStateTracker, text: Text) -> None:
    """What was only guessed to be small talk, in the middle of a matter, is not understood.

    "Dari kmrn sore" has no word of a greeting. It belongs to the matter that is open, and so does
    what may as well be none of the bank's.
    """
    intent, confidence = _understood(tracker)
    user = tracker.latest_message
    if user is None or intent is None or text.startswith("/") or not tracker.get_slot("topic"):
        return
    in_form = tracker.active_loop_name is not None
    if intent == "out_of_scope":
        guessed = (confidence or 0.0) < _SURE_OF_NO_MATTER
    elif intent in closing.SMALL_TALK and not (in_form and intent in ("affirm", "deny")):
        unsaid = not closing.is_said(intent, text)
        sure = (confidence or 0.0) >= _SURE_OF_SMALL_TALK and intent != "greet"
        guessed = unsaid and (not sure or closing.asks(text))
    else:
        return
    if guessed:
        user.intent["name"] = "nlu_fallback"


async def _what_to_answer(
    processor: MessageProcessor, tracker: DialogueStateTracker, text: Text
) -> "Tuple[Text, Optional[Part]]":
    """The text to answer, or the payload that it stands for, and a second question."""
    if text.startswith("/"):
        return text, None
    last = _last_said(tracker)
    buttons = (last.data.get("buttons") if last else None) or []
    payload = reference.picked(text, buttons)
    if payload is not None:
        return payload, None
    later = tracker.get_slot("later")
    named_later = last is not None and last.metadata.get("utter_action") == "utter_later"
    if later and named_later and parse_yes_no(text, None):
        return f"/{later}", None
    text = await _corrected(processor, tracker, text)
    behind = closing.behind_courtesy(text)
    if behind is not None and not await _sure_matter(processor, text):
        text = behind  # "Terima kasih. Apakah cukup saya yang datang?"
    if tracker.active_loop_name is not None:
        return text, None
    if reference.points_back(text) and not await _sure_matter(processor, text):
        topics = [e.value for e in tracker.events if isinstance(e, SlotSet) and e.key == "topic"]
        before = reference.earlier([topic for topic in topics if topic])
        if before:
            # What was filed is asked after, not filed once more.
            return f"/{'complaint_status' if _is_filed(tracker, before) else before}", None
    return await _apart(processor, text)


def _is_filed(tracker: DialogueStateTracker, matter: Text) -> bool:
    filed = _FILED.get(matter)
    return filed is not None and any(
        isinstance(event, BotUttered) and event.metadata.get("utter_action") in filed
        for event in tracker.events
    )


async def _sure_matter(processor: MessageProcessor, text: Text) -> Optional[Text]:
    """The matter that a text surely names, by itself."""
    intent = (await processor.parse_message(UserMessage(text)))["intent"]
    name = intent["name"]
    sure = name and intent["confidence"] >= _SURE_OF_A_PART
    return name if sure and name not in CHITCHAT and name != "nlu_fallback" else None


async def _corrected(
    processor: MessageProcessor, tracker: DialogueStateTracker, text: Text
) -> Text:
    """What "bukan, maksud saya …" or a greeting goes on with, where that is a matter.

    Only where the whole is none. In a form its own matter is none: there the details are
    corrected, which the form does.
    """
    rest = reference.without_correction(text) or reference.without_greeting(text)
    if rest is None or await _sure_matter(processor, text):
        return text
    meant = await _sure_matter(processor, rest)
    own = pauses.MATTER_OF_FORM.get(tracker.active_loop_name or "")
    return text if meant is None or meant == own else rest


async def _apart(processor: MessageProcessor, text: Text) -> "Tuple[Text, Optional[Part]]":
    """Two questions in one message, in the order in which they are best answered.

    Only two that are both understood well are taken apart, small talk around them aside, and never
    when the whole or a part of it is for a person. A form comes last: it ends with a question.
    """
    parts = [part.strip(" ,.!") for part in _BETWEEN_QUESTIONS.split(text)]
    parts = [part for part in parts if part]
    if not 2 <= len(parts) <= _MOST_PARTS:
        return text, None
    found: List[Part] = []
    for part in parts:
        intent = (await processor.parse_message(UserMessage(part)))["intent"]
        name, one_word = intent["name"], len(part.split()) == 1
        if name in CHITCHAT or (one_word and intent["confidence"] < _SURE_OF_A_MATTER):
            continue
        if intent["confidence"] < _SURE_OF_A_PART or name not in ANSWERED_AT_ONCE | OPENS_A_FORM:
            return text, None
        found.append(Part(part, name))
    whole = (await processor.parse_message(UserMessage(text)))["intent"]["name"]
    if len(found) == 1 and whole in CHITCHAT - {"out_of_scope"}:
        return found[0].text, None  # "makasih, terus buka rekening gimana"
    if len(found) != 2 or found[0].matter == found[1].matter or whole in FOR_A_PERSON:
        return text, None
    first, second = sorted(found, key=lambda part: part.matter in OPENS_A_FORM)
    return first.text, second


async def _answer_too(
    processor: MessageProcessor, tracker: DialogueStateTracker, output: TurnOutput, second: Part
) -> None:
    """Answers the second question, or names it where the first one has to be settled before."""
    asked_to_sign_in = any((m.get("custom") or {}).get("sign_in") for m in output.messages)
    if tracker.active_loop_name is None and not asked_to_sign_in:
        await _hear(processor, tracker, output, second.text)
        await processor.run_action_extract_slots(output, tracker)
        await processor._run_prediction_loop(output, tracker)
        return
    if tracker.active_loop_name is not None:
        return  # The question of the form stands last; the second one can be asked in it.
    lang = "en" if tracker.get_slot("language") == "en" else "id"
    answered = output.messages[-1]
    tracker.update(SlotSet("later", second.matter), processor.domain)
    await _say(
        processor, tracker, output, "utter_later", matter=wording.matter(second.matter, lang)
    )
    button = {"title": wording.button(second.matter, lang), "payload": f"/{second.matter}"}
    output.messages[-1]["buttons"] = [button, *answered["buttons"][:2]]


def _last_said(tracker: DialogueStateTracker) -> Optional[BotUttered]:
    return next((e for e in reversed(tracker.events) if isinstance(e, BotUttered)), None)


def _context_events(tracker: DialogueStateTracker, request: TurnRequest) -> List[SlotSet]:
    """What the gateway knows about the customer, as slots; only what has changed."""
    typed = "" if request.text.startswith("/") else request.text
    spoken = clear_language(typed)
    tone = register.added(tracker.get_slot("register_evidence") or 0.0, typed)
    declared_before = tracker.get_slot("declared_language")
    language = spoken or (
        tracker.get_slot("language") if declared_before == request.language else request.language
    )
    wanted = {
        "declared_language": request.language,
        "language": language,
        "register_evidence": tone,
        "register": register.register(tone, tracker.get_slot("register")),
        "comfort": False,
        "customer_id": request.customer_id,
        "customer_name": request.customer_name,
    }
    if request.settled and not tracker.get_slot("settled"):
        wanted["settled"] = request.settled
        wanted["settled_told"] = False
    return [SlotSet(k, v) for k, v in wanted.items() if tracker.get_slot(k) != v]


def _about_settled(tracker: DialogueStateTracker) -> bool:
    """True once: when the customer greets or comes back to what a person has settled."""
    settled = tracker.get_slot("settled")
    if not settled or tracker.get_slot("settled_told"):
        return False
    intent, _ = _understood(tracker)
    return intent == "greet" or (intent is not None and intent == settled.get("topic"))


def _takes_a_block_back(tracker: DialogueStateTracker, text: Text) -> bool:
    """True for "batalkan blokirnya" while a block is fresh, and for "eh batal" right after it."""
    if not tracker.get_slot("undo") or tracker.active_loop_name == "block_card_form":
        return False
    if undo.asks_to_undo(text) or undo.card_found(text):
        return True
    if tracker.active_loop_name is None and undo.taken_back(text) and not undo.wrong_card(text):
        return True
    last = _last_response(tracker)
    return tracker.active_loop_name is None and last in _OF_A_BLOCK and undo.called_off(text)


def _blocked_the_wrong_card(tracker: DialogueStateTracker, text: Text) -> bool:
    """True for "eh salah kartu" right after a block: asked before anything is opened again."""
    fresh = _last_response(tracker) == "utter_card_blocked_undoable"
    return tracker.active_loop_name is None and fresh and undo.wrong_card(text)


def _follows_up(tracker: DialogueStateTracker, text: Text) -> bool:
    """True for a short question after an answered one, unless it surely names a matter itself."""
    last = _last_response(tracker) or ""
    if tracker.active_loop_name or not tracker.get_slot("asked") or text.startswith("/"):
        return False
    intent, confidence = _understood(tracker)
    small_talk = CHITCHAT - {"out_of_scope"}
    if intent in small_talk | FOR_A_PERSON or not last.startswith("utter_article"):
        return False
    sure = (confidence or 0.0) >= _SURE_OF_A_MATTER
    own = intent == tracker.get_slot("asked")["matter"]
    return following.follows_up(text) and (own or not sure)


def _last_response(tracker: DialogueStateTracker) -> Optional[Text]:
    """The name of what was said last before this message."""
    last = _last_said(tracker)
    return last.metadata.get("utter_action") if last else None


def _only_an_insult(tracker: DialogueStateTracker, text: Text) -> bool:
    """True for an insult without a matter; with one, the matter is answered."""
    intent, _ = _understood(tracker)
    aimed = intent is None or intent == "nlu_fallback" or intent in CHITCHAT
    return aimed and not text.startswith("/") and _INSULT.search(text) is not None


def _understood(tracker: DialogueStateTracker) -> "tuple[Optional[Text], Optional[float]]":
    user = tracker.latest_message
    if not isinstance(user, UserUttered) or not user.intent.get("name"):
        return None, None
    name = user.intent["name"]
    return name, round(float(user.intent.get("confidence") or 0.0), 4)


def _buttons_at_the_end(messages: List[Dict[Text, Any]]) -> List[Dict[Text, Any]]:
    """Quick replies belong to the last thing said: those before would answer nothing."""
    return [{**m, "buttons": []} for m in messages[:-1]] + messages[-1:]


def _usual_outcome(
    intent: Optional[Text], form_before: Optional[Text], form: Optional[Text]
) -> Text:
    """The outcome of a turn whose responses don't say otherwise."""
    if form is not None:
        return "asked"
    if form_before is not None:
        return "answered"
    if intent is None or intent == "nlu_fallback":
        return "fallback"
    return "chitchat" if intent in CHITCHAT else "answered"


async def _say(
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
