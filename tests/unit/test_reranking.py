"""Which sentence answers: what is read, what a verdict says, what the shipped model can tell."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from handoff.adapters.reranker import OnnxReranker, Pairs, ThreadReranker, verdict
from handoff.adapters.sentence_encoder import TOKENIZER
from handoff.application.knowledge import ReaderBusy
from handoff.knowledge.articles import Wording
from handoff.knowledge.context import Context, rank_in_context
from handoff.knowledge.ranking import Match, Ranked
from handoff.knowledge.reranking import (
    FEATURES,
    LIKELY,
    MOST_ARTICLES,
    MOST_TOLD,
    NEAR,
    POLAR,
    SURELY_IT,
    Candidate,
    Polar,
    Verdict,
    candidates,
    ranked,
    sentences,
    telling,
    to_read,
    yes_or_no,
)
from handoff.settings import ModelSettings
from handoff.training.plan import Sources
from handoff.training.reranking import moments
from handoff.training.retrieval import Search

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = ModelSettings()
WORDING = Wording(
    "Biaya",
    "Gratis di sini. Di tempat lain Rp5.000.",
    ("Buka.", "Kirim."),
    ("x",),
    ("Juga malam.",),
)
NOTHING = (0.0,) * len(FEATURES)


def candidate(slug: str, place: int) -> Candidate:
    return Candidate(slug, place, slug, f"{slug} {place}", NOTHING)


some = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5)), max_size=8, unique=True).map(
    lambda places: [candidate(*each) for each in places]
)
scores = st.floats(-8, 8)


@given(some, st.data())
def test_a_verdict_is_shared_out_and_ordered(found: list[Candidate], data: st.DataObject) -> None:
    given_scores = data.draw(st.lists(scores, min_size=len(found) + 2, max_size=len(found) + 2))
    said = verdict(found, given_scores)
    assert math.isclose(sum(said.chances) + said.gap + said.idle, 1)
    order = ranked(said, [Ranked("z", 9.0, True, True)])
    assert [each.slug for each in order] == [*said.of_articles(), "z"]
    assert not order[-1].fits
    for each in order[:-1]:
        odds = said.of_articles()[each.slug] / (said.gap + said.idle)
        chance = said.of_articles()[each.slug]
        assert each.fits == (chance >= LIKELY)
        assert each.near == (chance >= NEAR)
        assert odds < 1e-9 or math.isclose(math.exp(each.score), odds, rel_tol=1e-6)
    assert (said.asks == "answered") == any(each.fits for each in order)


@given(some.filter(bool), st.data())
def test_what_is_said_holds_the_best_sentence(found: list[Candidate], data: st.DataObject) -> None:
    given_scores = data.draw(st.lists(scores, min_size=len(found) + 2, max_size=len(found) + 2))
    said = verdict(found, given_scores)
    for slug in said.of_articles():
        [(best, _), *_] = said.sentences(slug)
        parts = telling(said, slug)
        assert best.sentence in parts
        assert len(parts) <= 2
        assert list(parts) == sorted(parts)


def test_all_of_what_was_told_is_read_and_the_nearest_of_the_others() -> None:
    names = [f"n{i}" for i in range(9)]
    found = [
        Match(slug=slug, intents=(slug,), passage=1 - i / 10, title=0.5, asked=0.5, asked_few=0.5)
        for i, slug in enumerate(names)
    ]
    context = Context(before="gratis?", matter="n8", told=("n6", "n7", "n8"))
    read = to_read(rank_in_context(found, found, context), context)
    assert read[:MOST_TOLD] == ["n7", "n8"]
    assert len(read) == len(set(read)) == MOST_TOLD + MOST_ARTICLES
    more = to_read(
        rank_in_context(found, found, context), context, ["n8", "gone", "n0", "n5", "n4"]
    )
    assert set(more) - set(read) == {"n5"}, "the two most expected of those that were not told"
    rows = np.eye(5, 8, dtype=np.float32)
    made = candidates(
        read, found, found, context, dict.fromkeys(read, WORDING), dict.fromkeys(read, rows),
        (rows[3], rows[2]),
    )  # fmt: skip
    by_slug = {slug: [each.place for each in made if each.slug == slug] for slug in read}
    assert by_slug["n8"] == list(range(len(sentences(WORDING))))
    assert by_slug["n0"] == [0, 1, 2, 3]
    step = FEATURES.index("step")
    assert [e.features[step] for e in made if e.slug == "n8"] == [0, 0, 0, 1, 1]
    first = next(each for each in made if (each.slug, each.place) == ("n8", 0))
    known = dict(zip(FEATURES, first.features, strict=True))
    assert (known["told"], known["last"], known["said"], known["step"]) == (1, 1, 1, 0)
    assert first.text == "Biaya: Gratis di sini."


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    assert SETTINGS.reranker is not None
    return Pairs(Tokenizer.from_file(str(SETTINGS.reranker / TOKENIZER)))


@pytest.mark.parametrize("text", ["biayanya?", "", "saldo " * 4000, "👩‍👩‍👧‍👦\x00"])
def test_a_pair_is_short_and_ends_in_order(pairs: Pairs, text: str) -> None:
    made = list(pairs.inputs(text, (text, text), [Candidate("a", 0, text, text, NOTHING)]))
    assert len(made) == 2
    for each in made:
        ids, kinds = each["input_ids"][0], each["token_type_ids"][0]
        assert ids.shape == kinds.shape == each["attention_mask"][0].shape
        assert len(ids) <= 220
        assert list(kinds) == sorted(kinds)
        assert (ids[0], ids[-1]) == (0, 2)


def test_the_shipped_model_can_tell() -> None:
    """Far below what is measured (docs/decisions/0030), and far above chance."""
    assert SETTINGS.reranker is not None
    reranker = OnnxReranker(SETTINGS.reranker)
    search = Search(SETTINGS.encoder, ROOT / "data" / "knowledge")
    sources = Sources(ROOT, ROOT / "data" / "open")
    found = moments("calibration", sources, search, with_answer=False, of="follow-ups")
    right = answered = 0
    for each in islice((x for x in found if x.row.says), 0, 60):
        said = reranker.read(each.row.text, each.row.context.leant_on(), each.candidates)
        [(slug, _), *_] = said.of_articles().items()
        answered += 1
        right += slug == each.row.answer and said.sentences(slug)[0][0].sentence in each.row.says
    assert answered == 60
    assert right >= 33


@given(st.floats(0, 1), st.floats(0, 1))
def test_yes_or_no_is_said_where_it_is_certain_and_never_both(yes: float, rest: float) -> None:
    no = (1 - yes) * rest
    read = Verdict((candidate("a", 0), candidate("a", 1)), (0.85, 0.05), 0.05, 0.05)
    assert yes_or_no(read, "a") is None
    judged = replace(read, polar=(Polar(yes, no), Polar(1.0, 0.0)))
    unsure = replace(judged, chances=(SURELY_IT - 0.01, 0.1))  # It may be another sentence.
    assert yes_or_no(unsure, "a") is None
    wanted = "yes" if yes >= POLAR else "no" if no >= POLAR else None
    assert yes_or_no(judged, "a") == wanted
    assert yes_or_no(judged, "b") is None


class Slow:
    """Reads when it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def read(self, text: str, leant_on: Sequence[str], candidates: Sequence[Candidate]) -> Verdict:
        self.begun.set()
        assert self.go.wait(10)
        return verdict([], [0.0, 1.0])


