"""Which action must answer, where that is another one than the rule of the intent would take.

With channels/rereading.py, which is asked first, the one place that decides whether a message asks,
goes on, closes or opens a matter. The table at the end is the whole of it.
"""

import re
from typing import Callable, Optional, Sequence, Text, Tuple

from actions.conversation import no_need
from actions.forms import CANCEL, SURE_OF_A_MATTER
from actions.glossary import term_asked
from actions.own_data import OWN_DATA
from actions.parsers import parse_amount, parse_yes_no
from actions.reports import TOLD as TOLD_REPORT
from actions.wording import SIGN_IN
from channels.rereading import NOT_UNDERSTOOD, Heard, names_which_account
from channels.standing import (
    ANSWERED_AT_ONCE,
    CHITCHAT,
    FOR_A_PERSON,
    OPENS_A_FORM,
    SENSITIVE,
    is_filed,
    last_response,
    matter_before,
    said_before,
    said_in,
    texts_before,
    waiting,
)
from reading import (
    apart,
    closing,
    corrections,
    following,
    person,
    refusal,
    scam,
    signing_in,
    undo,
    working_days,
)
from reading.distress import insults
from reading.secret import only_offers_a_secret

KEEP_SECRET = "action_keep_secret"
"""The answer to who offers a PIN, code or password and says nothing else."""
_REPORTED = frozenset({"transfer_problem", "cash_not_dispensed"})
"""Matters in which a report is made, and that are no new ones when it is spoken of."""
_OF_A_REPORT = frozenset(
    {
        "utter_transfer_filed", "utter_cash_filed", "utter_report_amended", "utter_report_as_it_is",
        "utter_ask_report_detail",
    }
)  # fmt: skip
"""After these "salah" means what the report says."""
_SHOWS_A_REPORT = _OF_A_REPORT | {
    "utter_ticket_status", "utter_ticket_no_more", "utter_report_not_amended",
    "utter_report_goes_on", "utter_report_not_meant", "utter_report_not_withdrawn",
}  # fmt: skip
"""After these "bukan punya saya" means the report."""
_UNSURE_OF_ONE = frozenset({"file_complaint", "complaint_status", NOT_UNDERSTOOD, "out_of_scope"})
"""What "laporkan saja" is taken for."""
_NEVER_REPORTED = ANSWERED_AT_ONCE - {
    "transfer_fee_limit", "qris_payment", "virtual_account", "ewallet_topup", "complaint_status",
    "transaction_history",
}  # fmt: skip
"""Matters that no detail of a report belongs to."""
_PROMISED = frozenset({"utter_transfer_when", "utter_cash_when", "utter_working_days"})
"""What tells in working days when a report is done."""
_OF_A_BLOCK = frozenset(
    {"utter_card_blocked_undoable", "utter_undo_uncertain", "utter_undo_offer", "utter_ask_undo"}
)
"""After these "batal" means the block."""

_SAYS_SOMETHING = re.compile(r"[^\W\d_]{3,}")
"""A bare number or sign is a detail, and no question."""
_DONE_BY_US = OPENS_A_FORM | frozenset(OWN_DATA)
"""Matters that are dealt with, and not only told about."""
_TAKEN_FOR_MORE = _DONE_BY_US | {"close_account", "file_complaint"}
"""What a first question may be taken for that an article of another matter answers."""
_A_STATEMENT = 3
"""So many words may say what is wished without asking: "mau beli token listrik"."""
_LIKELY = 0.6
"""From here on something else is asked about than when a report is done."""
_LATEST = 3
"""So many of the latest texts may have told a term."""
_OF_A_CARD = frozenset({"block_card", "card_swallowed"})
"""In the middle of these what turned up is the card."""
_COMPLAINT = re.compile(
    r"\b(?:(?:peng)?aduan|keluhan|kompla?in|komplen|complain|protes)\w*", re.IGNORECASE
)
"""What one calls a complaint; a report of money that is missing has its own number."""
_SURE_OF_ANOTHER = 0.8
"""From here on a grave matter is another one than what waits for a person already."""


def forced_action(heard: Heard) -> Optional[Text]:
    """The action that must answer, or None where the rule of the intent decides."""
    return next((action for action, is_due in FORCED if is_due(heard)), None)


