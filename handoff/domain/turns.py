"""What was said, as a detector reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from handoff.domain import events as e
from handoff.domain.signals import Speaker, Turn


def is_turn(event: e.Event) -> bool:
    """Whether the customer or the bot says something with *event*; our own lines do not count."""
    return isinstance(event, e.MessageReceived) or (
        isinstance(event, e.BotReplied) and bool(event.messages)
    )


def starts_afresh(event: e.Event) -> bool:
    """Whether the bot gets the floor back with *event*: what was said before is settled."""
    return isinstance(
        event, e.HandedBack | e.FollowUpOpened | e.WaitCancelled | e.FollowUpWithdrawn
    )


def turns(said: Sequence[e.Recorded], text: str, at: datetime) -> tuple[Turn, ...]:
    """What was *said*, then the customer's new *text*."""
    spoken = [recorded for recorded in said if is_turn(recorded.event)]
    began = spoken[0].at if spoken else at
    before = [_turn(recorded, began) for recorded in spoken]
    return (*before, Turn(speaker=Speaker.CUSTOMER, text=text, at=_seconds(began, at)))


def hear(said: list[e.Recorded], log: Sequence[e.Recorded]) -> None:
    """Go on with *said*, the turns since the bot last took the floor, by what *log* adds.

    Beside the turns: which articles were shown, and when somebody began to wait.
    """
    for recorded in log:
        if starts_afresh(recorded.event):
            said.clear()
        elif is_turn(recorded.event) or isinstance(recorded.event, e.ArticleShown | e.Escalated):
            said.append(recorded)


def _turn(recorded: e.Recorded, began: datetime) -> Turn:
    event, at = recorded.event, _seconds(began, recorded.at)
    if isinstance(event, e.MessageReceived):
        return Turn(speaker=Speaker.CUSTOMER, text=event.text, at=at)
    if isinstance(event, e.BotReplied):
        text = "\n".join(message.text for message in event.messages)
        return Turn(speaker=Speaker.BOT, text=text, at=at)
    raise ValueError(f"nobody says anything with {type(event).__name__}")


def _seconds(began: datetime, at: datetime) -> float:
    # Two machines' clocks: never before the first.
    return max(0.0, (at - began).total_seconds())
