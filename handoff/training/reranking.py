"""`hangat train reranker`, and how well it reads (`hangat measure reranker`)."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from handoff.adapters.question_classifier import QuestionClassifier
from handoff.adapters.reranker import OnnxReranker, Pairs
from handoff.adapters.sentence_encoder import CARD, MODEL, TOKENIZER, read_card
from handoff.knowledge.articles import Article
from handoff.knowledge.context import rank_in_context
from handoff.knowledge.reranking import FEATURES, Verdict, ranked, telling, yes_or_no
from handoff.knowledge.weighing import Expected, Weighing, unread, weigh, worth_reading
from handoff.training import export, rows
from handoff.training.chains import chains
from handoff.training.checkpoint import Checkpoint
from handoff.training.follow_ups import FollowUp, follow_ups
from handoff.training.in_context import (
    SEED,
    Looked,
    asking_nothing,
    first_questions,
    foreign,
    look,
)
from handoff.training.noise import Noise
from handoff.training.plan import Sources
from handoff.training.reranker import (
    GAP_KIND,
    IDLE_KIND,
    CrossEncoder,
    Moment,
    Recipe,
    moment,
    sentence_vectors,
    train,
)
from handoff.training.retrieval import Search, articles
from handoff.training.shipped import load_body

Report = Callable[[str], None]
Read = Callable[[Moment], "Outcome"]
Expect = Callable[[Looked], Expected]
#: Moments with which the loss of 8 bits is looked at.
_TRIED = 40
#: What `compare` measures on, by part.
MEASURED = {
    "calibration": ("held", "follow-ups", "chains"),
    "test": ("held", "follow-ups", "chains", "questions"),
}
#: Share of the moments that are learnt behind a wrong answer.
_MISLED = 0.12


def messages(
    part: str, sources: Sources, articles: Mapping[str, Article]
) -> dict[str, list[FollowUp]]:
    """Those of one part, by where they come from: "held" are conversations with the assistant.

    Calibration has no questions that stand by themselves.
    """
    whole = chains(sources.data / "chains" / part, articles)
    found = {
        "follow-ups": follow_ups(sources.data / "follow_ups" / part),
        "chains": [row for row in whole if not row.talk],
        "held": [row for row in whole if row.talk],
    }
    if part != "calibration":
        found["questions"] = [
            *foreign(part, [row for rows in found.values() for row in rows]),
            *first_questions(part, articles),
        ]
    if part == "train":
        found["asking nothing"] = asking_nothing(sources.nlu)
    return found


def moments(
    part: str,
    sources: Sources,
    search: Search,
    *,
    with_answer: bool,
    of: str | None = None,
    expect: Expect | None = None,
) -> list[Moment]:
    """Those of one part, or of one source of it; see `messages`.

    What was held is not in the whole of the train part: the weighing learns from it how far the
    models are to be trusted, so none of them may have seen it.
    """
    known = {each.slug: each for each in articles(sources.data / "knowledge")}
    found = messages(part, sources, known)
    if part == "train" and of is None:
        del found["held"]
    read = found[of] if of else [row for rows in found.values() for row in rows]
    vectors = sentence_vectors(known, search.vectors)
    looked = look(search, read, {})
    if part == "train" and of is None:
        looked = misled(looked)
    return [
        moment(
            each, known, vectors, with_answer=with_answer,
            expected=expect(each) if expect else None,
        )
        for each in looked
    ]  # fmt: skip


def misled(looked: Sequence[Looked], seed: int = SEED) -> list[Looked]:
    """Some of them as if the assistant had just told a neighbour instead, as it sometimes does."""
    chance = random.Random(f"misled {seed}")
    made = []
    for each in looked:
        context = each.row.context
        if each.row.kind is not None and context.leant_on() and chance.random() < _MISLED:
            found = rank_in_context(each.alone, each.together, context)
            wrong = next(r.slug for r in found if r.slug not in (each.row.answer, *context.told))
            told = (*context.told, wrong)
            each = replace(each, row=replace(each.row, context=replace(context, told=told)))
        made.append(each)
    return made


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares.

    As in `in_context.Figures`: *first*, *right*, *astray*, *needless*, *own*. *opens*: as *own*, of
    questions with which a conversation begins. *sentence*: the best
    sentence is the one that the writer put first, of the messages whose article came first;
    *said*: what is said holds it; *gap*, *idle*: recognised as such where no article is given.
    *polar*: yes or no is said rightly where a reader of the data would, of right best sentences;
    *contrary*: of what is said as yes or no to right best sentences, what no reader would.
    """

    first: float
    right: float
    astray: float
    needless: float
    own: float
    opens: float
    sentence: float
    said: float
    gap: float
    idle: float
    polar: float
    contrary: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of a moment: the first article, whether it is given, what of it is said.

    *best*: its likeliest sentence; *gap*: where none is given, whether it was taken for a question;
    *polar*: what is said before it.
    """

    slug: str
    given: bool
    best: str
    said: tuple[str, ...]
    gap: bool = True
    polar: str | None = None


def weighed(reranker: OnnxReranker | None, classifier: QuestionClassifier) -> Read:
    """What the product does; without a reranker, what it does while many write at once."""

    def read(each: Moment) -> Outcome:
        context = each.row.context
        assert each.expected is not None
        if reranker is None:
            said = guess(each, classifier.weighings.unread)
        else:
            some = worth_reading(guess(each, classifier.weighings.unread))
            given = [each.candidates[place] for place in some]
            said = reranker.read(each.row.text, context.leant_on(), given)
            said = weigh(said, each.expected, context, classifier.weighings.read)
        top = ranked(said)[0]
        best = said.sentences(top.slug)[0][0].sentence
        return Outcome(
            top.slug, top.fits, best, telling(said, top.slug), said.gap >= said.idle,
            yes_or_no(said, top.slug),
        )  # fmt: skip

    return read


def guess(each: Moment, weighing: Weighing) -> Verdict:
    """What a moment's candidates are worth before anybody has read them."""
    assert each.expected is not None
    return weigh(unread(each.candidates), each.expected, each.row.context, weighing)