def _is_about_settled(heard: Heard) -> bool:
    """True once: when the customer greets or comes back to what a person has settled."""
    settled = heard.tracker.get_slot("settled")
    if not settled or heard.tracker.get_slot("settled_told") or heard.in_form:
        return False
    if _names_an_article(heard):
        return False
    if heard.intent == "greet":
        return True
    waits = waiting(heard.tracker) is not None and heard.intent in SENSITIVE
    return not waits and heard.intent is not None and heard.intent == settled.get("topic")


def _offers_a_secret(heard: Heard) -> bool:
    """True for "perlu PIN saya?" and no more; "udah masuk. perlu PIN saya?" goes on, too."""
    offers = not heard.tapped and only_offers_a_secret(heard.whole)
    return offers and not _is_now_signed_in(heard)


def _only_insults(heard: Heard) -> bool:
    """True for an insult without a matter; with one, the matter is answered."""
    aimed = heard.intent in CHITCHAT | {None, NOT_UNDERSTOOD}
    return aimed and not heard.tapped and not heard.in_form and insults(heard.whole)


def _takes_a_block_back(heard: Heard) -> bool:
    """True for "batalkan blokirnya" while a block is fresh, and for "eh batal" right after it."""
    tracker, text = heard.tracker, heard.whole
    if tracker.active_loop_name == "block_card_form":
        return False
    if not tracker.get_slot("undo"):
        missed = matter_before(tracker) in _OF_A_CARD and not heard.in_form and not heard.tapped
        return missed and (undo.turned_up(text) or _asks_of_an_undone_card(heard))
    if undo.asks_to_undo(text) or undo.card_found(text):
        return True
    if not heard.in_form and undo.taken_back(text) and not undo.wrong_card(text):
        return True
    return not heard.in_form and last_response(tracker) in _OF_A_BLOCK and undo.called_off(text)


def _asks_of_an_undone_card(heard: Heard) -> bool:
    """True for "jadi kartunya aktif apa keblokir?" after a block that was taken back."""
    return heard.tracker.get_slot("undone") is not None and undo.asks_whether_blocked(heard.whole)


def _blocked_the_wrong_card(heard: Heard) -> bool:
    """True for "eh salah kartu" right after a block: asked before anything is opened again."""
    fresh = last_response(heard.tracker) == "utter_card_blocked_undoable"
    return not heard.in_form and fresh and undo.wrong_card(heard.whole)


def _is_offered_a_scam(heard: Heard) -> bool:
    """True for a swindle that was not paid yet, and for the doubts that follow the warning."""
    if heard.tapped or heard.in_form:
        return False
    tracker, text = heard.tracker, heard.whole
    left = waiting(tracker) or {}
    warned = any(name.startswith("utter_scam") for name in said_before(tracker))
    warned = warned or "fraud_report" in (matter_before(tracker), left.get("topic"))
    doubt = scam.doubt(text, warned=True) if warned else None
    if heard.shows_nothing_grave:
        # "Gak ada penipuan. Transfer dari BCA berapa lama?": only what says itself what it doubts.
        return doubt not in (None, scam.TRUE) or scam.not_yet_paid(text)
    of_paying = warned and scam.is_about_paying(text) and not heard.names_a_matter
    return doubt is not None or of_paying or scam.not_yet_paid(text)


def _is_now_signed_in(heard: Heard) -> bool:
    """True for what follows our "please sign in" once that is done: "udah masuk. terus?"."""
    tracker = heard.tracker
    asked = SIGN_IN.intersection(said_before(tracker))
    if not asked or heard.tapped or heard.in_form or not tracker.get_slot("customer_id"):
        return False
    if not tracker.get_slot("topic") or heard.intent in FOR_A_PERSON or heard.names_a_matter:
        return False
    return closing.says_done(heard.text) or heard.intent in CHITCHAT | {NOT_UNDERSTOOD}


