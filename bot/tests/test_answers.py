"""Answers from the knowledge base: which article is said, and what instead."""

import asyncio
import dataclasses
import re
from dataclasses import dataclass, field
from typing import Any, Dict, List, Mapping, Optional, Tuple

import pytest
import yaml
from aiohttp import web
from conftest import BOT
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import replies, returning, wording
from actions.answers import answer, fitting
from actions.context import Context
from actions.knowledge import (
    Article,
    Finding,
    GatewayKnowledge,
    KnowledgeUnavailable,
    NoKnowledge,
)

STEPS = ("Buka aplikasi.", "Pilih QRIS.", "Pindai kodenya.")
PAY = Article("qris-how-to-pay", ("qris_payment",), "Cara membayar dengan QRIS",
              "Buka aplikasi, pilih QRIS, pindai kodenya. Anda tidak dikenai biaya.", STEPS,
              True, "https://bank.example/help/id/qris-how-to-pay")  # fmt: skip
LIMIT = Article("qris-limit-fee", ("qris_payment",), "Batas dan biaya pembayaran QRIS",
                "Batas QRIS Rp10 juta per transaksi.", (), True, None)  # fmt: skip
TAX = Article("time-deposit-tax-example", ("deposit_rate",), "Pajak bunga deposito",
              "Bunga deposito dipotong pajak 20%.", (), False, None)  # fmt: skip
UNFIT = Article("qris-abroad", ("qris_payment",), "Membayar QRIS di luar negeri",
                "QRIS bisa dipakai di Malaysia.", (), False, None)  # fmt: skip


@dataclass
class ScriptedKnowledge:
    """Finds what it is told to find."""

    found: Tuple[Article, ...]
    asked: List[Any] = field(default_factory=list)
    asks: Optional[str] = None

    async def find(
        self,
        text: str,
        intents: Mapping[str, float],
        language: str,
        context: Optional[Context] = None,
    ) -> Finding:
        self.asked.append((text, dict(intents), language))
        return Finding(self.found, self.asks)

    async def named(self, slug: str, language: str) -> Tuple[Article, ...]:
        self.asked.append((slug, language))
        return tuple(sorted(self.found, key=lambda a: a.slug != slug))


def tracker(
    text: str,
    *,
    intent: str = "qris_payment",
    article: Optional[str] = None,
    confidence: float = 0.9,
    events: Optional[List[Dict[str, Any]]] = None,
    **slots: Any,
) -> Tracker:
    message = {
        "text": text,
        "intent": {"name": intent, "confidence": confidence},
        "intent_ranking": [] if text.startswith("/") else [
            {"name": intent, "confidence": confidence}, {"name": "nlu_fallback", "confidence": 0.3}
        ],
        "entities": [{"entity": "article", "value": article}] if article else [],
    }  # fmt: skip
    past = [*(events or []), {"event": "user", "text": text}]
    return Tracker("c:1", {"language": "id", "register": "formal", **slots}, message, past,
                   False, None, {}, "action_listen")  # fmt: skip


def says(knowledge: Any, asked: Tracker) -> Tuple[Dict[str, Any], List[str]]:
    """The one message, and what is told after it."""
    dispatcher = CollectingDispatcher()
    events = asyncio.run(answer(knowledge, dispatcher, asked))
    [message] = dispatcher.messages
    told = [e["value"] for e in events if e["event"] == "slot" and e["name"] == "articles_told"]
    return message, told[-1] if told else list(asked.get_slot("articles_told") or [])


def titles(message: Dict[str, Any]) -> List[str]:
    return [button["title"] for button in message["buttons"]]


def test_the_article_with_its_page_and_at_most_three_quick_replies() -> None:
    knowledge = ScriptedKnowledge((PAY, LIMIT, TAX))
    message, told = says(knowledge, tracker("cara bayar qr gimana"))
    assert message["response"] == "utter_article"
    assert (message["answer"], message["link"]) == (PAY.answer, PAY.url)
    assert titles(message) == ["Langkah-langkahnya", LIMIT.title, "Tidak membantu"]
    assert told == [PAY.slug]
    assert knowledge.asked == [("cara bayar qr gimana", {"qris_payment": 0.9}, "id")]


