"""Several questions in one message."""

from typing import List

import pytest

from reading.questions import apart


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "mohon informasi suku bunga tenor 6 bulan dan apakah dana dapat dicairkan dulu?",
            [
                "mohon informasi suku bunga tenor 6 bulan",
                "apakah dana dapat dicairkan dulu",
            ],
        ),
        ("cabang buka jam berapa? sabtu buka ga?", ["cabang buka jam berapa", "sabtu buka ga"]),
        (
            "mau tanya, deposito minimal berapa, bunganya berapa persen, trus kalo dicairin kena penalti ga?",
            ["deposito minimal berapa", "bunganya berapa persen", "kalo dicairin kena penalti ga"],
        ),
        ("uang gw dijamin LPS ga, sampe berapa?", ["uang gw dijamin LPS ga", "sampe berapa"]),
        (
            "transfer 3,5 juta kena biaya berapa, sampainya kapan?",
            ["transfer 3,5 juta kena biaya berapa", "sampainya kapan"],
        ),
        (
            "mohon maaf, bunganya berapa, minimalnya berapa, kena pajak ga?",
            ["bunganya berapa", "minimalnya berapa", "kena pajak ga"],
        ),
        (
            "Is there an account without a fee, and would I need a KITAS to open it?",
            ["Is there an account without a fee", "would I need a KITAS to open it"],
        ),
    ],
)
def test_each_that_asks(text: str, parts: List[str]) -> None:
    assert apart(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "minta saldo dan mutasi",
        "kartu ilang trus biaya ganti brp",
        "transfer belum masuk, kenapa ya? padahal saldo sudah terpotong dan struknya ada",
        "mohon maaf, apakah deposito bisa dicairkan?",
        "satu apa ini? dua apa ini? tiga apa ini? empat apa ini?",
        "",
    ],
)
def test_one_question_or_a_story(text: str) -> None:
    assert apart(text) == []
