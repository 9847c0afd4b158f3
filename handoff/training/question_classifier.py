"""`hangat train questions`: the classifier of questions, and what each reading is worth.

The networks learn from every labelled message and every line and sentence of the articles. The
weighing (`handoff.knowledge.weighing`) is learnt from conversations that were held with the
assistant: the reranker never sees these, and the networks are asked about each by copies that were
trained without it and its fold.
"""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import zip_longest
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.numpy import save
from torch import Tensor, nn

from handoff.adapters.question_classifier import (
    GAP,
    IDLE,
    WEIGHTS,
    Array,
    QuestionClassifier,
    Sentences,
    chances,
    expected,
    hidden_of,
    key_of,
    seen,
    sentence_chances,
    told_of,
)
from handoff.adapters.reranker import OnnxReranker
from handoff.adapters.sentence_encoder import CARD, load, read_card
from handoff.knowledge.articles import LANGUAGES, Article
from handoff.knowledge.context import Context
from handoff.knowledge.reranking import Verdict, sentences
from handoff.knowledge.weighing import (
    ARTICLE,
    OTHER,
    SENTENCE,
    Expected,
    Rows,
    Weighing,
    article_rows,
    other_rows,
    sentence_rows,
    unread,
    worth_reading,
)
from handoff.training import export
from handoff.training.follow_ups import FollowUp
from handoff.training.in_context import look
from handoff.training.plan import Sources
from handoff.training.reranker import GAP_KIND, Moment, moment, sentence_vectors
from handoff.training.reranking import data_version, guess, messages
from handoff.training.retrieval import Search, articles

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the outcome beside data, encoder and reranker."""

    seeds: tuple[int, ...] = (1, 2, 3)
    hidden: int = 512
    epochs: int = 10
    batch: int = 128
    rate: float = 2e-3
    decay: float = 0.02
    dropout: float = 0.5
    smoothing: float = 0.05
    held: float = 2.0  # what a message of a held conversation counts; others and lines 1
    itself: float = 0.5  # what a sentence counts as a question that it answers itself
    folds: int = 5
    ridge: float = 3.0  # on weights of columns in units of their spread


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Rows to learn from: what a network reads, what was told, its class, what it counts.

    *says*: the class of the sentence that answers best; -1 where nobody chose one.
    """

    read: Array
    told: Array
    wanted: NDArray[np.int64]
    says: NDArray[np.int64]
    counts: Array

    def __add__(self, other: _Lesson) -> _Lesson:
        return _Lesson(
            np.concatenate([self.read, other.read]), np.concatenate([self.told, other.told]),
            np.concatenate([self.wanted, other.wanted]), np.concatenate([self.says, other.says]),
            np.concatenate([self.counts, other.counts]),
        )  # fmt: skip

    def only(self, kept: NDArray[np.bool_]) -> _Lesson:
        return _Lesson(
            self.read[kept], self.told[kept], self.wanted[kept], self.says[kept], self.counts[kept]
        )


@dataclass(frozen=True, slots=True)
class _Classes:
    """The articles with "gap" and "idle", and the sentences, those of an article side by side."""

    names: list[str]
    keys: dict[str, list[tuple[str, ...]]]
    sentences: Sentences

    @classmethod
    def of(cls, known: Mapping[str, Article]) -> _Classes:
        keys = {slug: _keys(known[slug]) for slug in sorted(known)}
        return cls([*keys, GAP, IDLE], keys, Sentences(keys))