def test_nothing_is_said_twice() -> None:
    knowledge = ScriptedKnowledge((PAY, LIMIT))
    told: List[str] = []
    said = []
    for _ in range(4):
        message, told = says(knowledge, tracker("cara bayar qr", articles_told=told))
        said.append((message["response"], message.get("answer"), message.get("steps")))
    assert [s[0] for s in said] == [
        "utter_article", "utter_article_steps", "utter_article_again", "utter_article_again"
    ]  # fmt: skip
    assert len(set(said[:3])) == 3


def test_what_is_asked_about_what_was_told_is_answered_by_a_part_of_it() -> None:
    free = "Anda tidak dikenai biaya."
    knowledge = ScriptedKnowledge((dataclasses.replace(PAY, telling=(free,)), LIMIT))
    message, told = says(knowledge, tracker("kena biaya ga?", articles_told=[PAY.slug]))
    assert (message["response"], message["answer"]) == ("utter_article_part", free)
    assert titles(message) == ["Langkah-langkahnya", "Tidak membantu"]
    message, told = says(knowledge, tracker("biayanya?", articles_told=told))
    assert (message["response"], message["answer"]) == ("utter_article_once_more", free)
    message, told = says(knowledge, tracker("caranya gimana?", articles_told=told))
    assert message["response"] == "utter_article_steps"


@pytest.mark.parametrize(
    ("asked", "polar", "slots", "answer"),
    [
        ("kena biaya ga?", "no", {}, "Tidak. Pembayarannya gratis."),
        ("kena biaya ga?", "no", {"register": "casual"}, "Nggak. Pembayarannya gratis."),
        ("gratis ya?", "yes", {}, "Ya. Pembayarannya gratis."),
        ("bs gratis?", "yes", {}, "Bisa. Pembayarannya gratis."),
        ("boleh gratis?", "yes", {"register": "casual"}, "Boleh kok. Pembayarannya gratis."),
        ("kena biaya brp?", None, {}, "Pembayarannya gratis."),
    ],
)
def test_a_yes_or_no_comes_first(
    asked: str, polar: Optional[str], slots: Dict[str, str], answer: str
) -> None:
    paid = dataclasses.replace(PAY, telling=("Pembayarannya gratis.",), polar=polar)
    message, _ = says(ScriptedKnowledge((paid,)), tracker(asked, articles_told=[PAY.slug], **slots))
    assert message["answer"] == answer


def test_no_yes_is_said_of_another_sentence_than_the_one_that_answers() -> None:
    second = "Uangnya langsung sampai."
    paid = dataclasses.replace(
        PAY, answer=f"{PAY.answer} {second}", telling=(second,), polar="yes"
    )
    message, _ = says(ScriptedKnowledge((paid,)), tracker("langsung sampai?"))
    assert message["answer"] == paid.answer
    first = dataclasses.replace(PAY, telling=(PAY.answer,), polar="yes")
    message, _ = says(ScriptedKnowledge((first,)), tracker("pakai qr bisa?"))
    assert message["answer"] == f"Bisa. {PAY.answer}"


@pytest.mark.parametrize("sentence", ["Bisa, lewat aplikasi.", "Tidak perlu.", "Yes, it is."])
def test_what_begins_with_it_already_is_left_as_it_is(sentence: str) -> None:
    assert wording.yes_or_no("yes", "bisa ga?", sentence, "id") == sentence


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("caranya gimana?", "utter_article_steps"),
        ("how do i do it?", "utter_article_steps"),
        ("gratis kan?", "utter_article_part"),
    ],
)
def test_the_way_is_told_step_by_step_and_else_the_part_that_answers(
    text: str, response: str
) -> None:
    knowledge = ScriptedKnowledge((dataclasses.replace(PAY, telling=("Gratis.",)),))
    message, _ = says(knowledge, tracker(text, articles_told=[PAY.slug]))
    assert message["response"] == response


