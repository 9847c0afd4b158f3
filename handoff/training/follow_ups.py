"""One moment of a conversation, and what a colleague would answer there (``data/follow_ups``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handoff.knowledge.context import Context
from handoff.training.rows import BadRow, json_lines


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One moment of a conversation, and the article that a colleague would answer with.

    *own*: whether the message stands by itself, and names another matter than the open one.
    *says*: the sentences of the article that answer it, the best one first, where a writer chose
    them; in *language*. *kind*: of a message without an article, where it is known: "gap" (a
    question that no article answers) or "none" (no question to the articles). *polar*: whether the
    sentences say "yes" or "no" to it, or "neither"; None where nobody has judged that. *talk*: the
    conversation with the running assistant that it is from; empty where somebody made it up.
    """

    text: str
    context: Context
    answer: str | None
    own: bool = False
    language: str = "id"
    says: tuple[str, ...] = ()
    kind: str | None = None
    polar: str | None = None
    talk: str = ""


def follow_ups(folder: Path) -> list[FollowUp]:
    """One part of ``data/follow_ups``. Raises BadRow."""
    found = []
    for path in sorted(folder.glob("pass-*.jsonl")):
        for number, row in json_lines(path):
            try:
                told, matter = row["told"], row["matter"]
                context = Context(
                    before=str(row["before"]),
                    matter=None if matter is None else str(matter),
                    told=() if told is None else (str(told),),
                )
                answer, says = row["answer"], row.get("says", [])
                text, language = str(row["text"]), str(row["language"])
            except KeyError as missing:
                raise BadRow(f"{path}, line {number}: {missing} is missing") from missing
            assert isinstance(says, list)
            kind = row.get("kind")
            found.append(
                FollowUp(
                    text,
                    context,
                    None if answer is None else str(answer),
                    language=language,
                    says=tuple(map(str, says)),
                    kind=None if kind is None else str(kind),
                )
            )
    return found
