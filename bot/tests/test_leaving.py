"""Who says that a form shall not go on leaves it, and does not mean another withdrawal."""

from typing import Any, Dict

import pytest
from test_details import BLOCKING, CASH, FORM, heard, run, user

from actions.block_form import BlockCardAnswers
from actions.cash import CashAnswers
from actions.transfer_form import TransferAnswers
from reading.leaving import leaves

LEAVES = [
    "tidak usah dilanjutkan", "Tidak usah dilanjutkan, saya ke cabang saja.", "gausah diterusin",
    "ga usah dilanjut deh kak", "batal saja", "saya ke cabang saja", "Batal saja, saya ke cabang.",
    "ya udah aku ke cabang aja", "Tidak perlu diteruskan, Pak. Saya datang ke cabang saja.",
    "ora usah diterusake", "never mind, I'll go to the branch", "no need to continue",
    "I'd rather go to the branch",
]  # fmt: skip


@pytest.mark.parametrize("text", LEAVES)
def test_what_leaves(text: str) -> None:
    assert leaves(text)


@pytest.mark.parametrize(
    "text",
    [
        "tidak usah yang kemarin, yang tadi pagi", "bukan, yang 500rb", "batal, yang 300rb aja",
        "apa tidak usah dilanjutkan?", "bisa ke cabang aja ga", "saya harus ke cabang saja?",
        "kemarin saya ke cabang aja", "ke bank BCA aja", "uangnya ga jadi keluar", "bukan", "ya",
        "ga usah dilaporin yang kemarin, yang tadi pagi aja", "lanjut aja", "tidak usah",
        "yes, that's the one. I'll go to the branch tomorrow", "transfernya dibatalkan bank",
        "iya betul, nanti saya ke cabang aja",
    ],
)  # fmt: skip
def test_what_leaves_nothing(text: str) -> None:
    assert not leaves(text)


FORMS = [
    (CashAnswers(), CASH),
    (CashAnswers(), {**CASH, "cash_others": []}),
    (BlockCardAnswers(), BLOCKING),
    (TransferAnswers(), {**FORM, "requested_slot": "transfer_when"}),
    (TransferAnswers(), {"requested_slot": "transfer_is_candidate"}),
]


@pytest.mark.parametrize(("form", "slots"), FORMS)
@pytest.mark.parametrize("intent", ["deny", "branch_info", "nlu_fallback", "affirm"])
@pytest.mark.parametrize("text", LEAVES[:2] + LEAVES[4:6] + LEAVES[-3:-2])
def test_a_form_is_left(form: Any, slots: Dict[str, Any], intent: str, text: str) -> None:
    changed, messages = run(form, heard(user(text, intent), slots=slots))
    assert changed["form_end"] == "cancelled"
    assert messages == []


def test_the_withdrawal_that_is_meant_instead_is_taken() -> None:
    text = "tidak usah yang itu, yang 500rb"
    changed, _ = run(CashAnswers(), heard(user(text, "deny"), slots=CASH))
    assert changed["cash_withdrawal"]["id"] == "3"
    assert "form_end" not in changed


def test_who_leaves_it_for_a_person_gets_one() -> None:
    text = "gausah diterusin, sambungin ke CS aja"
    changed, _ = run(CashAnswers(), heard(user(text, "request_human"), slots=CASH, confidence=1.0))
    assert changed["form_end"] == "asked_for_human"
