"""The conversation itself: yes and no, not understood, what a person has settled."""

import re
from typing import Any, Dict, List, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import parsers, wording
from actions.base import Events, entity, language, last_said_by_bot, said, then_listen
from actions.forms import CANCEL, SENSITIVE

_FIRST_FALLBACK = frozenset({"utter_fallback_choose", "utter_fallback_rephrase"})
_NOT_AN_ANSWER = frozenset(
    {
        "utter_greet", "utter_goodbye", "utter_thank", "utter_bot_challenge",
        "utter_affirm_open", "utter_affirm_good", "utter_deny_done", "utter_form_cancelled",
        "utter_settled", "utter_noted", "utter_insulted", "utter_settled_still_open",
        "utter_sign_in", "utter_sign_in_block", "utter_sign_in_how", "utter_out_of_scope",
        "utter_back_to", "utter_later", "utter_block_kept", "utter_undo_offer",
        "utter_card_blocked_undoable", "utter_block_undone", *_FIRST_FALLBACK,
        "utter_fallback_person",
    }
)  # fmt: skip
_OF_AN_ACCOUNT = frozenset({"check_balance", "transaction_history", "credit_card_bill"})
"""Matters that can be asked for one account and then for another."""
_OFFERS_A_PERSON = frozenset(
    {
        "utter_fallback_person", "utter_bot_challenge", "utter_form_given_up", "utter_no_ticket",
        "utter_no_tickets", "utter_no_withdrawal", "utter_no_accounts", "utter_no_credit_card",
        "utter_no_active_cards", "utter_unblock_card", "utter_bank_unavailable",
        "utter_knowledge_nothing", "utter_undo_too_late", "utter_card_found",
    }
)  # fmt: skip
"""After these a typed yes is a yes to the person that was offered. A tapped one has its own."""
_SIGN_IN = frozenset({"utter_sign_in", "utter_sign_in_block", "utter_sign_in_how"})
_STILL_NOT = re.compile(
    r"\b(masih|tetap|tetep|ttp|belum|blm|sudah dicoba|udah dicoba|udah coba|gak bisa|ga bisa"
    r"|nggak bisa|tidak bisa|still|tried|doesn't work|not working|didn't work)\b",
    re.IGNORECASE,
)
"""What customers write when an answer was followed and changed nothing."""
_GO_ON = re.compile(
    r"\b(?:lanjut\w*|terusin|teruskan|yang tadi|yg tadi|tadi|go on|continue|resume)\b",
    re.IGNORECASE,
)
"""Words that go on with what was left open."""
_AFTER_ALL = re.compile(r"\b(?:blokir\w*|lapor\w*|lanjut\w*|block|file|go on)\b", re.IGNORECASE)
"""A yes with one of these takes up again what was just called off."""
_NOTICED = re.compile(
    r"\W*(?:oh+|oke+|ok|okay|sip|baik|i see|alright)(?:\W+(?:oke|ok|gitu|deh|ya|kak|min))*\W*",
    re.IGNORECASE,
)
"""A nod to what was said, and no yes to the person that may be asked for."""
_SURELY_OUT_OF_SCOPE = 0.65
"""Below that it may as well be a bank matter in unusual words: better asked than dismissed."""
_ASKS_OPENLY = frozenset(
    {
        None, "utter_greet", "utter_affirm_open", "utter_fallback_person", "utter_not_helped",
        "utter_insulted",
    }
)  # fmt: skip
_SHORT_ANSWER = 2
"""Words up to which a yes or a no is taken as one, whatever the classifier makes of it."""
_READINGS = 2
"""How many readings a customer is offered when the sentence wasn't understood."""
_WORTH_OFFERING = 0.06
"""A less likely reading than that would only look foolish."""
_AS_LIKELY_NONE = 2.5
"""Nor is one offered where "none of the bank's" is so many times as likely."""
_WORTH_NAMING = 0.25
"""What hurts or annoys when it is wrong is offered only from here on."""
_NOT_GUESSED = SENSITIVE | {"bot_challenge", "request_human"}
_NO_READING = frozenset(
    {"nlu_fallback", "greet", "goodbye", "thank", "affirm", "deny", "out_of_scope"}
)


