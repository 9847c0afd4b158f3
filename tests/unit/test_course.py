"""The sequence model: trained and run alike, and blind to what comes later."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.detector.course import OUTPUTS, SCALARS, Course, scalars
from handoff.detector.models import stretches
from handoff.domain.signals import Speaker, Turn
from handoff.training.course import CourseModel, CourseRecipe, Lesson, Told, fit, spliced
from handoff.training.rows import Sentence

DIMENSION = 6
turns = st.lists(
    st.builds(
        Turn,
        speaker=st.sampled_from([Speaker.CUSTOMER, Speaker.BOT]),
        text=st.text(max_size=30),
    ),
    min_size=1,
    max_size=9,
)


def vectors(count: int, seed: int = 0) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    found = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def model(seed: int) -> CourseModel:
    torch.manual_seed(seed)
    return CourseModel(DIMENSION).eval()


def weights(*models: CourseModel) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    states = [each.state_dict() for each in models]
    return {name: np.stack([state[name].numpy() for state in states]) for name in states[0]}


@given(turns, st.integers(0, 99))
@settings(max_examples=25, deadline=None)
def test_it_runs_as_it_was_trained(talk: list[Turn], seed: int) -> None:
    trained = [model(seed), model(seed + 1)]
    given = vectors(len(talk), seed)
    beside = scalars(talk, given)
    with torch.inference_mode():
        wanted = np.mean(
            [m(torch.from_numpy(given)[None], torch.from_numpy(beside)[None]) for m in trained],
            axis=0,
        )[0]
    np.testing.assert_allclose(Course(weights(*trained))(given, beside), wanted, atol=1e-4)


@given(turns, st.data())
@settings(max_examples=50, deadline=None)
def test_what_comes_later_changes_nothing(talk: list[Turn], data: st.DataObject) -> None:
    course, given = Course(weights(model(3))), vectors(len(talk))
    end = data.draw(st.integers(1, len(talk)))
    whole = course(given, scalars(talk, given))
    part = course(given[:end], scalars(talk[:end], given[:end]))
    assert whole.shape == (len(talk), len(OUTPUTS))
    np.testing.assert_allclose(whole[:end], part, atol=1e-5)


def test_it_learns_what_a_turn_shows_from_an_earlier_one() -> None:
    """Frustrated is the second of two equal turns: nothing but the course can tell them apart."""
    customer, bot = vectors(2, 5)
    lessons = []
    for seed in range(40):
        given = np.stack([customer, vectors(1, seed + 100)[0], customer if seed % 2 else bot])
        talk = tuple(
            Turn(speaker=speaker, text="halo")
            for speaker in (Speaker.CUSTOMER, Speaker.BOT, Speaker.CUSTOMER)
        )
        truths = np.zeros((3, len(OUTPUTS)), np.float32)
        known = np.ones_like(truths)
        truths[2, 1] = seed % 2
        told = Told(str(seed), talk, truths, known)
        lessons.append(Lesson(told, given, scalars(talk, given)))
    rounds = 0

    def progress() -> None:
        nonlocal rounds
        rounds += 1

    recipe = CourseRecipe(models=2, epochs=40, batch=8, rate=1e-2)
    course = Course(fit(lessons, 1, recipe, progress))
    assert rounds == recipe.models * recipe.epochs
    odds = np.array([course(x.vectors, x.beside)[:, 1] for x in lessons])
    assert (odds[1::2, 2] > 0).all()
    assert (odds[::2, 2] < 0).all()
    assert (odds[:, 0] < 0).all()
    again = Course(fit(lessons, 1, recipe))
    first = lessons[0]
    assert (again(first.vectors, first.beside) == course(first.vectors, first.beside)).all()


def test_scalars_count_what_was_said_again() -> None:
    talk = [
        Turn(speaker=speaker, text="transfer saya belum masuk")
        for speaker in (Speaker.CUSTOMER, Speaker.BOT, Speaker.CUSTOMER)
    ]
    same = np.stack([vectors(1)[0]] * 3)
    found = scalars(talk, same)
    assert found.shape == (3, SCALARS)
    assert found[0, -4] == 0
    assert found[2, -4] == 0.5
    assert found[2, -6] == np.float32(same[0] @ same[2])


@given(st.lists(st.sampled_from(Speaker), max_size=12))
def test_stretches_hold_every_turn_but_the_agents(speakers: list[Speaker]) -> None:
    talk = [Turn(speaker=speaker, text="x") for speaker in speakers]
    places = [i for start, end in stretches(talk) for i in range(start, end)]
    assert places == [i for i, turn in enumerate(talk) if turn.speaker is not Speaker.AGENT]


def told(name: str, *, needs: bool) -> Told:
    """A question and an answer, after which a person is needed or not."""
    said = (
        Turn(speaker=Speaker.CUSTOMER, text=name),
        Turn(speaker=Speaker.BOT, text="Cek di aplikasi."),
    )
    truths = np.zeros((2, len(OUTPUTS)), np.float32)
    truths[0, OUTPUTS.index("needs")] = needs
    return Told(name, said, truths, np.ones_like(truths))


@given(st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_a_sentence_says_only_what_it_says_of_itself(seed: int) -> None:
    sentences = [
        Sentence(text=f"{intent} {n}", intent=intent, language="id", register="casual", writer="1")
        for intent in ("request_human", "branch_info", "fraud_report")
        for n in range(12)
    ]
    talks = [told("calm", needs=False), told("stalled", needs=True)]
    asked, needs = OUTPUTS.index("asked"), OUTPUTS.index("needs")
    for row in spliced(sentences, talks, seed):
        asks = row.turns[-1].text.startswith("request_human")
        assert not row.turns[-1].text.startswith("fraud_report")
        assert not row.known[:-1].any(), "only the last turn is the sentence's"
        assert (row.truths[-1, asked], row.known[-1, asked]) == (asks, 1)
        stalled = row.turns[0].text == "stalled"
        assert row.known[-1, needs] == (asks or not stalled)
        assert row.truths[-1, needs] == asks
        assert row.known[-1].sum() == (2 if asks or not stalled else 1)
