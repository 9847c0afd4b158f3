"""Offering a person: when, and what becomes of it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from handoff.domain import commands as c
from handoff.domain import events as e
from handoff.domain.conversation import Conversation, Floor, IllegalCommand
from handoff.domain.escalation import EscalationReason
from handoff.domain.evidence import Because, Decision, Evidence, Fact
from handoff.domain.offers import Answer, answer_of, answered, names_its_deed
from handoff.domain.signals import Signal
from tests.unit.test_conversation import Chat, accepts, kinds

STUCK = Signal(model_version="test-1", repeats=2, repeating_for_s=200.0, sentiment=-0.2, stuck=0.57)
ANGRY = Signal(model_version="test-1", repeats=0, sentiment=-0.9, frustration=0.99)
CALM = Signal(
    model_version="test-1", repeats=0, sentiment=0.2, frustration=0.02, stuck=0.02, sensitive=0.0
)
WHY = (Because(fact=Fact.REPEATS, count=3, minutes=3),)


class Talk(Chat):
    """A chat in which turns are read."""

    def writes(self, text: str, signal: Signal | None) -> list[e.Event]:
        return self.do(c.ReceiveMessage(client_id=self.client_id(), text=text, signal=signal))

    def replies(self, *buttons: str, **reply: object) -> list[e.Event]:
        said = self.bot(**reply)  # type: ignore[arg-type]
        offered = tuple(e.Button(title=b, payload=f"/{b}") for b in buttons)
        text = said.messages[0].text
        return self.do(c_with(said, (e.BotMessage(text=text, buttons=offered),)))

    def taps(self, *, accepted: bool, offer: e.Recorded | None = None) -> list[e.Event]:
        offer = offer or next(r for r in self.log[::-1] if isinstance(r.event, e.PersonOffered))
        assert isinstance(offer.event, e.PersonOffered)
        return self.do(
            c.AnswerOffer(
                client_id=self.client_id(),
                text="Ya" if accepted else "Tidak",
                choice=e.Choice(seq=offer.seq, option=int(not accepted), payload="offer"),
                offered=offer.event,
                accepted=accepted,
            )
        )


def c_with(reply: c.RecordBotReply, messages: tuple[e.BotMessage, ...]) -> c.RecordBotReply:
    return c.RecordBotReply(
        session=reply.session,
        answers=reply.answers,
        messages=messages,
        outcome=reply.outcome,
        topic=reply.topic,
    )


def offered(*buttons: str, **reply: object) -> Talk:
    """A talk in which the bot has just offered a person."""
    talk = Talk()
    talk.writes("kok belum masuk juga", STUCK)
    talk.replies(*buttons, **reply)
    assert isinstance(talk.log[-1].event, e.PersonOffered)
    return talk


def test_an_offer_comes_right_after_the_answer() -> None:
    talk = Talk()
    received, asked = talk.writes("kok belum masuk juga", STUCK)
    assert isinstance(received, e.MessageReceived)
    assert received.verdict is not None
    assert received.verdict.decision is Decision.OFFER
    assert isinstance(asked, e.BotTurnRequested)  # the bot answers as always
    replied, offer = talk.replies()
    assert isinstance(replied, e.BotReplied)
    assert isinstance(offer, e.PersonOffered)
    assert (offer.reason, offer.because) == (EscalationReason.NO_PROGRESS, WHY)
    assert talk.now.floor is Floor.BOT
    assert talk.now.awaiting_bot_since is None


def test_who_accepts_gets_a_person_for_the_reason_of_the_offer() -> None:
    talk = offered()
    tapped, escalated = talk.taps(accepted=True)
    assert isinstance(tapped, e.MessageReceived)
    assert tapped.choice is not None
    assert isinstance(escalated, e.Escalated)
    assert escalated.reason is EscalationReason.NO_PROGRESS
    assert escalated.because == WHY
    assert escalated.offered
    assert (talk.now.floor, talk.now.offer) == (Floor.QUEUE, None)


def test_who_declines_goes_on_with_the_bot_and_finds_its_buttons_again() -> None:
    talk = offered("Debit", "Kredit")
    _, line = talk.taps(accepted=False)
    assert isinstance(line, e.BotCarriesOn)
    assert [button.title for button in line.buttons] == ["Debit", "Kredit"]
    assert (talk.now.floor, talk.now.offer, talk.now.awaiting_bot_since) == (Floor.BOT, None, None)
    assert (talk.now.evidence.no_progress, talk.now.evidence.offers) == (0, 1)
    assert kinds(talk.writes("saldo saya berapa", CALM)) == [e.MessageReceived, e.BotTurnRequested]
    assert kinds(talk.replies()) == [e.BotReplied]


@pytest.mark.parametrize("text", ["ya", "Yaa, boleh!", "iya deh", "boleh", "tolong sambungkan"])
def test_an_offer_can_be_accepted_in_words(text: str) -> None:
    talk = offered()
    assert kinds(talk.writes(text, CALM)) == [e.MessageReceived, e.Escalated]


def test_an_offer_can_be_declined_in_words() -> None:
    talk = offered()
    received, line = talk.writes("Nggak usah", ANGRY)
    assert isinstance(received, e.MessageReceived)
    assert received.verdict is None  # it is an answer, and nothing else
    assert isinstance(line, e.BotCarriesOn)
    assert talk.now.answered_seq == talk.now.last_customer_seq


#: Wrong payment, getting nowhere: neither a wish for a person nor a sensitive matter shows.
LOST = Signal(
    model_version="test-1",
    repeats=0,
    sentiment=-0.6,
    frustration=0.0,
    stuck=0.94,
    sensitive=0.02,
    asked_for_human=0.01,
    needed=0.99,
)
DECLINES_AND_ASKS = (
    "di sini aja. penjual yg mana? itu nomer orang lain kak, saya ga kenal. salah 1 angka",
    "gak usah, limitnya berapa sih",
    "ga usah deh limitnya berapa",
    "penjualnya yg mana? gak usah petugas",
    "Tidak perlu disambungkan. Mohon dijelaskan batas hariannya.",
    "Saya tidak meminta petugas, saya hanya ingin tahu biayanya",
    "ndak usah pak, saldo minimumnya piro",
    "mboten usah, limitipun pinten",
    "no thanks, what is the limit per day?",
    "No need to put me through to anybody, just tell me the cut-off for RTGS.",
    "gak, limitnya aja berapa?",
)


@pytest.mark.parametrize("on_duty", [0, 1])
@pytest.mark.parametrize("text", DECLINES_AND_ASKS)
def test_who_declines_and_asks_on_is_answered_by_the_bot(text: str, on_duty: int) -> None:
    talk = offered("Debit")
    talk.on_duty = on_duty
    received, line, asked = talk.writes(text, LOST)
    assert isinstance(received, e.MessageReceived)
    assert isinstance(line, e.BotCarriesOn)
    assert (line.goes_on, line.buttons) == (True, ())
    assert isinstance(asked, e.BotTurnRequested)
    assert (talk.now.floor, talk.now.offer) == (Floor.BOT, None)
    assert talk.now.answered_seq < talk.now.last_customer_seq  # it is owed an answer
    assert talk.now.evidence.no_progress == 0
    assert kinds(talk.replies()) == [e.BotReplied]
    assert talk.now.awaiting_bot_since is None


def test_a_decline_that_names_itself_is_one_even_where_the_bot_asked_something() -> None:
    talk = offered(outcome=e.Outcome.ASKED)
    asked = kinds(talk.writes("di sini aja. limitnya berapa?", LOST))
    assert asked == [e.MessageReceived, e.BotCarriesOn, e.BotTurnRequested]
    talk = offered(outcome=e.Outcome.ASKED)
    assert kinds(talk.writes("gak, yang kredit berapa?", CALM)) == [
        e.MessageReceived,
        e.BotTurnRequested,
    ]


@pytest.mark.parametrize(
    ("text", "shows"),
    [
        ("gak, mana orangnya?", {"asked_for_human": 0.99}),
        ("gak usah, kalian ini gimana sih", {"frustration": 0.99}),
        ("di sini aja. uang saya dicuri, harus gimana", {"sensitive": 0.99}),
    ],
)
def test_what_shows_more_clearly_than_a_decline_is_judged_as_ever(
    text: str, shows: dict[str, float]
) -> None:
    talk = offered()
    read = replace(CALM, needed=0.99, **shows)  # type: ignore[arg-type]
    assert e.BotCarriesOn not in kinds(talk.writes(text, read))


ARTICLE = c.ArticleFound(slug="limit", language="id", answer="Rp10 juta sehari.")


@pytest.mark.parametrize(
    "text",
    ["iya sambungin aja, sekalian tanya limit berapa", "boleh. limitnya berapa sehari?"],
)
def test_who_accepts_and_asks_is_handed_over_and_answered_if_nobody_is_there(text: str) -> None:
    talk = offered()
    assert kinds(talk.writes(text, CALM)) == [e.MessageReceived, e.Escalated]
    talk = offered()
    talk.on_duty = 0
    events = talk.do(replace(talk.says(text), signal=CALM, article=ARTICLE))
    assert kinds(events) == [e.MessageReceived, e.Escalated, e.NobodyOnDuty, e.ArticleShown]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Tidak, lanjut di sini", Answer(accepts=False)),
        ("di sini aja kak, makasih ya", Answer(accepts=False, names=True)),
        ("gak usah, udah beres", Answer(accepts=False)),
        ("Baik, Mbak. Saya tidak memerlukan petugas.", Answer(accepts=False, names=True)),
        ("mau dong, btw limit berapa", Answer(accepts=True, more=True)),
        # These answer what the bot said, or nothing.
        ("gak usah pake pin bisa?", None),
        ("gak usah limitnya berapa", None),
        ("iya limitnya berapa", None),
        ("ya, limitnya berapa?", None),
        ("Baik, besok saya ke cabang.", None),
        ("Bisa sekalian virtual account untuk pelanggan?", None),
        ("tidak bisa, error terus", None),
        ("No, it is a German card.", None),
        ("Mas bot, transfer saya belum masuk", None),
        ("Ya sudah, Ibu di sini saja.", None),
        ("tolong, kartu saya hilang", None),
        ("jangan di sini, ke petugas aja", None),
        ("boleh saya tanya limit?", None),
        ("udah coba lagi, tetep ga bisa", None),
        ("coba lagi di sini, gimana caranya", None),
        ("try again, still failing", None),
        ("lanjut, transfernya gagal", None),
        ("coba lagi", Answer(accepts=False)),
        # A person is wanted.
        ("tidak mau, saya mau orang", None),
        ("gak usah mas, saya minta petugas aja", None),
        ("no thanks, human please", None),
        ("gak, mau tanya orang aja", None),
        ("di sini aja, orang lain limitnya berapa", Answer(accepts=False, names=True, more=True)),
        ("gak usah sekalian tanya limit", Answer(accepts=False, more=True)),
    ],
)
def test_what_is_an_answer_beside_something_else(text: str, said: Answer | None) -> None:
    assert answer_of(text) == said


def test_a_decline_with_more_is_none_where_nothing_was_read() -> None:
    assert e.BotCarriesOn not in kinds(offered().writes("gak usah, limitnya berapa", None))
    assert e.BotCarriesOn in kinds(offered().writes("gak usah", None))


def test_many_commas_are_read_at_once() -> None:
    begun = time.process_time()
    answer_of(", " * 2000 + "x")
    assert time.process_time() - begun < 1.0


def test_with_nobody_on_duty_what_a_turn_does_not_show_hands_nothing_over() -> None:
    """A conversation that gets nowhere needs a person: that is no wish for one, nor a loss."""
    talk = Talk(on_duty=0)
    received, asked = talk.writes("itu nomer orang lain kak, salah 1 angka", LOST)
    assert isinstance(received, e.MessageReceived)
    assert received.verdict is not None
    assert received.verdict.reason is EscalationReason.NO_PROGRESS
    assert received.verdict.decision is Decision.OFFER
    assert isinstance(asked, e.BotTurnRequested)
    for shows in ({"asked_for_human": 0.9}, {"sensitive": 0.9}):
        talk = Talk(on_duty=0)
        talk.writes("...", replace(LOST, **shows))  # type: ignore[arg-type]
        assert talk.now.floor is Floor.QUEUE
    talk = Talk()
    talk.writes("itu nomer orang lain kak, salah 1 angka", LOST)
    assert talk.now.floor is Floor.QUEUE  # people are there


def test_a_bare_yes_may_be_meant_for_what_the_bot_asked() -> None:
    talk = offered(outcome=e.Outcome.ASKED)
    assert kinds(talk.writes("ya", CALM)) == [e.MessageReceived, e.BotTurnRequested]
    assert talk.now.offer is None


def test_other_words_are_for_the_bot_and_the_offer_is_over() -> None:
    talk = offered()
    assert kinds(talk.writes("saldo saya berapa", CALM)) == [e.MessageReceived, e.BotTurnRequested]
    assert talk.now.offer is None
    talk.replies()
    assert kinds(talk.writes("ya", CALM)) == [e.MessageReceived, e.BotTurnRequested]


def test_the_buttons_of_the_answer_can_be_tapped_beside_the_offer() -> None:
    talk = offered("Debit", "Kredit")
    answer, offer = talk.log[-2:]
    assert isinstance(answer.event, e.BotReplied)
    assert offer.seq == answer.seq + 1  # by this a page knows that both are to be shown
    choice = e.Choice(seq=answer.seq, option=1, payload="/Kredit")
    tapped = c.ReceiveMessage(client_id=talk.client_id(), text="Kredit", choice=choice)
    assert kinds(talk.do(tapped)) == [e.MessageReceived, e.BotTurnRequested]
    assert talk.now.offer is None


def test_an_old_offer_can_be_accepted_and_not_declined() -> None:
    talk = offered()
    old = talk.log[-1]
    talk.writes("saldo saya berapa", CALM)
    with pytest.raises(IllegalCommand):
        talk.taps(accepted=False, offer=old)
    assert kinds(talk.taps(accepted=True, offer=old)) == [e.MessageReceived, e.Escalated]
    assert talk.now.awaiting_bot_since is None


def test_a_tap_that_comes_after_the_person_is_words_to_the_person() -> None:
    talk = offered()
    offer = talk.log[-1]
    talk.do(talk.asks_for_person(), accepts())
    assert kinds(talk.taps(accepted=False, offer=offer)) == [e.MessageReceived]
    assert talk.now.floor is Floor.AGENT


def test_with_another_question_meanwhile_the_offer_follows_the_last_answer() -> None:
    talk = Talk()
    talk.writes("kok belum masuk juga", STUCK)
    answers = talk.now.last_customer_seq
    talk.writes("dan saldo saya?", CALM)
    first = c.RecordBotReply(
        session=1,
        answers=answers,
        messages=(e.BotMessage(text="Sedang diproses."),),
        outcome=e.Outcome.ANSWERED,
    )
    assert kinds(talk.do(first)) == [e.BotReplied, e.BotTurnRequested]
    assert kinds(talk.replies(text="Saldo Anda Rp50.000.")) == [e.BotReplied, e.PersonOffered]


def test_a_transfer_does_not_wait_for_the_bot() -> None:
    talk = Talk()
    talk.writes("halo", CALM)
    received, escalated = talk.writes("DASAR PENIPU", ANGRY)
    assert isinstance(received, e.MessageReceived)
    assert isinstance(escalated, e.Escalated)
    assert escalated.reason is EscalationReason.FRUSTRATED
    assert escalated.because == (Because(fact=Fact.FRUSTRATED),)
    assert (talk.now.floor, talk.now.awaiting_bot_since) == (Floor.QUEUE, None)


def test_the_certain_rules_stay_and_know_what_led_to_the_offer() -> None:
    talk = Talk()
    talk.writes("kok belum masuk juga", STUCK)
    (escalated,) = talk.do(talk.bot_down())
    assert isinstance(escalated, e.Escalated)
    assert escalated.reason is EscalationReason.BOT_UNAVAILABLE
    assert escalated.because == WHY
    assert talk.now.offer is None
    talk = offered()
    (asked,) = talk.do(talk.asks_for_person())
    assert isinstance(asked, e.Escalated)
    assert (asked.reason, asked.because, asked.offered) == (
        EscalationReason.ASKED_FOR_HUMAN,
        WHY,
        False,
    )


def test_nothing_is_judged_while_a_person_has_the_floor_or_nothing_was_read() -> None:
    def judged(now: Conversation, events: list[e.Event]) -> bool:
        (received, *_) = events
        assert isinstance(received, e.MessageReceived)
        return received.verdict is not None

    talk = Talk()
    assert not judged(talk.now, talk.writes("halo", None))
    talk.do(talk.asks_for_person())
    assert not judged(talk.now, talk.writes("lama", ANGRY))
    talk.do(accepts())
    assert not judged(talk.now, talk.writes("lama", ANGRY))
    assert talk.now.evidence == Evidence()


def test_after_a_hand_back_evidence_starts_from_nothing() -> None:
    talk = offered()
    talk.taps(accepted=True)
    sari = accepts()
    talk.do(sari, c.HandBack(agent_id=sari.agent_id, note="selesai"))
    assert (talk.now.evidence, talk.now.offer) == (Evidence(), None)
    talk.writes("kok belum masuk juga", STUCK)
    assert talk.now.evidence.turns == 1


def test_two_offers_in_one_stretch_and_never_the_same_way() -> None:
    talk = Talk()
    for signal in (STUCK, CALM, CALM, STUCK, CALM, CALM, STUCK):
        talk.writes("kok belum masuk juga", signal)
        talk.replies(text=f"Jawaban {talk.now.seq}.")
        if talk.now.offer:
            talk.taps(accepted=False)
    assert talk.now.floor is Floor.BOT
    made = [r.event.wording for r in talk.log if isinstance(r.event, e.PersonOffered)]
    declines = [r.event.wording for r in talk.log if isinstance(r.event, e.BotCarriesOn)]
    assert len(made) == len(declines) == 2
    assert len({wording % 3 for wording in made}) == 2
    assert len({wording % 3 for wording in declines}) == 2


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("YA", True),
        ("iyaaa", True),
        ("ok, boleh.", True),
        ("Yes please!", True),
        ("ga usah", False),
        ("Tidak, lanjut di sini", False),
        ("enggaaak", False),
        ("no thanks", False),
        ("", None),
        ("ya simpan lah", True),
        ("iya simpan aja deh kak", True),
        ("boleh dong pak", True),
        ("oh ya udah simpan saja min", True),
        ("yes keep it please", True),
        ("gak usah deh kak", False),
        ("tidak lah", False),
        ("ya bisa?", None),
        ("ya tapi saldo saya kenapa?", None),
        ("tidak bisa login", None),
        ("terima kasih", None),
        ("🙂", None),
    ],
)
def test_what_answers_an_offer(text: str, meaning: bool | None) -> None:
    assert answered(text) is meaning


@pytest.mark.parametrize(
    "text",
    [
        "ya simpan lah",
        "oke catat aja kak",
        "tolong disimpan untuk petugas ya",
        "sambungkan ke petugas dong",
        "keep it for a person please",
        "ok, connect me",
        "3 hari kerja dr kmrn jd selasa apa rabu, ya simpan lah",
        "lho jd disimpan ga?? tolong petugas hubungi saya",
        "minta petugas telepon saya ya",
        "bisa hubungi saya?",
        "please have someone call me back",
        "tolong hubungi saya",
    ],
)
def test_what_names_the_deed_of_an_offer(text: str) -> None:
    assert names_its_deed(text)


@pytest.mark.parametrize(
    "text",
    [
        "ya",
        "boleh dong",
        "",
        "jangan disimpan",
        "ga usah simpan, lanjut aja",
        "lho jd disimpan ga??",
        "disimpan?",
        "kapan petugas hubungi saya",
        "petugas hubungi saya?",
        "cara simpan kontak gimana",
        "uangnya saya simpan di deposito",
        "ada yang telepon saya ngaku petugas",
        "tadi petugas telepon saya minta otp",
        "don't connect me",
    ],
)
def test_what_does_not(text: str) -> None:
    assert not names_its_deed(text)


def test_the_deed_is_heard_behind_one_question_and_a_bare_yes_is_not() -> None:
    talk = offered()
    talk.writes("3 hari kerja dr kmrn jd selasa apa rabu", CALM)
    received, escalated = talk.writes("ya simpan lah", CALM)  # in the same breath
    assert isinstance(received, e.MessageReceived)
    assert isinstance(escalated, e.Escalated)
    assert (escalated.offered, escalated.because) == (True, WHY)
    assert (talk.now.floor, talk.now.passed) == (Floor.QUEUE, None)
    talk = offered()
    talk.writes("jadi selasa apa rabu", CALM)
    talk.replies(text="Rabu.")
    assert kinds(talk.writes("ya", CALM)) == [e.MessageReceived, e.BotTurnRequested]


def test_behind_the_answer_too_and_after_that_no_more() -> None:
    talk = offered()
    talk.writes("jadi selasa apa rabu", CALM)
    talk.replies(text="Rabu.")
    assert kinds(talk.writes("simpan aja deh", CALM)) == [e.MessageReceived, e.Escalated]
    talk = offered()
    for question in ("jadi selasa apa rabu", "jam berapa"):
        talk.writes(question, CALM)
        talk.replies(text=f"{question}: lihat di aplikasi.")
    assert talk.now.passed is None
    assert kinds(talk.writes("simpan aja", CALM)) == [e.MessageReceived, e.BotTurnRequested]


@pytest.mark.parametrize("outcome", [e.Outcome.ANSWERED, e.Outcome.ASKED])
def test_the_deed_is_no_answer_to_what_the_bot_asked(outcome: e.Outcome) -> None:
    talk = offered(outcome=outcome)
    assert kinds(talk.writes("tolong petugas hubungi saya", CALM)) == [
        e.MessageReceived,
        e.Escalated,
    ]


def test_what_led_to_an_offer_that_was_passed_over_explains_nothing_else() -> None:
    talk = offered()
    talk.writes("saldo saya berapa", CALM)
    (asked,) = talk.do(talk.asks_for_person())
    assert isinstance(asked, e.Escalated)
    assert asked.because == ()


def test_an_offer_is_open_however_long_the_customer_thinks() -> None:
    talk = offered()
    talk.at += timedelta(hours=3)
    assert kinds(talk.taps(accepted=True)) == [e.MessageReceived, e.Escalated]