class Affirm(Action):
    """A yes outside a form: what it means depends on what was said last."""

    def name(self) -> Text:
        """For the domain."""
        return "action_affirm"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """After "please sign in" the matter goes on; otherwise a matching word."""
        last = last_said_by_bot(tracker)
        topic, paused = tracker.get_slot("topic"), tracker.get_slot("paused")
        if last in _SIGN_IN and topic:
            return [FollowupAction(f"action_{topic}")]
        if last == "utter_back_to" and paused:
            return [FollowupAction(f"action_{paused}")]
        if last == "utter_undo_offer":
            return [FollowupAction("action_undo_block")]
        if last == "utter_form_cancelled" and topic and _AFTER_ALL.search(said(tracker)):
            return [FollowupAction(f"action_{topic}")]
        noticed = last == "utter_bot_challenge" and _NOTICED.fullmatch(said(tracker))
        if last in _OFFERS_A_PERSON and said(tracker) and not noticed:
            response = "utter_escalate_human"
        elif last in ("utter_settled", "utter_noted"):
            response = "utter_settled_still_open"
        elif last in _ASKS_OPENLY or noticed:
            response = "utter_affirm_open"
        elif last in _FIRST_FALLBACK:
            response = "utter_fallback_person"
        else:
            response = "utter_affirm_good"
        dispatcher.utter_message(response=response)
        return []