def test_a_step_that_answers_is_told_where_the_answer_lacks_it() -> None:
    step = PAY.steps[1]
    knowledge = ScriptedKnowledge((dataclasses.replace(PAY, telling=(step,)), LIMIT))
    message, told = says(knowledge, tracker("pilih apa di aplikasi?"))
    assert (message["response"], message["answer"]) == ("utter_article_part", step)
    detail = "Riwayatnya tersimpan dua tahun."
    knowledge = ScriptedKnowledge((dataclasses.replace(PAY, telling=(PAY.answer, detail)), LIMIT))
    message, _ = says(knowledge, tracker("riwayat bayar qr disimpen brp lama?"))
    assert message["answer"] == f"{PAY.answer} {detail}"
    in_answer = dataclasses.replace(PAY, telling=(PAY.answer, step))
    message, _ = says(ScriptedKnowledge((in_answer,)), tracker("cara bayar qr", articles_told=told))
    assert message["answer"] == PAY.answer


def test_what_the_told_article_does_not_say_is_admitted() -> None:
    unfit = dataclasses.replace(PAY, fits=False, telling=("Gratis.",))
    asked = tracker("bisa dicicil ga?", articles_told=[PAY.slug])
    message, told = says(ScriptedKnowledge((unfit,), asks="gap"), asked)
    assert message["response"] == "utter_article_gap"
    assert titles(message) == ["Bicara dengan petugas"]
    assert told == [PAY.slug]


def test_two_questions_get_an_answer_each() -> None:
    class Knowing(ScriptedKnowledge):
        async def find(self, text: str, *_: Any) -> Finding:
            return Finding((LIMIT, PAY) if text.startswith("berapa batas") else (PAY, LIMIT))

    dispatcher = CollectingDispatcher()
    asked = tracker("gimana cara bayar qris dan berapa batas sehari?")
    asyncio.run(answer(Knowing((PAY,)), dispatcher, asked))
    assert [m["answer"] for m in dispatcher.messages] == [PAY.answer, LIMIT.answer]
    asked = tracker("gimana cara bayar qris dan bisa dari aplikasi mana?")
    assert says(Knowing((PAY,)), asked)[0]["answer"] == PAY.answer


def test_two_questions_to_one_article_are_answered_by_a_sentence_each() -> None:
    detail = "QRIS dari kartu kredit belum bisa."

    class Knowing(ScriptedKnowledge):
        async def find(self, text: str, *_: Any) -> Finding:
            telling = (detail,) if "kartu" in text else ("Batas QRIS Rp10 juta per transaksi.",)
            return Finding((dataclasses.replace(LIMIT, telling=telling),))

    message, told = says(Knowing((LIMIT,)), tracker("qris batasnya berapa, bisa dari kartu kredit ga?"))
    assert message["answer"] == f"Batas QRIS Rp10 juta per transaksi. {detail}"
    assert len(told) == 2


def test_three_questions_are_answered_by_no_more_than_a_sentence_each() -> None:
    fee = Article("qris-fee", ("qris_payment",), "Biaya", "Gratis. Juga di luar kota.", (), True,
                  None, telling=("Gratis.",))  # fmt: skip
    by_word = {
        "batas": dataclasses.replace(LIMIT, telling=(LIMIT.answer,)),
        "biaya": fee,
        "cara": dataclasses.replace(PAY, telling=("Buka aplikasi, pilih QRIS, pindai kodenya.",)),
    }

    class Knowing(ScriptedKnowledge):
        async def find(self, text: str, *_: Any) -> Finding:
            return Finding(tuple(a for word, a in by_word.items() if word in text))

    dispatcher = CollectingDispatcher()
    asked = tracker("batas qris berapa, biayanya berapa, terus caranya gimana?")
    asyncio.run(answer(Knowing(()), dispatcher, asked))
    said = [message["answer"] for message in dispatcher.messages]
    assert said == [LIMIT.answer, "Gratis.", "Buka aplikasi, pilih QRIS, pindai kodenya."]


