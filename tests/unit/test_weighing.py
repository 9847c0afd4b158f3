"""What all readings together make of a message: shares, order, and articles nobody knows yet."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.adapters.question_classifier import (
    GAP,
    IDLE,
    QuestionClassifier,
    Sentences,
    key_of,
    seen,
    told_of,
)
from handoff.adapters.reranker import verdict
from handoff.adapters.sentence_encoder import CARD, DamagedModel, load
from handoff.knowledge.articles import LANGUAGES
from handoff.knowledge.context import Context
from handoff.knowledge.reranking import (
    FEATURES,
    LIKELY,
    Candidate,
    Verdict,
    ranked,
    sentences,
)
from handoff.knowledge.weighing import (
    ARTICLE,
    MOST_READ,
    OTHER,
    SENTENCE,
    Expected,
    Weighing,
    unread,
    weigh,
    worth_reading,
)
from handoff.settings import ModelSettings
from handoff.training.retrieval import articles

SETTINGS = ModelSettings()
assert SETTINGS.questions is not None
FOLDER = SETTINGS.questions
SHIPPED = QuestionClassifier(FOLDER)
KNOWLEDGE = Path(__file__).parents[2] / "data" / "knowledge"
#: Only what the reranker read counts.
AS_READ = Weighing(
    tuple(float(name == "read") for name in ARTICLE),
    tuple(float(name == "read") for name in OTHER),
    tuple(float(name == "read") for name in OTHER),
    tuple(float(name == "read") for name in SENTENCE),
)

features = st.tuples(*[st.floats(0, 1)] * len(FEATURES))
candidates = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.integers(0, 5)), features, min_size=1, max_size=8
).map(
    lambda found: [Candidate(slug, place, slug, f"{slug} {place}", known)
                   for (slug, place), known in sorted(found.items())]
)  # fmt: skip
logs = st.floats(-20, 0)
expectations = st.builds(
    Expected,
    st.dictionaries(st.sampled_from("abcd"), logs), logs, logs,
    st.dictionaries(st.tuples(st.sampled_from("abcd"), st.integers(0, 5)), logs).map(
        lambda found: lambda slug, sentence: found.get((slug, int(sentence[-1])))
    ),
)  # fmt: skip
contexts = st.sampled_from([Context(), Context(before="biayanya?", matter="admin_fee")])


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    found = draw(candidates)
    scores = st.lists(st.floats(-8, 8), min_size=len(found) + 2, max_size=len(found) + 2)
    return verdict(found, draw(scores))


@given(verdicts(), expectations, contexts)
def test_what_is_weighed_is_shared_out_among_the_same_candidates(
    read: Verdict, expected: Expected, context: Context
) -> None:
    for weighing in (SHIPPED.weighings.read, SHIPPED.weighings.unread, AS_READ):
        said = weigh(read, expected, context, weighing)
        assert said.candidates == read.candidates
        assert math.isclose(sum(said.chances) + said.gap + said.idle, 1, abs_tol=1e-9)
        assert all(chance >= 0 for chance in (*said.chances, said.gap, said.idle))


@given(verdicts(), expectations, contexts)
def test_the_likeliest_articles_are_read_whole(
    read: Verdict, expected: Expected, context: Context
) -> None:
    guess = weigh(unread(read.candidates), expected, context, SHIPPED.weighings.unread)
    places = worth_reading(guess)
    kept = {read.candidates[place].slug for place in places}
    shares = guess.of_articles()
    assert places == [i for i, each in enumerate(read.candidates) if each.slug in kept]
    assert len(kept) == min(MOST_READ, len(shares))
    assert min(shares[slug] for slug in kept) >= max(
        (share for slug, share in shares.items() if slug not in kept), default=0.0
    )


@given(verdicts(), expectations, contexts)
def test_where_nothing_else_counts_it_stays_as_it_was_read(
    read: Verdict, expected: Expected, context: Context
) -> None:
    said = weigh(read, expected, context, AS_READ)
    for mine, before in zip(
        (*said.chances, said.gap, said.idle), (*read.chances, read.gap, read.idle), strict=True
    ):
        assert math.isclose(mine, before, abs_tol=2e-4)


@given(verdicts(), expectations, contexts, st.floats(0.1, 5))
def test_what_is_more_expected_is_no_less_likely(
    read: Verdict, expected: Expected, context: Context, more: float
) -> None:
    slug = next(iter(read.of_articles()))
    hopes = dict(expected.articles)
    hopes[slug] = max(hopes.get(slug, -9.0) - more, -9.0)
    less = weigh(
        read, Expected(hopes, expected.gap, expected.idle), context, SHIPPED.weighings.read
    )
    hopes[slug] = min(hopes[slug] + more, 0.0)
    said = weigh(
        read, Expected(hopes, expected.gap, expected.idle), context, SHIPPED.weighings.read
    )
    assert said.of_articles()[slug] >= less.of_articles()[slug] - 1e-9


@given(verdicts(), expectations, contexts, st.floats(0.1, 5))
def test_a_sentence_that_is_more_expected_is_likelier_among_those_of_its_article(
    read: Verdict, expected: Expected, context: Context, more: float
) -> None:
    first, *_ = read.candidates

    def hoping(hope: float) -> float:
        hopes = Expected(
            expected.articles, expected.gap, expected.idle,
            lambda slug, sentence: hope
            if (slug, sentence) == (first.slug, first.sentence)
            else expected.sentence(slug, sentence),
        )  # fmt: skip
        said = weigh(read, hopes, context, SHIPPED.weighings.read)
        return said.chances[0] / said.of_articles()[first.slug]

    assert hoping(-1.0) >= hoping(-1.0 - more) - 1e-9


@given(candidates)
def test_what_nobody_has_read_is_shared_out_evenly(found: list[Candidate]) -> None:
    said = unread(found)
    shares = [*said.of_articles().values(), said.gap, said.idle]
    assert all(math.isclose(share, shares[0]) for share in shares)
    assert math.isclose(sum(shares), 1)


def test_an_article_that_staff_have_just_added_is_told_where_it_is_surely_read() -> None:
    known = dict.fromkeys(FEATURES, 0.0) | {"own": 0.8, "both": 0.8}
    new = Candidate("new-article", 0, "Baru", "Baru sekali.", tuple(known.values()))
    other = Candidate("admin-fee", 0, "Biaya", "Rp10.000.", (0.0,) * len(FEATURES))
    expected = Expected({"admin-fee": math.log(0.3)}, math.log(0.3), math.log(0.03))
    read = verdict([new, other], [6.0, 0.0, 0.0, 0.0])
    first, *_ = ranked(weigh(read, expected, Context(), SHIPPED.weighings.read))
    assert first.slug == "new-article"
    assert first.fits
    assert weigh(read, expected, Context(), SHIPPED.weighings.read).chances[0] >= LIKELY


def test_what_was_asked_before_is_expected() -> None:
    encoder = load(SETTINGS.encoder)
    [row] = encoder.encode(["kartu atm saya ketelan mesin di spbu gimana ya"])
    found = SHIPPED.expect([row], Context())
    assert "card-kept-by-machine" in found.likeliest()[:3]
    [thanks] = encoder.encode(["oke makasih banyak ya min"])
    assert SHIPPED.expect([thanks], Context()).idle > math.log(0.5)
    whole = [*found.articles.values(), found.gap, found.idle]
    assert math.isclose(np.exp(whole).sum(), 1, abs_tol=1e-4)


def test_the_sentences_of_an_article_share_what_is_expected_of_it_in_either_language() -> None:
    encoder = load(SETTINGS.encoder)
    [row] = encoder.encode(["kartu pengganti jadinya berapa lama?"])
    found = SHIPPED.expect([row], Context())
    for article in articles(KNOWLEDGE):
        whole = [sentences(article.wording(language)) for language in LANGUAGES]
        for said in whole:
            logs = [found.sentence(article.slug, each) for each in said]
            known = [log for log in logs if log is not None]
            assert len(known) == len(logs), "train it again: an article was changed"
            share = np.exp(known).sum()
            # One that an article has in one language only has a share in that one.
            assert share <= 1 + 1e-3
            assert len({len(each) for each in whole}) > 1 or math.isclose(share, 1, abs_tol=1e-3)
    assert found.sentence("replacement-card", "Kartu pengganti jadi besok.") is None
    assert found.sentence("no-such-article", "Kartu pengganti jadi besok.") is None


def test_a_sentence_is_known_by_its_words_in_every_language() -> None:
    known = Sentences({"a": [(key_of("Satu."), key_of("One.")), (key_of("Dua."),)],
                       "b": [(key_of("Satu."),)]})  # fmt: skip
    assert (known.place("a", "Satu."), known.place("a", "One."), known.place("a", "Dua.")) == (
        0,
        0,
        1,
    )
    assert known.place("b", "Satu.") == 2
    assert known.place("b", "One.") is None
    assert (known.starts.tolist(), known.counts.tolist()) == ([0, 2], [2, 1])
    with pytest.raises(ValueError, match="no sentence"):
        Sentences({"a": []})


def test_a_message_that_leans_on_nothing_is_read_as_behind_itself() -> None:
    row = np.eye(1, 4, dtype=np.float32)[0]
    assert list(seen([row], Context())) == [10, 0, 0, 0] * 3 + [0, 0]
    context = Context(before="a", opening="b", told=("x", "y"))
    rows = list(np.eye(3, 4, dtype=np.float32))
    assert list(seen(rows, context)[:12]) == [10, 0, 0, 0, 0, 10, 0, 0, 0, 0, 10, 0]
    assert told_of(context, ["x", "y", GAP, IDLE]).tolist() == [[1, 0], [1, 1], [0, 0], [0, 0]]


@pytest.mark.parametrize("broken", ["read", "unread", "classes", "sentences", "seeds", "short"])
def test_a_damaged_folder_says_so(tmp_path: Path, broken: str) -> None:
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    card = json.loads((tmp_path / CARD).read_text(encoding="utf-8"))
    if broken == "short":
        card["unread"]["article"].pop()
    else:
        del card[broken]
    (tmp_path / CARD).write_text(json.dumps(card), encoding="utf-8")
    with pytest.raises(DamagedModel):
        QuestionClassifier(tmp_path)
