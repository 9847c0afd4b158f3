"""The sentence encoder off the event loop, for what is not a customer's turn."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from handoff.adapters.sentence_encoder import Encoder, Vectors


class ThreadEncoding:
    """One thread of its own: a long list must not delay the reading of turns."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="knowledge")

    @property
    def version(self) -> str:
        return self._encoder.version

    async def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, one row a text."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, self._encoder.encode, list(texts))
