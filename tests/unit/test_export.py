"""Another encoder becomes a folder of our format: the same vectors, with its own pooling."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense, Normalize, Pooling
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from handoff.adapters.sentence_encoder import OnnxEncoder, is_own, load
from handoff.training.foreign import NotExportable, export

TEXTS = ("saldo saya berapa ya", "kartu ketelan mesin", "Halo", "can I talk to a person", "p")
_WORDS = {word for text in TEXTS for word in text.lower().split()} | {"query", ":"}


def made(folder: Path, *, pooling: str = "mean", dense: int = 0, prompts: bool = False) -> Path:
    """A tiny BERT with random weights, saved as `sentence_transformers` saves its models."""
    from sentence_transformers.base.modules import Transformer

    torch.manual_seed(3)
    vocabulary = {
        word: i for i, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *sorted(_WORDS)])
    }
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    plain = folder / "plain"
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]",
        cls_token="[CLS]", sep_token="[SEP]",
    ).save_pretrained(plain)  # fmt: skip
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=64, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=128, max_position_embeddings=32,
    )  # fmt: skip
    BertModel(config, add_pooling_layer=False).save_pretrained(plain)
    parts: list[torch.nn.Module] = [Transformer(str(plain)), Pooling(64, pooling_mode=pooling)]
    if dense:
        parts += [Dense(64, dense), Normalize()]
    model = SentenceTransformer(
        modules=parts, device="cpu",
        prompts={"query": "query: "} if prompts else None,
        default_prompt_name="query" if prompts else None,
    )  # fmt: skip
    model.save(str(folder / "model"))
    return folder / "model"


@pytest.mark.parametrize(
    ("pooling", "dense", "prompts"),
    [("mean", 0, False), ("cls", 0, False), ("mean", 48, False), ("mean", 0, True)],
)
def test_the_folder_gives_the_vectors_of_the_model(
    tmp_path: Path, pooling: str, dense: int, prompts: bool
) -> None:
    name = made(tmp_path, pooling=pooling, dense=dense, prompts=prompts)
    folder = tmp_path / "ours"
    export(str(name), folder, TEXTS, eight_bits=False)
    expected = SentenceTransformer(str(name), device="cpu").encode(
        list(TEXTS), normalize_embeddings=True
    )
    assert is_own(str(folder))
    encoder = load(str(folder))
    assert encoder.dimension == (dense or 64)
    np.testing.assert_allclose(encoder.encode(TEXTS), expected, atol=1e-4)


def test_eight_bits_stay_near_and_say_how_near(tmp_path: Path) -> None:
    name = made(tmp_path)
    near = export(str(name), tmp_path / "ours", TEXTS)
    assert near.mean > 0.98
    card = json.loads((tmp_path / "ours" / "card.json").read_text("utf-8"))
    told = {name: card[name] for name in ("weights", "dimension", "longest")}
    assert told == {"weights": "8 bits", "dimension": 64, "longest": 32}
    assert card["version"].startswith("ours+")
    assert str(tmp_path) not in json.dumps(card)


def test_a_long_text_is_cut_where_the_model_cuts_it(tmp_path: Path) -> None:
    name = made(tmp_path)
    export(str(name), tmp_path / "ours", TEXTS, eight_bits=False)
    assert np.isfinite(OnnxEncoder(tmp_path / "ours").encode(["saldo " * 500, ""])).all()


def test_what_has_no_transformer_is_refused_in_words(tmp_path: Path) -> None:
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "saldo": 1}, unk_token="[UNK]"))
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_dim=8)], device="cpu").save(
        str(tmp_path / "static")
    )
    with pytest.raises(NotExportable, match="Rasa cannot"):
        export(str(tmp_path / "static"), tmp_path / "ours", TEXTS)
    assert not is_own(str(tmp_path / "ours"))
