"""What other models are trained from is the shipped encoder, but for its 8 bits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from handoff.adapters.sentence_encoder import load
from handoff.settings import ModelSettings
from handoff.training import export
from handoff.training.encoder import SentenceModel
from handoff.training.shipped import load_body

TEXTS = ["tf ke bca dari td pagi blm msk, saldo udh kepotong 😭", "I lost my card", "jam buka?"]


def test_the_body_in_float_makes_the_shipped_vectors() -> None:
    folder = Path(ModelSettings().encoder)
    transformer, tokenizer = load_body(folder)
    with torch.inference_mode():
        made = SentenceModel(transformer, tokenizer, export.LONGEST).eval().encode(TEXTS).numpy()
    alike = (made * load(str(folder)).encode(TEXTS)).sum(axis=1)
    assert (alike > 0.99).all(), alike
    assert np.isfinite(made).all()
