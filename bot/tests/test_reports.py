"""What is reported already, and a report that is put right: in the bank, and in words."""

import secrets
from datetime import datetime, timedelta, timezone
from typing import Any, Dict

import pytest
from conftest import Databases
from reading import corrections

from actions import reports
from actions.bank import Ticket
from actions.demo_bank import PostgresBank

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=timezone(timedelta(hours=7)))


def report(**details: Any) -> Ticket:
    return Ticket("TF-1", "transfer", "open", NOON, details)


@pytest.fixture(scope="module")
def bank(databases: Databases) -> PostgresBank:
    return PostgresBank(databases.bank)


def filed(bank: PostgresBank, **details: Any) -> Ticket:
    return bank.file_ticket("rina", "transfer", details, secrets.token_hex(6))


def test_the_same_transfer_is_found_and_no_other() -> None:
    known = [report(amount=500000, destination="BCA", when={"day": "2026-11-19"})]
    day: Dict[str, Any] = {"day": "2026-11-19"}
    assert reports.of_transfer(known, 500000, "bca •••• 1234", day) is known[0]
    assert reports.of_transfer(known, 500000, "BRI", day) is None
    assert reports.of_transfer(known, 600000, "BCA", day) is None
    assert reports.of_transfer(known, 500000, "BCA", {"day": "2026-11-18"}) is None
    assert reports.of_transfer(known, None, "BCA", day) is None


def test_a_report_without_its_day_is_about_the_days_before_it() -> None:
    known = [report(amount=500000, destination="BCA")]
    assert reports.of_transfer(known, 500000, "BCA", {"day": "2026-11-20"}) is known[0]
    assert reports.of_transfer(known, 500000, "BCA", {"day": "2026-11-21"}) is None
    assert reports.of_transfer(known, 500000, "BCA", {"day": "2026-11-01"}) is None


def test_a_receiver_is_named_in_one_form() -> None:
    known: Dict[str, Any] = {"destination": "BRI", "amount": 450000, "when": {"day": "2026-11-21"}}
    assert "BRI" not in reports.on_record(known, "BRI •••• 1234", "id")
    for told in ("BRI", "BCA •••• 1234"):
        assert reports.on_record(known, told, "id") == "Rp450.000 ke BRI, 21 Nov 2026"


def test_what_is_closed_is_not_being_worked_on() -> None:
    closed = Ticket("TF-2", "transfer", "resolved", NOON)
    assert reports.being_worked_on([closed, report()], "transfer") == [report()]


def test_a_report_is_put_right_once(bank: PostgresBank) -> None:
    ticket = filed(bank, amount=5000000, destination="BCA")
    wish = secrets.token_hex(6)
    for _ in range(2):
        amended = bank.amend_ticket("rina", ticket.number, {"amount": 500000}, wish)
        assert amended is not None
        assert amended.number == ticket.number
        assert amended.details["amount"] == 500000
        assert amended.details["before"] == [{"amount": 5000000, "destination": "BCA"}]
    again = bank.file_ticket("rina", "transfer", {"amount": 500000}, wish)
    assert again.number == ticket.number


def test_only_ones_own_report_and_only_while_nobody_works_on_it(bank: PostgresBank) -> None:
    ticket = filed(bank, amount=5000000, destination="BCA")
    assert bank.amend_ticket("budi", ticket.number, {"amount": 1}, secrets.token_hex(6)) is None
    assert bank.amend_ticket("tono", "TF-100042", {"amount": 1}, secrets.token_hex(6)) is None
    found = next(t for t in bank.tickets("tono") if t.number == "TF-100042")
    assert found.details["amount"] == 2000000


@pytest.mark.parametrize(
    "text",
    [
        "salah, harusnya 500rb", "tanggalnya juga salah, harusnya kemarin", "bukan BCA tapi BRI",
        "the amount is wrong, it should be 550,000", "ralat, 2,5 juta",
        "jumlahnya tolong dibetulin",
        "I meant BNI, not BRI",
    ],
)  # fmt: skip
def test_a_correction(text: str) -> None:
    assert corrections.corrects(text)


@pytest.mark.parametrize(
    "text",
    [
        "ada satu lagi, 500rb ke BRI", "transfer ke BNI juga gagal", "berapa lama?",
        "transfer yang lain salah", "kapan selesai", "apa yang salah?", "makasih",
    ],
)  # fmt: skip
def test_no_correction(text: str) -> None:
    assert not corrections.corrects(text)


def test_what_is_wrong_is_left_out() -> None:
    right = corrections.without_the_wrong
    assert "kemarin" not in right("bukan kemarin, tapi hari ini")
    assert "5 million" not in right("should be 500,000 not 5 million")
    assert "bca" not in right("bukan ke bca tapi mandiri")


def test_a_report_is_called_off() -> None:
    assert corrections.takes_back("eh uangnya udah masuk, batalin laporannya", at_once=False)
    assert corrections.takes_back("eh batal", at_once=True)
    assert not corrections.takes_back("eh batal", at_once=False)
    assert not corrections.takes_back("transfernya tolong dibatalkan saja ya", at_once=True)
    assert not corrections.takes_back("laporannya bisa dibatalin ga?", at_once=True)
