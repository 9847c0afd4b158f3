"""What all actions share: the customer's language, the bank with a deadline, honest failure."""

import asyncio
import functools
import logging
import time
from abc import ABC, abstractmethod
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Text, TypeVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from actions import wording
from actions.bank import Bank, BankUnavailable, the_bank
from reading.signing_in import why_not

DEADLINE_S = 3.5
"""Seconds from a turn's beginning that its actions may wait for others in all.

One turn may take several actions, and the gateway waits six seconds for all of them.
"""
TURN_S = "turn_s"
"""The field in which the channel tells an action how many seconds its turn has taken."""
REST_S = 0.5
"""Seconds that an action has at least, though the turn's are spent: who is well answers in them."""

_began: "ContextVar[Optional[float]]" = ContextVar("began", default=None)
"""When the running action began, by time.monotonic()."""
_budget: "ContextVar[float]" = ContextVar("budget", default=DEADLINE_S)
"""What the turn had left for the running action as it began."""

DONE = frozenset(
    {
        "utter_transfer_filed", "utter_cash_filed", "utter_card_blocked",
        "utter_card_blocked_undoable", "utter_form_cancelled", "utter_e_statement",
        "utter_statement_kept", "utter_statement_kept_and", "utter_already_reported",
        "utter_report_amended",
    }
)  # fmt: skip
"""Responses that close a matter: what was said before them belongs to it, not to the next one."""
_LOOK_BACK = 8
"""Messages of the customer that are looked at for details."""

_WORDINGS = 2
"""How often what has two wordings is said."""
_OF_A_SECRET = frozenset({"utter_secret_warning", "utter_secret_not_needed"})
"""Said beside what goes on: what was said before them is still waited for."""

_TRY_AGAIN = {"id": "Coba lagi", "en": "Try again"}
_PERSON = {"id": "Bicara dengan petugas", "en": "Talk to a person"}

logger = logging.getLogger(__name__)
Events = List[Dict[Text, Any]]
T = TypeVar("T")


def language(tracker: Tracker) -> str:
    """`id` or `en`."""
    return "en" if tracker.get_slot("language") == "en" else "id"


def now() -> datetime:
    """The time where the customers are."""
    return datetime.now(wording.WIB)


def said(tracker: Tracker) -> str:
    """The text of the latest message; empty for a pressed quick reply."""
    text = tracker.latest_message.get("text") or ""
    return "" if text.startswith("/") else text


def entity(tracker: Tracker, name: str) -> Optional[str]:
    """The first value of an entity in the latest message."""
    return next(
        (e["value"] for e in tracker.latest_message.get("entities") or [] if e["entity"] == name),
        None,
    )


class Said(NamedTuple):
    """One message of the customer: its words and what was found in them."""

    text: str
    entities: "List[Dict[Text, Any]]"

    def entity(self, *names: str) -> Optional[str]:
        """The first value of one of these entities."""
        return next((e["value"] for e in self.entities if e["entity"] in names), None)


def said_about(tracker: Tracker, matter: str) -> List[Said]:
    """What the customer wrote about a matter and nothing was done about yet, the newest first.

    A detail may come before it is needed: with a wish that only signing in or a tapped reading
    made clear. Small talk and other matters in between are left out.
    """
    latest = tracker.latest_message
    found = [Said(said(tracker), latest.get("entities") or [])]
    user_turns = 0
    for event in reversed(tracker.events):
        if event.get("event") == "bot" and _response(event) in DONE:
            break
        if event.get("event") != "user":
            continue
        user_turns += 1
        text, parsed = event.get("text") or "", event.get("parse_data") or {}
        if user_turns == 1 or text.startswith("/"):  # the first one is the latest message
            continue
        if user_turns > _LOOK_BACK:
            break
        if (parsed.get("intent") or {}).get("name") in (matter, "nlu_fallback"):
            found.append(Said(text, parsed.get("entities") or []))
    return [one for one in found if one.text]


def latest_said(tracker: Tracker) -> List[str]:
    """What the customer wrote last about anything, the newest first, back to what was done."""
    found: List[str] = []
    for event in reversed(tracker.events):
        if event.get("event") == "bot" and _response(event) in DONE:
            break
        text = event.get("text") or ""
        if event.get("event") == "user" and not text.startswith("/"):
            found.append(text)
        if len(found) == _LOOK_BACK:
            break
    return found


def last_said_by_bot(tracker: Tracker) -> Optional[str]:
    """The name of the latest response before this turn, of those that have one."""
    for event in reversed(tracker.events):
        if event.get("event") == "bot":
            name = _response(event)
            if name and name not in _OF_A_SECRET:
                return name
    return None


def texts_of(tracker: Tracker, response: str) -> List[str]:
    """What was said with a response in this conversation, in order."""
    return [
        event.get("text") or ""
        for event in tracker.events
        if event.get("event") == "bot" and _response(event) == response
    ]


def times_said(tracker: Tracker, response: str) -> int:
    """How often a response was said in this conversation."""
    return len(texts_of(tracker, response))


def _response(event: Dict[Text, Any]) -> Optional[str]:
    """The name of the response that an event of the bot came from."""
    name = (event.get("metadata") or {}).get("utter_action")
    return str(name) if name else None


def filing_key(tracker: Tracker, *matter: Any) -> str:
    """What makes a filing the same one: the conversation (all its sessions) and the matter."""
    conversation = tracker.sender_id.rpartition(":")[0] or tracker.sender_id
    return "|".join([conversation, *(str(part) for part in matter)])


def time_left(seconds: float) -> float:
    """What is left of the first seconds of the running action; all of them outside of one.

    An action that is not the first of its turn has no more than the turn has left.
    """
    began = _began.get()
    if began is None:
        return seconds
    return max(0.0, began + min(seconds, _budget.get()) - time.monotonic())


