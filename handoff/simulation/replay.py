"""A recorded conversation under a policy: the same pure rules as live, turn by turn.

The customer's words are those of the recording, also after a transfer: judging goes on, so that
it shows how evidence would have gone on. Once an agent has spoken, a person has the conversation
and nothing is left to decide: later turns keep their signals and get no verdict. Where the bot
speaks again after an agent, it has the floor again, and evidence starts afresh, as after a
hand-back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handoff.domain.escalation import EscalationPolicy
from handoff.domain.evidence import Decision, EscalationReason, Evidence, Verdict, judge
from handoff.domain.signals import Signal, Speaker, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedTurn:
    """A customer turn: its index among all turns, what it shows, what that led to."""

    index: int
    #: None where the turn could not be read: it leads to nothing, and evidence stays as it was.
    signal: Signal | None
    #: None where nothing was decided: without a signal, and while an agent has the conversation.
    verdict: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    turns: tuple[JudgedTurn, ...]

    @property
    def transfer(self) -> JudgedTurn | None:
        """The first turn at which a person takes over."""
        return next(
            (t for t in self.turns if t.verdict and t.verdict.decision is Decision.TRANSFER), None
        )

    @property
    def handoff_at(self) -> int | None:
        return self.transfer.index if self.transfer else None

    @property
    def reason(self) -> EscalationReason | None:
        found = self.transfer
        return found.verdict.reason if found and found.verdict else None


def replay(
    turns: Sequence[Turn], signals: Sequence[Signal | None], policy: EscalationPolicy
) -> Replay:
    """*signals*: one for each customer turn, in order. Raises ValueError for another number."""
    indexes = [i for i, turn in enumerate(turns) if turn.speaker is Speaker.CUSTOMER]
    by_index = dict(zip(indexes, signals, strict=True))
    judged: list[JudgedTurn] = []
    evidence = Evidence()
    with_agent = False
    for index, turn in enumerate(turns):
        if turn.speaker is Speaker.AGENT:
            with_agent = True
        elif turn.speaker is Speaker.BOT:
            if with_agent:
                evidence, with_agent = Evidence(), False
        else:
            signal = by_index[index]
            verdict = None
            if signal is not None and not with_agent:
                verdict, evidence = judge(signal, evidence, policy.thresholds, policy.version)
            judged.append(JudgedTurn(index=index, signal=signal, verdict=verdict))
    return Replay(turns=tuple(judged))
