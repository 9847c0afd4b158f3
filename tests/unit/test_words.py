"""Our own lines in several ways, and the sentence that tells an agent why."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handoff.domain import events as e
from handoff.domain.evidence import JUDGED, Because, EscalationReason, Fact
from handoff.domain.signals import SENSITIVE
from handoff.protocol import texts, unattended, wordings
from handoff.protocol.explain import why
from handoff.protocol.language import LANGUAGES, Language

Reason = EscalationReason
DUE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LINES = {
    "accepted": wordings.ACCEPTED,
    "carrying on": wordings.CARRYING_ON,
    "asking to cancel": wordings.ASK_TO_CANCEL,
    "waiting on": wordings.WAITING_ON,
    "cancelled": wordings.CANCELLED,
    "asking to withdraw": wordings.ASK_TO_WITHDRAW,
    "follow-up kept": wordings.FOLLOW_UP_KEPT,
    "withdrawn": wordings.WITHDRAWN,
    **{f"offer {reason}": ways for reason, ways in wordings.OFFERS.items()},
    **{f"transfer {reason}": ways for reason, ways in wordings.TRANSFERS.items()},
}
LINES |= {"accepted, nobody on duty": unattended.ACCEPTED}
LINES |= {f"transfer {reason}, nobody": ways for reason, ways in unattended.TRANSFERS.items()}
#: What only somebody who is there can do.
GOING_ON = re.compile(
    r"melanjutkan|diteruskan|masuk antrean|goes? on|goes to|go on|passed on|in line"
)
#: What blames, guesses a feeling aloud, or promises what nobody can be sure of.
UNSAID = re.compile(
    r"!|marah|kesal|emosi|frustrasi|tenang(?:kan)?\b|ketidaknyamanan|angry|upset|frustrat|calm"
    r"|segera|pasti|immediately|in a moment|you did|Anda salah",
    re.IGNORECASE,
)


#: What helps first where the matter is known, before a person comes.
FIRST_HELP = {
    "fraud_report": {
        "id": ("jangan beri kode", "bila kode", "tidak dikenal", "blokir kartu", "PIN", "bukti"),
        "en": ("give no code", "if a code", "unknown", "block the card", "PIN", "proof"),
    },
    "bereavement": {"id": ("duka",), "en": ("loss|condolences|very sorry",)},
    "payment_hardship": {"id": ("terima kasih",), "en": ("thank you",)},
    "file_complaint": {"id": ("serius|maaf",), "en": ("seriously|sorry",)},
    "close_account": {"id": ("rekening",), "en": ("clos(?:e|ing) an account",)},
}


def escalated(
    reason: Reason = Reason.NO_PROGRESS,
    *because: Because,
    failures: int = 0,
    offered: bool = False,
    wording: int = 0,
    topic: str = "block_card",
    attended: bool = True,
) -> e.Escalated:
    return e.Escalated(
        reason=reason,
        topic=topic,
        failures=failures,
        policy_version=1,
        due_at=DUE,
        because=because,
        offered=offered,
        wording=wording,
        attended=attended,
    )


# ------------------------------------------------------------------ to customers


def test_every_reason_has_its_words() -> None:
    assert set(wordings.TRANSFERS) == set(unattended.TRANSFERS) == set(Reason)
    assert set(wordings.BY_TOPIC) == set(unattended.BY_TOPIC) == set(SENSITIVE)
    assert set(wordings.OFFERS) == set(JUDGED)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", list(LINES))
def test_each_line_can_be_said_in_three_ways(name: str, language: Language) -> None:
    ways = LINES[name][language]
    assert len(set(ways)) == len(ways) >= 3
    for way in ways:
        assert len(way) <= 100
        assert way[-1] in ".?"
        assert not UNSAID.search(way)
        if name.startswith("offer"):
            asks = "mau saya sambungkan" if language == "id" else "shall i connect"
            assert asks in way.lower()


@given(st.integers(0, 10_000), st.sampled_from(list(Reason)), st.booleans())
def test_three_times_are_three_ways(wording: int, reason: Reason, offered: bool) -> None:
    for language in LANGUAGES:
        for attended in (True, False):
            said = [
                escalated(reason, offered=offered, wording=wording + i, attended=attended)
                for i in range(3)
            ]
            assert len({texts.for_customer(each, language) for each in said}) == 3


@given(
    st.integers(0, 10_000),
    st.sampled_from(list(Reason)),
    st.sampled_from((*SENSITIVE, "block_card")),
    st.booleans(),
)
def test_with_nobody_on_duty_nobody_is_said_to_go_on(
    wording: int, reason: Reason, topic: str, offered: bool
) -> None:
    event = escalated(reason, offered=offered, wording=wording, topic=topic, attended=False)
    for language in LANGUAGES:
        line = texts.for_customer(event, language)
        assert line is not None
        assert not GOING_ON.search(line), line


@pytest.mark.parametrize("attended", [True, False])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("topic", SENSITIVE)
def test_a_sensitive_matter_is_met_with_what_helps_first(
    topic: str, language: Language, attended: bool
) -> None:
    ways = (wordings if attended else unattended).BY_TOPIC[topic][language]
    assert len(set(ways)) == len(ways) >= 3
    for wording, way in enumerate(ways):
        assert not UNSAID.search(way)
        # What to do about a fraud depends on what happened: that takes a sentence more.
        fraud = topic == "fraud_report"
        assert len(way) <= (320 if fraud else 240)
        assert len(re.findall(r"[.?](?:\s|$)", way)) <= (3 if fraud else 2)
        assert ("petugas" if language == "id" else "person") in way.lower()
        for help_ in FIRST_HELP[topic][language]:
            assert re.search(help_, way, re.IGNORECASE), help_
        for offered in (False, True):
            said = escalated(
                Reason.SENSITIVE,
                topic=topic,
                offered=offered,
                wording=wording,
                attended=attended,
            )
            assert texts.for_customer(said, language) == way


@pytest.mark.parametrize("reason", [r for r in Reason if r is not Reason.SENSITIVE])
def test_other_reasons_are_said_as_ever(reason: Reason) -> None:
    """The button is answered as the button; a bot that failed must say so."""
    said = escalated(reason, topic="fraud_report")
    assert texts.for_customer(said, "id") in wordings.TRANSFERS[reason]["id"]


@pytest.mark.parametrize("words", [wordings, unattended], ids=["attended", "unattended"])
def test_the_service_says_neither_anda_nor_kamu(words: ModuleType) -> None:
    """The assistant's register follows the customer's: no line beside it may contradict that."""
    lines = list(_lines(table for name, table in vars(words).items() if name[0] != "_"))
    assert len(lines) > 20
    for line in lines:
        assert not re.search(r"\b(?:Anda|kamu|aku)\b", line, re.IGNORECASE), line


@pytest.mark.parametrize("words", [wordings, unattended], ids=["attended", "unattended"])
def test_a_hardship_is_met_with_a_kind_word(words: ModuleType) -> None:
    kind = {"id": r"tidak mudah|semoga", "en": r"not (?:an )?easy|hope"}
    for language in LANGUAGES:
        for way in words.BY_TOPIC["payment_hardship"][language]:
            assert re.search(kind[language], way), way


def _lines(values: Iterable[object]) -> Iterator[str]:
    """Every Indonesian line in tables of wordings."""
    for value in values:
        if isinstance(value, Mapping):
            yield from value["id"] if "id" in value else _lines(value.values())


# ------------------------------------------------------------------ to agents

REPEATS = Because(fact=Fact.REPEATS, count=3, minutes=4)
FALLING = Because(fact=Fact.MOOD_FALLING)


@pytest.mark.parametrize(
    ("event", "indonesian", "english"),
    [
        (
            escalated(Reason.NO_PROGRESS, REPEATS, FALLING),
            "Bertanya hal yang sama 3 kali dalam 4 menit; nada makin negatif",
            "Asked the same thing 3 times in 4 minutes; the tone is getting more negative",
        ),
        (
            escalated(Reason.NO_PROGRESS, failures=3),
            "Asisten gagal 3 kali pada hal yang sama",
            "The assistant failed 3 times on the same matter",
        ),
        (
            escalated(Reason.FRUSTRATED, REPEATS),
            "Pelanggan makin tidak puas; bertanya hal yang sama 3 kali dalam 4 menit",
            "The customer is less and less content; asked the same thing 3 times in 4 minutes",
        ),
        (
            escalated(Reason.FRUSTRATED, Because(fact=Fact.FRUSTRATED)),
            "Pesan terakhir bernada kesal",
            "The last message sounds frustrated",
        ),
        (
            escalated(Reason.ASKED_FOR_HUMAN, Because(fact=Fact.BOT_REPEATS, count=2)),
            "Pelanggan meminta petugas; asisten memberi jawaban yang sama 2 kali",
            "The customer asked for a person; the assistant gave the same answer twice",
        ),
        (
            escalated(Reason.SENSITIVE, Because(fact=Fact.SENSITIVE)),
            "Hal yang selalu ditangani petugas",
            "A matter that always goes to a person",
        ),
        (
            escalated(Reason.BOT_UNAVAILABLE, FALLING),
            "Asisten virtual tidak menjawab; nada makin negatif",
            "The virtual assistant did not answer; the tone is getting more negative",
        ),
        (
            escalated(
                Reason.NO_PROGRESS,
                Because(fact=Fact.REPEATS, count=2, minutes=150),
                offered=True,
            ),
            "Bertanya hal yang sama 2 kali dalam 2 jam; menerima tawaran bicara dengan petugas",
            "Asked the same thing twice in 2 hours; accepted the offer of a person",
        ),
        (
            escalated(Reason.NO_PROGRESS, Because(fact=Fact.REPEATS, count=2, minutes=1)),
            "Bertanya hal yang sama 2 kali dalam 1 menit",
            "Asked the same thing twice in 1 minute",
        ),
        (
            escalated(Reason.NO_PROGRESS, Because(fact=Fact.REPEATS, count=2)),
            "Bertanya hal yang sama 2 kali",
            "Asked the same thing twice",
        ),
    ],
)
def test_why_reads_as_one_sentence(event: e.Escalated, indonesian: str, english: str) -> None:
    assert (why(event, "id"), why(event, "en")) == (indonesian, english)
    assert texts.for_agent(event, "id") == indonesian


@given(
    st.sampled_from(list(Reason)),
    st.lists(st.sampled_from(list(Fact)), unique=True),
    st.none() | st.integers(1, 20),
    st.none() | st.integers(1, 5000),
    st.booleans(),
)
def test_whatever_was_seen_can_be_told(
    reason: Reason, facts: list[Fact], count: int | None, minutes: int | None, offered: bool
) -> None:
    because = [Because(fact=fact, count=count, minutes=minutes) for fact in facts]
    for language in LANGUAGES:
        sentence = why(escalated(reason, *because, offered=offered), language)
        assert sentence[0].isupper()
        assert not re.search(r"None|[{}]|  |; ;|;$", sentence)