def train_classifier(
    sources: Sources, encoder: Path, reranker: Path, folder: Path, report: Report,
    recipe: Recipe | None = None,
) -> None:  # fmt: skip
    """Train both, and write the folder. encoder, reranker: the folders of those that are in use."""
    recipe = recipe or Recipe()
    torch.set_num_threads(min(2, os.cpu_count() or 1))
    began = time.monotonic()
    known = {each.slug: each for each in articles(sources.data / "knowledge")}
    classes = _Classes.of(known)
    found = messages("train", sources, known)
    held = [row for row in found["held"] if _class_of(row) is not None]
    written = [
        row for of in ("chains", "follow-ups") for row in found[of] if _class_of(row) is not None
    ]
    lines = {
        line.text: FollowUp(line.text, Context(), slug)
        for slug, article in known.items() for line in article.lines()
    }  # fmt: skip
    itself = [
        FollowUp(text, Context(), slug, says=(text,))
        for slug, article in known.items() for language in LANGUAGES
        for text in sentences(article.wording(language))
    ]  # fmt: skip
    rows = [*held, *written, *lines.values(), *itself]
    report(f"{len(rows):,} messages and lines, {len(held):,} of them from held conversations")
    vectors = _vectors(encoder, rows, report)
    of_held = _lesson(held, vectors, classes, recipe.held)
    others = _lesson([*written, *lines.values()], vectors, classes, 1.0)
    others += _lesson(itself, vectors, classes, recipe.itself)
    fold = _folds(held, recipe.folds)
    hoped: list[Expected] = [Expected({}, 0.0, 0.0)] * len(held)
    for number in range(recipe.folds):
        report(f"fold {number + 1} of {recipe.folds}")
        inside = fold == number
        weights = _networks(of_held.only(~inside) + others, classes, recipe)
        those = of_held.only(inside)
        hidden = hidden_of(weights, len(recipe.seeds), those.read)
        folded = chances(weights, hidden, those.told)
        shares = sentence_chances(weights, hidden, classes.sentences)
        for place, row, share in zip(np.flatnonzero(inside), folded, shares, strict=True):
            hoped[place] = expected(row, classes.names, share, classes.sentences)
    report("all of them")
    weights = _networks(of_held + others, classes, recipe)
    search = Search(str(encoder), sources.data / "knowledge")
    parts = sentence_vectors(known, search.vectors)
    moments = [
        moment(each, known, parts, with_answer=False, expected=one)
        for each, one in zip(look(search, held, {}), hoped, strict=True)
    ]
    before = learn(moments, [unread(each.candidates) for each in moments], recipe.ridge)
    report("reading them")
    read = [_only(each, worth_reading(guess(each, before))) for each in moments]
    verdicts = _read(OnnxReranker(reranker), read, report)
    learnt = {"read": learn(read, verdicts, recipe.ridge), "unread": before}
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CARD).unlink(missing_ok=True)
    (folder / WEIGHTS).write_bytes(
        save({name: np.ascontiguousarray(value, np.float16) for name, value in weights.items()})
    )
    export.write_card(
        folder,
        {
            "version": f"{folder.name}+{data_version(sources)}",
            "kind": "classifier of questions",
            "encoder": read_card(encoder)["version"],
            "reranker": read_card(reranker)["version"],
            "learnt_from": {"held": len(held), "written": len(written), "lines": len(lines)},
            "recipe": asdict(recipe),
            "seeds": list(recipe.seeds),
            "classes": classes.names,
            "sentences": {
                slug: [" ".join(each) for each in of] for slug, of in classes.keys.items()
            },
            **{
                name: {part: [round(x, 4) for x in found] for part, found in asdict(each).items()}
                for name, each in learnt.items()
            },
            "trained": {
                "on": datetime.now(UTC).date().isoformat(),
                "minutes": round((time.monotonic() - began) / 60, 1),
                "torch": torch.__version__,
                "machine": platform.machine(),
            },
        },
        (WEIGHTS,),
    )  # fmt: skip
    QuestionClassifier(folder)
    report(f"{folder} is written")


def _class_of(row: FollowUp) -> str | None:
    """None where nobody has said what a message without an article is."""
    if row.answer is not None:
        return row.answer
    return None if row.kind is None else GAP if row.kind == GAP_KIND else IDLE


def _vectors(encoder: Path, rows: Sequence[FollowUp], report: Report) -> dict[str, Array]:
    texts = list(
        dict.fromkeys(text for row in rows for text in (row.text, *row.context.behind(row.text)))
    )
    loaded, made = load(str(encoder)), []
    for start in range(0, len(texts), 4096):
        report(f"text {start:,} of {len(texts):,}")
        made.append(loaded.encode(texts[start : start + 4096]))
    return dict(zip(texts, np.concatenate(made), strict=True))


