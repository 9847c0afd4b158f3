"""A trained encoder to the folder that the product ships: int8 ONNX, tokenizer and card."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from numpy.typing import NDArray
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from tokenizers import Tokenizer

from handoff.adapters.sentence_encoder import CARD, CHECK, MODEL, TOKENIZER, OnnxEncoder
from handoff.training.encoder import SentenceModel

#: Pieces of a text that count at run time; a customer's message is cut at 4,000 characters anyway.
LONGEST = 128
_INPUTS = ("input_ids", "attention_mask")
#: Products that stay in float: 1.8 MB and a tenth of a millisecond each.
_FLOATS = 2
_SMALLEST = 1 << 17  # bytes of a float tensor worth storing in 8 bits


def export(
    model: SentenceModel, tokenizer: Tokenizer, card: Mapping[str, object], folder: Path
) -> None:
    """Write the folder; an existing one is replaced file by file, its card last.

    card: what is to be known about the model; ``sha256``, ``dimension`` and ``longest`` are added.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as place:
        plain = Path(place) / "plain.onnx"
        to_onnx(model, plain)
        shipped = Tokenizer.from_str(tokenizer.to_str())
        shipped.no_padding()
        shipped.enable_truncation(LONGEST)
        quantise(plain, folder / MODEL, model.transformer.config.num_attention_heads,
                 model.transformer.config.hidden_size,
                 lambda path: vectors_at(path, shipped))  # fmt: skip
    shipped.save(str(folder / TOKENIZER), pretty=False)
    write_folder(folder, card, model.transformer.config.hidden_size, LONGEST)
    write_check(folder)


def write_folder(folder: Path, card: Mapping[str, object], dimension: int, longest: int) -> None:
    """What makes a folder with model and tokenizer one of ours: its card, and for the service's
    Python what `sentence_transformers` needs to run the same graph."""
    _write(
        folder / "modules.json",
        [{"idx": 0, "name": "0", "path": "", "type": f"{_MODULE}.OnnxSentenceEncoder"}],
    )
    _write(
        folder / "config_sentence_transformers.json",
        {"model_type": "SentenceTransformer", "prompts": {}, "default_prompt_name": None,
         "similarity_fn_name": "cosine"},
    )  # fmt: skip
    write_card(folder, {**card, "dimension": dimension, "longest": longest})


def write_card(
    folder: Path, card: Mapping[str, object], files: Sequence[str] = (MODEL, TOKENIZER)
) -> None:
    """The card, with the hashes of the *files* that it is about."""
    hashes = {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in files}
    _write(folder / CARD, {**card, "sha256": hashes})


def write_check(folder: Path) -> None:
    """Vectors of a few texts beside the model, to compare with where it runs elsewhere."""
    vectors = OnnxEncoder(folder).encode(_CHECKED)
    rows = [
        {"text": text, "vector": [round(float(value), 5) for value in vector]}
        for text, vector in zip(_CHECKED, vectors, strict=True)
    ]
    (folder / CHECK).write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
    )


_CHECKED = (
    "tf ke bca dari td pagi blm msk, saldo udh kepotong 😭",
    "Selamat pagi, saya ingin menutup rekening almarhum ayah saya.",
    "iki kartuku ketelen mesin ATM piye yo",
    "can I talk to an actual human please",
    "p",
    "",
)
#: What the loss of 8 bits is looked at with: all kinds of messages, of any length.
_TRIED = (
    *_CHECKED[:-1],
    "ga ada yang bisa bantu apa? udah 3x nanya jawabannya itu itu aja!!",
    "Berapa biaya administrasi bulanan untuk tabungan biasa?",
    "kartu sy ilang td siang di pasar, tolong di blokir dl min takut kepake org",
    "halo",
    "My salary usually arrives on the 25th but nothing has come in yet, should I be worried?",
    "Mohon maaf, saya sudah menyampaikan hal ini tiga kali. Baik, jadi tidak ada solusi ya.",
    "cicilan kpr bulan ini blm bisa bayar full, bisa minta keringanan ga ya kak",
    "mantul makasih banyak kak 🙏",
    "cuaca besok gimana",
    "saldo",
)
_MODULE = "handoff.adapters.sentence_transformer"


def to_onnx(model: SentenceModel, path: Path) -> None:
    """The float graph: ids and mask to unit vectors, any number of texts of any length."""
    model.eval()
    ids = torch.randint(5, 1000, (2, 9))
    mask = torch.ones_like(ids)
    mask[1, 6:] = 0
    model.transformer.set_attn_implementation("eager")
    torch.onnx.export(
        model,
        (ids, mask),
        str(path),
        input_names=list(_INPUTS),
        output_names=["sentence_embedding"],
        dynamic_axes={name: {0: "texts", 1: "pieces"} for name in _INPUTS}
        | {"sentence_embedding": {0: "texts"}},
        opset_version=17,
        dynamo=False,
    )


