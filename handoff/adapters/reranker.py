"""The cross-encoder of `handoff.knowledge.reranking` on onnxruntime."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from handoff.adapters.sentence_encoder import MODEL, TOKENIZER, read_card
from handoff.application.knowledge import ReaderBusy
from handoff.knowledge.reranking import FEATURES, Candidate, Polar, Verdict

#: Pieces that are read: of the message, of each that it leans on, of a sentence with its title.
_TEXT, _BEFORE, _SENTENCE = 64, 32, 80
_START, _END = 0, 2
#: Messages that may be read or wait for it at a time: the last one waits about a quarter second.
_LINE = 2
#: Where one had to be turned away, the thread rests as many times as long as a reading took.
_RESTS = 3
#: What the model says of a pair: that the sentence answers, that nothing does, that nobody asked;
#: and that the sentence says neither yes nor no to the message, or one of these.
ANSWERS, GAP, IDLE, NEITHER, YES, NO = range(6)
SCORES = 6


class Pairs:
    """Texts to the model's input, the same in training and in use."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = Tokenizer.from_str(tokenizer.to_str())
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()

    def message(self, text: str, leant_on: Sequence[str]) -> list[int]:
        """What every pair of one message begins with; of what it leans on, the latest first."""
        pieces = [_START, *self._pieces(text)[:_TEXT], _END]
        for earlier in leant_on or [""]:
            pieces += [*self._pieces(earlier)[-_BEFORE:], _END]
        return pieces

    def sentence(self, text: str) -> list[int]:
        """What a pair ends with; nothing for "none of them"."""
        return [*self._pieces(text)[:_SENTENCE], _END] if text else []

    def inputs(
        self, text: str, leant_on: Sequence[str], candidates: Sequence[Candidate]
    ) -> Iterator[dict[str, NDArray[Any]]]:
        """Of a pair for each candidate, and at last of the message with none of them."""
        message = self.message(text, leant_on)
        nothing = Candidate("", 0, "", "", (0.0,) * len(FEATURES))
        for each in (*candidates, nothing):
            sentence = self.sentence(each.text)
            ids = np.array([message + sentence], np.int64)
            yield {
                "input_ids": ids,
                "token_type_ids": np.array([[0] * len(message) + [1] * len(sentence)], np.int64),
                "attention_mask": np.ones_like(ids),
                "features": np.array([each.features], np.float32),
            }

    def _pieces(self, text: str) -> list[int]:
        return list(self._tokenizer.encode(text, add_special_tokens=False).ids)


class OnnxReranker:
    """On one thread, a pair at a time: see `OnnxEncoder`. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Raises DamagedModel."""
        card = read_card(folder)
        self.version, self.encoder = str(card["version"]), str(card["encoder"])
        self._pairs = Pairs(Tokenizer.from_file(str(folder / TOKENIZER)))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )

    def read(self, text: str, leant_on: Sequence[str], candidates: Sequence[Candidate]) -> Verdict:
        """What the model makes of them."""
        *scores, nothing = [
            self._session.run(None, dict(given))[0][0]
            for given in self._pairs.inputs(text, leant_on, candidates)
        ]
        found = verdict(candidates, [*(s[ANSWERS] for s in scores), nothing[GAP], nothing[IDLE]])
        return replace(found, polar=tuple(_polar(s[NEITHER:]) for s in scores))


def _polar(scores: NDArray[np.float32]) -> Polar:
    """From the scores of neither, yes and no."""
    shifted = np.exp(scores.astype(np.float64) - scores.max())
    _, yes, no = shifted / shifted.sum()
    return Polar(float(yes), float(no))


def verdict(candidates: Sequence[Candidate], scores: Sequence[float]) -> Verdict:
    """From one score for each candidate, and those of the two others behind them."""
    shifted = np.exp(np.array(scores, np.float64) - max(scores))
    *chances, gap, idle = (float(chance) for chance in shifted / shifted.sum())
    return Verdict(tuple(candidates), tuple(chances), gap, idle)


class Reader(Protocol):
    """What reads in the thread: `OnnxReranker`."""

    def read(
        self, text: str, leant_on: Sequence[str], candidates: Sequence[Candidate]
    ) -> Verdict: ...


class ThreadReranker:
    """The same off the event loop, one message after the other.

    Who comes when others wait already is not read, and for a while after it nobody is: the search
    answers them, and the assistant, which needs the processors, too, keeps its pace where many
    write at once.
    """

    def __init__(
        self, reranker: Reader, *, line: int = _LINE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """*line*: messages that may be read or wait at a time. *clock*: seconds."""
        self._reranker = reranker
        self._line = line
        self._clock = clock
        self._inside = 0
        self._crowded = False
        self._rests_until = -math.inf
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="reranker")

    async def read(
        self, text: str, leant_on: Sequence[str], candidates: Sequence[Candidate]
    ) -> Verdict:
        """What the model makes of them. Raises ReaderBusy."""
        if self._inside >= self._line or self._clock() < self._rests_until:
            self._crowded = True
            raise ReaderBusy
        # Counted until the thread is done, whether or not somebody still waits for it.
        self._inside += 1
        reading = self._worker.submit(self._read, text, tuple(leant_on), tuple(candidates))
        loop = asyncio.get_running_loop()

        def leave(done: Future[tuple[Verdict, float]]) -> None:
            failed = done.cancelled() or done.exception() is not None
            took = 0.0 if failed else done.result()[1]
            with suppress(RuntimeError):  # The loop is closed: nobody comes any more.
                loop.call_soon_threadsafe(self._leave, took)

        reading.add_done_callback(leave)
        return (await asyncio.wrap_future(reading))[0]

    def _read(
        self, text: str, leant_on: Sequence[str], candidates: Sequence[Candidate]
    ) -> tuple[Verdict, float]:
        """And the seconds that it took."""
        began = self._clock()
        return self._reranker.read(text, leant_on, candidates), self._clock() - began

    def _leave(self, took: float) -> None:
        self._inside -= 1
        if self._crowded:
            self._rests_until = self._clock() + _RESTS * took
            self._crowded = False