def _goes_on(heard: Heard) -> bool:
    """True where a report or what waits for a person is spoken of, and nothing new."""
    if heard.in_form or _names_an_article(heard):
        return False
    left = waiting(heard.tracker)
    if left is not None and _is_about_what_waits(heard, left.get("topic")):
        return True
    if heard.tapped or not any(is_filed(heard.tracker, matter) for matter in _REPORTED):
        return False
    if heard.intent in _REPORTED and is_filed(heard.tracker, heard.intent):
        return not _names_a_detail(heard) or closing.asks_when(heard.text)
    return closing.asks_when(heard.text) and not heard.names_a_matter


def _means_another_one(heard: Heard, matter: Text) -> bool:
    """True for "bukan, yang lain" after a report was told, and for a detail more of either."""
    tracker, text = heard.tracker, heard.whole
    if heard.in_form or heard.tapped or last_response(tracker) != TOLD_REPORT:
        return False
    if matter_before(tracker) != matter or heard.intent in FOR_A_PERSON:
        return False
    if closing.asks_back(text) or no_need(text) or CANCEL.search(text):
        return False
    yes = parse_yes_no(text, heard.intent)
    more = heard.intent in (NOT_UNDERSTOOD, matter) and _names_a_detail(heard)
    return yes is False or (yes is None and (more or corrections.another(text)))


def _asks_on_of_a_report(heard: Heard) -> bool:
    """True for "kapan selesainya?" after a report was told: how it stands, and what comes next."""
    if heard.in_form or heard.tapped or heard.intent in FOR_A_PERSON:
        return False
    told = last_response(heard.tracker) in (TOLD_REPORT, "utter_report_goes_on")
    asks = closing.asks_when(heard.whole) or closing.asks_what_now(heard.whole)
    return told and asks and not heard.names_a_matter


def _asks_of_an_application(heard: Heard) -> bool:
    """True for "status pengajuan kartu kredit saya", which no report says anything of."""
    if heard.in_form or heard.tapped or heard.intent in FOR_A_PERSON | {"loan_info"}:
        return False
    return apart.asks_how_an_application_stands(heard.whole)


def _asks_of_the_sender(heard: Heard) -> bool:
    """True for "jadi saya harus tanya HRD ya" after it was said that the sender has to look."""
    if heard.in_form or heard.tapped or heard.intent in FOR_A_PERSON:
        return False
    told = "utter_sender_checks" in said_before(heard.tracker)
    return told and not heard.names_a_matter and apart.asks_of_the_sender(heard.whole)


def _is_to_be_reported(heard: Heard, matter: Text) -> bool:
    """True for "laporkan saja" in the middle of trouble with a report of its own: no complaint."""
    if heard.in_form or heard.tapped or heard.intent not in _UNSURE_OF_ONE:
        return False
    open_one = matter_before(heard.tracker) == matter and waiting(heard.tracker) is None
    filed = is_filed(heard.tracker, matter) or heard.tracker.get_slot("report")
    return open_one and not filed and apart.to_be_reported(heard.whole)


def _disowns_a_report(heard: Heard) -> bool:
    """True for "saya tidak pernah lapor" of a report that was shown, and "jangan diganti" after a change."""
    tracker, text = heard.tracker, heard.whole
    report = tracker.get_slot("report") or {}
    if heard.in_form or heard.tapped or not report or heard.intent in FOR_A_PERSON:
        return False
    shown = _SHOWS_A_REPORT.intersection(said_before(tracker))
    if report.get("before") and apart.not_to_be_changed(text):
        return bool(shown) or corrections.speaks_of_a_report(text)
    if not shown:
        return False
    if apart.disowns(text):
        return True
    return (apart.not_meant(text) or refusal.means_something_else(text)) and (
        apart.names_another(text) or not _names_a_detail(heard)
    )


def _corrects_a_report(heard: Heard) -> bool:
    """True for "salah, harusnya 500rb" after a report was made, and for the detail asked for.

    Never for a report that is not theirs, nor for a message about something else.
    """
    tracker, text = heard.tracker, heard.whole
    if heard.in_form or heard.tapped or not tracker.get_slot("report"):
        return False
    if heard.intent in FOR_A_PERSON:
        return False
    if tracker.get_slot("report").get("not_meant"):
        return corrections.takes_back(text, at_once=False)
    sure = heard.intent in _NEVER_REPORTED and heard.confidence >= SURE_OF_A_MATTER
    if sure or apart.names_another(text):
        return False
    if last_response(tracker) == "utter_ask_report_detail":
        return not closing.asks_back(text) and not no_need(text) and not CANCEL.search(text)
    if matter_before(tracker) not in _REPORTED | {"complaint_status"}:
        return False
    fresh = last_response(tracker) in _OF_A_REPORT
    if corrections.takes_back(text, at_once=fresh):
        return True
    if not corrections.corrects(text):
        return False
    return fresh or _names_a_detail(heard) or corrections.speaks_of_a_report(text)


