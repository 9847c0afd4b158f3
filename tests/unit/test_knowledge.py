"""Articles are read or refused with a line; words are folded alike; the ranking keeps its laws."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.knowledge.articles import BadArticle, parse
from handoff.knowledge.context import Context, likeliest, rank_in_context
from handoff.knowledge.index import Index
from handoff.knowledge.ranking import WEIGHTS, Match, likeness, rank
from handoff.knowledge.words import content_words

# A busy machine is no fault of what is tested.
patient = settings(deadline=None)

FOLDER = Path(__file__).resolve().parents[2] / "data" / "knowledge"
FILES = sorted(path for path in FOLDER.glob("*.md") if path.stem != "README")

WHOLE = """---
intents: [qris_payment, transfer_problem]
title: {id: "Membayar QRIS", en: "Paying by QRIS"}
source: "Panduan"
updated: 2026-11-22
keywords: {id: [qr, pindai], en: [scan]}
---
## Jawaban
Pindai kodenya. Lalu konfirmasi.

## Langkah
1. Buka aplikasi.
2. Pindai.

## Rincian
- Pembayaran QRIS bisa dilakukan kapan saja.

## Answer
Scan the code, then confirm.

## Steps
1. Open the app.
2. Scan.

## Details
- QRIS payments work at any hour.

