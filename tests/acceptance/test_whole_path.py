"""One customer, one agent, two browsers, all the real processes: the product as people meet it."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect
from websockets.sync.client import connect

from handoff.domain.escalation import EscalationReason
from handoff.protocol.unattended import TRANSFERS
from tests.support.browsing import DESKTOP, PHONE
from tests.support.pages import AgentPage, CustomerPage
from tests.support.polling import eventually
from tests.support.stack import SERVICES, Stack

#: The bot's deadline (HANGAT_BOT_DEADLINE_S, 6 s) and what it takes to show it.
_ESCALATED_WITHIN_S = 9.0


@pytest.fixture
def customer(browser: Browser, running_hangat: Stack) -> Iterator[CustomerPage]:
    context = browser.new_context(viewport=PHONE)
    customer = CustomerPage(context.new_page(), running_hangat.base_url)
    yield customer
    customer.end()
    context.close()


@pytest.fixture
def agents(browser: Browser, running_hangat: Stack) -> Iterator[list[AgentPage]]:
    """The two demo agents, signed in; whatever they hold at the end goes back and is closed."""
    contexts = [browser.new_context(viewport=DESKTOP) for _ in range(2)]
    yield [
        AgentPage(
            context.new_page(), running_hangat.base_url, running_hangat.person("agent", number)
        )
        for number, context in enumerate(contexts)
    ]
    for context in contexts:
        page = context.pages[0]
        page.get_by_role("button", name="Keluar").click()
        confirm = page.get_by_role("dialog").get_by_role("button", name=re.compile("Keluar"))
        signed_out = page.locator("input[type=password]")
        expect(confirm.or_(signed_out).first).to_be_visible()
        if confirm.count():
            confirm.click()
        expect(signed_out).to_be_visible()
        context.close()


@pytest.fixture
def agent(agents: list[AgentPage]) -> AgentPage:
    return agents[0]


def test_answered_by_the_bot_taken_over_and_handed_back(
    customer: CustomerPage, agent: AgentPage, running_hangat: Stack
) -> None:
    customer.sign_in("Rina Lestari")
    customer.open()
    customer.say("saldo saya berapa ya")
    expect(customer.bot.last).to_contain_text("Rp4.350.000")

    conversation = customer.ask_human()
    expect(customer.sheet.locator(".waiting")).to_contain_text(re.compile("berikutnya|urutan ke-"))
    expect(agent.card(conversation)).to_contain_text("Rina Lestari")
    agent.accept(conversation)
    expect(agent.log).to_contain_text("saldo saya berapa ya")
    expect(customer.log).to_contain_text("bergabung")

    agent.say("Halo Rina, ada yang bisa saya bantu?")
    expect(customer.agent.last).to_have_text("Halo Rina, ada yang bisa saya bantu?")
    customer.say("kartu saya hilang, PIN saya 482913")
    expect(agent.log).to_contain_text("kartu saya hilang")
    expect(agent.log).not_to_contain_text("482913")

    agent.hand_back("Kartu Rina sudah diblokir, kartu baru dikirim 3 hari kerja.")
    expect(customer.log).to_contain_text("menyerahkan percakapan kembali")
    customer.say("halo")
    expect(customer.bot.last).to_contain_text("Kartu Rina sudah diblokir")
    customer.say("berapa biaya admin bulanan")
    expect(customer.bot.last).to_contain_text("Rp")

    for service in SERVICES:
        told = running_hangat.log(service)
        for words in ("saldo saya berapa", "kartu saya hilang", "482913", "sudah diblokir"):
            assert words not in told, f"{service} logs what people say"
    assert conversation in running_hangat.log("gateway")


def test_the_gateway_is_killed_in_mid_conversation_and_both_pages_carry_on(
    customer: CustomerPage, agent: AgentPage, running_hangat: Stack
) -> None:
    customer.open()
    conversation = customer.ask_human()
    agent.accept(conversation)
    said: list[str] = []
    for number in range(3):
        said += [f"pelanggan {number}", f"petugas {number}"]
        customer.say(f"pelanggan {number}")
        expect(agent.log).to_contain_text(f"pelanggan {number}")
        agent.say(f"petugas {number}")
        expect(customer.log).to_contain_text(f"petugas {number}")
    old = running_hangat.kill("gateway")
    for number in (3, 4):
        said.append(f"pelanggan {number}")
        customer.say(f"pelanggan {number}")
    running_hangat.wait_ready("gateway", not_pid=old)
    expect(agent.log).to_contain_text("pelanggan 4", timeout=40_000)
    said.append("petugas 5")
    agent.say("petugas 5")
    expect(customer.agent.last).to_have_text("petugas 5")
    customer.page.reload()
    customer.open()
    bubbles = customer.log.locator(".message--customer .bubble, .message--agent .bubble")
    expect(bubbles).to_have_text(said)
    told = [line for line in agent.log.inner_text().splitlines() if line in said]
    assert told == said


def test_rasa_is_stopped_and_the_customer_is_told_within_the_deadline(
    customer: CustomerPage, running_hangat: Stack
) -> None:
    running_hangat.stop("rasa")
    try:
        customer.open()
        began = time.monotonic()
        customer.say("jam buka cabang hari sabtu")
        ways = TRANSFERS[EscalationReason.BOT_UNAVAILABLE]["id"]
        expect(customer.log).to_contain_text(re.compile("|".join(map(re.escape, ways))))
        expect(customer.log).to_contain_text("tidak ada petugas yang bertugas")
        assert time.monotonic() - began < _ESCALATED_WITHIN_S
        ready = httpx.get(f"{running_hangat.base_url}/ready").json()
        assert ready["ready"]
        assert ready["degraded"]
        customer.sheet.get_by_role("button", name="Buat tiket").click()
        expect(customer.log).to_contain_text(re.compile("tiket HG-"))
    finally:
        running_hangat.start("rasa")
    customer.say("jam buka cabang hari sabtu")
    expect(customer.bot.last).to_be_visible()


def test_rasa_is_killed_and_who_writes_then_is_answered_when_it_is_back(
    customer: CustomerPage, running_hangat: Stack
) -> None:
    customer.open()
    customer.say("halo")
    expect(customer.bot.last).to_be_visible()
    before = customer.bot.count()
    old = running_hangat.kill("rasa")
    customer.say("jam buka cabang hari sabtu")
    expect(customer.log.locator(".notice--bot_starting")).to_be_visible()
    customer.say("yang di kemang")
    running_hangat.wait_ready("rasa", not_pid=old)
    expect(customer.bot).not_to_have_count(before)
    expect(customer.log.locator(".notice--escalated")).to_have_count(0)
    expect(customer.own.last).to_have_text("yang di kemang")


def test_a_late_answer_of_the_bot_is_never_shown(
    customer: CustomerPage, agent: AgentPage, running_hangat: Stack
) -> None:
    customer.open()
    customer.say("halo")
    expect(customer.bot.last).to_be_visible()
    before = customer.bot.count()
    running_hangat.kill("rasa", signal.SIGSTOP)
    try:
        customer.say("berapa biaya admin bulanan")
        expect(customer.own.last).to_have_text("berapa biaya admin bulanan")
        conversation = customer.ask_human()
        agent.accept(conversation)
    finally:
        running_hangat.kill("rasa", signal.SIGCONT)
    agent.say("Saya yang melanjutkan.")
    expect(customer.agent.last).to_have_text("Saya yang melanjutkan.")
    # Rasa has answered by now: it is asked the next thing behind it, over the same server.
    running_hangat.wait_ready("rasa")
    assert customer.bot.count() == before


def test_two_agents_accept_at_once_and_the_other_is_told(
    customer: CustomerPage, agents: list[AgentPage]
) -> None:
    customer.open()
    conversation = customer.ask_human()
    buttons = [
        each.card(conversation).get_by_role("button", name=re.compile("Ambil")) for each in agents
    ]
    for button in buttons:
        expect(button).to_be_visible()
    # Pressed in both pages before either hears of the other's success.
    for button in buttons:
        button.evaluate("button => setTimeout(() => button.click(), 300)")
    expect(customer.log).to_contain_text("bergabung")
    told = [each.page.get_by_text(re.compile("lebih dulu|lebih cepat")) for each in agents]
    eventually(lambda: sorted(each.count() > 0 for each in told) == [False, True])
    loser = next(each for each, words in zip(agents, told, strict=True) if words.count())
    expect(loser.field).to_have_count(0)


def test_refusals_break_nothing(customer: CustomerPage, running_hangat: Stack) -> None:
    customer.open()
    customer.say("halo")
    expect(customer.bot.last).to_be_visible()
    url = running_hangat.base_url.replace("http", "ws", 1) + "/ws/customer"
    stranger = httpx.post(f"{running_hangat.base_url}/api/v1/customer/token", json={}).json()[
        "token"
    ]
    with connect(url, max_size=None) as socket:
        hello = {"type": "hello", "v": 1, "token": stranger}
        socket.send(json.dumps(hello | {"conversation": customer.conversation, "cursor": 0}))
        assert json.loads(socket.recv(timeout=10))["code"] == "forbidden"
    with connect(url, max_size=None) as socket:
        for raw, code in (("{", "malformed"), ("x" * 1_000_000, "too_large")):
            socket.send(raw)
            assert json.loads(socket.recv(timeout=10))["code"] == code
        socket.send(json.dumps(hello))
        assert json.loads(socket.recv(timeout=10))["type"] == "welcome"
    customer.say("terima kasih")
    expect(customer.own.last).to_have_text("terima kasih")
    expect(customer.bot.last).to_be_visible()
