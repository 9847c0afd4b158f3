"""How things are written, which language is spoken, which wording comes next."""

import asyncio
import re
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any, Dict, List

import pytest
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from actions import wording
from actions.transfer_details import read_destination
from channels.language import clear_language
from channels.wording import VARIATION, VariedResponses

BOT = Path(__file__).resolve().parents[1]
OFTEN = (
    "utter_affirm_good", "utter_affirm_open", "utter_already_blocked", "utter_amount_unclear",
    "utter_article_again", "utter_article_gap", "utter_article_perhaps",
    "utter_ask_block_card_form_block_confirmed", "utter_ask_card_to_block",
    "utter_ask_cash_form_cash_confirmed", "utter_ask_statement_month",
    "utter_ask_transfer_form_transfer_amount", "utter_ask_transfer_form_transfer_destination",
    "utter_ask_transfer_form_transfer_is_candidate", "utter_ask_transfer_form_transfer_when",
    "utter_back_to", "utter_balance", "utter_bot_challenge", "utter_calm", "utter_card_unclear",
    "utter_cash_waits", "utter_credit_card_bill", "utter_deny_done",
    "utter_destination_unclear", "utter_e_statement", "utter_fallback_admits",
    "utter_fallback_choose", "utter_form_cancelled", "utter_form_waits", "utter_gives_up",
    "utter_goodbye", "utter_greet", "utter_heard", "utter_heard_open", "utter_history",
    "utter_insulted", "utter_knowledge_nothing", "utter_knowledge_unavailable", "utter_later",
    "utter_no_accounts", "utter_no_credit_card", "utter_no_such_card", "utter_no_ticket",
    "utter_no_tickets", "utter_no_transactions", "utter_no_withdrawal", "utter_not_blocked",
    "utter_not_helped", "utter_not_signed_in", "utter_not_wanted", "utter_out_of_scope",
    "utter_personal_data", "utter_pin_blocked", "utter_pin_help", "utter_question_near",
    "utter_question_unknown",
    "utter_report_goes_on", "utter_scam_no_block", "utter_scam_not_filled",
    "utter_scam_not_paid", "utter_scam_not_true", "utter_secret_not_needed",
    "utter_secret_warning", "utter_sign_in", "utter_sign_in_block", "utter_sign_in_how",
    "utter_sign_in_report", "utter_still_on", "utter_sum_is_there", "utter_sum_not_there",
    "utter_thank", "utter_ticket_no_more", "utter_ticket_status", "utter_transfer_confirm",
    "utter_transfer_confirm_not_found", "utter_transfer_filed", "utter_when_unclear",
    "utter_without_sign_in_person", "utter_yes_or_no",
)  # fmt: skip
"""What a conversation may need three times or more: not understood, nothing found, asked again."""


def test_money() -> None:
    assert wording.rupiah(1_250_000) == "Rp1.250.000"
    assert wording.rupiah(-500) == "-Rp500"
    assert wording.rupiah(0) == "Rp0"


def test_moments_are_in_western_indonesian_time() -> None:
    utc = datetime(2026, 11, 21, 7, 5, tzinfo=timezone.utc)
    assert wording.moment(utc, "id") == "21 Nov 2026, 14.05 WIB"
    assert wording.day(date(2026, 5, 1), "id") == "1 Mei 2026"
    assert wording.day(date(2026, 5, 1), "en") == "1 May 2026"
    assert wording.month(2026, 8, "id") == "Agustus 2026"


def test_when_is_written_as_precisely_as_it_was_said() -> None:
    said = {"day": "2026-11-20", "time": None, "part": "sore"}
    assert wording.said_when(said, "id") == "20 Nov 2026 sore"
    assert wording.said_when(said, "en") == "20 Nov 2026 afternoon"
    assert wording.said_when({**said, "time": "15.00"}, "id") == "20 Nov 2026, 15.00 WIB"


def test_masks() -> None:
    assert wording.masked_number("9999000101") == "•••• 0101"
    assert wording.masked_phone("080011110001") == "0800••••01"
    assert wording.masked_email("rina@contoh.example") == "r•••@contoh.example"


