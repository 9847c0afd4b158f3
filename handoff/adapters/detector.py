"""The trained detector as the service runs it: weights from a folder, vectors from the encoder."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import safetensors.numpy
from numpy.typing import NDArray
from safetensors import SafetensorError

from handoff.adapters.remembered import RememberedVectors
from handoff.adapters.sentence_encoder import DamagedModel, Encoder, Vectors
from handoff.detector.course import Course
from handoff.detector.models import Linear, Models, Singles, all_signals, last_signal
from handoff.detector.words import View, Words
from handoff.domain.signals import Signal, Turn

CARD = "card.json"
WEIGHTS = "weights.safetensors"
#: Begins the names of the sequence model's weights, and of those of each view of the words.
COURSE = "course "
SENTIMENT_WORDS = "words of the sentiment "
WORDS = {"words of the turn ": False, "words of the turn and before ": True}


def load_models(folder: Path) -> tuple[Models, dict[str, object]]:
    """The weights of a folder, checked against its card, and the card. Raises DamagedModel."""
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        raw = (folder / WEIGHTS).read_bytes()
        if hashlib.sha256(raw).hexdigest() != card["sha256"][WEIGHTS]:
            raise DamagedModel(f"{folder / WEIGHTS} is not the file that {CARD} names.")
        arrays = safetensors.numpy.load(raw)
        linear = {
            name: Linear(arrays[f"{name} weight"], arrays[f"{name} bias"])
            for name in ("intents", "sentiment", "mood")
        }
        models = Models(
            version=card["version"],
            singles=Singles(
                intent_names=tuple(card["intents"]),
                sentiment_words=_view(arrays, SENTIMENT_WORDS, before=False),
                **linear,
            ),
            words=Words(
                tuple(_view(arrays, name, before=before) for name, before in WORDS.items())
            ),
            course=Course(
                {
                    name.removeprefix(COURSE): array
                    for name, array in arrays.items()
                    if name.startswith(COURSE)
                }
            ),
            calibration={name: (a, b) for name, (a, b) in card["calibration"].items()},
        )
    except FileNotFoundError as error:
        raise DamagedModel(f"{error.filename} is missing.") from error
    except (ValueError, KeyError, TypeError, SafetensorError) as error:
        raise DamagedModel(f"The detector in {folder} cannot be read: {error}.") from error
    return models, card


def _view(arrays: Mapping[str, NDArray[np.generic]], name: str, *, before: bool) -> View:
    rarity, weight, bias = (
        arrays[name + part].astype(np.float32) for part in ("rarity", "weight", "bias")
    )
    return View(before, rarity, weight, bias)


class TrainedReader:
    """Reads whole recorded conversations, as `hangat detect` does."""

    def __init__(self, models: Models, encoder: Encoder) -> None:
        self._models = models
        self._encoder = encoder

    @property
    def model_version(self) -> str:
        return self._models.version

    def read(self, turns: Sequence[Turn]) -> list[Signal | None]:
        """A signal for each customer turn, from it and what was said before it."""
        if not turns:
            return []
        vectors = self._encoder.encode([turn.text for turn in turns])
        return all_signals(turns, vectors, self._models)


class TrainedDetector:
    """Reads live turns; never blocks the event loop.

    Texts that wait while the encoder works are encoded together in its next batch, whichever
    conversations they belong to. Vectors of earlier turns are remembered.
    """

    def __init__(
        self, models: Models, encoder: Encoder, remembered: RememberedVectors | None = None
    ) -> None:
        """*remembered*: vectors of the same encoder, where others encode the same texts."""
        self._models = models
        self._encoder = encoder
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self._remembered = RememberedVectors() if remembered is None else remembered
        self._waiting: dict[str, asyncio.Future[Vectors]] = {}
        self._busy = False

    @property
    def model_version(self) -> str:
        return self._models.version

    async def read(self, turns: Sequence[Turn]) -> Signal:
        """The signal of the last turn. May be cancelled: what waits is encoded all the same."""
        vectors = np.stack(await asyncio.gather(*(self._vector(turn.text) for turn in turns)))
        return last_signal(turns, vectors, self._models)

    async def _vector(self, text: str) -> Vectors:
        known = self._remembered.get(text)
        if known is not None:
            return known
        return await asyncio.shield(self._wait_for(text))

    def expect(self, text: str) -> None:
        """Encode what the next message will be read with, so that it need not wait for it.

        At once where nothing waits, else in its turn. A failure is that of who needs the vector.
        """
        if self._remembered.get(text) is None:
            self._wait_for(text)

    def _wait_for(self, text: str) -> asyncio.Future[Vectors]:
        waiting = self._waiting.get(text)
        if waiting is None:
            waiting = self._waiting[text] = asyncio.get_running_loop().create_future()
        self._start()
        return waiting

    def _start(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        texts = list(self._waiting)[:_BATCH]
        work = asyncio.get_running_loop().run_in_executor(self._worker, self._encoder.encode, texts)
        work.add_done_callback(lambda done: self._finish(texts, done))

    def _finish(self, texts: list[str], done: asyncio.Future[Vectors]) -> None:
        self._busy = False
        waiting = [self._waiting.pop(text) for text in texts]
        error = done.exception()
        for place, (text, future) in enumerate(zip(texts, waiting, strict=True)):
            if error is not None:
                future.set_exception(error)
                future.exception()  # whoever waited may be gone: then nobody is to be told
                continue
            vector = done.result()[place]
            self._remembered.put(text, vector)
            future.set_result(vector)
        self._start()


_BATCH = 32
