"""Training the cross-encoder of `handoff.knowledge.reranking`, and measuring it.

Its body are the lower layers of the shipped sentence encoder (`handoff.training.shipped`). It
learns listwise: the sentences of one moment compete with each other and with "nothing answers
this"; where only the right article is known, any of its sentences will do.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel

from handoff.adapters.reranker import ANSWERS, GAP, IDLE, NEITHER, NO, SCORES, YES, Pairs
from handoff.knowledge.articles import Article
from handoff.knowledge.context import rank_in_context
from handoff.knowledge.ranking import Ranked
from handoff.knowledge.reranking import (
    FEATURES,
    Array,
    Candidate,
    candidates,
    of_article,
    sentences,
    to_read,
)
from handoff.knowledge.weighing import Expected
from handoff.training.checkpoint import Checkpoint
from handoff.training.encoder import quicken, slope
from handoff.training.follow_ups import FollowUp
from handoff.training.in_context import Looked
from handoff.training.noise import Noise

GAP_KIND, IDLE_KIND = "gap", "none"
#: Columns of the scores by what a row says of its sentences, from NEITHER on.
_POLAR = {"neither": 0, "yes": YES - NEITHER, "no": NO - NEITHER}


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that decides the outcome beside data and encoder; written into the card."""

    seed: int = 7
    layers: int = 6
    epochs: int = 2
    moments: int = 4  # in a step
    most: int = 6  # candidates of a moment; the others are left out by lot
    rate: float = 1e-4
    head_rate: float = 1e-3
    warm_up: float = 0.06
    decay: float = 0.01
    dropout: float = 0.1
    noisy: float = 0.2  # share of messages that get typing errors
    polar: float = 0.7  # what yes or no counts beside which sentence it is


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment with its candidates, and what each of them is worth as the answer.

    *worth*: for every candidate, then for "gap" and "idle"; none of them 0 where it is not known.
    *expected*: what the classifier of questions expects there, where it was asked.
    """

    row: FollowUp
    candidates: tuple[Candidate, ...]
    worth: tuple[float, ...]
    #: All articles as the search in context ranks them.
    found: tuple[Ranked, ...]
    expected: Expected | None = None


class CrossEncoder(nn.Module):
    """Transformer over pairs, mean over the pieces, and the scores that the adapter names."""

    def __init__(self, transformer: BertModel, layers: int) -> None:
        super().__init__()
        self.transformer = transformer
        self.transformer.encoder.layer = self.transformer.encoder.layer[:layers]
        self.transformer.config.num_hidden_layers = layers
        hidden = transformer.config.hidden_size
        self.head = nn.Sequential(
            nn.Linear(hidden + len(FEATURES), 128), nn.GELU(), nn.Linear(128, SCORES)
        )

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor, features: Tensor
    ) -> Tensor:
        """Shapes (n, pieces) three times and (n, features), to scores of shape (n, SCORES)."""
        hidden = self.transformer(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * mask).sum(dim=1) / mask.sum(dim=1)
        scores: Tensor = self.head(torch.cat([mean.float(), features], dim=1))
        return scores


def moment(
    looked: Looked, articles: Mapping[str, Article], vectors: Mapping[tuple[str, ...], Array],
    *, with_answer: bool, expected: Expected | None = None,
) -> Moment:  # fmt: skip
    """*with_answer*: the right article is among the candidates even where it was not found."""
    row, places = looked.row, said_at(looked.row, articles)
    found = rank_in_context(looked.alone, looked.together, row.context)
    slugs = to_read(found, row.context, expected.likeliest() if expected else ())
    known = {slug: articles[slug].wording(row.language) for slug in {*slugs, row.answer} if slug}
    rows = {slug: vectors[sentences(wording)] for slug, wording in known.items()}
    made = candidates(slugs, looked.alone, looked.together, row.context, known, rows, looked.text)
    if with_answer and row.answer is not None:
        here = {(each.slug, each.place) for each in made}
        made += [
            each
            for each in of_article(
                row.answer, looked.alone, looked.together, row.context, known[row.answer],
                rows[row.answer], looked.text,
            )
            if (each.slug, each.place) not in here and (not places or each.place in places)
        ]  # fmt: skip
    return Moment(row, tuple(made), tuple(_worth(row, places, made)), tuple(found), expected)


def said_at(row: FollowUp, articles: Mapping[str, Article]) -> tuple[int, ...]:
    """The places of the sentences that answer, the best first; none where no writer chose them.

    Raises ValueError for a sentence that the article does not have.
    """
    if row.answer is None:
        return ()
    whole = sentences(articles[row.answer].wording(row.language))
    return tuple(whole.index(each) for each in row.says)


def _worth(row: FollowUp, places: tuple[int, ...], made: Sequence[Candidate]) -> Iterator[float]:
    for each in made:
        if each.slug != row.answer:
            yield 0.0
        elif not places:
            yield 1.0
        else:
            yield 1.0 if each.place == places[0] else 0.6 if each.place in places else 0.0
    yield float(row.answer is None and row.kind in (None, GAP_KIND))
    yield float(row.answer is None and row.kind in (None, IDLE_KIND))


def train(
    model: CrossEncoder,
    tokenizer: Tokenizer,
    moments: Sequence[Moment],
    recipe: Recipe,
    noise: Noise,
    report: Callable[[str], None],
    checkpoint: Checkpoint | None = None,
) -> None:
    """Train in place; goes on from ``checkpoint`` when it holds an unfinished run.

    Word vectors stay as they are: the data is small.
    """
    pairs = Pairs(tokenizer)
    model.transformer.embeddings.word_embeddings.requires_grad_(False)
    model.transformer.embeddings.position_embeddings.requires_grad_(False)
    quicken(model.transformer, recipe.dropout)
    head = {id(parameter) for parameter in model.head.parameters()}
    body = [p for p in model.parameters() if p.requires_grad and id(p) not in head]
    optimizer = torch.optim.AdamW(
        [
            {"params": [p for p in body if p.ndim > 1], "lr": recipe.rate,
             "weight_decay": recipe.decay},
            {"params": [p for p in body if p.ndim == 1], "lr": recipe.rate, "weight_decay": 0.0},
            {"params": list(model.head.parameters()), "lr": recipe.head_rate,
             "weight_decay": recipe.decay},
        ],
        betas=(0.9, 0.98),
        fused=True,
    )  # fmt: skip
    peaks = [group["lr"] for group in optimizer.param_groups]
    usable = [each for each in moments if any(each.worth)]
    an_epoch = len(usable) // recipe.moments
    steps = recipe.epochs * an_epoch
    start = checkpoint.resume(model, optimizer) if checkpoint else 0
    lost, began = 0.0, time.monotonic()
    model.train()
    for step in range(start, steps):
        chance = random.Random(f"{recipe.seed} {step}")
        epoch, place = divmod(step, an_epoch)
        if step == start or not place:
            order = usable.copy()
            random.Random(f"{recipe.seed} epoch {epoch}").shuffle(order)
        some = order[place * recipe.moments :][: recipe.moments]
        for group, peak in zip(optimizer.param_groups, peaks, strict=True):
            group["lr"] = peak * slope(step / steps, recipe.warm_up)
        torch.manual_seed(recipe.seed * 1_000_003 + step)
        chosen = [_some(each, recipe.most, chance) for each in some]
        texts = [
            noise(each.row.text, chance) if chance.random() < recipe.noisy else each.row.text
            for each in chosen
        ]
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = _scores(model, pairs, chosen, texts)
        loss = _loss(scores.float(), chosen) + recipe.polar * _polar_loss(scores.float(), chosen)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        done = step + 1
        lost = loss.item() if step == start else 0.98 * lost + 0.02 * loss.item()
        if checkpoint:
            checkpoint.save(model, optimizer, done, steps)
        if done % 50 == 0 or done == steps:
            left = (time.monotonic() - began) / (done - start) * (steps - done) / 60
            report(f"step {done:,} of {steps:,}: loss {lost:.3f}, {left:.0f} minutes left")
    model.eval()


def _some(whole: Moment, most: int, chance: random.Random) -> Moment:
    """A moment with as many candidates, those that answer among them."""
    places = range(len(whole.candidates))
    right = [i for i in places if whole.worth[i]]
    wrong = [i for i in places if not whole.worth[i]]
    right = chance.sample(right, min(len(right), max(2, most // 3)))
    kept = sorted([*right, *chance.sample(wrong, min(len(wrong), most - len(right)))])
    return Moment(
        whole.row,
        tuple(whole.candidates[i] for i in kept),
        (*(whole.worth[i] for i in kept), *whole.worth[-2:]),
        whole.found,
    )


def _scores(
    model: CrossEncoder, pairs: Pairs, moments: Sequence[Moment], texts: Sequence[str]
) -> Tensor:
    """Of every candidate of every moment, and of "none of them" behind those of each."""
    given = [
        one
        for each, text in zip(moments, texts, strict=True)
        for one in pairs.inputs(text, each.row.context.leant_on(), each.candidates)
    ]
    lengths = [one["input_ids"].shape[1] for one in given]
    order = sorted(range(len(given)), key=lengths.__getitem__)
    # Short and long pairs go separately: padding is work for nothing.
    parts = [
        model(*_padded([given[i] for i in some])) for some in np.array_split(order, _PARTS)
        if len(some)
    ]  # fmt: skip
    back = torch.empty(len(order), dtype=torch.long)
    back[torch.tensor(order)] = torch.arange(len(order))
    return torch.cat(parts)[back]


#: In so many parts a step's pairs are computed.
_PARTS = 4


def _padded(given: Sequence[Mapping[str, NDArray[Any]]]) -> tuple[Tensor, ...]:
    """Ids, mask, kinds and features of pairs as `CrossEncoder.forward` takes them."""
    width = max(one["input_ids"].shape[1] for one in given)

    def rows(name: str, value: int) -> Tensor:
        return torch.from_numpy(
            np.stack(
                [np.pad(one[name][0], (0, width - one[name].shape[1]), constant_values=value)
                 for one in given]
            )
        )  # fmt: skip

    features = torch.from_numpy(np.concatenate([one["features"] for one in given]))
    return rows("input_ids", 1), rows("attention_mask", 0), rows("token_type_ids", 0), features


def _loss(scores: Tensor, moments: Sequence[Moment]) -> Tensor:
    """Mean negative logarithm of what falls on the answers, weighed by their worth."""
    parts, at = [], 0
    for each in moments:
        n = len(each.candidates)
        line = torch.cat([scores[at : at + n, ANSWERS], scores[at + n, [GAP, IDLE]]])
        at += n + 1
        worth = torch.tensor(each.worth)
        chances = torch.log_softmax(line, dim=0)
        parts.append(-torch.logsumexp(chances[worth > 0] + worth[worth > 0].log(), dim=0))
    return torch.stack(parts).mean()


def _polar_loss(scores: Tensor, moments: Sequence[Moment]) -> Tensor:
    """Mean cross-entropy of yes, no and neither, at the best sentence of rows that are judged."""
    rows, wanted, at = [], [], 0
    for each in moments:
        n = len(each.candidates)
        best = [i for i in range(n) if each.worth[i] == 1.0]
        if each.row.polar is not None and len(best) == 1:
            rows.append(at + best[0])
            wanted.append(_POLAR[each.row.polar])
        at += n + 1
    if not rows:
        return scores.sum() * 0.0
    return nn.functional.cross_entropy(scores[rows, NEITHER:], torch.tensor(wanted))


def sentence_vectors(
    articles: Mapping[str, Article], encode: Callable[[Sequence[str]], np.ndarray]
) -> dict[tuple[str, ...], Array]:
    """Unit vectors of every sentence and step, by the sentences of one article in one language."""
    made = {}
    for article in articles.values():
        for wording in (article.id, article.en):
            whole = sentences(wording)
            made[whole] = encode(whole)
    return made
