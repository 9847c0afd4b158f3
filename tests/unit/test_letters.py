"""Letters bear typing errors; the best lines are those that a plain search would find."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handoff.knowledge.articles import KINDS, Article, parse
from handoff.knowledge.index import Lines
from handoff.knowledge.letters import Letters, pieces
from handoff.knowledge.ranking import FEW

patient = settings(deadline=None)

FOLDER = Path(__file__).resolve().parents[2] / "data" / "knowledge"


def _articles() -> list[Article]:
    files = sorted(FOLDER.glob("*.md"))
    return [parse(f.stem, f.read_text(encoding="utf-8")) for f in files if f.stem != "README"][:40]


ARTICLES = _articles()
LETTERS = Letters(ARTICLES)
ASKED = [(article.slug, text) for article in ARTICLES for text in article.asked]


@patient
@given(st.text())
def test_any_text_has_pieces_of_three_or_four(text: str) -> None:
    assert all(len(piece) in (3, 4) for piece in pieces(text))


@patient
@given(st.text("aB1 -"))
def test_capitals_and_signs_change_nothing(text: str) -> None:
    assert list(pieces(text)) == list(pieces(text.upper().replace("-", ", ")))


@patient
@given(st.text())
def test_likeness_is_between_nothing_and_the_same(text: str) -> None:
    for alike in LETTERS.alike(text).values():
        assert 0 <= alike.asked <= 1 + 1e-5
        assert 0 <= alike.said <= 1 + 1e-5


@patient
@given(st.sampled_from(ARTICLES))
def test_a_passage_is_most_like_itself(article: Article) -> None:
    found = LETTERS.alike(f"{article.id.title}. {article.id.answer}")
    assert found[article.slug].said == pytest.approx(1, abs=1e-5)
    assert max(found, key=lambda slug: found[slug].said) == article.slug


@patient
@given(st.sampled_from(ASKED), st.data())
def test_a_question_with_a_slip_is_still_like_its_article(
    asked: tuple[str, str], data: st.DataObject
) -> None:
    slug, text = asked
    at = data.draw(st.integers(0, len(text) - 1))
    slipped = text[:at] + data.draw(st.sampled_from("aeiklnst")) + text[at + 1 :]
    whole, less = LETTERS.alike(text)[slug], LETTERS.alike(slipped)[slug]
    assert less.asked >= 0.5 * whole.asked > 0


def test_a_line_that_is_taken_out_is_not_looked_at() -> None:
    slug, text = ASKED[0]
    assert LETTERS.alike(text, without=(slug, text))[slug].asked < LETTERS.alike(text)[slug].asked
    other = (slug, "nothing that it has")
    assert LETTERS.alike(text, without=other) == LETTERS.alike(text)


def test_an_article_for_which_nobody_asked_has_its_title() -> None:
    [alike] = Letters([replace(ARTICLES[0], asked=())]).alike(ARTICLES[0].id.title).values()
    assert alike.asked == 0
    assert alike.said > 0.3


def test_without_articles_nothing_is_alike() -> None:
    assert Letters([]).alike("apa saja") == {}


# A plain search over the same lines.
keys = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["passage", "title", "asked"])),
    min_size=1,
    max_size=20,
)


@patient
@given(keys, st.data())
def test_the_nearest_lines_are_those_of_a_plain_search(
    of: list[tuple[str, str]], data: st.DataObject
) -> None:
    cosines = data.draw(st.lists(st.floats(-1, 1, width=32), min_size=len(of), max_size=len(of)))
    slugs = [*dict.fromkeys(slug for slug, _ in of), "has no line"]
    found = Lines(of, slugs).nearest(np.array(cosines, np.float32))
    for place, slug in enumerate(slugs):
        for kind in KINDS:
            best = sorted(
                (c for key, c in zip(of, cosines, strict=True) if key == (slug, kind)), reverse=True
            )[:FEW]
            nearest = getattr(found, kind)[place]
            assert nearest == (pytest.approx(best[0]) if best else None)
            if kind == "asked":
                mean = found.asked_few[place]
                assert mean == (pytest.approx(sum(best) / len(best), abs=1e-6) if best else None)
