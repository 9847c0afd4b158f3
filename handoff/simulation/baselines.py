"""What is done without a detector: simple rules, measured beside it.

Each sees, at a customer turn, that turn and what came before. The word lists are what a team
writes down in an afternoon, in Indonesian and English, with a look at training conversations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from handoff.detector.measured import normalised
from handoff.domain.evidence import Decision, EscalationReason
from handoff.domain.signals import Speaker, Turn
from handoff.simulation.detections import DetectedTurn, Detection
from handoff.simulation.dialogues import Dialogue

#: A turn, by its index among all turns, to a probability or a count; 0 is nothing.
Rule = Callable[[Sequence[Turn], int], float]

_PERSON = re.compile(
    r"\b(cs|customer service|costumer service|customer care|call ?center|live (chat|agent)|operator"
    r"|manusia(nya)?|human|real person|representative)\b"
    r"|\b(bicara|ngomong|ngobrol|chat|telepon|telpon|ketemu|minta|ada|di?(sambung|hubung|panggil)\w*"
    r"|(sambung|hubung|panggil)\w*|oper|talk|speak|connect|transfer)\b( \w+){0,4}"
    r" (orang(nya)?|petugas(nya)?|pegawai|staf|staff|admin|agen|agent|supervisor(nya)?|atasan"
    r"|someone|somebody|person|people|colleague)\b"
)
_ANGER = re.compile(
    r"\b(marah|kesal|kesel|kecewa|emosi|jengkel|sebel|muak|parah|payah|keterlaluan|percuma"
    r"|(yaudah|ya ?udah|udah|sudah|dah) ?lah|terserah|capek|cape|males|lelet|ribet|ojk|viralkan"
    r"|bego|goblo[gk]|tolol|bodoh|anjing|anjir|bangsat|sialan|brengsek|tai|kampret|setan"
    r"|(gak|ga|tidak|nggak) (guna|berguna|becus)|angry|annoyed|annoying|frustrated|frustrating"
    r"|ridiculous|useless|terrible|stupid|fed up|unacceptable|disappointed|worst)\b"
)
_FALLBACK = re.compile(
    r"\b(belum|tidak|kurang|tak|gak|nggak)( bisa| dapat)? (mengerti|paham|memahami|menangkap"
    r"|menemukan|mengenali|dikenali|ditemukan)"
    r"|\bbisa (diulang|dijelaskan|diperjelas)|\bmohon (ulangi|diulang|jelaskan)"
    r"|\bdengan kata lain|\bpilih (angka|menu|salah satu)"
    r"|\b(don t|didn t|do not|did not|couldn t|can t|not sure i)"
    r" (quite )?(understand|get|catch|find)\b"
    r"|\b(could|can) you (rephrase|repeat)|\brephrase\b"
)
#: Mood from which the rule on sentiment transfers.
_BAD_MOOD = -0.5


def keywords(turns: Sequence[Turn], index: int) -> float:
    """Words that ask for a person."""
    return float(bool(_PERSON.search(_plain(turns[index].text))))


def anger_words(turns: Sequence[Turn], index: int) -> float:
    """How many angry words the turn holds."""
    return float(len(_ANGER.findall(_plain(turns[index].text))))


def two_fallbacks(turns: Sequence[Turn], index: int) -> float:
    """The bot did not understand twice in a row, or gave the answer before last once more."""
    bots = [t.text for t in turns[:index] if t.speaker is Speaker.BOT]
    answers = [normalised(text) for text in bots]
    failed = [
        bool(_FALLBACK.search(_plain(text))) or answers[at] in answers[:at]
        for at, text in enumerate(bots)
    ]
    return float(failed[-2:] == [True, True])


def every_turn(turns: Sequence[Turn], index: int) -> float:
    return 1.0


def common_practice(turns: Sequence[Turn], index: int) -> float:
    """Whichever of the three rules that are in use everywhere holds first."""
    return max(rule(turns, index) for rule in (keywords, two_fallbacks, anger_words))


def by_rule(
    dialogue: Dialogue, rule: Rule, reason: EscalationReason, transfer_at: float = 1.0
) -> Detection:
    """A transfer wherever the rule reaches *transfer_at*; the rule is its score of frustration."""
    return transferred(
        dialogue,
        reason,
        [
            DetectedTurn(
                index=index,
                frustration=(value := rule(dialogue.turns, index)),
                decision=Decision.TRANSFER if value >= transfer_at else Decision.STAY,
            )
            for index in dialogue.customer_turns
        ],
    )


def by_sentiment(dialogue: Dialogue, measured: Detection) -> Detection | None:
    """A transfer where the measured sentiment is bad; None where nobody measured it."""
    if any(turn.sentiment is None for turn in measured.turns):
        return None
    turns = []
    for turn in measured.turns:
        mood = turn.sentiment or 0.0
        turns.append(
            DetectedTurn(
                index=turn.index,
                sentiment=mood,
                frustration=(1 - mood) / 2,
                decision=Decision.TRANSFER if mood <= _BAD_MOOD else Decision.STAY,
            )
        )
    return transferred(dialogue, EscalationReason.FRUSTRATED, turns)


def transferred(
    dialogue: Dialogue, reason: EscalationReason, turns: Sequence[DetectedTurn]
) -> Detection:
    """Nothing is decided once an agent has spoken, as in a replay."""
    agent = next(
        (i for i, turn in enumerate(dialogue.turns) if turn.speaker is Speaker.AGENT),
        len(dialogue.turns),
    )
    held = tuple(t if t.index < agent else replace(t, decision=Decision.STAY) for t in turns)
    at = next((t.index for t in held if t.decision is Decision.TRANSFER), None)
    return Detection(
        id=dialogue.id, handoff_at=at, reason=None if at is None else reason, turns=held
    )


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
