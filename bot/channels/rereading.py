"""What a message was read as, and what it means where the conversation stands.

What was only guessed is "not understood": the fallback looks at the open matter before it asks.
What is nearly as likely about the open matter is about that.
"""

from dataclasses import dataclass
from typing import Optional, Text

from rasa.shared.core.trackers import DialogueStateTracker

from actions.conversation import OF_AN_ACCOUNT
from actions.forms import SURE_OF_A_MATTER
from actions.own_data import OWN_DATA
from actions.parsers import parse_amount
from actions.wording import SIGN_IN
from channels.standing import (
    ANSWERED_AT_ONCE,
    CHITCHAT,
    FOR_A_PERSON,
    OPENS_A_FORM,
    SENSITIVE,
    awaits_sign_in,
    is_filed,
    listed_rows,
    matter_before,
    said_before,
    said_in,
    spoke_of_a_person,
    understood,
)
from reading import closing, meant, months, person, rows, statements, undo

NOT_UNDERSTOOD = "nlu_fallback"
_OF_MONTHS = frozenset({"transaction_history", "e_statement"})
"""After these a month is which one is wanted."""
_SURE_OF_SMALL_TALK = 0.9
"""From here on small talk without a word of it is taken as such in the middle of a matter."""
_SURE_OF_NO_MATTER = 0.9
"""From here on a message in the middle of a matter is dismissed as none of the bank's."""
_SURE_THOUGH_LAUGHED = 0.9
"""From here on something grave is believed that is said with a laugh."""
_SURE_WITHOUT_A_WORD = 0.9
"""From here on nobody need have said that somebody died: condolences to the living are worst."""
_NOTHING_GRAVE = 0.02
_SURE_BY_ITSELF = 0.95
"""Below the one and below the other a grave matter is none (decision 0038)."""
_PERHAPS_GRAVE = 0.1
"""From here on the detector may have seen one."""
_SURE_ENOUGH = 0.6
"""From here on a reading is not weighed against the open matter."""
_OPEN_IS_LIKELIER = 2
"""How many times as likely a message is about the open matter as it looks by itself."""
_LEAST = 0.5
_LEAST_AFTER_REFUSAL = 0.15
"""How likely that makes the open matter at least; less where its rival was refused."""
_OF_ONES_MONEY = frozenset({"transaction_history", "check_balance", "credit_card_bill"})
"""After these "bukan saya" speaks of a movement of money."""
_OF_MONEY_SENT = frozenset({"transfer_problem", "fraud_report", "check_balance", NOT_UNDERSTOOD})
"""What money that others send is taken for; whether it came, the list of movements shows."""
_OF_A_CARD = frozenset({"block_card", "card_swallowed"})
_SURE_AFTER_ALL = 0.75
"""From here on what was refused is read again."""
_OF_A_REPORT = frozenset(
    {
        "transfer_problem", "complaint_status", "transaction_history", "check_balance",
        "credit_card_bill", "qris_payment", "ewallet_topup", "virtual_account",
    }
)  # fmt: skip
"""After these "bukan gw yg trf" is about money that somebody else has taken."""
_OF_AN_ACCOUNT_TO_OPEN = frozenset({"open_account", "out_of_scope", NOT_UNDERSTOOD})
"""What a wish for an account in another currency is taken for."""
_SHOWN_LATELY = 4
"""So many of the latest answers may have shown the data that are said to be wrong."""
_SURE = 0.95
"""How sure what the words and the conversation say together is."""
_ASKS_ON = 0.5
"""How sure a reading is left to be where an article may answer what is asked on."""
_WORDS_OF_A_SUM = 2
"""So many words of a message hold no more than a sum and an address: "100rb kak"."""
_WORDS_OF_AN_ACCOUNT = 4
"""So many words hold no more than which account is meant."""
_TAKES_MONEY = frozenset({"transfer_problem", "ewallet_topup", "qris_payment", "virtual_account"})
"""Matters in which money is gone; without a word of a cash machine it is gone in these."""