_run = ActionExecutor.run


async def _run_in_time(executor: ActionExecutor, action_call: Any) -> Optional[Dict[Text, Any]]:
    """As rasa_sdk's own, through which every action goes; its time begins here.

    The channel says how long the turn has taken (channels/action_server.py). A kept connection of
    the channel is one context: each action sets both anew.
    """
    _began.set(time.monotonic())
    _budget.set(max(REST_S, DEADLINE_S - float(action_call.get(TURN_S) or 0.0)))
    return await _run(executor, action_call)


ActionExecutor.run = _run_in_time  # type: ignore[method-assign]


async def at_bank(work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Runs a blocking call of the bank in a thread, as long as the action has time.

    Raises BankUnavailable when it has none left. The thread goes on all the same, so a call that
    changes something belongs into `noting`.
    """
    left = time_left(DEADLINE_S)
    if not left:
        raise BankUnavailable("The action's time is spent.")
    loop = asyncio.get_running_loop()
    call = loop.run_in_executor(None, functools.partial(work, *args, **kwargs))
    try:
        return await asyncio.wait_for(call, left)
    except asyncio.TimeoutError as error:
        raise BankUnavailable("The bank did not answer in time.") from error


class Uncertain(BankUnavailable):
    """A call that changes something had no answer: it may have been done all the same."""

    def __init__(self, what: str, again: Optional[str]) -> None:
        """See `noting`."""
        super().__init__(f"Not certain: {what}")
        self.what = what
        self.again = again


@contextmanager
def noting(what: str, again: Optional[str] = None) -> Iterator[None]:
    """Around calls that change something: without an answer that is Uncertain.

    `what` is noted by them, as a sentence names it; `again` is the payload of a quick reply that
    tries again. That must lead to the same `filed_for`, so that nothing is noted twice.
    """
    try:
        yield
    except BankUnavailable as error:
        raise Uncertain(what, again) from error


def then_listen(events: Events) -> Events:
    """The same events, and then the customer's turn unless another action follows.

    An action that follows another one is in no rule: Rasa would not know what comes after it.
    """
    if any(event.get("event") == "followup" for event in events):
        return events
    return [*events, FollowupAction("action_listen")]


def ask_to_sign_in(
    dispatcher: CollectingDispatcher, tracker: Tracker, matter: Text, prompt: Text
) -> None:
    """Asks for it once, and not who can't: the way without it is named, or a person.

    Who writes on after the prompt is not asked again; each line says what it adds.
    """
    lang = language(tracker)
    name = wording.matter(matter, lang)
    unable = tracker.get_slot("unable") or why_not(said(tracker))
    if unable:
        without_signing_in(dispatcher, tracker, matter, str(unable))
    elif last_said_by_bot(tracker) not in wording.SIGN_IN:
        dispatcher.utter_message(response=prompt, matter=name)
    elif times_said(tracker, "utter_sign_in_noted") < _WORDINGS:
        dispatcher.utter_message(response="utter_sign_in_noted", matter=name)
    else:
        without_signing_in(dispatcher, tracker, matter, "none")


def without_signing_in(
    dispatcher: CollectingDispatcher, tracker: Tracker, matter: Text, why: Text
) -> None:
    """How the matter is settled without signing in; said already, a person is offered."""
    lang = language(tracker)
    way = wording.without_signing_in(matter, lang)
    told = texts_of(tracker, "utter_without_sign_in")
    if any(way.lower() in text.lower() for text in told):
        dispatcher.utter_message(response="utter_without_sign_in_person")
        return
    dispatcher.utter_message(
        response="utter_without_sign_in",
        way=way,
        within=way if way[1].isupper() else way[0].lower() + way[1:],
        more=wording.word("unable", why, lang),
    )


class BankAction(Action, ABC):
    """An action on the customer's own data: signed in or asked to sign in; failure is said."""

    matter: str
    sign_in_response = "utter_sign_in"

    def name(self) -> Text:
        """action_<matter>."""
        return f"action_{self.matter}"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Answers; says so when the bank is unavailable."""
        return then_listen(await self.reply(dispatcher, tracker))

    async def reply(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """Answers; the events don't say who speaks next. For forms that digress, too."""
        customer_id = tracker.get_slot("customer_id")
        if not customer_id:
            ask_to_sign_in(dispatcher, tracker, self.matter, self.sign_in_response)
            return []
        try:
            return await self.answer(the_bank(), customer_id, dispatcher, tracker)
        except Uncertain as error:
            logger.warning("%s: %s", self.name(), error.__cause__)
            self.uncertain(dispatcher, tracker, error)
            return []
        except BankUnavailable as error:
            logger.warning("%s: %s", self.name(), error)
            self.unavailable(dispatcher, tracker)
            return []

    def unavailable(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """Says that the bank's systems are out of reach, and not what is true in there.

        An earlier try may have been noted, though it had no answer.
        """
        name = wording.matter(self.matter, language(tracker))
        dispatcher.utter_message(response="utter_bank_unavailable", matter=name)

    def uncertain(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, error: Uncertain
    ) -> None:
        """Says that it may have been noted or not, and that trying again does no harm."""
        lang = language(tracker)
        buttons = [{"title": _PERSON[lang], "payload": "/request_human"}]
        if error.again:
            buttons.insert(0, {"title": _TRY_AGAIN[lang], "payload": error.again})
        dispatcher.utter_message(
            response="utter_noting_uncertain", what=error.what, buttons=buttons
        )

    @abstractmethod
    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The answer for a customer who is signed in."""
