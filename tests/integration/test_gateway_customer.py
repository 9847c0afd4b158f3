"""The customer's socket against the real gateway and a real database."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from starlette.responses import JSONResponse

from tests.support.gateway import Customer, Gateway, running_gateway, said


@pytest.fixture
async def gateway(database_url: str) -> AsyncIterator[Gateway]:
    async with running_gateway(database_url) as running:
        yield running


async def test_a_question_is_acknowledged_and_answered(gateway: Gateway) -> None:
    gateway.rasa.says(said("Saldo Anda Rp1.250.000."))
    async with gateway.customer() as customer:
        assert customer.welcome["state"]["floor"] == "bot"
        client_id = await customer.say("saldo saya berapa")
        own = await customer.socket.event(lambda e: e.get("client_id") == client_id)
        assert own["author"] == "customer"
        answer = await customer.socket.event(lambda e: e.get("author") == "bot")
        assert answer["texts"] == ["Saldo Anda Rp1.250.000."]


async def test_secrets_are_masked_before_anyone_sees_them(gateway: Gateway) -> None:
    async with gateway.customer() as customer:
        await customer.say("pin saya 482913 tolong dicek")
        own = await customer.socket.event(lambda e: e.get("author") == "customer")
        assert "482913" not in own["texts"][0]
        assert own["masked"] == ["pin"]
        await customer.socket.event(lambda e: e.get("author") == "bot")
        assert "482913" not in gateway.rasa.asked[0]["text"]


async def test_a_resend_is_the_same_message(gateway: Gateway) -> None:
    async with gateway.customer() as customer:
        client_id = await customer.say("halo")
        await customer.socket.event(lambda e: e.get("author") == "bot")
        await customer.say("halo", client_id)
        again = await customer.socket.event(lambda e: e.get("client_id") == client_id)
        token, id_ = customer.token, customer.id
    async with gateway.customer(token, id_) as back:
        own = [e for e in back.welcome["events"] if e.get("author") == "customer"]
        assert [e["seq"] for e in own] == [again["seq"]]
    assert len(gateway.rasa.asked) == 1


async def test_resume_from_a_cursor_gives_what_was_missed_and_nothing_else(
    gateway: Gateway,
) -> None:
    async with gateway.customer() as customer:
        await customer.say("halo")
        answer = await customer.socket.event(lambda e: e.get("author") == "bot")
        token, id_, cursor = customer.token, customer.id, answer["seq"]
        await customer.say("satu lagi")
        await customer.socket.event(lambda e: e.get("author") == "bot")
    async with gateway.customer(token, id_, cursor) as back:
        assert back.welcome["resumed"]
        seqs = [e["seq"] for e in back.welcome["events"]]
        assert seqs == list(range(cursor + 1, back.welcome["state"]["seq"] + 1))


async def test_two_quick_messages_are_one_question(gateway: Gateway) -> None:
    release = gateway.rasa.holds()
    async with gateway.customer() as customer:
        await customer.say("halo")
        await customer.socket.event(lambda e: e.get("author") == "customer")
        await customer.say("saldo saya")
        await customer.say("yang tabungan")
        await customer.socket.event(lambda e: e.get("texts") == ["yang tabungan"])
        release.set()
        await customer.socket.event(lambda e: e.get("author") == "bot")
        await customer.socket.event(lambda e: e.get("author") == "bot")
        assert [a["text"] for a in gateway.rasa.asked] == ["halo", "saldo saya\nyang tabungan"]


async def test_a_tapped_button_carries_the_bots_own_payload(gateway: Gateway) -> None:
    buttons = [{"title": "Ya", "payload": "/affirm"}, {"title": "Tidak", "payload": "/deny"}]
    gateway.rasa.says(said(messages=[{"text": "Blokir?", "buttons": buttons}]), said())
    async with gateway.customer() as customer:
        await customer.say("blokir kartu")
        offer = await customer.socket.event(lambda e: e.get("author") == "bot")
        assert [b["title"] for b in offer["buttons"]] == ["Ya", "Tidak"]
        assert "payload" not in str(offer)
        await customer.socket.send(
            type="choose", client_id=customer.new_id(), seq=offer["seq"], option=1
        )
        own = await customer.socket.event(lambda e: e.get("author") == "customer")
        assert own["texts"] == ["Tidak"]
        await customer.socket.event(lambda e: e.get("author") == "bot")
        assert gateway.rasa.asked[-1]["payload"] == "/deny"
        await customer.socket.send(
            type="choose", client_id=customer.new_id(), seq=offer["seq"], option=7
        )
        refused = await customer.socket.until(lambda f: True, among="error")
        assert refused["code"] == "invalid"


@pytest.mark.parametrize("silence", ["down", "late", "empty"])
async def test_a_silent_bot_becomes_a_person_and_the_customer_is_told(
    gateway: Gateway, silence: str
) -> None:
    if silence == "down":
        gateway.rasa.fails()
    elif silence == "late":
        gateway.rasa.holds()
    else:
        gateway.rasa.says(said(text=""))
    async with gateway.customer() as customer:
        await customer.say("halo")
        escalated = await customer.socket.event(lambda e: e.get("notice") == "escalated")
        assert escalated["reason"] == "bot_unavailable"
        nobody = await customer.socket.event(lambda e: e.get("notice") == "nobody_on_duty")
        assert nobody["floor"] == "queue"
        waiting = await customer.socket.until(lambda f: True, among="waiting")
        assert waiting["position"] == 1
        assert waiting["on_duty"] == 0
        assert waiting["minutes"] is None


async def test_a_bot_that_kept_nothing_is_asked_once_more(gateway: Gateway) -> None:
    answers = [
        JSONResponse({"error": "tracker_store", "message": ""}, 503),
        JSONResponse(said("Saldo Anda Rp1.250.000.")),
    ]

    async def answer(body: dict[str, object]) -> JSONResponse:
        return answers.pop(0)

    gateway.rasa.answer = answer
    async with gateway.customer() as customer:
        await customer.say("saldo saya")
        replied = await customer.socket.event(lambda e: e.get("author") == "bot")
        assert replied["texts"] == ["Saldo Anda Rp1.250.000."]


async def test_with_nobody_on_duty_a_call_back_or_a_ticket_ends_the_wait(
    gateway: Gateway,
) -> None:
    async with gateway.customer() as customer:
        await customer.socket.send(type="ask_human", client_id=customer.new_id())
        await customer.socket.event(lambda e: e.get("notice") == "nobody_on_duty")
        await customer.socket.send(
            type="follow_up", client_id=customer.new_id(), kind="callback", phone="0800 1111 2222"
        )
        taken = await customer.socket.event(lambda e: e.get("notice") == "follow_up")
        assert taken["floor"] == "bot"
        assert taken["reference"] in taken["text"]
        assert "0800 1111" not in taken["text"]
        open_ones = await gateway.services.lists.follow_ups.all(closed=False)
        assert [f.phone for f in open_ones] == ["0800 1111 2222"]


async def test_who_writes_while_nobody_is_on_duty_is_answered_by_a_notice(
    gateway: Gateway,
) -> None:
    gateway.rasa.says(
        {
            **said(text=""),
            "messages": [],
            "outcome": "escalate",
            "escalate": "sensitive",
            "topic": "fraud_report",
        }
    )
    async with gateway.customer() as customer:
        await customer.say("td ada yg ngaku cs minta kode, gw kasih")
        escalated = await customer.socket.event(lambda e: e.get("notice") == "escalated")
        assert "Kartu > Blokir" in escalated["text"]
        await customer.socket.event(lambda e: e.get("notice") == "nobody_on_duty")
        await customer.say("ini kode OTP nya 403812 tolong diperiksa")
        warned = await customer.socket.event(lambda e: e.get("notice") == "secret_warned")
        assert "juga tidak kepada kami" in warned["text"]
        await customer.say("berapa lama lagi ya")
        told = await customer.socket.event(lambda e: e.get("author") == "bot")
        assert (told["floor"], told["buttons"]) == ("queue", [])
        assert "tidak ada petugas yang bertugas" in told["texts"][0]


async def test_who_needs_no_person_any_more_leaves_the_line_and_comes_back(
    gateway: Gateway,
) -> None:
    async with gateway.customer() as customer, gateway.agent("Dewi") as dewi:
        await customer.socket.send(type="ask_human", client_id=customer.new_id())
        await customer.socket.event(lambda e: e.get("notice") == "escalated")
        await dewi.send(type="follow", conversation=customer.id)
        await dewi.until(lambda f: f["type"] == "inbox" and f["waiting"])
        await customer.say("udah ketemu kok")
        question = await customer.socket.event(lambda e: e.get("author") == "bot")
        assert question["floor"] == "queue"
        titles = [button["title"] for button in question["buttons"]]
        assert titles == ["Batalkan antrean", "Tetap menunggu"]

        tap = {"type": "choose", "client_id": customer.new_id()}
        await customer.socket.send(**tap, seq=question["seq"], option=0)
        cancelled = await customer.socket.event(lambda e: e.get("author") == "bot")
        assert cancelled["floor"] == "bot"
        assert [button["title"] for button in cancelled["buttons"]] == ["Kembali ke antrean"]
        await dewi.until(lambda f: f["type"] == "inbox" and not f["waiting"])
        seen = await dewi.event(lambda e: e.get("notice") == "wait_cancelled")
        assert "Antrean dibatalkan" in seen["text"]["id"]
        assert await gateway.services.lists.follow_ups.all(closed=False) == []

        again = {"type": "choose", "client_id": customer.new_id()}
        await customer.socket.send(**again, seq=cancelled["seq"], option=0)
        back = await customer.socket.event(lambda e: e.get("notice") == "escalated")
        assert back["floor"] == "queue"


LOST = said("Maaf, maksud Anda?", outcome="fallback", topic=None, intent="nlu_fallback")


async def fails_three_times(customer: Customer) -> None:
    for text in ("anu", "itu lho", "yang tadi"):
        await customer.say(text)
        await customer.socket.event(lambda e, text=text: e.get("texts") == [text])
        if text != "yang tadi":
            await customer.socket.event(lambda e: e.get("author") == "bot")


async def test_the_third_failure_on_one_topic_brings_a_person(gateway: Gateway) -> None:
    gateway.rasa.says(LOST)
    async with gateway.agent("Dewi"), gateway.customer() as customer:
        await fails_three_times(customer)
        escalated = await customer.socket.event(lambda e: e.get("notice") == "escalated")
        assert escalated["reason"] == "no_progress"


async def test_with_nobody_on_duty_the_bot_stays_and_offers_to_keep_the_matter(
    database_url: str,
) -> None:
    in_two_days = (datetime.now(UTC) + timedelta(days=2)).strftime("%a")
    async with (
        running_gateway(database_url, staff_hours=f"{in_two_days} 10:00-11:00 WIT") as gateway,
        gateway.customer() as customer,
    ):
        gateway.rasa.says(
            *(said(f"Maksud Anda? {n}", outcome="fallback") for n in range(3)), said()
        )
        await fails_three_times(customer)
        answer = await customer.socket.event(lambda e: e.get("author") == "bot")
        assert answer["texts"] == ["Maksud Anda? 2"], "its answer is still there"
        offer = await customer.socket.event(lambda e: e.get("author") == "bot")
        assert offer["floor"] == "bot"
        assert "bertugas" in offer["texts"][0]
        titles = [button["title"] for button in offer["buttons"]]
        assert titles == ["Ya, simpan untuk petugas", "Tidak, lanjut di sini"]

        await customer.say("saldo saya berapa")
        went_on = await customer.socket.event(lambda e: e.get("author") == "bot")
        assert went_on["texts"] == ["Baik."]

        accepted = {"type": "choose", "client_id": customer.new_id()}
        await customer.socket.send(**accepted, seq=offer["seq"], option=0)
        tapped = await customer.socket.event(lambda e: e.get("author") == "customer")
        assert tapped["texts"] == ["Ya, simpan untuk petugas"]
        nobody = await customer.socket.event(lambda e: e.get("notice") == "nobody_on_duty")
        assert nobody["floor"] == "queue"
        assert "pukul 10.00 WIT" in nobody["text"]


async def test_end_and_rate(gateway: Gateway) -> None:
    async with gateway.customer() as customer:
        await customer.socket.send(type="end", client_id=customer.new_id())
        closed = await customer.socket.event(lambda e: e.get("notice") == "closed")
        assert closed["floor"] == "closed"
        await customer.socket.send(
            type="rate", client_id=customer.new_id(), score=5, comment="cepat"
        )
        rated = await customer.socket.event(lambda e: e["kind"] == "rated")
        assert rated["score"] == 5
        await customer.say("halo lagi")
        refused = await customer.socket.until(lambda f: True, among="error")
        assert refused["code"] == "illegal"
        fresh = await gateway.token(token=customer.token)
        assert fresh["conversation"] is None
    async with gateway.customer(customer.token) as anew:
        assert anew.id != customer.id


async def test_an_identity_binds_the_anonymous_conversation(gateway: Gateway) -> None:
    async with gateway.customer() as customer:
        identity = gateway.services.tokens.sign_identity(
            "rina", "Rina Lestari", gateway.services.conversations.clock()
        )
        bound = await gateway.token(token=customer.token, identity=identity)
        assert bound["conversation"] == customer.id
        assert bound["name"] == "Rina Lestari"
        await customer.socket.send(type="renew", token=bound["token"])
        await customer.say("saldo saya")
        await customer.socket.event(lambda e: e.get("author") == "bot")
        assert gateway.rasa.asked[-1]["metadata"]["customer_id"] == "rina"
        # Another customer signs in on the same browser: never on with the first one's.
        other = gateway.services.tokens.sign_identity(
            "budi", "Budi", gateway.services.conversations.clock()
        )
        assert (await gateway.token(token=bound["token"], identity=other))["conversation"] is None


async def test_the_token_from_before_signing_in_is_worth_nothing_after_it(
    gateway: Gateway,
) -> None:
    def identity() -> str:
        return gateway.services.tokens.sign_identity(
            "maria", "Maria", gateway.services.conversations.clock()
        )

    planted = (await gateway.token())["token"]
    bound = await gateway.token(token=planted, identity=identity())
    elsewhere = await gateway.token(identity=identity())
    assert elsewhere["customer"] == bound["customer"]
    async with gateway.customer(elsewhere["token"]) as maria:
        await maria.say("rahasia")
        await maria.socket.event(lambda e: e.get("author") == "bot")
        async with gateway.customer(planted, maria.id) as thief:
            assert thief.welcome["code"] == "forbidden"
        async with gateway.customer(planted) as thief:
            assert thief.id != maria.id
            assert thief.welcome["state"]["customer_name"] is None
        renewed = await gateway.token(token=planted)
        assert renewed["customer"] != bound["customer"]


async def test_a_page_that_did_not_sign_in_sees_nothing_of_who_did(gateway: Gateway) -> None:
    async with gateway.customer() as other, gateway.customer(other.token, other.id) as rina:
        identity = gateway.services.tokens.sign_identity(
            "rina", "Rina Lestari", gateway.services.conversations.clock()
        )
        bound = await gateway.token(token=rina.token, identity=identity)
        await rina.socket.send(type="renew", token=bound["token"])
        await rina.say("saldo saya")
        await rina.socket.event(lambda e: e.get("author") == "bot")
        assert await other.socket.closed() == 4401
        assert not any("saldo saya" in str(e) for e in other.socket.unread)


async def test_seen_is_nothing_to_see(gateway: Gateway) -> None:
    async with gateway.customer() as customer:
        await customer.say("halo")
        answer = await customer.socket.event(lambda e: e.get("author") == "bot")
        await customer.socket.send(type="seen", seq=answer["seq"] + 100)
        seen = await customer.socket.event(lambda e: e["kind"] == "seen")
        assert seen["up_to"] == answer["seq"]
        await customer.socket.send(type="seen", seq=seen["seq"])
        await customer.say("terima kasih")
        following = await customer.socket.event(lambda e: e["seq"] > seen["seq"])
        assert following["kind"] == "message"


async def test_the_transcript_reads_as_people_write(gateway: Gateway) -> None:
    async with gateway.customer() as customer:
        await customer.say("saldo saya")
        await customer.socket.event(lambda e: e.get("author") == "bot")
        answer = await gateway.client.get(
            f"/api/v1/customer/conversations/{customer.id}/transcript",
            headers={"Authorization": f"Bearer {customer.token}"},
        )
    title, _, _, own, bot, *_ = answer.text.splitlines()
    assert title == "Transkrip percakapan"
    assert re.fullmatch(r"\[\d+ \w{3} \d{4}, \d\d\.\d\d WIB\] Pelanggan: saldo saya", own)
    assert "Asisten virtual: " in bot
