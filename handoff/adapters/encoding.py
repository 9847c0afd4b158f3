"""The sentence encoder off the event loop, for what is not a customer's turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from handoff.adapters.remembered import RememberedVectors
from handoff.adapters.sentence_encoder import Encoder, Vectors


class ThreadEncoding:
    """One thread of its own: a long list must not delay the reading of turns."""

    def __init__(self, encoder: Encoder, remembered: RememberedVectors | None = None) -> None:
        """*remembered*: of the same encoder; what is in it is not encoded again."""
        self._encoder = encoder
        self._remembered = RememberedVectors() if remembered is None else remembered
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="knowledge")

    @property
    def version(self) -> str:
        return self._encoder.version

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, one row a text."""
        found = {text: self._remembered.get(text) for text in texts}
        missing = [text for text, vector in found.items() if vector is None]
        if missing:
            loop = asyncio.get_running_loop()
            made = await loop.run_in_executor(self._worker, self._encoder.encode, missing)
            for text, vector in zip(missing, made, strict=True):
                found[text] = vector
                self._remembered.put(text, vector)
        rows = [vector for vector in (found[text] for text in texts) if vector is not None]
        return np.array(rows, np.float32).reshape(len(texts), self._encoder.dimension)