def _asks_for_the_day(heard: Heard) -> bool:
    """True for "itu sampai tanggal berapa?" where a term in working days was told or is named."""
    if heard.in_form or heard.tapped or heard.intent in FOR_A_PERSON:
        return False
    told = texts_before(heard.tracker, _LATEST)
    return working_days.asked(heard.whole, told) is not None or _asks_when_it_is_done(heard)


def _asks_when_it_is_done(heard: Heard) -> bool:
    """True for "kapan balik" where an open report is known: the day is told, and no term.

    After it was made here, what was promised is told first (`_goes_on`).
    """
    tracker, text = heard.tracker, heard.whole
    report = tracker.get_slot("report") or {}
    if not report.get("days") or not working_days.asks_how_soon(text):
        return False
    about = _REPORTED | {"complaint_status"}
    matter = heard.intent in ANSWERED_AT_ONCE | OPENS_A_FORM and heard.intent not in about
    if matter and heard.confidence >= _LIKELY:
        return False
    of_it = corrections.speaks_of_a_report(text) or str(report["number"]) in text.upper()
    if matter_before(tracker) not in about and not of_it:
        return False
    here = any(is_filed(tracker, matter) for matter in _REPORTED)
    return not here or any(name in _PROMISED for name in said_in(tracker))


def _asks_where_to_sign_in(heard: Heard) -> bool:
    """True for "masuk ke mana?" right after signing in was asked for."""
    tracker = heard.tracker
    if heard.in_form or heard.tapped or tracker.get_slot("customer_id"):
        return False
    return bool(SIGN_IN.intersection(said_before(tracker))) and signing_in.asks_where(heard.whole)


def _names_a_detail(heard: Heard) -> bool:
    """Whether it names a sum, a day or where money went to."""
    entities = {e["entity"] for e in heard.tracker.latest_message.entities or []}
    return parse_amount(heard.whole) is not None or bool(entities & {"date", "bank", "wallet"})


def _is_about_what_waits(heard: Heard, topic: Optional[Text]) -> bool:
    text = heard.text
    if heard.intent == "request_human":
        return not heard.tapped and not person.is_wished_for_anew(text)
    if heard.intent in SENSITIVE:
        return heard.intent == topic or (not heard.tapped and heard.confidence < _SURE_OF_ANOTHER)
    if _asks_after_a_complaint(heard, topic):
        return True
    if heard.tapped or heard.names_a_matter:
        return False
    # What shows nothing grave is no more of what waits than of anything else: articles come first.
    unread = heard.intent in (NOT_UNDERSTOOD, "out_of_scope") and not heard.shows_nothing_grave
    asked = closing.asks_when(text) or closing.asks_what_now(text)
    return asked or (unread and topic in SENSITIVE)


def _asks_after_a_complaint(heard: Heard, topic: Optional[Text]) -> bool:
    """True for "pengaduan saya sudah tercatat?" while a complaint waits: its number is known here.

    A report has a number of its own, and is asked after by it or where one may be meant.
    """
    if topic != "file_complaint" or heard.intent != "complaint_status" or heard.tapped:
        return False
    text, tracker = heard.text, heard.tracker
    entities = tracker.latest_message.entities or []
    number = next((str(e["value"]) for e in entities if e["entity"] == "ticket"), None)
    if number is not None:
        return number in str((waiting(tracker) or {}).get("note"))
    if _COMPLAINT.search(text):
        return not closing.asks_the_way(text)
    known = tracker.get_slot("report") or tracker.get_slot("customer_id")
    return not known and (closing.asks_whether_noted(text) or closing.asks_when(text))


