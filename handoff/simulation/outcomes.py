"""What a detector did to one annotated conversation.

Delays are counted in customer turns: 0 is the annotated turn, 1 the customer's next one, -1 the
one before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile

from handoff.domain.evidence import Decision
from handoff.simulation.detections import Detection
from handoff.simulation.dialogues import Dialogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An annotated conversation, what was detected in it, and the file that it is from."""

    dialogue: Dialogue
    detection: Detection
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a detector did to one conversation."""

    needed: bool
    #: Customer turns from the annotated one to the transfer; None without one of the two.
    delay: int | None
    transferred: bool
    #: An offer was made before the transfer, if there was one.
    offered: bool
    #: An offer or the transfer came at the right turn or the next.
    reached: bool


def outcome(case: Case) -> Outcome:
    """One conversation. A transfer counts once, and offers after it do not count."""
    place = {index: n for n, index in enumerate(case.dialogue.customer_turns)}
    needed = case.dialogue.handoff_at
    transfer = next(
        (t.index for t in case.detection.turns if t.decision is Decision.TRANSFER), None
    )
    delay = None
    if needed is not None and transfer is not None:
        delay = place[transfer] - place[needed]
    offers = [
        turn.index
        for turn in takewhile(lambda t: t.decision is not Decision.TRANSFER, case.detection.turns)
        if turn.decision is Decision.OFFER
    ]
    acts = offers if transfer is None else [*offers, transfer]
    return Outcome(
        needed=needed is not None,
        delay=delay,
        transferred=transfer is not None,
        offered=bool(offers),
        reached=needed is not None and any(place[at] - place[needed] in (0, 1) for at in acts),
    )


#: A transfer where one was needed is exactly one of these; `within_one` is the first two together.
DELAYS: Mapping[str, Callable[[Outcome], bool]] = {
    "right_turn": lambda o: o.delay == 0,
    "next_turn": lambda o: o.delay == 1,
    "one_early": lambda o: o.delay == -1,
    "too_early": lambda o: o.delay is not None and o.delay < -1,
    "late": lambda o: o.delay is not None and o.delay > 1,
    "missed": lambda o: not o.transferred,
}
NEEDED: Mapping[str, Callable[[Outcome], bool]] = {
    "within_one": lambda o: o.delay in (0, 1),
    **DELAYS,
    "offer_or_transfer_within_one": lambda o: o.reached,
}
CALM: Mapping[str, Callable[[Outcome], bool]] = {
    "false_transfer": lambda o: o.transferred,
    "false_offer": lambda o: o.offered,
    "false_offer_or_transfer": lambda o: o.offered or o.transferred,
}
ALL: Mapping[str, Callable[[Outcome], bool]] = {
    "transferred": lambda o: o.transferred,
    "offered": lambda o: o.offered,
}