@pytest.mark.parametrize(
    ("text", "bank", "alone", "destination"),
    [
        ("ke BCA 1234567890", "BCA", False, "BCA •••• 7890"),
        ("ke mandiri", "mandiri", False, "Mandiri"),
        ("ke DANA", None, False, "DANA"),
        ("bca", "bca", True, "BCA"),
        ("transfer ke teman saya", None, False, None),
        ("Bank Sumsel", None, True, "Sumsel"),
        ("kemarin", None, True, None),
        ("500rb", None, True, None),
        ("1234567890", None, True, "•••• 7890"),
    ],
)
def test_destinations(
    text: str, bank: "str | None", alone: bool, destination: "str | None"
) -> None:
    assert read_destination(text, bank, alone) == destination


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("transfer saya belum masuk", "id"),
        ("my transfer has not arrived", "en"),
        ("where is the nearest branch?", "en"),
        ("gimana cara buka rekening", "id"),
        ("thanks", None),
        ("BCA 500rb", None),
        ("saldo", None),
        ("thanks ya kak udah bantu", "id"),
        ("update soal komplain saya dong, any news?", "id"),
    ],
)
def test_language_is_told_only_when_it_is_clear(text: str, language: "str | None") -> None:
    assert clear_language(text) == language


@pytest.fixture(scope="module")
def domain() -> Domain:
    return Domain.load(BOT / "domain")


def test_an_unknown_response_is_none(domain: Domain) -> None:
    tracker = DialogueStateTracker.from_events("a:1", [], domain.slots)
    generated = VariedResponses(None, domain).generate("utter_nothing", tracker, "hangat")
    assert asyncio.run(generated) is None


@pytest.mark.parametrize("response", ["utter_secret_warning", "utter_secret_not_needed"])
def test_a_warning_beside_an_answer_is_one_sentence(domain: Domain, response: str) -> None:
    for each in domain.responses[response]:
        assert len(re.findall(r"[.?](?=\s|$)", each["text"])) == 1, each["text"]