class Deny(Action):
    """A no outside a form. After an answer it says that the answer did not help."""

    def name(self) -> Text:
        """For the domain."""
        return "action_deny"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """The outcome `failed` is in the response `utter_not_helped`."""
        last = last_said_by_bot(tracker)
        topic = tracker.get_slot("topic")
        meant = _other_account(tracker)
        if meant:
            return meant
        if last == "utter_card_blocked_undoable" and tracker.get_slot("undo"):
            self._offer_undo(dispatcher, tracker)
        elif last == "utter_undo_offer":
            dispatcher.utter_message(response="utter_block_kept")
        elif last in _FIRST_FALLBACK:
            dispatcher.utter_message(response="utter_fallback_person")
        elif last == "utter_fallback_person":
            dispatcher.utter_message(response="utter_affirm_open")
        elif _was_an_answer(last, topic):
            matter = wording.matter(topic, language(tracker))
            dispatcher.utter_message(response="utter_not_helped", matter=matter)
        else:
            dispatcher.utter_message(response="utter_deny_done")
        # Whatever the message was read as: "eh salah kartu" comes here unread, too.
        return then_listen([SlotSet("paused", None)] if last == "utter_back_to" else [])

    @staticmethod
    def _offer_undo(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """A no to "it is blocked" may mean that the block was not wanted: that is asked."""
        dispatcher.utter_message(
            response="utter_undo_offer", card_label=tracker.get_slot("undo")["label"]
        )


def _other_account(tracker: Tracker) -> Optional[Events]:
    """After "bukan, yang kartu kredit" about accounts: the same for that one."""
    kind, topic = entity(tracker, "account_type"), tracker.get_slot("topic")
    if kind is None or topic not in _OF_AN_ACCOUNT:
        return None
    if kind == "kartu kredit":
        meant = "credit_card_bill"
    else:
        meant = "check_balance" if topic == "credit_card_bill" else str(topic)
    return [SlotSet("topic", meant), FollowupAction(f"action_{meant}")]


def _was_an_answer(last: Optional[str], topic: Optional[str]) -> bool:
    """Whether the latest response tried to answer the customer's matter."""
    return last is not None and last not in _NOT_AN_ANSWER and topic is not None


class ComeBack(Action):
    """Back after hours to a form that was waiting: asks whether to go on, or goes on when told.

    Not in a rule: the channel asks for it (channels/pauses.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_come_back"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """What was asked then is asked anew; nothing is done on an old question's yes."""
        paused = str(tracker.get_slot("paused"))
        text = said(tracker)
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        no = parsers.parse_yes_no(text, None) is False or (intent == "deny" and not text)
        if CANCEL.search(text) or no:
            dispatcher.utter_message(response="utter_form_cancelled")
            return then_listen([SlotSet("paused", None)])
        if intent in ("goodbye", "thank"):
            dispatcher.utter_message(response=f"utter_{intent}")
            return then_listen([])
        if _GO_ON.search(text) or intent == paused:
            return [SlotSet("topic", paused), FollowupAction(f"action_{paused}")]
        dispatcher.utter_message(
            response="utter_back_to", matter=wording.matter(paused, language(tracker))
        )
        return then_listen([SlotSet("topic", paused)])


class Fallback(Action):
    """Not understood: first two readings to choose from, then a person is offered, then asked."""

    def name(self) -> Text:
        """For the domain."""
        return "action_fallback"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Which stage it is shows in what was said last; so does what it may be about."""
        last = last_said_by_bot(tracker)
        topic = tracker.get_slot("topic")
        short = len(said(tracker).split()) <= _SHORT_ANSWER
        yes = parsers.parse_yes_no(said(tracker), None) if short else None
        if yes is not None:
            plain: Action = Affirm() if yes else Deny()
            return then_listen(await plain.run(dispatcher, tracker, domain))
        meant = _other_account(tracker)
        if meant:
            return meant
        if last in _SIGN_IN and topic and tracker.get_slot("customer_id"):
            return [FollowupAction(f"action_{topic}")]  # whatever was said: it is done
        if last in _SIGN_IN:
            dispatcher.utter_message(response="utter_sign_in_how")
        elif _was_an_answer(last, topic) and _STILL_NOT.search(said(tracker)):
            matter = wording.matter(topic, language(tracker))
            dispatcher.utter_message(response="utter_not_helped", matter=matter)
        elif last == "utter_fallback_person":
            dispatcher.utter_message(response="utter_escalate_no_progress")
        elif last in _FIRST_FALLBACK:
            dispatcher.utter_message(response="utter_fallback_person")
        else:
            self._narrow(dispatcher, tracker)
        return then_listen([])

    def _narrow(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        lang = language(tracker)
        topic = tracker.get_slot("topic")
        ranking = tracker.latest_message.get("intent_ranking") or []
        none = sum(r["confidence"] for r in ranking if r["name"] == "out_of_scope")
        least = max(_WORTH_OFFERING, none / _AS_LIKELY_NONE)
        names = [
            reading["name"]
            for reading in ranking
            if reading["name"] not in _NO_READING
            and reading["confidence"]
            >= (max(_WORTH_NAMING, least) if reading["name"] in _NOT_GUESSED else least)
        ]
        if topic and topic not in _NOT_GUESSED:
            names = [topic, *(name for name in names if name != topic)]
        readings: List[Dict[Text, Any]] = [
            {"title": wording.button(name, lang), "payload": f"/{name}"}
            for name in names[:_READINGS]
        ]
        if not readings:
            dispatcher.utter_message(response="utter_fallback_rephrase")
            return
        neither = {"id": "Bukan itu", "en": "Neither"}[lang]
        dispatcher.utter_message(
            response="utter_fallback_choose",
            buttons=[*readings, {"title": neither, "payload": "/deny"}],
        )


class OutOfScope(Fallback):
    """Nothing for a bank, if that is sure; otherwise it counts as not understood."""

    def name(self) -> Text:
        """For the domain."""
        return "action_out_of_scope"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Says where the assistant's knowledge ends."""
        intent = tracker.latest_message.get("intent") or {}
        if float(intent.get("confidence") or 0) >= _SURELY_OUT_OF_SCOPE:
            dispatcher.utter_message(response="utter_out_of_scope")
            return []
        return await super().run(dispatcher, tracker, domain)


class Insulted(Action):
    """An insult with nothing else in it: taken seriously, and the way on is offered.

    Not in a rule: the channel asks for it (channels/turn.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_insulted"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Said again, it is time for a person."""
        again = last_said_by_bot(tracker) == "utter_insulted"
        dispatcher.utter_message(
            response="utter_escalate_no_progress" if again else "utter_insulted"
        )
        return then_listen([])


class Settled(Action):
    """Says what a person settled, once, and asks whether something is still open.

    Not in a rule: the channel asks for it when the customer greets or comes back to the
    matter that a person has handed back (channels/turn.py).
    """

    def name(self) -> Text:
        """For the domain."""
        return "action_settled"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> Events:
        """Names the agent and the note; without an agent, the number under which it waits."""
        settled = tracker.get_slot("settled") or {}
        dispatcher.utter_message(
            response="utter_settled" if settled.get("agent") else "utter_noted",
            agent=settled.get("agent") or "",
            matter=wording.matter(settled.get("topic"), language(tracker)),
            note=str(settled.get("note", "")).strip().rstrip("."),
        )
        topic = settled.get("topic") or tracker.get_slot("topic")
        return then_listen([SlotSet("settled_told", True), SlotSet("topic", topic)])