def quantise(
    plain: Path, path: Path, heads: int, hidden: int, said: Callable[[Path], NDArray[np.float32]]
) -> None:
    """Fuse the graph's attention, then store weights in 8 bits, one scale for each column.

    Rows of the embedding table have a scale of their own: common and rare pieces differ in length.
    In a few layers single values behind the activation are so large that 8 bits for all of them
    leave nothing for the rest; the products that lose most stay in float.

    said: what the model at a path makes of texts that are tried, one row each.
    """
    fusion = FusionOptions("bert")
    fusion.enable_embed_layer_norm = False  # its table could not be stored in 8 bits
    fused = optimize_model(
        str(plain), model_type="bert", num_heads=heads, hidden_size=hidden,
        optimization_options=fusion, opt_level=0, only_onnxruntime=False,
    )  # fmt: skip
    between = plain.with_name("fused.onnx")
    fused.save_model_to_file(str(between))
    _to_int8(between, path, _losing_most(between, plain.with_name("tried.onnx"), said))


def _to_int8(fused: Path, path: Path, floats: Sequence[str]) -> None:
    """floats: names of products that stay as they are."""
    quantize_dynamic(
        str(fused),
        str(path),
        op_types_to_quantize=["MatMul", "Attention"],
        weight_type=QuantType.QInt8,
        per_channel=True,
        nodes_to_exclude=list(floats),
        extra_options={
            "MatMulConstBOnly": True,
            "DefaultTensorType": onnx.TensorProto.FLOAT,
        },
    )
    graph = onnx.load(str(path))
    _quantise_tables(graph.graph)
    onnx.save(graph, str(path))


def _losing_most(
    fused: Path, tried: Path, said: Callable[[Path], NDArray[np.float32]]
) -> list[str]:
    """The _FLOATS products behind an activation without which 8 bits come nearest to floats."""
    graph = onnx.load(str(fused)).graph
    shapes = {table.name: tuple(table.dims) for table in graph.initializer}
    behind = [
        node.name for node in graph.node
        if node.op_type == "MatMul" and len(shape := shapes.get(node.input[1], ())) == 2
        and shape[0] > shape[1]
    ]  # fmt: skip
    wanted = said(fused)
    far = {}
    for name in behind:
        _to_int8(fused, tried, [name])
        far[name] = float(((said(tried) - wanted) ** 2).sum(axis=1).mean())
    return sorted(behind, key=far.__getitem__)[:_FLOATS]


def vectors_at(path: Path, tokenizer: Tokenizer) -> NDArray[np.float32]:
    """What the sentence encoder at a path makes of texts of all kinds, one row each."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    rows = []
    for encoded in tokenizer.encode_batch(list(_TRIED)):
        ids = np.array([encoded.ids], np.int64)
        inputs = dict(zip(_INPUTS, (ids, np.ones_like(ids)), strict=True))
        rows.append(session.run(None, inputs)[0][0])
    return np.stack(rows)


def _quantise_tables(graph: onnx.GraphProto) -> None:
    """Replace each look-up in a large float table by one in int8 with a scale for every row."""
    tables = {
        t.name: t for t in graph.initializer
        if t.data_type == onnx.TensorProto.FLOAT and len(t.raw_data) > _SMALLEST
        and len(t.dims) == 2
    }  # fmt: skip
    nodes = []
    for node in graph.node:
        table = tables.get(node.input[0]) if node.op_type == "Gather" else None
        if table is None:
            nodes.append(node)
            continue
        values = onnx.numpy_helper.to_array(table)
        scale = abs(values).max(axis=1, keepdims=True).clip(min=1e-12) / 127
        rows = (values / scale).round().astype("int8")
        name = table.name
        graph.initializer.remove(table)
        graph.initializer.append(onnx.numpy_helper.from_array(rows, name))
        graph.initializer.append(
            onnx.numpy_helper.from_array(scale.astype("float32"), name + "_scale")
        )
        indices, out = node.input[1], node.output[0]
        nodes += [
            onnx.helper.make_node("Gather", [name, indices], [out + "_int8"], axis=0),
            onnx.helper.make_node(
                "Cast", [out + "_int8"], [out + "_raw"], to=onnx.TensorProto.FLOAT
            ),
            onnx.helper.make_node("Gather", [name + "_scale", indices], [out + "_scale"], axis=0),
            onnx.helper.make_node("Mul", [out + "_raw", out + "_scale"], [out]),
        ]
    del graph.node[:]
    graph.node.extend(nodes)


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