def by_likeness(each: Moment) -> Outcome:
    """What it does without one, and the sentence that is most like the message."""
    top, at = each.found[0], FEATURES.index("own")
    best = max((c for c in each.candidates if c.slug == top.slug), key=lambda c: c.features[at])
    return Outcome(top.slug, top.fits, best.sentence, (best.sentence,))


def figures(data: Sequence[Moment], read: Read) -> Figures:
    """What comes of the moments."""
    found: dict[str, list[bool]] = {name: [] for name in Figures.__dataclass_fields__}
    for each in data:
        row, came = each.row, read(each)
        given = came.slug if came.given else None
        if row.own:
            found["own" if row.context.leant_on() else "opens"].append(given == row.answer)
        elif row.answer is None:
            found["needless"].append(given is not None)
            if given is None and row.kind is not None:
                found[{GAP_KIND: "gap", IDLE_KIND: "idle"}[row.kind]].append(
                    came.gap == (row.kind == GAP_KIND)
                )
        else:
            found["first"].append(came.slug == row.answer)
            found["right"].append(given == row.answer)
            found["astray"].append(given not in (None, row.answer))
            if row.says and came.slug == row.answer:
                found["sentence"].append(came.best == row.says[0])
                found["said"].append(row.says[0] in came.said)
                if row.polar is not None and came.best == row.says[0]:
                    if row.polar != "neither":
                        found["polar"].append(came.polar == row.polar)
                    if came.polar is not None:
                        found["contrary"].append(came.polar != row.polar)
    return Figures(**{name: round(float(np.mean(v or [False])), 3) for name, v in found.items()})


def compare(
    part: str, sources: Sources, encoder: Path, folder: Path, questions: Path
) -> Iterator[tuple[str, dict[str, Figures]]]:
    """By source: the figures of what the product does, and of the search alone.

    folder, questions: of the reranker and of the classifier.
    """
    search, reranker = Search(str(encoder), sources.data / "knowledge"), OnnxReranker(folder)
    classifier = QuestionClassifier(questions)

    def expect(each: Looked) -> Expected:
        return classifier.expect(each.text, each.row.context)

    for source in MEASURED[part]:
        data = moments(part, sources, search, with_answer=False, of=source, expect=expect)
        yield (
            source,
            {
                "by likeness": figures(data, by_likeness),
                "unread": figures(data, weighed(None, classifier)),
                "read": figures(data, weighed(reranker, classifier)),
            },
        )


