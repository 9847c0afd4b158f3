"""Why a conversation came to a person, as one sentence for the agent."""

from __future__ import annotations

from collections.abc import Mapping

from handoff.domain import events as e
from handoff.domain.evidence import Because, EscalationReason, Fact
from handoff.protocol.language import Language

_FACTS: Mapping[Fact, Mapping[Language, str]] = {
    Fact.ASKED: {"id": "pelanggan meminta petugas", "en": "the customer asked for a person"},
    Fact.SENSITIVE: {
        "id": "hal yang selalu ditangani petugas",
        "en": "a matter that always goes to a person",
    },
    Fact.FRUSTRATED: {
        "id": "pesan terakhir bernada kesal",
        "en": "the last message sounds frustrated",
    },
    Fact.MOOD_FALLING: {"id": "nada makin negatif", "en": "the tone is getting more negative"},
    Fact.REPEATS: {"id": "bertanya hal yang sama {times}", "en": "asked the same thing {times}"},
    Fact.BOT_REPEATS: {
        "id": "asisten memberi jawaban yang sama {times}",
        "en": "the assistant gave the same answer {times}",
    },
    Fact.STUCK: {"id": "percakapan tidak maju", "en": "the conversation is getting nowhere"},
}
_REASONS: Mapping[EscalationReason, Mapping[Language, str]] = {
    EscalationReason.ASKED_FOR_HUMAN: _FACTS[Fact.ASKED],
    EscalationReason.SENSITIVE: _FACTS[Fact.SENSITIVE],
    EscalationReason.FRUSTRATED: {
        "id": "pelanggan makin tidak puas",
        "en": "the customer is less and less content",
    },
    EscalationReason.NO_PROGRESS: _FACTS[Fact.STUCK],
    EscalationReason.BOT_UNAVAILABLE: {
        "id": "asisten virtual tidak menjawab",
        "en": "the virtual assistant did not answer",
    },
}
_FAILED: Mapping[Language, str] = {
    "id": "asisten gagal {times} pada hal yang sama",
    "en": "the assistant failed {times} on the same matter",
}
_ACCEPTED: Mapping[Language, str] = {
    "id": "menerima tawaran bicara dengan petugas",
    "en": "accepted the offer of a person",
}
#: Facts that say a reason by themselves, so that it need not be said before them.
_SAYING: Mapping[EscalationReason, frozenset[Fact]] = {
    EscalationReason.ASKED_FOR_HUMAN: frozenset({Fact.ASKED}),
    EscalationReason.SENSITIVE: frozenset({Fact.SENSITIVE}),
    EscalationReason.FRUSTRATED: frozenset({Fact.FRUSTRATED, Fact.MOOD_FALLING}),
    EscalationReason.NO_PROGRESS: frozenset({Fact.REPEATS, Fact.BOT_REPEATS, Fact.STUCK}),
    EscalationReason.BOT_UNAVAILABLE: frozenset(),
}


def why(event: e.Escalated, language: Language) -> str:
    """ "Bertanya hal yang sama 3 kali dalam 4 menit; nada makin negatif": without a full stop."""
    parts = [_fact(because, language) for because in event.because]
    if not any(because.fact in _SAYING[event.reason] for because in event.because):
        parts.insert(0, _reason(event, language))
    if event.offered:
        parts.append(_ACCEPTED[language])
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:]


def _reason(event: e.Escalated, language: Language) -> str:
    if event.reason is EscalationReason.NO_PROGRESS and event.failures:
        return _FAILED[language].format(times=_times(event.failures, language))
    return _REASONS[event.reason][language]


def _fact(because: Because, language: Language) -> str:
    times = [] if because.count is None else [_times(because.count, language)]
    if because.minutes is not None:
        times.append(_minutes(because.minutes, language))
    return _FACTS[because.fact][language].format(times=" ".join(times)).strip()


def _times(count: int, language: Language) -> str:
    if language == "id":
        return f"{count} kali"
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _minutes(minutes: int, language: Language) -> str:
    hours = round(minutes / 60)
    if language == "id":
        return f"dalam {minutes} menit" if minutes < 90 else f"dalam {hours} jam"
    if minutes < 90:
        return "in 1 minute" if minutes == 1 else f"in {minutes} minutes"
    return f"in {hours} hours"
