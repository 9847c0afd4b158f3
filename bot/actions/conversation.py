"""A yes and a no outside a form: what they mean depends on what was said before."""

import re
from typing import Any, Dict, Optional, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wording
from actions.answers import answer_anything
from actions.base import (
    Events,
    entity,
    language,
    last_said_by_bot,
    said,
    then_listen,
    times_said,
)
from actions.follow_up import take_usual_way
from actions.forms import SENSITIVE
from actions.knowledge import the_knowledge
from actions.reply import Reply
from reading import closing, corrections, guessed, questions, remarks

FIRST_FALLBACK = frozenset({"utter_fallback_choose", "utter_fallback_rephrase"})
_NOT_AN_ANSWER = frozenset(
    {
        "utter_greet", "utter_goodbye", "utter_thank", "utter_bot_challenge",
        "utter_affirm_open", "utter_affirm_good", "utter_deny_done", "utter_form_cancelled",
        "utter_settled", "utter_noted", "utter_insulted", "utter_settled_still_open",
        "utter_out_of_scope", *wording.SIGN_IN,
        "utter_back_to", "utter_later", "utter_block_kept", "utter_undo_offer",
        "utter_card_blocked_undoable", "utter_block_undone", *FIRST_FALLBACK,
        "utter_fallback_person", "utter_fallback_admits",
        "utter_not_blocked", "utter_not_wanted", "utter_noted_when",
        "utter_noted_question",
        "utter_noted_still", "utter_calm", "utter_ask_statement_month", "utter_heard",
        "utter_heard_open", "utter_gives_up", "utter_new_account",
    }
)  # fmt: skip
OF_AN_ACCOUNT = frozenset({"check_balance", "transaction_history", "credit_card_bill"})
"""Matters that can be asked for one account and then for another."""
_OFFERS_A_PERSON = frozenset(
    {
        "utter_fallback_person", "utter_fallback_admits",
        "utter_bot_challenge", "utter_form_given_up", "utter_no_ticket",
        "utter_no_tickets", "utter_no_withdrawal", "utter_no_accounts", "utter_no_credit_card",
        "utter_no_active_cards", "utter_unblock_card", "utter_bank_unavailable",
        "utter_knowledge_nothing", "utter_undo_too_late", "utter_card_found",
        "utter_question_unknown", "utter_question_near", "utter_article_gap",
    }
)  # fmt: skip
"""After these a typed yes is a yes to the person that was offered. A tapped one has its own."""
_MENTIONS_A_PERSON = frozenset(
    {
        "utter_knowledge_nothing", "utter_article_perhaps", "utter_fallback_admits",
        "utter_question_unknown", "utter_question_near", "utter_article_gap",
    }
)  # fmt: skip
"""These only say that a person could tell: "ok" is no wish for one."""
_LEAVES_IT = re.compile(
    r"\W*(?:ok+|oke+h?|okay|sip+|baik(?:lah)?|ya\s*(?:su)?dah(?: deh)?|yaudah|yau?dh|yw?dh|alright)"
    r"(?:\s+(?:kak|min|mas|mbak|pak|bu|deh|lah|then))?\W*",
    re.IGNORECASE,
)
_AFTER_ALL = re.compile(r"\b(?:blokir\w*|lapor\w*|lanjut\w*|block|file|go on)\b", re.IGNORECASE)
"""A yes with one of these takes up again what was just called off."""
_NOTICED = re.compile(
    r"\W*(?:oh+|oke+|ok|okay|sip|baik|i see|alright)(?:\W+(?:oke|ok|gitu|deh|ya|kak|min))*\W*",
    re.IGNORECASE,
)
"""A nod to what was said, and no yes to the person that may be asked for."""
_PLAIN_NO = 2
"""Words of a no that says nothing else."""
_NO_NEED = re.compile(
    r"^\W*(?:ng?g?a?k|gak?|tidak|tdk|jangan|no)\s+(?:usah|perlu|need|thanks?)\b"
    r"|^\W*(?:no\W+)?(?:that'?s|that is|thats)\s+(?:all|it|everything)\b|^\W*no\W+nothing\b"
    r"|^\W*(?:ng?g?a?k|gak?|tidak|tdk)\s+ada\s+(?:lagi|yang lain|yg lain)\b"
    r"|^\W*(?:(?:ng?g?a?k|gak?|tidak|tdk)\W+)?(?:itu|segitu|sekian|cukup)\s+(?:saja|aja|dulu)\b",
    re.IGNORECASE,
)
_ASKS_OPENLY = frozenset(
    {
        None, "utter_greet", "utter_affirm_open", "utter_fallback_person", "utter_not_helped",
        "utter_insulted",
    }
)  # fmt: skip


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
        if remarks.kind(said(tracker)) == remarks.GIVES_UP:
            hears(dispatcher, tracker)
            return then_listen([])
        topic, paused = tracker.get_slot("topic"), tracker.get_slot("paused")
        if was_an_answer(last, topic) and questions.confirms(said(tracker)):
            # "Oke 10rb berarti bisa ya" waits for a yes of ours.
            found = await answer_anything(the_knowledge(), dispatcher, tracker)
            if found is not None:
                return then_listen(found)
        if last in wording.SIGN_IN and topic and not tracker.get_slot("customer_id"):
            dispatcher.utter_message(response="utter_not_signed_in")
            return then_listen([])
        if last in wording.SIGN_IN and topic:
            return take_usual_way(dispatcher, topic)
        if last == "utter_back_to" and paused:
            return [FollowupAction(f"action_{paused}")]
        if last == "utter_undo_offer":
            return [FollowupAction("action_undo_block")]
        if last == "utter_already_reported":
            number = (tracker.get_slot("report") or {}).get("number")
            dispatcher.utter_message(response="utter_report_goes_on", ticket=number)
            return then_listen([])
        if last == "utter_form_cancelled" and topic and _AFTER_ALL.search(said(tracker)):
            return [FollowupAction(f"action_{topic}")]
        noticed = last == "utter_bot_challenge" and (
            _NOTICED.fullmatch(said(tracker)) or not closing.is_said("affirm", said(tracker))
        )
        if last in _MENTIONS_A_PERSON and _LEAVES_IT.fullmatch(said(tracker)):
            response = calm(tracker) or "utter_affirm_good"
        elif last in _OFFERS_A_PERSON and said(tracker) and not noticed:
            response = "utter_escalate_human"
        elif last in ("utter_settled", "utter_noted"):
            response = "utter_settled_still_open"
        elif last in _ASKS_OPENLY or noticed:
            response = "utter_affirm_open"
        elif last in FIRST_FALLBACK:
            response = once_at_most(tracker, "utter_fallback_person")
        else:
            response = calm(tracker) or "utter_affirm_good"
        dispatcher.utter_message(response=response)
        return then_listen([])


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
        meant = other_account(tracker)
        if meant:
            return meant
        if remarks.kind(said(tracker)) == remarks.TELLS and hears(dispatcher, tracker):
            return then_listen([])
        put_right = corrections.names_the_need(said(tracker)) and not no_need(said(tracker))
        if put_right and was_an_answer(last, topic):
            return then_listen(await self._of_the_need(dispatcher, tracker))
        if last == "utter_card_blocked_undoable" and tracker.get_slot("undo"):
            self._offer_undo(dispatcher, tracker)
        elif last == "utter_undo_offer":
            dispatcher.utter_message(response="utter_block_kept")
        elif last in FIRST_FALLBACK:
            dispatcher.utter_message(response=once_at_most(tracker, "utter_fallback_person"))
        elif last in wording.SIGN_IN and len(said(tracker).split()) > _PLAIN_NO:
            dispatcher.utter_message(response="utter_sign_in_how")  # a correction, no farewell
        elif no_need(said(tracker)):
            dispatcher.utter_message(response=calm(tracker) or "utter_deny_done")
        elif last == "utter_fallback_person":
            dispatcher.utter_message(response="utter_affirm_open")
        elif was_an_answer(last, topic):
            matter = wording.matter(topic, language(tracker))
            dispatcher.utter_message(response="utter_not_helped", matter=matter)
        else:
            dispatcher.utter_message(response=calm(tracker) or "utter_deny_done")
        # Whatever the message was read as: "eh salah kartu" comes here unread, too.
        return then_listen([SlotSet("paused", None)] if last == "utter_back_to" else [])

    @staticmethod
    async def _of_the_need(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        """What answers the need that was put right, or that nothing here does: it was just said."""
        found = await answer_anything(the_knowledge(), dispatcher, tracker)
        if found is not None:
            return found
        reply = Reply(dispatcher, tracker, tracker.get_slot("topic"))
        reply.gap(())
        return reply.events()

    @staticmethod
    def _offer_undo(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """A no to "it is blocked" may mean that the block was not wanted: that is asked."""
        dispatcher.utter_message(
            response="utter_undo_offer", card_label=tracker.get_slot("undo")["label"]
        )


def once_at_most(tracker: Tracker, response: str) -> str:
    """That it was not understood is said once so; then that there is no answer, and what is left."""
    return "utter_fallback_admits" if times_said(tracker, response) else response


def hears(dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
    """A short word back to what asks for nothing, the open matter kept; False where it may ask."""
    text, topic = said(tracker), tracker.get_slot("topic")
    kind = remarks.kind(text)
    settled = tracker.get_slot("settled") or {}
    if {topic, settled.get("topic")} & SENSITIVE:
        return False
    if guessed.is_not("open_account", text):
        dispatcher.utter_message(response="utter_new_account")
        return True
    if kind is None or (kind == remarks.REMARK and not _is_none_of_the_banks(tracker)):
        return False
    if kind == remarks.GIVES_UP:
        dispatcher.utter_message(response="utter_gives_up")
    elif topic:
        matter = wording.matter(topic, language(tracker))
        dispatcher.utter_message(response="utter_heard_open", matter=matter)
    else:
        dispatcher.utter_message(response="utter_heard")
    return True


def _is_none_of_the_banks(tracker: Tracker) -> bool:
    """Whether no matter is as likely as that it is none: "mama aku kerja di luar kota"."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    likely = {reading["name"]: float(reading["confidence"]) for reading in ranking}
    none = likely.pop("out_of_scope", 0.0)
    small = closing.SMALL_TALK | {"nlu_fallback"}
    return none > max((sure for name, sure in likely.items() if name not in small), default=0.0)


def no_need(text: str) -> bool:
    """Whether nothing more is wanted: "nggak usah, saya tanya anak saja"."""
    return _NO_NEED.search(text) is not None


def calm(tracker: Tracker) -> Optional[str]:
    """The word with which a grave matter is left; None where there was none."""
    settled = tracker.get_slot("settled") or {}
    grave = {tracker.get_slot("topic"), settled.get("topic")} & SENSITIVE
    return "utter_calm" if grave else None


def other_account(tracker: Tracker) -> Optional[Events]:
    """After "bukan, yang kartu kredit" about accounts: the same for that one."""
    kind, topic = entity(tracker, "account_type"), tracker.get_slot("topic")
    if kind is None or topic not in OF_AN_ACCOUNT:
        return None
    if kind == "kartu kredit":
        meant = "credit_card_bill"
    else:
        meant = "check_balance" if topic == "credit_card_bill" else str(topic)
    return [SlotSet("topic", meant), FollowupAction(f"action_{meant}")]


def was_an_answer(last: Optional[str], topic: Optional[str]) -> bool:
    """Whether the latest response tried to answer the customer's matter."""
    return last is not None and last not in _NOT_AN_ANSWER and topic is not None
