"""What the words of a turn show: read as learnt, blind to what comes later and to who wrote it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.detector.course import OUTPUTS
from handoff.detector.words import BUCKETS, WORDED, View, Words, pieces, seen
from handoff.domain.signals import Speaker, Turn
from handoff.training.course import Told, retold
from handoff.training.noise import Noise
from handoff.training.rows import Mood, Sentence
from handoff.training.words import examples, learn, writer

turns = st.lists(
    st.builds(
        Turn,
        speaker=st.sampled_from([Speaker.CUSTOMER, Speaker.BOT]),
        text=st.text(max_size=30),
    ),
    min_size=1,
    max_size=9,
)


def some_words() -> Words:
    chance = np.random.default_rng(0)
    return Words(
        tuple(
            View(
                before,
                chance.random(BUCKETS, np.float32),
                chance.normal(size=(BUCKETS, len(WORDED))).astype(np.float32),
                chance.normal(size=len(WORDED)).astype(np.float32),
            )
            for before in (False, True)
        )
    )


WORDS = some_words()


def talk(number: int, wanting: bool) -> Told:
    """The third of the customer's turns says that he wants a person, or not."""
    said = ["halo", "saldo saya", "tolong orangnya" if wanting else "terima kasih"]
    spoken = tuple(
        Turn(speaker=speaker, text=f"{text} {number}" if speaker is Speaker.CUSTOMER else text)
        for text in said
        for speaker in (Speaker.CUSTOMER, Speaker.BOT)
    )
    truths = np.zeros((len(spoken), len(OUTPUTS)), np.float32)
    known = np.zeros_like(truths)
    known[::2] = 1
    truths[4, [OUTPUTS.index("asked"), OUTPUTS.index("needs")]] = wanting
    # The other outputs have to be so somewhere, or there is nothing to learn of them.
    truths[0, [OUTPUTS.index(n) for n in ("impatient", "frustrated", "sensitive", "stuck")]] = (
        number % 2
    )
    return Told(f"train-{number % 7:02}-{number:04}", spoken, truths, known)


TALKS = [talk(number, number % 3 == 0) for number in range(42)]
SENTENCES = [Sentence("mau bicara orangnya", "request_human", "id", "casual", "01")]
MOODS = [Mood("lama sekali", 2), Mood("terima kasih", 0)]


@given(st.text(max_size=60))
def test_capitals_and_stretched_letters_say_the_same(text: str) -> None:
    numbers, values = pieces(text)
    assert len(numbers) == len(values)
    assert (values >= 1).all()
    plain = "lama banget"
    np.testing.assert_array_equal(pieces("LAMAAAAA banget")[0], pieces("lamaa banget")[0])
    assert not np.array_equal(pieces(plain)[0], pieces("banget")[0])


@given(turns)
@settings(max_examples=30, deadline=None)
def test_what_comes_later_changes_nothing(said: list[Turn]) -> None:
    whole = WORDS(said)
    for end in range(1, len(said) + 1):
        np.testing.assert_array_equal(WORDS(said[:end]), whole[:end])
    bots = [turn.speaker is not Speaker.CUSTOMER for turn in said]
    assert not whole[bots].any()


def test_who_said_it_and_when_makes_a_difference() -> None:
    bot = Turn(speaker=Speaker.BOT, text="saldo")
    customer = Turn(speaker=Speaker.CUSTOMER, text="saldo")
    last = Turn(speaker=Speaker.CUSTOMER, text="lagi")
    by_bot, by_customer = (seen([one, last], 1, before=True)[0] for one in (bot, customer))
    assert set(by_bot) != set(by_customer)
    np.testing.assert_array_equal(
        seen([bot, last], 1, before=False)[0], seen([customer, last], 1, before=False)[0]
    )


def test_it_learns_and_is_asked_about_writers_it_never_saw() -> None:
    worded = learn(examples(TALKS, SENTENCES, MOODS))
    asked = WORDED.index("asked")

    def odds(words: Words, told: Told) -> float:
        return float(words(told.turns)[4, asked])

    new = [talk(900, True), talk(902, False)]
    assert odds(worded.all, new[0]) > 0 > odds(worded.all, new[1])
    for told in TALKS:
        fold = worded.fold[writer(told)]
        assert worded.without(told) is worded.folds[fold]
    # A fold that never saw a writer differs from the whole, and each writer has one fold.
    assert len(worded.folds) == len({id(fold) for fold in worded.folds})
    assert not np.array_equal(worded.folds[0].views[0].weight, worded.all.views[0].weight)


def test_one_seed_one_result() -> None:
    one, two = (learn(examples(TALKS, SENTENCES, MOODS)).all for _ in range(2))
    for left, right in zip(one.views, two.views, strict=True):
        np.testing.assert_array_equal(left.weight, right.weight)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_told_again_means_the_same(seed: int) -> None:
    again = retold(TALKS, Noise(), seed)
    assert len(again) == len(TALKS)
    for told, other in zip(TALKS, again, strict=True):
        assert other.id == told.id
        assert len(other.turns) == len(other.truths) == len(other.known)
        speakers = [turn.speaker for turn in other.turns][-len(told.turns) :]
        assert speakers == [turn.speaker for turn in told.turns]
        np.testing.assert_array_equal(other.truths[-len(told.turns) :], told.truths)
        needs = OUTPUTS.index("needs")
        assert not other.truths[: -len(told.turns), needs].any()
