"""What all actions share: the customer's language, the bank with a deadline, honest failure."""

import asyncio
import functools
import logging
from abc import ABC, abstractmethod
from datetime import datetime
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Text, TypeVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.bank import Bank, BankUnavailable, the_bank
from reading.signing_in import why_not

DEADLINE_S = 3.5
"""Seconds that all of an action's work at the bank may take; less than the channel waits."""

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
            if name and name != "utter_secret_warning":
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


async def at_bank(work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Runs a blocking call of the bank in a thread. Raises BankUnavailable after DEADLINE_S."""
    loop = asyncio.get_running_loop()
    call = loop.run_in_executor(None, functools.partial(work, *args, **kwargs))
    try:
        return await asyncio.wait_for(call, DEADLINE_S)
    except asyncio.TimeoutError as error:
        raise BankUnavailable("The bank did not answer in time.") from error


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
        except BankUnavailable as error:
            logger.warning("%s: %s", self.name(), error)
            self.unavailable(dispatcher, tracker)
            return []

    def unavailable(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """Says that the bank's systems are out of reach; what only reads has changed nothing."""
        name = wording.matter(self.matter, language(tracker))
        dispatcher.utter_message(response="utter_bank_unavailable", matter=name)

    @abstractmethod
    async def answer(
        self, bank: Bank, customer_id: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Events:
        """The answer for a customer who is signed in."""
