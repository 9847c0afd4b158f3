"""Banks that are said letter by letter."""

from datetime import datetime

import pytest
from reading.entities import settle
from reading.letters import dictated_banks


@pytest.mark.parametrize(
    ("text", "bank"),
    [
        ("kirim ke rekening be er i nya dua juta", "BRI"),
        ("ke be ce a", "BCA"),
        ("be en i", "BNI"),
        ("transfer ke be te en", "BTN"),
        ("be es i yang syariah itu", "BSI"),
        ("ce i em be", "CIMB Niaga"),
        ("be te pe en", "BTPN"),
        ("b.r.i", "BRI"),
    ],
)
def test_a_bank_by_its_letters(text: str, bank: str) -> None:
    assert [one.bank for one in dictated_banks(text)] == [bank]
    banks = [e for e in settle(text, [], datetime(2026, 11, 22)) if e["entity"] == "bank"]
    assert [e["value"] for e in banks] == [bank]


@pytest.mark.parametrize("text", ["a b c", "be itu apa nak", "te ef seratus ribu", "si i di sini"])
def test_no_bank(text: str) -> None:
    assert not dictated_banks(text)
