"""What the encoder is trained on: every task with its data and its share of the run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from torch import nn

from handoff.training import rows
from handoff.training.chains import chains
from handoff.training.course import Conversations, told
from handoff.training.follow_ups import FollowUp, follow_ups
from handoff.training.noise import Noise
from handoff.training.retrieval import articles
from handoff.training.rows import Labelled
from handoff.training.tasks import Classes, Frustration, Groups, Retrieval, Task

#: Conversations of these passes are the encoder's. All others are left to the detector: its heads
#: should learn mostly from vectors that were not fitted to the very turns they learn from.
ENCODER_PASSES = tuple(f"{number:02}" for number in range(1, 15))
#: Folders of openly licensed data; see `hangat data fetch`.
OPEN = ("smsa", "emot", "prdect_id", "banking", "clinc150", "indocollex")
_OWN = (
    "bot/data/nlu/pass-*.yml",
    "data/dialogues/train/pass-*.jsonl",
    "data/dialogues/held/train/*.jsonl",
    "data/knowledge/*.md",
    "data/moods/train/pass-*.jsonl",
    "data/paraphrases/pass-*.jsonl",
    "data/questions/train/pass-*.jsonl",
)
#: What the encoder reads beside them, and the detector does not.
_ASKED = ("data/chains/train/pass-*.jsonl", "data/follow_ups/train/pass-*.jsonl")
_READ = (
    "smsa/train.tsv",
    "emot/train.csv",
    "prdect_id/PRDECT-ID Dataset.csv",
    "banking/train.csv",
    "clinc150/data_full.json",
    "indocollex/full.csv",
)
_HELD_OUT = 5  # one in five rows of BANKING77 is kept to measure with


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the data lies."""

    root: Path  # of the checkout
    open: Path  # openly licensed data; may lack folders

    @property
    def nlu(self) -> Path:
        return self.root / "bot" / "data" / "nlu"

    @property
    def data(self) -> Path:
        return self.root / "data"

    def missing(self) -> list[str]:
        """Folders of open data that are not there; their tasks are left out."""
        return [name for name in OPEN if not (self.open / name).is_dir()]

    def version(self, passes: Sequence[str] | None = None) -> str:
        """Twelve hexadecimal digits that change with any file that training reads.

        passes: the passes of conversations that the encoder reads; None for all that the detector
        does.
        """
        digest = hashlib.sha256()
        own = [
            path
            for pattern in (_OWN if passes is None else _OWN + _ASKED)
            for path in self.root.glob(pattern)
            if passes is None
            or "dialogues" not in path.parts[-4:-2]
            or path.stem.removeprefix("pass-") in passes
        ]
        read = [path for name in _READ if (path := self.open / name).exists()]
        for path in [*sorted(own), *read]:
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Plan:
    """The tasks of a run, and every text in them, which decides the vocabulary."""

    tasks: tuple[Task, ...]
    texts: tuple[str, ...]

    def heads(self, dimension: int) -> nn.ModuleDict:
        """What each task that ends in labels trains beside the encoder."""
        made = {task.name: task.head(dimension) for task in self.tasks}
        return nn.ModuleDict({name: head for name, head in made.items() if head is not None})


def in_test(row: Labelled) -> bool:
    """Whether a row of BANKING77 is kept out of training, to measure with."""
    return hashlib.sha256(row.text.encode()).digest()[0] % _HELD_OUT == 0