def test_a_quick_reply_brings_the_steps_or_the_other_article() -> None:
    knowledge = ScriptedKnowledge((PAY, LIMIT))
    tapped = tracker("/qris_payment", article="qris-how-to-pay/steps", articles_told=[PAY.slug])
    message, told = says(knowledge, tapped)
    assert message["steps"] == "1. Buka aplikasi.\n2. Pilih QRIS.\n3. Pindai kodenya."
    assert told == [PAY.slug, f"{PAY.slug}/steps"]
    message, _ = says(knowledge, tracker("/qris_payment", article=LIMIT.slug, articles_told=told))
    assert (message["response"], message["answer"]) == ("utter_article_short", LIMIT.answer)


def test_what_is_near_a_matter_that_was_surely_read_is_said_as_that() -> None:
    message, told = says(ScriptedKnowledge((UNFIT, TAX)), tracker("qris bisa buat bayar pajak?"))
    assert message["response"] == "utter_article_perhaps"
    assert told == [UNFIT.slug]


def test_what_was_read_and_is_only_near_is_offered_and_not_told() -> None:
    near = dataclasses.replace(UNFIT, near=True, telling=("Pajak belum bisa dibayar.",))
    message, told = says(ScriptedKnowledge((near, TAX)), tracker("qris bisa buat bayar pajak?"))
    assert message["response"] == "utter_question_near"
    assert titles(message) == [near.title, "Bicara dengan petugas"]
    assert told == []


def test_the_nearest_article_once_tapped_answers_the_question_for_which_it_was_offered() -> None:
    detail = "Pajak belum bisa dibayar dengan QRIS."
    asked = {"text": "qris bisa buat bayar pajak?", "matter": "qris_payment"}
    events = [
        {"event": "user", "text": asked["text"]},
        {"event": "slot", "name": "asked", "value": asked},
        {"event": "bot", "text": "…", "metadata": {"utter_action": "utter_question_near"}},
    ]
    knowledge = ScriptedKnowledge((TAX, dataclasses.replace(UNFIT, telling=(detail,))))
    tapped = tracker("/qris_payment", article=UNFIT.slug, events=events)
    message, told = says(knowledge, tapped)
    assert (message["response"], message["answer"]) == ("utter_article_part", detail)
    assert knowledge.asked[-1] == (asked["text"], {}, "id")
    assert told and UNFIT.slug not in told, "the general answer may still be told"
    # A quick reply that stands beside an answer opens its article, as ever.
    elsewhere = [*events[:2], {**events[2], "metadata": {"utter_action": "utter_article"}}]
    plain = ScriptedKnowledge((TAX, UNFIT))
    message, _ = says(plain, tracker("/qris_payment", article=UNFIT.slug, events=elsewhere))
    assert (message["answer"], plain.asked) == (UNFIT.answer, [(UNFIT.slug, "id")])


def test_what_neither_fits_nor_is_near_is_no_guess() -> None:
    asked = tracker("qris bisa buat bayar pajak?")
    message, _ = says(ScriptedKnowledge((UNFIT, TAX), asks="gap"), asked)
    assert message["response"] == "utter_knowledge_nothing"


def test_what_does_not_fit_is_admitted_with_a_way_on() -> None:
    asked = tracker("qris bisa buat bayar pajak?", confidence=0.5)
    message, told = says(ScriptedKnowledge((UNFIT, TAX)), asked)
    assert message["response"] == "utter_knowledge_nothing"
    assert titles(message) == [UNFIT.title, "Bicara dengan petugas"]
    assert told == []
    message, _ = says(ScriptedKnowledge(()), tracker("qris bisa buat bayar pajak?"))
    assert titles(message) == ["Bicara dengan petugas"]


def test_the_register_of_the_customer() -> None:
    message, _ = says(ScriptedKnowledge((PAY,)), tracker("gue mau bayar qr", register="casual"))
    assert "Kamu tidak dikenai biaya." in message["answer"]


def test_a_tapped_reading_goes_with_the_words_before_it() -> None:
    events = [
        {"event": "user", "text": "yg di kasir itu lho"},
        {"event": "bot", "metadata": {"utter_action": "utter_fallback_choose"}},
    ]
    knowledge = ScriptedKnowledge((PAY,))
    says(knowledge, tracker("/qris_payment", events=events))
    says(knowledge, tracker("/qris_payment"))
    assert [asked[0] for asked in knowledge.asked] == ["yg di kasir itu lho", "pembayaran QRIS"]
    assert knowledge.asked[0][1] == {"qris_payment": 0.9}


