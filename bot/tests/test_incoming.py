"""Money that others send to the customer: whether it has come in, and no report of their own."""

from datetime import datetime, timedelta
from typing import Any, Dict, List, Optional

import pytest
from test_details import FORM, bot, heard, run, user

from actions import accounts, base, wording
from actions.bank import Account, Transaction
from actions.transfer import SubmitTransfer, TransferProblem
from actions.transfer_form import TransferAnswers

NOW = datetime.now(wording.WIB)
CLIENT = "duit dari klien gua mana woi udah 2 hari katanya udah transfer"
LOOK = "transaction_history"


def moved(days: int, amount: int, what: str) -> Transaction:
    return Transaction(what, NOW - timedelta(days=days), "transfer", amount, what, None, "success")


class FakeBank:
    """Two accounts; what was paid in lately and long ago, and what went out between."""

    def accounts(self, _: str) -> List[Account]:
        return [Account("9999000201", "savings", 1), Account("9999000202", "current", 1)]

    def transactions(
        self, _: str, days: int, kind: Optional[str] = None, account: Optional[str] = None
    ) -> List[Transaction]:
        came = [moved(6, 5_200_000, "Kantor"), moved(9, 70, "Adik")]
        every = [moved(1, -1_250_000, "Mandiri"), *came]
        return [one for one in every if one.at > NOW - timedelta(days=days)]


@pytest.fixture(autouse=True)
def bank(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "the_bank", FakeBank)


def told(*events: Dict[str, Any], **slots: Any) -> Dict[str, Dict[str, Any]]:
    """What is said to who has signed in, by response."""
    tracker = heard(*events, slots={"customer_id": "budi", **slots})
    return {each["response"]: each for each in run(accounts.TransactionHistory(), tracker)[1]}


@pytest.mark.parametrize(
    ("text", "since"),
    [("coba cek ada duit masuk 2 hari ini ga", 2), (CLIENT, 2), ("ada uang masuk hari ini?", 0)],
)
def test_that_nothing_has_come_in_is_said_with_the_day(text: str, since: int) -> None:
    said = told(user(text, LOOK))
    assert list(said) == ["utter_nothing_came_in", "utter_sender_checks"]
    day = wording.day((NOW - timedelta(days=since)).date(), "id")
    assert said["utter_nothing_came_in"]["since"] == day
    assert "0201" in said["utter_nothing_came_in"]["account"]


def test_what_has_come_in_is_listed_newest_first_without_what_went_out() -> None:
    lines = told(user("cek ada uang masuk ga", LOOK))["utter_came_in"]["lines"].splitlines()
    assert ["Kantor" in lines[0], "Adik" in lines[1], len(lines)] == [True, True, 2]


def test_the_sum_that_is_waited_for_is_looked_for_among_what_came_in() -> None:
    assert "utter_sum_is_there" in told(user("ada uang masuk 5,2 juta dari kantor?", LOOK))
    assert "utter_sum_is_there" not in told(user("ada uang masuk 1,25 juta dari kantor?", LOOK))


@pytest.mark.parametrize("text", ["sudah", "udah masuk blm"])
def test_what_was_waited_for_before_is_still(text: str) -> None:
    assert "utter_nothing_came_in" in told(user(CLIENT, LOOK), user(text, LOOK))


def test_all_transactions_are_shown_to_who_asks_for_them() -> None:
    said = told(user(CLIENT, LOOK), user("liat mutasi", LOOK))
    assert "Mandiri" in said["utter_history"]["lines"]


def test_what_the_sender_has_to_do_is_told_before_signing_in_and_once() -> None:
    action = accounts.TransactionHistory()
    first = run(action, heard(user(CLIENT, LOOK)))[1]
    assert [each["response"] for each in first] == ["utter_sender_checks", "utter_sign_in"]
    before = (user(CLIENT, LOOK), bot("utter_sender_checks"), bot("utter_sign_in"))
    again = run(action, heard(*before, user("yg transfer klien gua bukan gua", LOOK)))[1]
    assert [each["response"] for each in again] == ["utter_sign_in_noted"]


@pytest.mark.parametrize("slot", ["transfer_is_candidate", "transfer_destination"])
def test_a_report_is_left_for_what_others_sent(slot: str) -> None:
    text = user("BUKAN. ini duit MASUK dari klien gua dari BCA 3,5 juta", "deny")
    left, messages = run(TransferAnswers(), heard(text, slots={**FORM, "requested_slot": slot}))
    assert (left["requested_slot"], messages) == (None, [])
    ended = heard(text, slots={**FORM, **left})
    slots, messages = run(SubmitTransfer(), ended)
    assert (slots["topic"], slots["refused"], messages) == (LOOK, ["transfer_problem"], [])
    assert slots["form_end"] is slots["transfer_amount"] is None


def test_no_report_is_begun_of_it() -> None:
    text = user("bukan, yang transfer klien saya", "deny")
    slots, messages = run(TransferProblem(), heard(text, slots={"customer_id": "budi"}))
    assert (slots["topic"], messages) == (LOOK, [])
