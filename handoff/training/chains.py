"""Chains: what one customer writes in one conversation, and what a colleague would say to each.

``data/chains`` holds them whole; a row of `follow_ups` is one message of one of them, with what
it may lean on as the product would know it there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from handoff.knowledge.articles import Article
from handoff.knowledge.context import Context
from handoff.training.follow_ups import FollowUp
from handoff.training.rows import BadRow, json_lines

#: What a message is in a chain, and what a follow-up of it is called.
KINDS = {"tell": "told", "gap": "gap", "act": "none"}


@dataclass
class _Stand:
    """Where a chain stands; told articles in the order in which they were last told."""

    before: str = ""
    opening: str = ""
    matter: str | None = None
    told: dict[str, None] = field(default_factory=dict)

    def context(self) -> Context:
        opening = "" if self.opening == self.before else self.opening
        return Context(
            before=self.before, opening=opening, matter=self.matter, told=tuple(self.told)
        )

    def go_on(self, turn: Mapping[str, Any], articles: Mapping[str, Article]) -> None:
        """What asks nothing and opens nothing leaves all as it was."""
        about = turn.get("article") or turn.get("about")
        if turn.get("new"):
            self.opening = turn["text"]
            self.matter = articles[about].intents[0] if about else None
        if turn.get("new") or turn["does"] != "act":
            self.before = turn["text"]
        said = turn.get("said", turn.get("article"))
        if said is not None:
            self.told.pop(said, None)
            self.told[said] = None


def chains(folder: Path, articles: Mapping[str, Article]) -> list[FollowUp]:
    """The messages of one part of ``data/chains``. Raises BadRow."""
    found: list[FollowUp] = []
    for path in sorted(folder.glob("pass-*.jsonl")):
        for number, row in json_lines(path):
            try:
                found += _messages(row, articles)
            except KeyError as missing:
                raise BadRow(f"{path}, line {number}: {missing} is missing") from missing
    return found


def _messages(row: Mapping[str, Any], articles: Mapping[str, Article]) -> Iterator[FollowUp]:
    stand = _Stand()
    for turn in row["turns"]:
        answer = turn["article"] if turn["does"] == "tell" else None
        kind = KINDS[turn["does"]]
        if answer is not None and answer not in stand.told:
            kind = "other" if stand.told else "first"
        yield FollowUp(
            turn["text"],
            stand.context(),
            answer,
            language=row["language"],
            says=tuple(turn["says"]) if answer else (),
            kind=kind,
            polar=turn.get("polar", "neither") if answer else None,
            talk=row.get("from", ""),
        )
        stand.go_on(turn, articles)
