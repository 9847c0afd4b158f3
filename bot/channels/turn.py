"""One customer turn through Rasa, where nothing fails in silence.

Rasa's own `handle_message` keeps going when the action server is down, when the tracker
could not be read or saved, and when the assistant has nothing to say. Here each of these
is an error, and a turn that failed leaves no trace in the tracker: it can be asked again.
"""

import logging
import time
from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Text

from rasa.core.agent import Agent
from rasa.core.lock_store import LockError
from rasa.core.processor import MessageProcessor
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import FollowupAction, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from channels import asides, pauses, register
from channels.action_server import WatchedEndpoint, note_failures
from channels.carried_over import carried_over
from channels.hearing import hear, what_to_answer
from channels.language import clear_language
from channels.output import TurnFailed, TurnOutput, as_sent, say
from channels.rereading import Heard, read_again
from channels.standing import CHITCHAT, is_grave, said_in, understood
from channels.steering import KEEP_SECRET, forced_action
from reading.secret import offers_a_secret, without_offers, writes_a_secret

__all__ = ["TurnFailed", "TurnRequest", "TurnResult", "run_turn"]

logger = logging.getLogger(__name__)

_NOT_NEEDED = "utter_secret_not_needed"


@dataclass(frozen=True)
class TurnRequest:
    """What the gateway says about one turn; the fields are the contract's."""

    sender: Text
    text: Text
    language: Text
    customer_id: Optional[Text] = None
    customer_name: Optional[Text] = None
    settled: Optional[Dict[Text, Any]] = None
    sensitive: Optional[float] = None


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


async def _locked_turn(
    processor: MessageProcessor, request: TurnRequest, failures: List[Text]
) -> TurnResult:
    output = TurnOutput()
    tracker = await processor.fetch_tracker_and_update_session(request.sender, output)
    domain = processor.domain
    known = await carried_over(processor.tracker_store, tracker, request.settled)
    tracker.update_with_events(known, domain)
    tracker.update_with_events(_context_events(tracker, request), domain)
    asked_at = pauses.asked_at(tracker)

    text, second = await what_to_answer(processor, tracker, without_offers(request.text))
    await hear(processor, tracker, output, text)
    read_again(tracker, text, request.sensitive)
    late = _set_aside_if_late(tracker, domain, asked_at)
    tracker.update_with_events(asides.comfort(tracker, request.text), domain)
    loop_before = tracker.active_loop_name
    if writes_a_secret(request.text):
        await say(processor, tracker, output, "utter_secret_warning")
    await processor.run_action_extract_slots(output, tracker)
    came_back = late and not asides.on_another_matter(tracker)
    action = forced_action(Heard(tracker, text, request.text, came_back, request.sensitive))
    beside = action != KEEP_SECRET and offers_a_secret(request.text)
    if beside and _NOT_NEEDED not in said_in(tracker):
        await say(processor, tracker, output, _NOT_NEEDED)
    if action is not None:
        tracker.update(FollowupAction(action), domain)
    await processor._run_prediction_loop(output, tracker)
    intent, confidence = understood(tracker)
    if second and output.messages and output.outcome != "escalate":
        await asides.answer_too(processor, tracker, output, second)
    if late and asides.left_open(tracker, output):
        await asides.remind(processor, tracker, output)

    if failures:
        raise TurnFailed("action_server", f"The action server failed ({failures[0]}).")
    if not output.messages and output.outcome != "escalate":
        raise TurnFailed("no_reply", "The assistant had nothing to say.")
    await processor.save_tracker(tracker)

    form = tracker.active_loop_name
    return TurnResult(
        messages=as_sent(output.messages),
        intent=intent,
        confidence=confidence,
        topic=tracker.get_slot("topic"),
        outcome=output.outcome or _usual_outcome(intent, loop_before, form),
        escalate=output.escalate if output.outcome == "escalate" else None,
        form=form,
    )


def _context_events(tracker: DialogueStateTracker, request: TurnRequest) -> List[SlotSet]:
    """What the gateway knows about the customer, as slots; only what has changed."""
    typed = "" if request.text.startswith("/") else request.text
    spoken = clear_language(typed)
    earlier = [e.text or "" for e in tracker.events if isinstance(e, UserUttered)]
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
        "address": tracker.get_slot("address") or register.self_named(typed, earlier),
        "comfort": False,
        "grave": is_grave(tracker, request.settled),
        "customer_id": request.customer_id,
        "customer_name": request.customer_name,
    }
    if request.settled and not tracker.get_slot("settled"):
        wanted["settled"] = request.settled
        wanted["settled_told"] = False
        # The matter that was left with a person is still the customer's.
        wanted["topic"] = tracker.get_slot("topic") or request.settled.get("topic")
    return [SlotSet(k, v) for k, v in wanted.items() if tracker.get_slot(k) != v]


def _set_aside_if_late(
    tracker: DialogueStateTracker, domain: Domain, asked_at: Optional[float]
) -> bool:
    """Closes a form whose question is too old for this answer; True if it did."""
    intent, _ = understood(tracker)
    own = pauses.MATTER_OF_FORM.get(tracker.active_loop_name or "")
    detail = intent not in CHITCHAT and (intent == own or not asides.on_another_matter(tracker))
    late = pauses.waited_too_long(tracker, asked_at, time.time(), detail=detail)
    if late:
        tracker.update_with_events(pauses.set_aside(tracker), domain)
    return late


def _usual_outcome(
    intent: Optional[Text], form_before: Optional[Text], form: Optional[Text]
) -> Text:
    """The outcome of a turn whose responses don't say otherwise."""
    if form is not None:
        return "asked"
    if form_before is not None:
        return "answered"
    # What was not understood says so itself; without that, the open matter answered it.
    return "chitchat" if intent in CHITCHAT else "answered"
