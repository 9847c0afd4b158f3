"""Texts that are nearly the same, found across parts that must be independent of each other."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, product
from math import ceil
from pathlib import Path

from handoff.domain.masking import SecretKind, mask
from handoff.training.rows import (
    chain_turns,
    customer_turns,
    json_lines,
    paraphrases,
    questions,
    test_sentences,
    training_sentences,
)

#: Characters in a piece: long enough that common syllables are rare matches, short enough that a
#: changed letter leaves most of a sentence's pieces untouched.
PIECE = 4
PARTS = ("train", "calibration", "test")
_PROOF = 6
_NOT_SAID = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two texts and the share of their pieces that both have (Jaccard, 0 to 1)."""

    alike: float
    left: str
    right: str


def folded(text: str) -> str:
    """The text without case, accents, punctuation, emoji and repeated blanks."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return _NOT_SAID.sub(" ", plain).strip()


def pieces(text: str) -> frozenset[str]:
    """The runs of ``PIECE`` characters of a folded text, its ends marked by blanks."""
    padded = f" {folded(text)} "
    return frozenset(padded[at : at + PIECE] for at in range(max(1, len(padded) - PIECE + 1)))


def near_copies(left: Iterable[str], right: Iterable[str], at_least: float) -> list[Pair]:
    """All pairs of a left and a right text that are alike to that degree, the closest first.

    Exact, not sampled. Two sets with a Jaccard of t or more share at least t of either, so they
    share ``_PROOF`` of the rarest ``(1 - t) * size + _PROOF`` pieces of both; only texts that do
    are compared.
    """
    lefts = {text: pieces(text) for text in left}
    rights = {text: pieces(text) for text in right}
    common = Counter(piece for own in (*lefts.values(), *rights.values()) for piece in own)
    rank = {piece: at for at, (piece, _) in enumerate(reversed(common.most_common()))}

    def least_shared(own: frozenset[str]) -> int:
        return ceil(at_least * len(own) - 1e-9)

    def rare(own: frozenset[str]) -> list[int]:
        return sorted(map(rank.__getitem__, own))[: len(own) - least_shared(own) + _PROOF]

    holders: defaultdict[int, list[str]] = defaultdict(list)
    for text, own in rights.items():
        for piece in rare(own):
            holders[piece].append(text)
    found = []
    for text, own in lefts.items():
        least = min(_PROOF, least_shared(own))
        met = Counter(chain.from_iterable(holders[piece] for piece in rare(own)
                                          if piece in holders))  # fmt: skip
        for other in (other for other, times in met.items() if times >= least):
            shared = len(own & rights[other])
            alike = shared / (len(own) + len(rights[other]) - shared)
            if alike >= at_least:
                found.append(Pair(alike, text, other))
    return sorted(found, key=lambda pair: (-pair.alike, pair.left, pair.right))


#: From here on two texts count as copies. Chosen on 2026-11-21: of test sentences with one letter
#: changed all stay above it, with one word replaced 92 % of those of 26 to 40 characters and all
#: longer ones, with one word added 97 % of the shortest; two writers of 1,250 sentences each who
#: never saw the other's share 0 to 9 such pairs, nearly all of them set phrases.
COPY = 0.55
#: Folded characters up to which a sentence ("selamat malam semua") recurs in life too.
SHORT = 15
#: The same for a turn of a conversation: what is said between two answers recurs more.
SHORT_TURN = 25
#: Intents whose turns ("baik, terima kasih banyak") are said in every conversation.
COURTESIES = ("greet", "goodbye", "thank", "affirm", "deny")


@dataclass(frozen=True, slots=True)
class Text:
    """A text, the part of the data it belongs to (train, calibration, test), and where it is."""

    text: str
    part: str
    where: str
    turn: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """A text and its near-copy in a part that is measured on."""

    alike: float
    first: Text
    second: Text

    def __str__(self) -> str:
        first, second = self.first, self.second
        return f"{self.alike:.2f} {first.where}: {first.text!r} / {second.where}: {second.text!r}"


def word_for_word(texts: Iterable[Text]) -> list[str]:
    """Sentences of train and of test that are the same but for case and blanks, sorted."""
    said: dict[str, set[str]] = {part: set() for part in PARTS}
    for text in texts:
        if not text.turn:
            said[text.part].add(" ".join(text.text.casefold().split()))
    return sorted(said["train"] & said["test"])


#: Digits that a person could be reached or robbed by: sixteen of them, a mobile telephone, and
#: an unbroken or spaced number as long as an account's. Amounts, dates and times have dots.
_NUMBERS = (
    re.compile(r"(?<!\d)(?:\d[ .-]?){15}\d(?!\d)"),
    re.compile(r"(?<![\d.])(?:\+?62|0)[ -]?8\d(?:[ .-]?\d){6,10}(?!\d)"),
    re.compile(r"(?<![\d.])\d{3,}(?:[ -]?\d{2,})*(?![\d.])"),
)
_ACCOUNT = 9  # digits of the shortest account number that counts
_ADDRESS = re.compile(r"[\w.+-]+@((?:[\w-]+\.)+[a-z]{2,})", re.IGNORECASE)
_NOBODYS = re.compile(r"(?:^|\.)(?:example(?:\.\w+)?|test|invalid)$", re.IGNORECASE)
_SECRETS = frozenset(SecretKind) - {SecretKind.PASSWORD}  # words about passwords are no data


def personal(text: str) -> list[str]:
    """What in a text could belong to a real person: numbers, addresses, secrets."""
    found = [
        number
        for pattern in _NUMBERS
        for number in pattern.findall(text)
        if sum(sign.isdigit() for sign in number) >= _ACCOUNT
    ]
    found += [at.group() for at in _ADDRESS.finditer(text) if not _NOBODYS.search(at.group(1))]
    found += [kind.value for kind in mask(text).kinds & _SECRETS]
    return sorted(set(found))


def copies(texts: Iterable[Text], at_least: float = COPY) -> list[Copy]:
    """Near-copies of texts of one part in a later one (train, calibration, test), closest first.

    Everything learnt from is compared with everything measured on, whatever its kind. Texts that
    recur in life are left out: short ones here, courtesies of conversations by `texts`.
    """
    parts: dict[str, defaultdict[str, list[Text]]] = {p: defaultdict(list) for p in PARTS}
    for text in texts:
        if len(folded(text.text)) > (SHORT_TURN if text.turn else SHORT):
            parts[text.part][text.text].append(text)
    train, calibration, test = (parts[part] for part in PARTS)
    pairs = near_copies(train, {**test, **calibration}, at_least)
    pairs += near_copies(calibration, test, at_least)
    found = []
    for pair in pairs:
        for first, second in product(
            [text for part in (train, calibration) for text in part.get(pair.left, ())],
            [text for part in (calibration, test) for text in part.get(pair.right, ())],
        ):
            if first.part != second.part:
                found.append(Copy(pair.alike, first, second))
    return sorted(set(found), key=lambda copy: (-copy.alike, str(copy)))


def texts(root: Path) -> list[Text]:
    """What is learnt from and what is measured on, in a checkout; courtesies of turns left out."""
    data = root / "data"
    found = [
        Text(row.text, part, f"{kind} {row.writer}")
        for kind, part, rows in (
            ("sentences", "train", training_sentences(root / "bot" / "data" / "nlu")),
            ("sentences", "test", test_sentences(data / "sentences" / "test")),
        )
        for row in rows
    ]
    for part in PARTS:
        found += [
            Text(turn.text, part, turn.dialogue, turn=True)
            for turn in customer_turns(data / "dialogues" / part)
            if turn.intent not in COURTESIES
        ]
        found += [
            Text(row.text, part, f"questions {row.article}")
            for row in questions(data / "questions" / part)
        ]
        found += [
            Text(str(row["text"]), part, f"follow-ups {path.stem.removeprefix('pass-')}", turn=True)
            for path in sorted((data / "follow_ups" / part).glob("pass-*.jsonl"))
            for _, row in json_lines(path)
        ]
        found += [
            Text(str(turn["text"]), part, f"chains {path.stem.removeprefix('pass-')}", turn=True)
            for path in sorted((data / "chains" / part).glob("pass-*.jsonl"))
            for turn in chain_turns(path)
            if turn["does"] != "act"
        ]
        found += [
            Text(str(row["text"]), part, f"moods {path.stem.removeprefix('pass-')}", turn=True)
            for path in sorted((data / "moods" / part).glob("pass-*.jsonl"))
            for _, row in json_lines(path)
            if row["intent"] not in COURTESIES
        ]
    found += [
        Text(said, "train", "paraphrases")
        for group in paraphrases(data / "paraphrases")
        for said in group
    ]
    return found