@pytest.mark.parametrize(
    ("register", "language", "said"),
    [
        ("neutral", "id", "[Ss]aya"), ("formal", "id", "Bapak/Ibu"), ("casual", "id", "pun|aku"),
        ("neutral", "en", "hour|need"), ("formal", "en", "hour|need"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("response", ["utter_thank", "utter_goodbye"])
def test_in_a_grave_matter_only_quiet_words_are_chosen(
    domain: Domain, response: str, register: str, language: str, said: str
) -> None:
    slots = {"grave": True, "register": register, "language": language}
    events: List[Any] = [SlotSet(name, value) for name, value in slots.items()]
    for _ in range(3):
        tracker = DialogueStateTracker.from_events("a:1", events, domain.slots)
        filled = asyncio.run(VariedResponses(None, domain).generate(response, tracker, "hangat"))
        assert filled is not None
        names = {c["name"] for c in domain.responses[response][filled[VARIATION]]["condition"]}
        assert "grave" in names
        metadata = {"utter_action": response, VARIATION: filled[VARIATION]}
        events.append(BotUttered(filled["text"], metadata=metadata))
    texts = " ".join(event.text for event in events if isinstance(event, BotUttered))
    assert re.search(said, texts), texts


def test_every_matter_of_the_contract_has_a_name() -> None:
    contract = yaml.safe_load((BOT.parent / "data" / "intents.yml").read_text(encoding="utf-8"))
    fallback = wording.matter(None, "id")
    for intent in contract["intents"]:
        assert wording.matter(intent["name"], "id") != fallback
        assert wording.matter(intent["name"], "en")


@pytest.mark.parametrize(
    ("formal", "said"),
    [
        ("Saya lihat kartu Anda. Anda bisa mulai.", "Aku lihat kartu kamu. Kamu bisa mulai."),
        ("Apa yang ingin Anda urus?", "Apa yang ingin kamu urus?"),
        ("Baik, saya batalkan.", "Baik, aku batalkan."),
        ("Layanan di sini.", "Layanan di sini."),
    ],
)
def test_a_casual_customer_is_answered_casually(formal: str, said: str) -> None:
    assert wording.casual(formal) == said


def spoken(domain: Domain, response: str, times: int, **slots: Any) -> List[str]:
    """What is said when a response is used several times in one conversation."""
    responses = VariedResponses(None, domain)
    tracker = DialogueStateTracker.from_events("a:1", [], domain.slots)
    for name, value in slots.items():
        tracker.update(SlotSet(name, value), domain)
    heard = []
    for _ in range(times):
        said = asyncio.run(responses.generate(response, tracker, "hangat"))
        assert said is not None
        heard.append(said["text"])
        metadata = {"utter_action": response, VARIATION: said[VARIATION]}
        tracker.update(BotUttered(said["text"], metadata=metadata), domain)
    return heard


@pytest.mark.parametrize("register", ["formal", "neutral", "casual"])
def test_every_wording_is_used_before_one_comes_back(domain: Domain, register: str) -> None:
    for name, variations in domain.responses.items():
        if "text" not in variations[0]:
            continue
        heard = spoken(domain, name, len(variations), register=register)
        texts = list(dict.fromkeys(heard))
        assert heard[: len(texts)] == texts, name


@pytest.mark.parametrize(
    ("register", "language"),
    [("formal", "id"), ("neutral", "id"), ("casual", "id"), ("neutral", "en")],
)
@pytest.mark.parametrize("name", OFTEN)
def test_what_comes_often_is_worded_anew_each_time(
    domain: Domain, name: str, register: str, language: str
) -> None:
    heard = spoken(domain, name, 4, register=register, language=language)
    assert len(set(heard)) == len(heard)


@pytest.mark.parametrize("name", OFTEN)
def test_no_two_wordings_of_what_comes_often_are_the_same(domain: Domain, name: str) -> None:
    texts = [variation["text"] for variation in domain.responses[name]]
    assert len(set(texts)) == len(texts)


def test_the_first_two_wordings_come_before_those_that_say_less(domain: Domain) -> None:
    heard = spoken(domain, "utter_already_blocked", 4, register="neutral", language="id")
    assert all("e-KTP" in text for text in heard[:2])
    assert not any("e-KTP" in text for text in heard[2:])


def test_a_wording_that_was_said_in_one_register_is_not_said_again_in_another(
    domain: Domain,
) -> None:
    responses = VariedResponses(None, domain)
    tracker = DialogueStateTracker.from_events("a:1", [], domain.slots)
    heard = []
    for register in ("neutral", "casual", "neutral", "casual"):
        tracker.update(SlotSet("register", register), domain)
        said = asyncio.run(responses.generate("utter_affirm_open", tracker, "hangat"))
        assert said is not None
        heard.append(said["text"])
        metadata = {"utter_action": "utter_affirm_open", VARIATION: said[VARIATION]}
        tracker.update(BotUttered(said["text"], metadata=metadata), domain)
    assert len(set(heard)) == 4


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        ({"register": "neutral"}, r"\b[Ss]aya\b"),
        ({"register": "formal"}, r"Bapak/Ibu"),
        ({"register": "casual"}, r"\b[Aa]ku\b"),
        ({"register": "casual", "language": "en"}, r"\byou\b"),
        ({"register": "neutral", "comfort": True}, r"cemas"),
        ({"register": "formal", "comfort": True}, r"cemas"),
        ({"register": "casual", "comfort": True}, r"kepikiran"),
        ({"register": "casual", "language": "en", "comfort": True}, r"worrying"),
    ],
)
def test_what_fits_best_is_said(domain: Domain, slots: Dict[str, Any], words: str) -> None:
    name = "utter_ask_transfer_form_transfer_is_candidate"
    for text in spoken(domain, name, 2, **slots):
        assert re.search(words, text), text


def test_what_is_filled_in_keeps_its_words(domain: Domain) -> None:
    responses = VariedResponses(None, domain)
    tracker = DialogueStateTracker.from_events("a:1", [], domain.slots)
    tracker.update(SlotSet("register", "casual"), domain)
    values = {"agent": "Dewi", "matter": "cek saldo", "note": "untuk Anda"}
    filled = asyncio.run(responses.generate("utter_settled", tracker, "hangat", **values))
    assert filled is not None
    assert "untuk Anda" in filled["text"]


def test_every_answer_that_asks_to_sign_in_is_known_as_one(domain: Domain) -> None:
    asks = {
        name
        for name, variations in domain.responses.items()
        if any((each.get("custom") or {}).get("sign_in") for each in variations)
    }
    assert asks == wording.SIGN_IN