@dataclass(frozen=True)
class Heard:
    """One message and where it meets the conversation."""

    tracker: DialogueStateTracker
    text: Text
    """What of it is answered; a payload where a quick reply was tapped."""
    whole: Text = ""
    """All that was written."""
    late: bool = False
    """Whether it came long after the question of a form, which was set aside."""
    sensitive: Optional[float] = None
    """How likely the service's detector, which has read the whole conversation, takes it for a
    sensitive matter; None where it has not."""

    @property
    def intent(self) -> Optional[Text]:
        """What it was read as."""
        return understood(self.tracker)[0]

    @property
    def confidence(self) -> float:
        """How sure that is."""
        return understood(self.tracker)[1] or 0.0

    @property
    def tapped(self) -> bool:
        """Whether it is a quick reply."""
        return self.text.startswith("/")

    @property
    def in_form(self) -> bool:
        """Whether a form waits for an answer."""
        return self.tracker.active_loop_name is not None

    @property
    def shows_nothing_grave(self) -> bool:
        """Whether the detector has looked for a sensitive matter and seen none."""
        return self.sensitive is not None and self.sensitive < _NOTHING_GRAVE

    @property
    def names_a_matter(self) -> bool:
        """Whether it surely names a matter by itself."""
        return self.intent in ANSWERED_AT_ONCE | OPENS_A_FORM and (
            self.confidence >= SURE_OF_A_MATTER
        )


def read_again(
    tracker: DialogueStateTracker, text: Text, sensitive: Optional[float] = None
) -> None:
    """Gives the latest message the reading that it has where the conversation stands.

    sensitive: of `Heard`.
    """
    heard = Heard(tracker, text, sensitive=sensitive)
    user = tracker.latest_message
    if user is None or heard.tapped or heard.intent is None:
        return
    if _is_guessed(heard) or _is_not_grave(heard):
        if heard.intent == "out_of_scope":
            # The ranking holds the very same reading, and goes on saying that it is none of ours.
            user.intent = user.parse_data["intent"] = dict(user.intent)
        user.intent["name"] = NOT_UNDERSTOOD
    surely = _surely_meant(heard)
    instead = surely or _meant(heard)
    if instead is not None:
        user.intent["name"] = instead
    if surely is not None:
        user.intent["confidence"] = max(heard.confidence, _SURE)
    if _asks_on(heard):
        # What was told of the matter goes on: the articles are asked before it begins anew.
        user.intent["confidence"] = min(heard.confidence, _ASKS_ON)


def _surely_meant(heard: Heard) -> Optional[Text]:
    """A reading that the words have only after what was shown or asked here, and then surely."""
    text = heard.text
    for_a_person = heard.intent in FOR_A_PERSON
    if for_a_person and heard.intent != "fraud_report":
        return None
    topic = heard.tracker.get_slot("topic")
    row = rows.named(text, listed_rows(heard.tracker))
    if meant.not_by_me(text) and (topic in _OF_A_REPORT or heard.tracker.get_slot("report")):
        return "fraud_report"
    if row is not None and meant.unrecognised(text):
        return "fraud_report"
    if for_a_person or heard.in_form:
        return None
    if person.agrees_to_one(text) and spoke_of_a_person(heard.tracker):
        return "request_human"
    if closing.lets_it_be(text):
        return "thank"
    if row is not None and rows.is_transfer_in_trouble(row) and meant.of_trouble(text):
        return "transfer_problem"
    if topic == "update_personal_data" and meant.out_of_date(text):
        if "utter_personal_data" in said_in(heard.tracker)[-_SHOWN_LATELY:]:
            return topic
    if closing.only_says_done(text) and _signed_in(heard):
        waits = awaits_sign_in(heard.tracker)
        if waits is not None and not SIGN_IN.intersection(said_before(heard.tracker)):
            return waits
    if meant.own_foreign_account(text):
        return "check_balance"
    return None