def plan(
    sources: Sources,
    *,
    sentences: Callable[[rows.Sentence], bool] = lambda row: True,
    dialogues: Callable[[str], bool] = lambda name: name.split("-")[1] in ENCODER_PASSES,
) -> Plan:
    """All tasks whose data is there.

    sentences, dialogues: which of our own rows to train on; the rest is left to measure with.
    """
    here = {name for name in OPEN if name not in sources.missing()}
    noise = Noise(rows.slang_pairs(sources.open) if "indocollex" in here else ())
    own = [row for row in rows.training_sentences(sources.nlu) if sentences(row)]
    said = [
        row for row in rows.customer_turns(sources.data / "dialogues" / "train")
        if dialogues(row.dialogue)
    ]  # fmt: skip

    talks = [each for each in told(sources.data / "dialogues" / "train") if dialogues(each.id)]
    moods = rows.moods(sources.data / "moods" / "train")
    felt = [(row.text, row.frustration) for row in said]
    felt += [(row.text, row.frustration) for row in moods]

    def classes(name: str, share: float, data: Sequence[Labelled], **more: float | int) -> Task:
        texts, labels = [row.text for row in data], [row.label for row in data]
        return Classes(name, share, texts, labels, noise, **more)  # type: ignore[arg-type]

    asked = _asked(sources)
    tasks: list[Task] = [
        Classes(
            "intent",
            40,
            [r.text for r in own],
            [r.intent for r in own],
            noise,
            pull=0.3,
            noisy=0.5,
        ),
        Conversations("conversations", 14, talks, noise),
        Frustration(
            "frustration", 6, [text for text, _ in felt], [level for _, level in felt], noise
        ),
        Classes(
            "turn_intent", 3, [r.text for r in said], [r.intent for r in said], noise, batch=32
        ),
        Groups("noisy", 8, [[r.text] for r in own], noise),
        *_knowledge(sources, asked, noise),
    ]
    answered = [Labelled(text, name) for name, texts in asked.items() for text in texts]
    if answered:
        tasks.append(classes("asked", 24, answered, pull=0.3))
    if "smsa" in here:
        tasks.append(classes("smsa", 34, rows.smsa(sources.open, "train"), batch=32, noisy=0.15))
    if "prdect_id" in here:
        mood, emotion = rows.prdect(sources.open)
        tasks.append(classes("prdect", 3, mood, batch=24, noisy=0.15))
        tasks.append(classes("prdect_emotion", 2, emotion, batch=24, noisy=0.15))
    if "emot" in here:
        tasks.append(classes("emot", 3, rows.emot(sources.open), batch=24, noisy=0.15))
    if "banking" in here:
        bank = [row for row in rows.banking77(sources.open) if not in_test(row)]
        tasks.append(classes("banking77", 16, bank, pull=0.3, noisy=0.2))
    if "clinc150" in here:
        tasks.append(classes("clinc150", 4, rows.clinc150(sources.open), noisy=0.2))
    return Plan(tuple(tasks), tuple(dict.fromkeys(_texts(tasks))))


def _knowledge(sources: Sources, said: Mapping[str, list[str]], noise: Noise) -> list[Task]:
    """Questions find articles, articles their other language, paraphrases each other.

    said: of `_asked`.
    """
    by_slug: dict[str, list[str]] = {}
    for article in rows.articles(sources.data / "knowledge"):
        by_slug.setdefault(article.slug, []).append(article.passage)
    asked: dict[str, list[str]] = {}
    for question in rows.questions(sources.data / "questions" / "train"):
        asked.setdefault(question.article, []).append(question.text)
    for slug, texts in said.items():
        if slug in by_slug:
            asked.setdefault(slug, []).extend(texts)
    pairs = {slug: (texts, by_slug[slug]) for slug, texts in asked.items()}
    same = [*by_slug.values(), *rows.paraphrases(sources.data / "paraphrases")]
    made: list[Task] = []
    if pairs:
        made.append(Retrieval("retrieval", 24, pairs, noise, batch=32))
    if same:
        made.append(Groups("same", 5, same, noise))
    return made


def _asked(sources: Sources) -> dict[str, list[str]]:
    """What customers wrote, by the article that answers it, or by why none does.

    A message that leans on another stands behind it, as it is looked for. What was said to the
    running assistant is left out: how far all readers are to be trusted is learnt from that.
    """
    known = {each.slug: each for each in articles(sources.data / "knowledge")}
    found = {slug: [line.text for line in known[slug].lines() if line.kind == "asked"]
             for slug in known}  # fmt: skip
    said = [*chains(sources.data / "chains" / "train", known),
            *follow_ups(sources.data / "follow_ups" / "train")]  # fmt: skip
    for row in said:
        name = _class_of(row)
        if name is not None and not row.talk:
            found.setdefault(name, []).extend(row.context.behind(row.text) or (row.text,))
    return {name: list(dict.fromkeys(texts)) for name, texts in found.items() if texts}


def _class_of(row: FollowUp) -> str | None:
    """The article, or why none answers; None where nobody has said why."""
    return row.answer or (None if row.kind is None else f"({row.kind})")


def _texts(tasks: Iterable[Task]) -> Iterable[str]:
    for task in tasks:
        if isinstance(task, Classes | Frustration):
            yield from task.texts
        elif isinstance(task, Conversations):
            for each in task.told:
                yield from (turn.text for turn in each.turns)
        elif isinstance(task, Groups):
            for group in task.groups:
                yield from group
        elif isinstance(task, Retrieval):
            for texts, passages in task.pairs.values():
                yield from texts
                yield from passages