def _keys(article: Article) -> list[tuple[str, ...]]:
    """Of each sentence, in every language: article for article they say the same in one order."""
    wordings = [article.wording(language) for language in LANGUAGES]
    parts = [(each.sentences(), each.details, each.steps) for each in wordings]
    return [
        tuple(key_of(text) for text in same if text is not None)
        for kind in zip(*parts, strict=True)
        for same in zip_longest(*kind)
    ]


def _lesson(
    rows: Sequence[FollowUp], vectors: dict[str, Array], classes: _Classes, counts: float
) -> _Lesson:
    names = classes.names
    place = {name: number for number, name in enumerate(names)}
    says = [classes.sentences.place(row.answer or "", row.says[0]) if row.says else None
            for row in rows]  # fmt: skip
    return _Lesson(
        np.stack(
            [seen([vectors[t] for t in (r.text, *r.context.behind(r.text))], r.context)
             for r in rows]
        ),
        np.stack([told_of(row.context, names) for row in rows]),
        np.array([place[_class_of(row) or IDLE] for row in rows]),
        np.array([-1 if each is None else each for each in says]),
        np.full(len(rows), counts, np.float32),
    )  # fmt: skip


def _folds(rows: Sequence[FollowUp], folds: int) -> NDArray[np.int64]:
    """Conversations stay whole."""
    talks = list(dict.fromkeys(row.talk for row in rows))
    at = {talk: number * folds // len(talks) for number, talk in enumerate(talks)}
    return np.array([at[row.talk] for row in rows])


def _networks(lesson: _Lesson, classes: _Classes, recipe: Recipe) -> dict[str, Array]:
    made: dict[str, Array] = {}
    for number, seed in enumerate(recipe.seeds):
        for name, value in _network(lesson, classes, recipe, seed).items():
            made[f"{number} {name}"] = value
    return made


def _network(lesson: _Lesson, classes: _Classes, recipe: Recipe, seed: int) -> dict[str, Array]:
    """One network, as `QuestionClassifier` computes it."""
    torch.manual_seed(seed)
    starts, sizes = map(torch.from_numpy, (classes.sentences.starts, classes.sentences.counts))
    first = nn.Linear(lesson.read.shape[1], recipe.hidden)
    second = nn.Linear(recipe.hidden, len(classes.names))
    part = nn.Linear(recipe.hidden, int(sizes.sum()))
    told = nn.Parameter(torch.zeros(2))
    optimizer = torch.optim.AdamW(
        [*first.parameters(), *second.parameters(), *part.parameters(), told],
        lr=recipe.rate, weight_decay=recipe.decay,
    )  # fmt: skip
    loss = nn.CrossEntropyLoss(reduction="none", label_smoothing=recipe.smoothing)
    read, before = torch.from_numpy(lesson.read), torch.from_numpy(lesson.told)
    wanted, counts = torch.from_numpy(lesson.wanted), torch.from_numpy(lesson.counts)
    says, within = torch.from_numpy(lesson.says), torch.arange(int(sizes.max()))
    a_round = len(read) // recipe.batch
    steps = recipe.epochs * a_round
    for step in range(steps):
        place = step % a_round
        if not place:
            order = torch.randperm(len(read))
        some = order[place * recipe.batch :][: recipe.batch]
        for group in optimizer.param_groups:
            group["lr"] = recipe.rate * (1 - step / steps)
        hidden = nn.functional.dropout(torch.relu(first(read[some])), recipe.dropout)
        scores: Tensor = second(hidden) + before[some] @ told
        lost = (loss(scores, wanted[some]) * counts[some]).mean()
        # The sentence that answers, among those of its article.
        known = some[says[some] >= 0]
        start, size = starts[wanted[known]], sizes[wanted[known]]
        places = (start[:, None] + within).clamp(max=part.out_features - 1)
        among = part(hidden[says[some] >= 0]).gather(1, places)
        among = among.masked_fill(within >= size[:, None], -torch.inf).log_softmax(dim=1)
        right = among.gather(1, (says[known] - start)[:, None])[:, 0]
        lost = lost - (right * counts[known]).sum() / len(some)
        optimizer.zero_grad()
        lost.backward()
        optimizer.step()
    return {
        "in weight": first.weight.detach().numpy().T,
        "in bias": first.bias.detach().numpy(),
        "out weight": second.weight.detach().numpy().T,
        "out bias": second.bias.detach().numpy(),
        "part weight": part.weight.detach().numpy().T,
        "part bias": part.bias.detach().numpy(),
        "told": told.detach().numpy(),
    }


def _read(reranker: OnnxReranker, moments: Sequence[Moment], report: Report) -> list[Verdict]:
    """On two threads: each reading takes one of them for a tenth of a second."""
    done: list[Verdict] = []
    with ThreadPoolExecutor(2) as threads:
        for verdict in threads.map(
            lambda each: reranker.read(each.row.text, each.row.context.leant_on(), each.candidates),
            moments,
        ):
            done.append(verdict)
            if len(done) % 200 == 0:
                report(f"{len(done):,} of {len(moments):,} read")
    return done


def _only(whole: Moment, places: Sequence[int]) -> Moment:
    """With the candidates at some places alone."""
    return replace(
        whole,
        candidates=tuple(whole.candidates[place] for place in places),
        worth=(*(whole.worth[place] for place in places), *whole.worth[-2:]),
    )


def learn(moments: Sequence[Moment], verdicts: Sequence[Verdict], ridge: float) -> Weighing:
    """The weighing under which the right answers are likeliest.

    Moments whose right article was not among those that were read teach nothing of articles, and
    those whose writer chose no sentence nothing of sentences.
    """
    whole, single = [], []
    width = len(ARTICLE) + 2 * len(OTHER)
    for each, verdict in zip(moments, verdicts, strict=True):
        assert each.expected is not None
        slugs, mine = article_rows(verdict, each.expected)
        leaning = bool(each.row.context.leant_on())
        others = other_rows(verdict, each.expected, leaning=leaning)
        rows = np.zeros((len(slugs) + 2, width))
        rows[: len(slugs), : len(ARTICLE)] = mine
        rows[-2, len(ARTICLE) : len(ARTICLE) + len(OTHER)] = others[0]
        rows[-1, len(ARTICLE) + len(OTHER) :] = others[1]
        right = np.array([*(slug == each.row.answer for slug in slugs), *each.worth[-2:]], bool)
        if right.any():
            whole.append((rows, right))
        places = [i for i, one in enumerate(each.candidates) if one.slug == each.row.answer]
        best = np.array([each.worth[i] == 1.0 for i in places], bool)
        if each.row.says and best.any():
            single.append(
                (
                    sentence_rows(
                        [each.candidates[i] for i in places],
                        [verdict.chances[i] for i in places],
                        each.expected,
                    ),
                    best,
                )
            )
    counted = _logit(whole, ridge)
    one, two = len(ARTICLE), len(ARTICLE) + len(OTHER)
    sentence = _logit(single, ridge)
    assert len(sentence) == len(SENTENCE)
    return Weighing(counted[:one], counted[one:two], counted[two:], sentence)


def _logit(choices: Sequence[tuple[Rows, NDArray[np.bool_]]], ridge: float) -> tuple[float, ...]:
    """A conditional logit: what each column counts."""
    rows = np.concatenate([each for each, _ in choices])
    spread = rows.std(axis=0) + 1e-6
    x = torch.from_numpy(rows / spread)
    right = torch.from_numpy(np.concatenate([each for _, each in choices])).double()
    of = torch.repeat_interleave(
        torch.arange(len(choices)), torch.tensor([len(each) for _, each in choices])
    )
    weights = torch.zeros(x.shape[1], dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=300, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        scores = x @ weights
        scores = (scores - scores.max().detach()).exp()
        every = torch.zeros(len(choices), dtype=torch.double).index_add(0, of, scores)
        good = torch.zeros(len(choices), dtype=torch.double).index_add(0, of, scores * right)
        lost = (every.log() - good.log()).sum() + ridge * (weights**2).sum()
        lost.backward()  # type: ignore[no-untyped-call]
        return lost

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return tuple(map(float, (weights.detach().numpy() / spread)))
