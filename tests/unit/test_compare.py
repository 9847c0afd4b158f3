"""Encoders side by side: the same rows and resamples, sparse and dense, kept and read again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from handoff.training import compare, curve, figures, ways
from handoff.training.rows import Article, CustomerTurn, Labelled, Question, Sentence

_SAID = {
    "check_balance": ("cek saldo {}", "saldo saya berapa {}", "tolong saldo {}"),
    "block_card": ("blokir kartu {}", "kartu saya hilang {}", "tutup kartu {}"),
    "out_of_scope": ("cuaca hari ini {}", "resep rendang {}", "siapa juara liga {}"),
}
_TAILS = ("ya", "dong", "min", "kak", "please", "sekarang", "nih", "mas")


def sentences(writers: Sequence[str]) -> list[Sentence]:
    return [
        Sentence(
            f"{form.format(tail)} {writer}", intent, "id" if tail != "please" else "en",
            "casual" if tail in ("dong", "nih") else "neutral", writer,
        )
        for writer in writers
        for intent, forms in _SAID.items()
        for form in forms
        for tail in _TAILS
    ]  # fmt: skip


def letters(texts: Sequence[str]) -> ways.Vectors:
    """A crude dense encoder: how often each letter occurs, length 1."""
    counts = np.array([[text.count(chr(97 + i)) for i in range(26)] for text in texts], np.float32)
    made: ways.Vectors = counts / np.linalg.norm(counts, axis=1, keepdims=True).clip(1e-9)
    return made


@pytest.fixture(scope="module")
def data() -> compare.Data:
    turns = [
        CustomerTurn(f"{text} {tail}", "none", level, "id", "d")
        for text, level in (("dasar lelet kecewa saya", 3), ("makasih infonya", 0))
        for tail in _TAILS
    ]
    return compare.Data(
        train=sentences(["01", "02"]),
        test=sentences(["51"]),
        turns=turns,
        test_turns=turns[::2],
        articles=[
            Article("saldo", "id", "Cek saldo", "Saldo ada di aplikasi"),
            Article("kartu", "id", "Blokir kartu", "Kartu diblokir lewat telepon"),
        ],
        questions=[
            Question("saldo saya di mana", "saldo", "id"),
            Question("kartu saya mau diblokir", "kartu", "id"),
        ],
        smsa=[],
        smsa_valid=[],
        bank=[Labelled(f"my card is lost {t}", "lost") for t in _TAILS]
        + [Labelled(f"what is my balance {t}", "balance") for t in _TAILS],
        bank_test=[Labelled("card lost", "lost"), Labelled("balance now", "balance")],
    )


def systems() -> list[compare.System]:
    dense = ways.fixed(letters)
    return [
        compare.System("TF-IDF", "tf-idf", ways.counts()),
        compare.System("letters", "letters", dense),
        compare.System("centred", "letters centred", ways.centred(letters)),
        compare.System("both", "tf-idf letters", ways.beside(ways.counts(), dense)),
        compare.System("twice", "letters letters", ways.beside(dense, dense)),
    ]


def test_every_way_gets_every_figure_and_is_measured_once(
    tmp_path: Path, data: compare.Data
) -> None:
    told: list[str] = []
    found = dict(compare.compare(systems(), data, tmp_path, told.append))
    assert len(told) == 5
    for of in found.values():
        assert {group for group, _ in of} == {"intents", "frustration", "retrieval", "banking77"}
    assert found["TF-IDF"]["intents", "accuracy"].value == 1
    # Side by side with itself, an encoder reads as before.
    twice, once = (found[name]["retrieval", "first"].value for name in ("twice", "letters"))
    assert twice == once
    again = dict(compare.compare(systems(), data, tmp_path, told.append))
    assert len(told) == 5
    assert [*compare.tables(again)] == [*compare.tables(found)]
    pairs = [("TF-IDF", "letters"), ("TF-IDF", "nothing")]
    assert [*compare.differences(again, pairs)] == [*compare.differences(found, pairs)]


def test_tables_name_each_system_once_a_group(tmp_path: Path, data: compare.Data) -> None:
    found = dict(compare.compare(systems()[:2], data, tmp_path, lambda text: None))
    text = "\n".join(compare.tables(found))
    assert "SmSA" not in text
    assert text.count("| TF-IDF |") == 4
    rows = [*compare.differences(found, [("TF-IDF", "letters"), ("letters", "TF-IDF")])]
    assert len(rows) == 4
    assert rows[2].startswith("| TF-IDF over letters | ")
    assert all(row.count("|") == rows[0].count("|") for row in rows)


def test_a_difference_has_an_interval_of_its_own() -> None:
    chance = np.random.default_rng(1)
    hard = chance.random(400) < 0.6
    better = hard | (chance.random(400) < 0.1)
    one = figures.bootstrap(lambda i: float(better[i].mean()), 400)
    other = figures.bootstrap(lambda i: float(hard[i].mean()), 400)
    more = one.over(other)
    assert more.value == pytest.approx(one.value - other.value)
    # What is hard for both cancels: far narrower than either.
    assert 0 < more.low < more.high
    assert more.high - more.low < (one.high - one.low) / 2
    assert compare.signed(more).startswith("**+.0")
    assert compare.signed(other.over(one)).startswith("**−.0")
    with pytest.raises(ValueError, match="resampled"):
        one.over(figures.Figure(0.5, 0.4, 0.6))


def test_vectors_are_computed_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def counted(texts: Sequence[str]) -> ways.Vectors:
        asked.extend(texts)
        return letters(texts)

    texts = ["saldo", "kartu", "saldo"]
    kept = ways.Kept(counted, tmp_path, "letters")
    np.testing.assert_array_equal(kept(texts), letters(texts))
    again = ways.Kept(counted, tmp_path, "letters")
    np.testing.assert_array_equal(
        again(["kartu", "baru", "saldo"]), letters(["kartu", "baru", "saldo"])
    )
    assert asked == ["saldo", "kartu", "baru"]


def test_e5_gets_its_word_before_questions_and_passages() -> None:
    seen: list[str] = []

    def noted(texts: Sequence[str]) -> ways.Vectors:
        seen.extend(texts)
        return letters(texts)

    ways.prefixed(noted, ["Cek saldo. Di aplikasi."])(["saldo saya", "Cek saldo. Di aplikasi."])
    assert seen == ["query: saldo saya", "passage: Cek saldo. Di aplikasi."]


def test_a_share_of_all_writers_or_the_sentences_of_few() -> None:
    train = sentences(["01", "02", "03", "04"])
    for share in curve.SHARES:
        of_all = curve.some_sentences(train, share, 1)
        of_few = curve.few_writers(train, share, 1)
        assert abs(len(of_all) - share * len(train)) <= 12
        assert len(of_few) == round(share * len(train))
        assert {row.intent for row in of_all} == set(_SAID)
        assert len({row.writer for row in of_all}) == 4
        assert len({row.writer for row in of_few}) == max(1, round(share * 4))
        assert len({row.text for row in of_all}) == len(of_all)
    assert curve.some_sentences(train, 0.5, 1) == curve.some_sentences(train, 0.5, 1)
    assert curve.some_sentences(train, 0.5, 1) != curve.some_sentences(train, 0.5, 2)


def test_the_curve_has_every_point_and_its_tables_fit() -> None:
    train, test = sentences(["01", "02", "03", "04"]), sentences(["51"])
    points = [*curve.curve({"TF-IDF": ways.counts()}, train, test, lambda text: None, draws=2)]
    assert [point.share == 1 for point in points] == [False] * 6 + [True]
    assert points[-1].interval is not None
    assert all(len(point.accuracies) == (1 if point.share == 1 else 2) for point in points)
    assert points[-1].mean == 1
    for rows in (curve.table(points), curve.registers_table(points)):
        lines = [*rows]
        assert len({line.count("|") for line in lines}) == 1
    by_intent, by_register = curve.gains(ways.counts(), train, lambda text: None, folds=2)
    assert [gain.count for gain in by_intent] == [96] * 3
    assert {gain.name for gain in by_register} == {"English", "casual", "neutral"}
    lines = [*curve.gains_table({"TF-IDF": by_intent, "again": by_intent})]
    assert len(lines) == 5
    assert len({line.count("|") for line in lines}) == 1
