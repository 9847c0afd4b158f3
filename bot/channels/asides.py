"""What is said beside the answer: comfort before, a second question and an open form after it."""

from typing import List, Text

from rasa.core.processor import MessageProcessor
from rasa.shared.core.events import FollowupAction, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from actions import wording
from channels.hearing import Part, hear
from channels.output import TurnOutput, say
from channels.standing import (
    ANSWERED_AT_ONCE,
    FOR_A_PERSON,
    OPENS_A_FORM,
    last_response,
    turns_before,
    understood,
)
from reading.distress import in_distress
from reading.unsolved import LATELY, left_unanswered

_SURE = 0.6
_MOST_BUTTONS = 3
_FAREWELLS = frozenset({"thank", "goodbye", "deny"})
"""What ends a conversation, or may."""


def comfort(tracker: DialogueStateTracker, text: Text) -> List[SlotSet]:
    """Slots with which an answer acknowledges that something goes badly, once a conversation.

    The words of it are the same for every article. What opens a form acknowledges it with its
    first question (actions/forms.py). Who says goodbye without an answer hears no cheerful word.
    """
    intent, _ = understood(tracker)
    found: List[SlotSet] = []
    without = intent in _FAREWELLS and not tracker.get_slot("grave")
    without = without and left_unanswered(turns_before(tracker, LATELY), text)
    if bool(tracker.get_slot("unsolved")) is not without:
        found.append(SlotSet("unsolved", without))
    before = tracker.get_slot("comforted") or []
    if intent not in ANSWERED_AT_ONCE or before or not in_distress(text):
        return found
    return [*found, SlotSet("comfort", True), SlotSet("comforted", [*before, intent])]


def on_another_matter(tracker: DialogueStateTracker) -> bool:
    """Whether the message names a matter, and not the one that was set aside."""
    intent, confidence = understood(tracker)
    matters = ANSWERED_AT_ONCE | OPENS_A_FORM | FOR_A_PERSON
    sure = (confidence or 0.0) >= _SURE
    return sure and intent in matters and intent != tracker.get_slot("paused")


def left_open(tracker: DialogueStateTracker, output: TurnOutput) -> bool:
    """Whether the form that was set aside is still to be mentioned after another answer."""
    open_still = tracker.get_slot("paused") is not None and tracker.active_loop_name is None
    named = last_response(tracker) == "utter_back_to"
    handed_over = output.outcome == "escalate"
    said = output.asks_to_sign_in() or named or handed_over
    return open_still and not said and on_another_matter(tracker)


async def remind(
    processor: MessageProcessor, tracker: DialogueStateTracker, output: TurnOutput
) -> None:
    """Says which form was left open, as after every matter that came between."""
    paused = str(tracker.get_slot("paused"))
    lang = "en" if tracker.get_slot("language") == "en" else "id"
    tracker.update(SlotSet("topic", paused), processor.domain)
    await say(processor, tracker, output, "utter_back_to", matter=wording.matter(paused, lang))


async def answer_too(
    processor: MessageProcessor, tracker: DialogueStateTracker, output: TurnOutput, second: Part
) -> None:
    """Answers the second question, or names it where the first one has to be settled before."""
    if tracker.active_loop_name is None and not output.asks_to_sign_in():
        await hear(processor, tracker, output, second.text)
        if second.matter is None:
            tracker.update(FollowupAction("action_follow_up"), processor.domain)
        await processor.run_action_extract_slots(output, tracker)
        await processor._run_prediction_loop(output, tracker)
        return
    if tracker.active_loop_name is not None or second.matter is None:
        return  # The question of the form stands last; the second one can be asked in it.
    lang = "en" if tracker.get_slot("language") == "en" else "id"
    answered = output.messages[-1]
    tracker.update(SlotSet("later", second.matter), processor.domain)
    await say(processor, tracker, output, "utter_later", matter=wording.matter(second.matter, lang))
    button = {"title": wording.button(second.matter, lang), "payload": f"/{second.matter}"}
    output.messages[-1]["buttons"] = [button, *answered["buttons"][: _MOST_BUTTONS - 1]]