def _meant(heard: Heard) -> Optional[Text]:
    """Another reading than the likeliest one, where the words or the open matter say so."""
    topic, text = heard.tracker.get_slot("topic"), heard.text
    if person.is_all_that_is_wished(text) and heard.intent not in SENSITIVE:
        return "request_human"
    if heard.intent in _OF_A_CARD and heard.intent in (heard.tracker.get_slot("refused") or ()):
        if heard.confidence < _SURE_AFTER_ALL:
            return NOT_UNDERSTOOD  # It was said that this is not what happened.
    if heard.intent == "transfer_problem" and heard.intent in (
        heard.tracker.get_slot("refused") or ()
    ):
        if meant.not_sent(text):
            return NOT_UNDERSTOOD
        if heard.confidence < _SURE_AFTER_ALL and not meant.not_arrived(text):
            return NOT_UNDERSTOOD
    if heard.intent in _OF_AN_ACCOUNT_TO_OPEN and meant.foreign_account(text):
        return "exchange_rate"
    if closing.is_address(text) and heard.intent in CHITCHAT | {NOT_UNDERSTOOD}:
        return "greet"  # "bang": calls for attention
    surely_stolen = heard.intent == "fraud_report" and heard.confidence >= _SURE_BY_ITSELF
    of_money = heard.intent in _OF_MONEY_SENT and not surely_stolen
    if of_money and not heard.in_form and meant.incoming(text):
        return "transaction_history"
    if topic in _OF_ONES_MONEY and heard.intent not in SENSITIVE and meant.not_mine(text):
        return "fraud_report"
    if heard.intent == "block_card" and meant.pin_blocked(text):
        return "pin_problem"
    if heard.intent == "cash_not_dispensed" and topic in _TAKES_MONEY:
        if not meant.at_a_machine(text):  # "duit kepotong" is about what is open
            return NOT_UNDERSTOOD if heard.in_form else str(topic)
    if heard.intent == "login_problem" and _has_signed_in(heard):
        return NOT_UNDERSTOOD
    if closing.begins_as_done(text) and _has_signed_in(heard) and not heard.names_a_matter:
        return NOT_UNDERSTOOD  # "udh masuk, tolong cek" goes on with what it was asked for.
    if topic and heard.intent != topic and not heard.names_a_matter and _is_a_sum(text):
        return NOT_UNDERSTOOD
    if names_which_account(heard, topic):
        return NOT_UNDERSTOOD
    if heard.intent == "e_statement" and topic and topic not in _OF_MONTHS:
        # By which way word of something else comes: "yang dikirim lewat SMS saja bisa?".
        if statements.speaks_of_a_way(text) and not statements.names_one(text):
            return NOT_UNDERSTOOD
    if heard.in_form:
        return None
    if is_filed(heard.tracker, "block_card") and undo.of_a_replacement(text):
        return "block_card"
    if topic in _OF_MONTHS and heard.intent == NOT_UNDERSTOOD and months.names_one(text):
        return str(topic)
    if heard.intent in CHITCHAT | {NOT_UNDERSTOOD} and closing.is_nod(text) and topic:
        return "affirm"
    if heard.confidence >= _SURE_ENOUGH and heard.intent != NOT_UNDERSTOOD:
        return None
    return _as_the_matter_is(heard, topic)


def _asks_on(heard: Heard) -> bool:
    """Whether more is asked about a card that is lost or blocked, or before signing in."""
    before = matter_before(heard.tracker)
    if heard.in_form or before is None:
        return False
    if heard.intent in _OF_A_CARD and before in _OF_A_CARD:
        blocked = is_filed(heard.tracker, "block_card")
        if blocked and undo.of_a_replacement(heard.text):
            return True
        return (blocked or not _signed_in(heard)) and closing.asks_back(heard.text)
    asked = SIGN_IN.intersection(said_before(heard.tracker)) and not _signed_in(heard)
    matter = heard.intent in OPENS_A_FORM | frozenset(OWN_DATA)
    return bool(asked) and matter and heard.intent == before and closing.asks_back(heard.text)


def _signed_in(heard: Heard) -> bool:
    return heard.tracker.get_slot("customer_id") is not None


def _has_signed_in(heard: Heard) -> bool:
    """Whether "udah login" says that what we asked for is done."""
    asked = SIGN_IN.intersection(said_before(heard.tracker))
    signed_in = heard.tracker.get_slot("customer_id")
    return bool(asked and signed_in and closing.says_done(heard.text))