def _refuses(heard: Heard) -> bool:
    """True for "saya tidak mau buka rekening", which was read as the wish for it."""
    matter = heard.intent in ANSWERED_AT_ONCE | OPENS_A_FORM | SENSITIVE
    return matter and not heard.tapped and not heard.in_form and refusal.refuses(heard.text)


def _names_an_article(heard: Heard) -> bool:
    """True for the quick reply of an article, whatever matter it belongs to."""
    entities = heard.tracker.latest_message.entities or []
    article = any(entity["entity"] == "article" for entity in entities)
    return heard.tapped and article and not heard.in_form


def _is_a_detail(heard: Heard, before: Text) -> bool:
    """True for what was asked for: "kalau yang tabungan?", "sudah masuk"."""
    signed_in = last_response(heard.tracker) in SIGN_IN and closing.says_done(heard.text)
    return signed_in or names_which_account(heard, before)


def _leans_on_what_was_said(heard: Heard) -> bool:
    """True where an article may answer what the words alone would not say.

    Any message in the middle of a matter that does not surely name one itself, or that is short
    and about the same one; whatever was not understood; and what was taken for something that is
    done by us. What no article answers takes its usual way (`action_follow_up`).
    """
    before = matter_before(heard.tracker)
    if heard.in_form or heard.tapped or not _SAYS_SOMETHING.search(heard.whole):
        return False
    sure = heard.confidence >= SURE_OF_A_MATTER
    if before is None:
        # An article that staff add is found, though the classifier has never heard of its matter,
        # and what it takes for trouble may be a question: "will my card work in Germany".
        if heard.intent in (NOT_UNDERSTOOD, "out_of_scope"):
            return closing.asks(heard.whole) or len(heard.whole.split()) >= _A_STATEMENT
        guessed = heard.intent in _TAKEN_FOR_MORE and not sure
        return heard.intent in OWN_DATA or (guessed and closing.asks(heard.whole))
    if (heard.intent in FOR_A_PERSON and sure) or _is_a_detail(heard, before):
        return False
    if heard.intent in CHITCHAT - {"out_of_scope"}:
        if len(heard.whole.split()) == 1 or closing.asks_back(heard.whole):
            return len(heard.whole.split()) > 1
        said = heard.intent in closing.SMALL_TALK and closing.is_said(heard.intent, heard.whole)
        return not (sure or said or closing.is_nod(heard.whole))
    if heard.intent in _REPORTED and heard.intent == before and _names_a_detail(heard):
        return False  # A report, with what it needs.
    if heard.intent in _DONE_BY_US:
        return True
    short = following.follows_up(heard.whole) and heard.intent == before
    return short or not heard.names_a_matter


FORCED: "Sequence[Tuple[Text, Callable[[Heard], bool]]]" = (
    ("action_come_back", lambda heard: heard.late),
    (KEEP_SECRET, _offers_a_secret),
    ("action_settled", _is_about_settled),
    ("action_insulted", _only_insults),
    ("action_undo_block", _takes_a_block_back),
    ("action_deny", _blocked_the_wrong_card),
    ("action_warn_of_scam", _is_offered_a_scam),
    ("action_signed_in", _is_now_signed_in),
    ("action_transfer_problem", lambda h: _means_another_one(h, "transfer_problem")),
    ("action_cash_not_dispensed", lambda h: _means_another_one(h, "cash_not_dispensed")),
    ("action_cash_not_dispensed", lambda h: _is_to_be_reported(h, "cash_not_dispensed")),
    ("action_transfer_problem", lambda h: _is_to_be_reported(h, "transfer_problem")),
    ("action_complaint_status", _asks_of_an_application),
    ("action_transaction_history", _asks_of_the_sender),
    ("action_working_days", _asks_for_the_day),
    ("action_sign_in_how", _asks_where_to_sign_in),
    ("action_leave_report", _disowns_a_report),
    ("action_amend_report", _corrects_a_report),
    ("action_complaint_status", _asks_on_of_a_report),
    ("action_go_on", _goes_on),
    ("action_explain", lambda h: not h.tapped and term_asked(h.text) is not None),
    ("action_not_wanted", _refuses),
    ("action_answer", _names_an_article),
    ("action_follow_up", _leans_on_what_was_said),
)
"""Actions that no rule leads to here, the first that is due. Each ends its own turn."""
