"""The detector alone, in a process of its own on one core: what it takes, as JSON.

    python -m tests.bench.detector

Conversations are those of data/dialogues/train. As live, each customer turn is read with all that
was said before it, and the bot's answer is encoded when it is given. Where throughput is measured
both count.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from handoff import bootstrap
from handoff.application.ports import Detector
from handoff.domain.escalation import EscalationPolicy
from handoff.domain.evidence import Evidence, judge
from handoff.domain.signals import Speaker, Turn
from handoff.settings import ModelSettings
from handoff.simulation.dialogues import Dialogue, read
from handoff.simulation.replay import replay
from tests.bench.tables import pss, rss

FOLDER = Path(__file__).resolve().parents[2] / "data" / "dialogues" / "train"
#: Conversations that are read one message at a time, and several at once.
ALONE, TOGETHER = 80, 64
#: Turns of one conversation that goes on and on, and up to which of them times are told apart.
LONG, BOUNDS = 240, (10, 30, 60, 120, 240)

Talk = Sequence[Turn]


def conversations() -> list[Talk]:
    """Of several authors, without the agents' part."""
    found: list[Talk] = []
    for file in sorted(FOLDER.glob("*.jsonl")):
        with file.open("rb") as lines:
            dialogues = (each for each in read(lines) if isinstance(each, Dialogue))
            found += [_with_the_bot(each.turns) for each in islice(dialogues, 12)]
    return found


def _with_the_bot(turns: Talk) -> Talk:
    end = next((i for i, turn in enumerate(turns) if turn.speaker is Speaker.AGENT), len(turns))
    return turns[:end]


def one_after_the_other(talks: Iterable[Talk]) -> Talk:
    """A conversation as long as no recorded one is."""
    return [turn for talk in talks for turn in talk][:LONG]


async def alone(detector: Detector, talk: Talk, *, ahead: bool = False) -> list[tuple[int, float]]:
    """For each customer turn how many were before it, and seconds from message to decision.

    ahead: what was said before the message is encoded by then.
    """
    policy, evidence, took = EscalationPolicy(), Evidence(), []
    for place, turn in enumerate(talk):
        if turn.speaker is Speaker.CUSTOMER:
            if ahead and place:
                await detector.read(talk[:place])
            began = time.perf_counter()
            signal = await detector.read(talk[: place + 1])
            _, evidence = judge(signal, evidence, policy.thresholds, policy.version)
            took.append((place, time.perf_counter() - began))
    return took


async def measure() -> dict[str, object]:
    settings = ModelSettings()
    talks = conversations()
    detector = bootstrap.detector_of(settings)
    await alone(detector, talks[-1])
    single = [
        seconds for talk in talks[:ALONE] for _, seconds in await alone(detector, talk, ahead=True)
    ]

    by_length: defaultdict[int, list[float]] = defaultdict(list)
    for start in range(0, 3):
        long = one_after_the_other(talks[ALONE + 40 * start :])
        for place, seconds in await alone(detector, long, ahead=True):
            by_length[next(bound for bound in BOUNDS if place < bound)].append(seconds)

    many = bootstrap.detector_of(settings)
    others = talks[-TOGETHER - 1 : -1]
    began = time.perf_counter()
    read_ = await asyncio.gather(*(alone(many, talk) for talk in others))
    together = sum(len(each) for each in read_) / (time.perf_counter() - began)

    reader, policy = bootstrap.reader(settings), EscalationPolicy()
    began = time.perf_counter()
    judged = sum(len(replay(talk, reader.read(talk), policy).turns) for talk in others)
    recorded = judged / (time.perf_counter() - began)
    return {
        "single": single,
        "by_length": by_length,
        "together_per_s": together,
        "recorded_per_s": recorded,
        "turns_per_customer_turn": sum(map(len, others)) / judged,
        "pss_kib": pss(os.getpid()),
        "rss_kib": rss(os.getpid()),
    }


if __name__ == "__main__":
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    json.dump(asyncio.run(measure()), sys.stdout)
