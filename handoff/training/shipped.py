"""A shipped encoder's transformer back in float, to train other models from.

What 8 bits took away stays away: each weight is off by at most half a step of its column. A model
that is trained on from here does not notice, and needs no hour of `hangat train encoder` first.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx.numpy_helper import to_array
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from handoff.adapters.sentence_encoder import MODEL, TOKENIZER

_HEAD = 32  # numbers of an attention head in this family of models
_PRODUCT = re.compile(r"/transformer/(encoder/layer\.\d+/.*)/MatMul(?:_quant)?")
_SCALE = "_scale"


def load_body(folder: Path) -> tuple[BertModel, Tokenizer]:
    """The transformer of an encoder's folder in float, with its tokenizer.

    Raises ValueError for a graph that `handoff.training.export` did not write.
    """
    state = {
        name: torch.from_numpy(value.astype(np.float32, copy=True))
        for name, value in _weights(onnx.load(str(folder / MODEL)).graph).items()
    }
    words, hidden = state["embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        hidden_size=hidden,
        num_hidden_layers=sum(name.endswith("intermediate.dense.weight") for name in state),
        num_attention_heads=hidden // _HEAD,
        intermediate_size=len(state["encoder.layer.0.intermediate.dense.bias"]),
        vocab_size=words,
        max_position_embeddings=len(state["embeddings.position_embeddings.weight"]),
        type_vocab_size=len(state["embeddings.token_type_embeddings.weight"]),
        layer_norm_eps=1e-12,
        hidden_act="gelu",
        pad_token_id=1,
    )
    body = BertModel(config, add_pooling_layer=False)
    missing, unknown = body.load_state_dict(state, strict=False)
    if unknown or [name for name in missing if not name.endswith("position_ids")]:
        raise ValueError(f"{folder / MODEL} is not a graph of ours: {(missing + unknown)[:3]}")
    return body, Tokenizer.from_file(str(folder / TOKENIZER))


def _weights(graph: onnx.GraphProto) -> dict[str, NDArray[np.float32]]:
    """By the names that they have in training."""
    arrays = {each.name: to_array(each) for each in graph.initializer}
    found = {
        name.removeprefix("transformer."): value
        * (arrays[name + _SCALE] if name + _SCALE in arrays else np.float32(1))
        for name, value in arrays.items()
        if name.startswith("transformer.") and not name.endswith(_SCALE)
    }
    for node in graph.node:
        place = _PRODUCT.fullmatch(node.name)
        if place is None or node.op_type not in ("MatMulInteger", "MatMul"):
            continue
        stored = node.input[1].removesuffix("_quantized")
        if node.op_type == "MatMulInteger":
            steps = arrays[stored + "_quantized"].astype(np.float32)
            value = (steps - arrays[stored + "_zero_point"]) * arrays[stored + _SCALE]
        elif stored in arrays:
            value = arrays[stored]
        else:
            continue  # the product of queries and keys, not a weight
        found[place[1].replace("/", ".") + ".weight"] = value.T
    return found
