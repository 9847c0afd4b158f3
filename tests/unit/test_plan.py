"""What the encoder is trained on: everything that may be, and nothing that others are judged by."""

from __future__ import annotations

from handoff.cli.local.layout import checkout
from handoff.training.chains import chains
from handoff.training.plan import Sources, plan
from handoff.training.retrieval import articles
from handoff.training.tasks import Classes, Retrieval

SOURCES = Sources(checkout(), checkout() / "nothing-was-fetched")


def test_messages_teach_their_article_and_held_ones_are_kept_for_the_weighing() -> None:
    tasks = {task.name: task for task in plan(SOURCES).tasks}
    assert "smsa" not in tasks, "left out where it is not there"
    asked, retrieval = tasks["asked"], tasks["retrieval"]
    assert isinstance(asked, Classes)
    assert isinstance(retrieval, Retrieval)
    known = {each.slug: each for each in articles(SOURCES.data / "knowledge")}
    assert {*asked.names} == {*known, "(gap)", "(none)"}
    assert {*retrieval.pairs} == {*known}
    said = chains(SOURCES.data / "chains" / "train", known)
    texts = {*asked.texts, *(text for texts, _ in retrieval.pairs.values() for text in texts)}
    written = {row.text for row in said if not row.talk and row.answer and not row.context.before}
    assert written <= texts
    held = {" ".join(filter(None, (row.context.before, row.text))) for row in said if row.talk}
    assert not {text for text in held if len(text) > 40} & texts