def names_which_account(heard: Heard, topic: Optional[Text]) -> bool:
    """Whether it says of which account the same is asked: "kalau yang tabungan?"."""
    entities = heard.tracker.latest_message.entities or []
    named = any(entity["entity"] == "account_type" for entity in entities)
    short = len(heard.text.split()) <= _WORDS_OF_AN_ACCOUNT
    return named and short and topic in OF_AN_ACCOUNT and not heard.names_a_matter


def _is_a_sum(text: Text) -> bool:
    """Whether there is nothing but a sum of money: a detail of what is open."""
    return len(text.split()) <= _WORDS_OF_A_SUM and parse_amount(text) is not None


def _as_the_matter_is(heard: Heard, topic: Optional[Text]) -> Optional[Text]:
    """The open matter, if it is nearly as likely as what is; never one that was refused."""
    refused = heard.tracker.get_slot("refused") or ()
    ranking = heard.tracker.latest_message.parse_data.get("intent_ranking") or []
    weights = {
        reading["name"]: reading["confidence"]
        * (_OPEN_IS_LIKELIER if reading["name"] == topic else 1)
        for reading in ranking
        if reading["name"] != NOT_UNDERSTOOD and reading["name"] not in refused
    }
    likeliest = max(weights, key=lambda name: weights[name], default=None)
    if likeliest is None or likeliest != topic or topic not in ANSWERED_AT_ONCE | OPENS_A_FORM:
        return None
    least = _LEAST_AFTER_REFUSAL if refused else _LEAST
    return topic if weights[likeliest] >= least else None


def _is_not_grave(heard: Heard) -> bool:
    """Whether a grave matter was read here, and nothing of one by who reads the conversation.

    "It's my debit card. I don't have an e-KTP, I'm a foreigner" is no fraud, whatever its words
    are like. Needless alarm costs the customer the assistant, so it takes two readers to raise it,
    and a guess needs a reader who sees more than a trace.
    """
    if heard.intent not in SENSITIVE or heard.sensitive is None:
        return False
    said = meant.not_by_me(heard.text) or meant.unrecognised(heard.text)
    if heard.confidence < _SURE_ENOUGH and heard.sensitive < _PERHAPS_GRAVE and not said:
        return True
    return heard.confidence < _SURE_BY_ITSELF and heard.shows_nothing_grave


def _asks_where_it_went(heard: Heard) -> bool:
    """Whether money is asked after that is known to have failed: "uangnya kemana" is no theft then.

    Where the detector sees one in the conversation, or nobody knows the movement, it is.
    """
    failed = heard.tracker.get_slot("topic") in _TAKES_MONEY | {"cash_not_dispensed"}
    guessed = heard.confidence < _SURE_ENOUGH and (heard.sensitive or 0.0) < _PERHAPS_GRAVE
    known = not (meant.not_by_me(heard.text) or meant.unrecognised(heard.text))
    return failed and guessed and known


def _is_guessed(heard: Heard) -> bool:
    """Whether the reading may be small talk, a wish or a grave matter that nobody spoke of.

    "Dari kmrn sore" has no word of a greeting: it belongs to the matter that is open, and so does
    what may as well be none of the bank's.
    """
    intent, text = heard.intent, heard.text
    if intent == "request_human":
        return not person.is_wished_for(text, heard.confidence)
    if intent == "bereavement" and meant.of_the_living(text):
        return True
    if intent == "bereavement" and heard.confidence < _SURE_WITHOUT_A_WORD:
        return not meant.of_a_death(text)
    if intent == "fraud_report" and _asks_where_it_went(heard):
        return True
    if intent in SENSITIVE:
        return closing.laughs(text) and heard.confidence < _SURE_THOUGH_LAUGHED
    if intent is None or not heard.tracker.get_slot("topic"):
        return False
    if intent == "out_of_scope":
        return heard.confidence < _SURE_OF_NO_MATTER
    if intent not in closing.SMALL_TALK or (heard.in_form and intent in ("affirm", "deny")):
        return False
    if intent in ("goodbye", "deny") and closing.not_enough(text):
        return True
    if intent == "deny" and closing.says_what_instead(text):
        return True
    sure = heard.confidence >= _SURE_OF_SMALL_TALK and intent != "greet"
    return not closing.is_said(intent, text) and (not sure or closing.asks(text))