def test_without_the_knowledge_base_the_general_text_twice_and_then_the_truth() -> None:
    general = {"event": "bot", "metadata": {"utter_action": "utter_qris_payment"}}
    for before, response in (
        ([], "utter_qris_payment"),
        ([general], "utter_qris_payment"),
        ([general, general], "utter_knowledge_unavailable"),
    ):
        message, told = says(NoKnowledge(), tracker("cara bayar qr", events=before))
        assert (message["response"], told) == (response, [])


def test_every_matter_answered_here_has_its_general_text() -> None:
    rules = yaml.safe_load((BOT / "data" / "rules.yml").read_text(encoding="utf-8"))["rules"]
    answered = [
        rule["steps"][0]["intent"]
        for rule in rules
        if any(step.get("action") == "action_answer" for step in rule["steps"])
    ]
    texts = yaml.safe_load((BOT / "domain" / "answers.yml").read_text(encoding="utf-8"))
    assert len(answered) == 12
    assert {f"utter_{intent}" for intent in answered} <= set(texts["responses"])


async def _served(handler: Any) -> "Tuple[web.AppRunner, str]":
    app = web.Application()
    app.router.add_post("/internal/v1/knowledge", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    return runner, f"http://{host}:{port}"


def over_http(handler: Any, token: str = "t") -> Finding:
    """What the adapter makes of a gateway's answer."""

    async def ask() -> Finding:
        runner, url = await _served(handler)
        knowledge = GatewayKnowledge(url, token)
        try:
            return await knowledge.find("halo", {"greet": 1.0}, "id")
        finally:
            await knowledge.close()
            await runner.cleanup()

    return asyncio.run(ask())


def test_the_gateway_is_asked_with_the_token() -> None:
    async def gateway(request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer secret"
        question = await request.json()
        assert question == {"text": "halo", "intents": {"greet": 1.0}, "language": "id"}
        return web.json_response({"articles": [{**vars(LIMIT), "url": None}], "asks": "gap"})

    assert over_http(gateway, "secret") == Finding((LIMIT,), "gap")


def test_a_connection_is_kept_and_a_lost_one_is_opened_again() -> None:
    seen: List[Any] = []

    async def gateway(request: web.Request) -> web.Response:
        seen.append(request.transport)
        if len(seen) == 3:  # as a gateway that has just closed what it held to be unused
            assert request.transport is not None
            request.transport.close()
        return web.json_response({"articles": [{**vars(LIMIT), "url": None}]})

    async def ask() -> None:
        runner, url = await _served(gateway)
        knowledge = GatewayKnowledge(url, "t")
        try:
            for _ in range(3):
                assert await knowledge.find("halo", {}, "id") == Finding((LIMIT,))
        finally:
            await knowledge.close()
            await runner.cleanup()

    asyncio.run(ask())
    assert seen[0] is seen[1] is seen[2]
    assert len(seen) == 4 and seen[3] is not seen[0]


@pytest.mark.parametrize(
    ("status", "body"), [(503, "{}"), (401, "{}"), (200, "[]"), (200, '{"articles": [{}]}')]
)
def test_whatever_the_gateway_lacks_is_one_error(status: int, body: str) -> None:
    async def gateway(_: web.Request) -> web.Response:
        return web.Response(status=status, text=body, content_type="application/json")

    with pytest.raises(KnowledgeUnavailable):
        over_http(gateway)


def test_a_slow_gateway_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actions.knowledge.DEADLINE_S", 0.05)

    async def gateway(_: web.Request) -> web.Response:
        await asyncio.Event().wait()
        return web.Response()

    with pytest.raises(KnowledgeUnavailable, match="in time"):
        over_http(gateway)


def test_nobody_there_is_one_error() -> None:
    async def ask() -> None:
        knowledge = GatewayKnowledge("http://127.0.0.1:1", "t")
        try:
            await knowledge.named("otp-abroad", "en")
        finally:
            await knowledge.close()

    with pytest.raises(KnowledgeUnavailable):
        asyncio.run(ask())


def test_an_answer_in_a_bubble_is_short() -> None:
    assert len(re.findall(r"[.?](?:\s|$)", PAY.answer)) <= 2


def test_nobody_is_condoled_with_who_spoke_of_no_death() -> None:
    grave = Article("account-of-deceased", ("bereavement",), "Rekening almarhum",
                    "Turut berduka.", (), True, None)  # fmt: skip
    knowledge = ScriptedKnowledge((grave, PAY))
    message, _ = says(knowledge, tracker("bisa ambil uang pakai buku tabungan saja?"))
    assert message["answer"] == PAY.answer


@pytest.mark.parametrize(
    ("text", "settled", "told"),
    [
        ("surat apa saja yang disiapkan", {"topic": "bereavement", "agent": None}, True),
        ("surat apa saja yang disiapkan", {"topic": "bereavement", "agent": "Dewi"}, False),
        ("surat apa saja yang disiapkan", {"topic": "close_account", "agent": None}, False),
        ("ibu saya masih hidup, surat apa", {"topic": "bereavement", "agent": None}, False),
    ],
)
def test_of_a_death_that_waits_for_a_person_the_papers_are_told(
    text: str, settled: Dict[str, Any], told: bool
) -> None:
    papers = Article("account-of-deceased", ("bereavement",), "Rekening almarhum",
                     "Siapkan surat kematian.", (), True, None)  # fmt: skip
    asked = tracker(text, intent="nlu_fallback", settled={**settled, "note": "HG-000033"})
    found = asyncio.run(fitting(ScriptedKnowledge((papers,)), asked))
    assert found.articles == ((papers,) if told else ())


def test_of_a_death_that_waits_the_papers_are_told_in_place_of_an_admission(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    papers = Article("account-of-deceased", ("bereavement",), "Rekening almarhum",
                     "Siapkan surat kematian.", (), True, None)  # fmt: skip
    monkeypatch.setattr(returning, "the_knowledge", lambda: ScriptedKnowledge((papers,)))
    settled = {"topic": "bereavement", "note": "HG-000033", "agent": None}
    dispatcher = CollectingDispatcher()
    asked = tracker("surat apa saja yang disiapkan", intent="nlu_fallback", settled=settled)
    asyncio.run(returning.GoOn().run(dispatcher, asked, {}))
    [message] = dispatcher.messages
    assert message["answer"] == papers.answer


@pytest.mark.parametrize(
    ("chance", "first_aid", "answered"),
    [(0.8, True, True), (0.5, True, False), (0.8, False, False)],
)
def test_after_what_stops_a_thief_a_question_is_answered_while_the_fraud_waits(
    monkeypatch: pytest.MonkeyPatch, chance: float, first_aid: bool, answered: bool
) -> None:
    loss = Article("fraud-first-steps", ("fraud_report",), "Setelah tertipu",
                   "Kerugian tidak diganti otomatis.", (), True, None, chance=chance)  # fmt: skip
    for module in (returning, replies):
        monkeypatch.setattr(module, "the_knowledge", lambda: ScriptedKnowledge((loss,)))
    said = "utter_meanwhile_fraud_report" if first_aid else "utter_greet"
    events = [{"event": "bot", "text": "…", "metadata": {"utter_action": said}}]
    settled = {"topic": "fraud_report", "note": "HG-000189", "agent": None}
    asked = tracker("duitnya bisa balik ga?", intent="fraud_report", events=events, settled=settled)
    dispatcher = CollectingDispatcher()
    asyncio.run(returning.GoOn().run(dispatcher, asked, {}))
    [message] = dispatcher.messages
    assert (message.get("answer") == loss.answer) is answered
    # The same where it would else be taken for a doubt whether it is a swindle.
    dispatcher = CollectingDispatcher()
    asyncio.run(replies.WarnOfScam().run(dispatcher, asked, {}))
    [message] = dispatcher.messages
    assert (message.get("answer") == loss.answer) is (chance > 0.6)
