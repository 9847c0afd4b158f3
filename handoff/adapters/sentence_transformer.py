"""The product's encoder as a module of `sentence_transformers`; its modules.json names it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import torch
from sentence_transformers.base.modules import InputModule
from tokenizers import Tokenizer

from handoff.adapters.sentence_encoder import OnnxEncoder


class OnnxSentenceEncoder(InputModule):
    """``SentenceTransformer(folder)`` runs the very graph that the service runs."""

    def __init__(self, folder: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._encoder = OnnxEncoder(Path(folder))
        self.tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **kwargs: object
    ) -> dict[str, Any]:
        """Texts stay texts: cutting them into pieces belongs to the encoder."""
        texts = [str(text) for text in inputs]
        return {"texts": self._prepend_prompt(texts, prompt) if prompt else texts}

    def forward(self, features: dict[str, Any], **kwargs: object) -> dict[str, Any]:
        vectors = torch.from_numpy(self._encoder.encode(features["texts"]))
        return {**features, "sentence_embedding": vectors}

    def get_embedding_dimension(self) -> int:
        return self._encoder.dimension

    def save(self, output_path: str, *args: object, **kwargs: object) -> None:
        raise NotImplementedError("copy the folder: it is complete as it is")

    @classmethod
    def load(cls, model_name_or_path: str, *args: Any, **kwargs: Any) -> Self:
        return cls(model_name_or_path)