async def test_who_comes_while_others_wait_is_not_read() -> None:
    slow, now = Slow(), [0.0]
    reader = ThreadReranker(slow, line=2, clock=lambda: now[0])
    reads = [asyncio.create_task(reader.read("ya", (), ())) for _ in range(2)]
    await asyncio.sleep(0)  # both are inside
    with pytest.raises(ReaderBusy):
        await reader.read("ya", (), ())
    reads[1].cancel()  # Nobody waits for it any more: its place is free.
    slow.go.set()
    assert (await reads[0]).asks == "idle"
    assert (await reader.read("ya", (), ())).asks == "idle"
    assert reads[1].cancelled()


async def test_after_a_crowd_the_reader_rests_and_others_have_the_processor() -> None:
    slow, now = Slow(), [0.0]
    reader = ThreadReranker(slow, line=1, clock=lambda: now[0])
    read = asyncio.create_task(reader.read("ya", (), ()))
    await asyncio.to_thread(slow.begun.wait)
    with pytest.raises(ReaderBusy):
        await reader.read("ya", (), ())
    now[0] = 0.2  # so long it took
    slow.go.set()
    await read
    now[0] = 0.7
    with pytest.raises(ReaderBusy):
        await reader.read("ya", (), ())
    now[0] = 0.9
    assert (await reader.read("ya", (), ())).asks == "idle"


def test_nothing_to_read_is_no_answer() -> None:
    assert SETTINGS.reranker is not None
    said = OnnxReranker(SETTINGS.reranker).read("makasih ya", (), [])
    assert said.asks in ("gap", "idle")