## Ditanyakan
- cara bayar qr gimana
- how do I scan
"""


def test_a_whole_article() -> None:
    article = parse("qris-pay", WHOLE)
    assert article.intents == ("qris_payment", "transfer_problem")
    assert article.wording("en").title == "Paying by QRIS"
    assert article.wording("jv").steps == ("Buka aplikasi.", "Pindai.")
    assert article.wording("id").details == ("Pembayaran QRIS bisa dilakukan kapan saja.",)
    assert article.asked == ("cara bayar qr gimana", "how do I scan")
    kinds = [line.kind for line in article.lines()]
    assert kinds == ["passage", "passage", "title", "title", "asked", "asked"]
    assert all(word in article.said() for word in ("pindai", "scan", "konfirmasi", "kapan"))


@pytest.mark.parametrize(
    ("change", "by", "line", "says"),
    [
        ("---\nintents", "intents", 1, "three hyphens"),
        ('id: "Membayar QRIS"', 'id: "Membayar', 3, "no YAML"),
        ("source:", "sumber:", 2, "lacks source"),
        ("keywords:", "more: 1\nkeywords:", 2, "unknown field: more"),
        (', en: "Paying by QRIS"', "", 2, "title lacks en"),
        ("en: [scan]", "en: []", 2, "keywords lacks en"),
        ("[qris_payment, transfer_problem]", "qris_payment", 2, "intents is a list"),
        ("2026-11-22", "kemarin", 5, "updated is a date"),
        ("## Answer", "## Jawab", 18, "no section Jawab"),
        ("## Answer\nScan the code, then confirm.", "## Answer", 29, "Answer is missing"),
        ("Lalu konfirmasi.", "Lalu. Konfirmasi. Ya.", 9, "2 sentences"),
        ("Lalu konfirmasi.", "x" * 300, 9, "300 characters"),
        ("Lalu konfirmasi.", "Lalu\nkonfirmasi.", 10, "one paragraph"),
        ("2. Pindai.", "3. Pindai.", 13, "step 2 is expected"),
        ("2. Pindai.\n", "", 7, "the same steps"),
        ("- QRIS payments work at any hour.", "", 7, "the same details"),
        ("- QRIS payments", "QRIS payments", 26, "each detail begins with a hyphen"),
        ("at any hour.", "x" * 160, 26, "160 characters"),
        ("at any hour.", "always. At night, too.", 26, "one sentence"),
        ("- QRIS payments work", "- One.\n" * 8 + "- QRIS payments work", 34, "8 details"),
        ("- how do I scan", "how do I scan", 30, "hyphen"),
    ],
)
def test_a_mistake_is_named_with_its_line(change: str, by: str, line: int, says: str) -> None:
    assert change in WHOLE
    with pytest.raises(BadArticle, match=says) as refused:
        parse("qris-pay", WHOLE.replace(change, by, 1))
    assert refused.value.line == line
    assert f"qris-pay.md, line {line}: " in str(refused.value)


@pytest.mark.parametrize("slug", ["Qris", "../etc", "a b", "", "a--b"])
def test_a_name_that_is_no_address_is_refused(slug: str) -> None:
    with pytest.raises(BadArticle):
        parse(slug, WHOLE)


@patient
@given(st.text(max_size=400))
def test_any_text_is_an_article_or_refused(text: str) -> None:
    for broken in (text, WHOLE + text, text + WHOLE, WHOLE[: len(text)] + text):
        with suppress(BadArticle):
            parse("some-name", broken)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_article_of_the_demo_bank_can_be_read(path: Path) -> None:
    article = parse(path.stem, path.read_text(encoding="utf-8"))
    assert article.asked, "customers' questions help to find it"


# ------------------------------------------------------------------ words


@patient
@given(st.text(max_size=200))
def test_words_are_plain_and_each_comes_once(text: str) -> None:
    words = content_words(text)
    assert len(set(words)) == len(words)
    assert all(word.isascii() and word.isalnum() and word == word.lower() for word in words)


@patient
@given(st.text(max_size=100))
def test_case_and_repeats_change_nothing(text: str) -> None:
    assert content_words(f"{text} {text}") == content_words(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TF ke rekeningnya gagallll", "transfer rekening gagal"),
        ("kartunya ilang", "kartu hilang"),
        ("pembayaran", "membayar"),
        ("pw lupa", "lupa kata sandi"),
        ("limitnya brp", "batas berapa"),
        ("naik mengantri", "antrean naik"),
    ],
)
def test_what_customers_write_meets_what_staff_write(one: str, other: str) -> None:
    assert set(content_words(one)) & set(content_words(other))


def test_words_that_tell_nothing_are_left_out() -> None:
    assert content_words("apakah saya bisa? please, what is the") == ()


# ------------------------------------------------------------------ ranking

#: In hundredths: what differs differs by more than a sum's rounding.
cosines = st.integers(-100, 100).map(lambda hundredths: hundredths / 100)
matches = st.lists(
    st.builds(
        Match,
        slug=st.text("abc", min_size=1, max_size=3),
        intents=st.sampled_from([("a",), ("b",), ("a", "b")]),
        passage=cosines | st.none(),
        title=cosines | st.none(),
        asked=cosines | st.none(),
        asked_few=cosines | st.none(),
        words=st.integers(0, 40).map(lambda halves: halves / 2),
        letters_asked=cosines.map(abs),
        letters_said=cosines.map(abs),
    ),
    max_size=8,
    unique_by=lambda match: match.slug,
)


@patient
@given(matches)
def test_the_order_of_the_index_does_not_matter(found: list[Match]) -> None:
    assert rank(found) == rank(found[::-1])
    assert sorted(r.slug for r in rank(found)) == sorted(m.slug for m in found)


@patient
@given(
    matches,
    st.sampled_from(["passage", "title", "asked", "asked_few", "letters_asked", "letters_said"]),
    st.floats(0.01, 1),
)
def test_more_likeness_never_lowers_an_article(found: list[Match], part: str, more: float) -> None:
    for match in found:
        if getattr(match, part) is None:
            continue
        before = [r.slug for r in rank(found)].index(match.slug)
        raised = match._replace(**{part: getattr(match, part) + more})
        after = [r.slug for r in rank([raised if m is match else m for m in found])]
        assert after.index(match.slug) <= before


@patient
@given(matches)
def test_a_sure_reading_never_lowers_its_articles(found: list[Match]) -> None:
    before = {r.slug: place for place, r in enumerate(rank(found))}
    after = {r.slug: place for place, r in enumerate(rank(found, {"a": 1.0}))}
    for match in found:
        if "a" in match.intents:
            assert after[match.slug] <= before[match.slug]


# ------------------------------------------------------------------ in a conversation

contexts = st.builds(
    Context,
    before=st.text("ab ", max_size=5),
    opening=st.text("ab ", max_size=5),
    matter=st.none() | st.sampled_from(["a", "b", "c"]),
    told=st.lists(st.text("abc", min_size=1, max_size=3), max_size=3, unique=True).map(tuple),
)
with_vectors = matches.filter(lambda found: all(match.passage is not None for match in found))


@patient
@given(matches, contexts, st.sampled_from([None, {"a": 1.0}, {"b": 0.4, "c": 0.2}]))
def test_in_a_conversation_every_article_has_one_place(
    found: list[Match], context: Context, read: dict[str, float] | None
) -> None:
    ranked = rank_in_context(found, found, context, read)
    assert ranked == rank_in_context(found[::-1], found, context, read)
    assert sorted(r.slug for r in ranked) == sorted(m.slug for m in found)


@patient
@given(with_vectors, contexts)
def test_what_fits_is_near_and_stands_before_what_does_not(
    found: list[Match], context: Context
) -> None:
    ranked = rank_in_context(found, found, context)
    standing = [(r.fits, r.near) for r in ranked]
    assert standing == sorted(standing, reverse=True)
    assert all(r.near for r in ranked if r.fits)


@patient
@given(with_vectors, contexts)
def test_the_open_matter_never_lowers_its_articles(found: list[Match], context: Context) -> None:
    elsewhere = rank_in_context(found, found, replace(context, matter=None))
    before = {r.slug: place for place, r in enumerate(elsewhere)}
    after = rank_in_context(found, found, replace(context, matter="a"))
    for place, ranked in enumerate(after):
        match = next(m for m in found if m.slug == ranked.slug)
        if "a" in match.intents:
            assert place <= before[ranked.slug]


def test_what_was_asked_before_makes_half_a_question_whole() -> None:
    def match(slug: str, likeness: float) -> Match:
        return Match(
            slug=slug, intents=(slug,), passage=likeness, title=likeness, asked=likeness,
            asked_few=likeness,
        )  # fmt: skip

    alone = [match("hours", 0.55), match("fees", 0.6)]
    together = [match("hours", 0.85), match("fees", 0.5)]
    context = Context(before="cabang buka jam berapa", matter="hours", told=("hours-weekdays",))
    assert rank(alone)[0].slug == "fees"
    assert rank_in_context(alone, together, context)[0].slug == "hours"


@patient
@given(contexts, st.text(min_size=1))
def test_a_message_is_read_behind_each_that_it_may_lean_on(context: Context, text: str) -> None:
    behind = context.behind(text)
    assert len(behind) == len(context.leant_on()) <= 2
    assert len(set(behind)) == len(behind)
    assert all(each.endswith(text) for each in behind)


@patient
@given(matches, matches)
def test_of_several_wordings_the_likeliest_counts(one: list[Match], other: list[Match]) -> None:
    found = {match.slug: match for match in likeliest([one, other])}
    assert found.keys() == {match.slug for match in (*one, *other)}
    for match in (*one, *other):
        assert likeness(found[match.slug]) >= likeness(match)


def test_without_vectors_words_decide() -> None:
    found = [Match(slug="b", intents=("x",), words=2.0), Match(slug="a", intents=("x",), words=4.0)]
    first, second = rank(found)
    assert not second.fits
    assert (first.slug, second.slug) == ("a", "b")
    assert first.score - second.score == pytest.approx(WEIGHTS.words * 2)


def test_only_a_question_that_is_in_the_index_can_be_taken_out_of_it() -> None:
    article = parse("qris-pay", WHOLE)
    lines = article.lines()
    vectors = {line.text: np.eye(2, dtype=np.float32)[0] for line in lines}
    index, vector = Index([article], vectors), np.eye(2, dtype=np.float32)[0]
    asked = next(line.text for line in lines if line.kind == "asked")
    [whole], [less] = (
        index.matches(asked, vector, without=without) for without in (None, (article.slug, asked))
    )
    assert less.words <= whole.words
    foreign = f"{asked} xyzzy"
    assert index.matches(foreign, vector, without=(article.slug, foreign)) == index.matches(
        foreign, vector
    )