def train_reranker(
    sources: Sources, encoder: Path, folder: Path, work: Path, recipe: Recipe, report: Report
) -> None:
    """Train on the lower layers of a shipped encoder, and write the model's folder.

    encoder: the folder of that encoder, whose search finds the sentences, too; work: where a
    stopped run is kept. One of the same recipe, encoder and data goes on where it was.
    """
    torch.set_flush_denormal(True)
    torch.set_num_threads(min(2, os.cpu_count() or 1))
    slang = rows.slang_pairs(sources.open) if "indocollex" not in sources.missing() else ()
    search = Search(str(encoder), sources.data / "knowledge")
    # Where no writer chose the sentences, every sentence of an article would do: that blurs more
    # than it teaches, now that there are many more of the others.
    data = [
        each for each in moments("train", sources, search, with_answer=True)
        if each.row.kind is not None or each.row.own
    ]  # fmt: skip
    report(f"{len(data):,} moments")
    transformer, tokenizer = load_body(encoder)
    model = CrossEncoder(transformer, recipe.layers)
    began = time.monotonic()
    version = data_version(sources)
    made_with = f"{version} {read_card(encoder)['version']} {json.dumps(asdict(recipe))}"
    checkpoint = Checkpoint(work / "reranker.safetensors", made_with)
    train(model, tokenizer, data, recipe, Noise(slang), report, checkpoint)
    card = {
        "version": f"{folder.name}+{version}",
        "kind": "reranker",
        "encoder": read_card(encoder)["version"],
        "body": f"the lower {recipe.layers} layers of {encoder.name}",
        "moments": len(data),
        "recipe": asdict(recipe),
        "trained": {
            "on": datetime.now(UTC).date().isoformat(),
            "minutes": round((time.monotonic() - began) / 60, 1),
            "torch": torch.__version__,
            "machine": platform.machine(),
        },
    }
    write(model, tokenizer, data[:_TRIED], card, folder)
    checkpoint.remove()
    report(f"{folder} is written")


def write(
    model: CrossEncoder, tokenizer: Tokenizer, tried: Sequence[Moment],
    card: Mapping[str, object], folder: Path,
) -> None:  # fmt: skip
    """The folder that the product ships. *tried*: what the loss of 8 bits is looked at with."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).unlink(missing_ok=True)
    pairs = Pairs(tokenizer)
    inputs = [
        given
        for each in tried
        for given in pairs.inputs(each.row.text, each.row.context.leant_on(), each.candidates)
    ]
    config = model.transformer.config
    with tempfile.TemporaryDirectory() as place:
        plain = Path(place) / "plain.onnx"
        _to_onnx(model, plain)
        export.quantise(
            plain, folder / MODEL, config.num_attention_heads, config.hidden_size,
            lambda path: _scores_at(path, inputs),
        )  # fmt: skip
    tokenizer.save(str(folder / TOKENIZER), pretty=False)
    export.write_card(folder, card)


def _to_onnx(model: CrossEncoder, path: Path) -> None:
    """The float graph: pairs and features to the scores of each."""
    model.eval()
    ids = torch.randint(5, 1000, (2, 9))
    mask = torch.ones_like(ids)
    mask[1, 6:] = 0
    kinds = torch.zeros_like(ids)
    kinds[:, 4:] = 1
    names = ["input_ids", "attention_mask", "token_type_ids", "features"]
    torch.onnx.export(
        model,
        (ids, mask, kinds, torch.zeros(2, len(FEATURES))),
        str(path),
        input_names=names,
        output_names=["scores"],
        dynamic_axes={name: {0: "pairs", 1: "pieces"} for name in names[:3]}
        | {"features": {0: "pairs"}, "scores": {0: "pairs"}},
        opset_version=17,
        dynamo=False,
    )


def _scores_at(path: Path, inputs: Sequence[Mapping[str, NDArray[Any]]]) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return np.concatenate([session.run(None, dict(given))[0] for given in inputs])


def data_version(sources: Sources) -> str:
    digest = hashlib.sha256()
    read = [*(sources.data / "follow_ups" / "train").glob("*.jsonl"),
            *(sources.data / "chains" / "train").glob("*.jsonl"),
            *(sources.data / "knowledge").glob("*.md"),
            *(sources.data / "questions" / "train").glob("*.jsonl")]  # fmt: skip
    for path in sorted(read):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
