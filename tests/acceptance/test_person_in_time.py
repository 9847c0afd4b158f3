"""A person is offered, or takes over, at the moment when one is needed; the agent sees why.

The gateway, the database and both pages are real. What the bot says and what a message scores is
written down here: the path does not depend on what a model makes of a sentence.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from handoff.cli.local.layout import checkout
from tests.support.browsing import DESKTOP, PHONE
from tests.support.desk import Desk
from tests.support.detector import ANGRY, CALM, Scores, ScriptedDetector
from tests.support.gateway import said
from tests.support.live import LiveGateway
from tests.support.pages import AgentPage, CustomerPage

AGAIN = "Transfer saya belum masuk"
FURIOUS = "Kalian penipu semua"
#: Said a third time, it is time to offer a person.
TABLE: dict[str, Scores | list[Scores]] = {
    AGAIN: [
        CALM,
        CALM | {"sentiment": -0.3, "stuck": 0.2},
        CALM | {"sentiment": -0.7, "stuck": 0.42},
    ],
    FURIOUS: ANGRY,
}
YES, NO = "Ya, sambungkan", "Tidak, lanjut di sini"


@pytest.fixture
def context_options() -> dict[str, Any]:
    """Every test here says all of them."""
    return {}


@pytest.fixture
def live(database_url: str) -> Iterator[LiveGateway]:
    in_two_days = (datetime.now(UTC) + timedelta(days=2)).strftime("%a")
    hours = f"{in_two_days} 08:00-17:00 WIB"
    with LiveGateway(database_url, ScriptedDetector(TABLE), staff_hours=hours) as live:
        button = {"title": "Cek status", "payload": "/check"}
        message = {"text": "Transfer sedang diproses.", "buttons": [button]}
        live.gateway.rasa.says(
            said("Transfer biasanya masuk dalam beberapa menit.", topic="transfer_problem"),
            said("Mohon tunggu sebentar.", topic="transfer_problem", outcome="answered"),
            said("", messages=[message], topic="transfer_problem", outcome="failed"),
            said("Saldo Anda Rp4.350.000.", topic="check_balance"),
        )
        yield live


@pytest.fixture
def attended(live: LiveGateway) -> Iterator[LiveGateway]:
    """With somebody on duty."""
    person = live.agent("Rudi Hartono")
    with Desk(live.base_url, person.email, person.password) as desk:
        desk.available()
        yield live


NewPage = Callable[..., Page]


def picture(page: Page, name: str) -> None:
    """For people to look at: nothing is compared."""
    page.screenshot(path=checkout() / ".screenshots" / f"{name}.png")


def accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def offered(
    page: Page, live: LiveGateway, yes: str = YES, said: str = "Mau saya sambungkan"
) -> CustomerPage:
    """A customer who has asked three times and is offered a person."""
    customer = CustomerPage(page, live.base_url)
    customer.open()
    for answer in ("beberapa menit", "tunggu sebentar", "sedang diproses"):
        customer.say(AGAIN)
        expect(customer.bot.filter(has_text=answer)).to_be_visible()
    expect(customer.sheet.get_by_role("button", name=yes)).to_be_visible()
    expect(customer.sheet.get_by_role("button", name=NO)).to_be_visible()
    expect(customer.bot.last).to_contain_text(said)
    return customer


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_offered_accepted_and_the_agent_sees_why(
    attended: LiveGateway, new_page: NewPage, scheme: str
) -> None:
    customer = offered(new_page(viewport=PHONE, color_scheme=scheme), attended)
    picture(customer.page, f"offer-phone-{scheme}")
    accessible(customer.page)
    customer.page.set_viewport_size({"width": 1366, "height": 850})
    picture(customer.page, f"offer-desktop-{scheme}")

    customer.sheet.get_by_role("button", name=YES).click()
    expect(customer.sheet.locator(".waiting")).to_be_visible()
    expect(customer.own.last).to_have_text(YES)

    person = attended.agent("Dewi Lestari")
    agent = AgentPage(new_page(viewport=DESKTOP, color_scheme=scheme), attended.base_url, person)
    agent.accept(customer.conversation)
    panel = agent.page.get_by_role("region", name="Tentang pelanggan ini")
    why = (
        "Bertanya hal yang sama 3 kali dalam 1 menit; nada makin negatif; "
        "menerima tawaran bicara dengan petugas."
    )
    expect(panel).to_contain_text(why)
    expect(agent.log).to_contain_text(why)
    mood = panel.get_by_role("img", name=re.compile("Suasana hati dari pesan ke pesan"))
    expect(mood).to_have_accessible_name(
        "Suasana hati dari pesan ke pesan: tenang, kurang puas, sangat tidak puas. "
        "Petugas ditawarkan pada pesan ke-3."
    )
    expect(panel).to_contain_text("Sekarang sangat tidak puas, makin turun")
    picture(agent.page, f"reason-desktop-{scheme}")
    accessible(agent.page)
    agent.page.set_viewport_size(PHONE)
    # On a phone it lies over the conversation, and only when asked for.
    expect(panel).to_be_hidden()
    agent.page.get_by_role("button", name="Tentang pelanggan ini").click()
    expect(mood).to_be_visible()
    picture(agent.page, f"reason-phone-{scheme}")
    accessible(agent.page)


def test_declined_the_bot_goes_on_with_what_it_had_asked(
    attended: LiveGateway, new_page: NewPage
) -> None:
    customer = offered(new_page(viewport=PHONE), attended)
    expect(customer.sheet.get_by_role("button", name="Cek status")).to_be_visible()
    customer.sheet.get_by_role("button", name=NO).click()
    expect(customer.bot.last).to_contain_text("Baik,")
    expect(customer.sheet.get_by_role("button", name="Cek status")).to_be_visible()
    expect(customer.sheet.get_by_role("button", name=YES)).to_have_count(0)
    picture(customer.page, "declined-phone-light")
    customer.say("saldo saya berapa")
    expect(customer.bot.last).to_contain_text("Rp4.350.000")
    expect(customer.sheet.locator(".waiting")).to_have_count(0)


def test_beside_the_offer_the_choices_of_the_answer_stay(
    attended: LiveGateway, new_page: NewPage
) -> None:
    customer = offered(new_page(viewport=PHONE), attended)
    customer.sheet.get_by_role("button", name="Cek status").click()
    expect(customer.bot.last).to_contain_text("Rp4.350.000")
    assert attended.gateway.rasa.asked[-1]["payload"] == "/check"
    expect(customer.sheet.get_by_role("button", name=YES)).to_have_count(0)
    expect(customer.sheet.locator(".waiting")).to_have_count(0)


def test_who_is_very_angry_gets_a_person_and_no_machine(
    live: LiveGateway, new_page: NewPage
) -> None:
    customer = CustomerPage(new_page(viewport=PHONE), live.base_url)
    customer.open()
    customer.say(FURIOUS)
    expect(customer.sheet.locator(".waiting")).to_be_visible()
    expect(customer.bot).to_have_count(0)
    assert live.gateway.rasa.asked == []
    picture(customer.page, "transfer-phone-light")


KEEP = "Ya, simpan untuk petugas"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_nobody_on_duty_the_bot_goes_on_and_offers_to_keep_it(
    live: LiveGateway, new_page: NewPage, scheme: str
) -> None:
    page = new_page(viewport=PHONE, color_scheme=scheme)
    customer = offered(page, live, yes=KEEP, said="bertugas")
    expect(customer.sheet.get_by_role("button", name="Cek status")).to_be_visible()
    picture(page, f"keep-phone-{scheme}")
    accessible(page)
    page.set_viewport_size({"width": 1366, "height": 850})
    picture(page, f"keep-desktop-{scheme}")
    page.set_viewport_size(PHONE)

    customer.sheet.get_by_role("button", name="Cek status").click()
    expect(customer.bot.last).to_contain_text("Rp4.350.000")
    customer.say("ya sudah, sambungkan saja")  # accepts what one question was asked beside
    expect(customer.own.last).to_have_text("ya sudah, sambungkan saja")
    expect(customer.log).to_contain_text("pukul 08.00 WIB")
    customer.say("oke makasih kak")
    expect(customer.bot.last).to_have_text(re.compile("ama-sama"))
    customer.say("dadah")
    expect(customer.bot.last).to_contain_text("batalkan antrean")
    picture(page, f"goodbye-phone-{scheme}")
    accessible(page)
    customer.sheet.get_by_role("button", name="Buat tiket").click()
    expect(customer.log).to_contain_text(re.compile("tiket HG-"))
    customer.say("sampai jumpa")
    expect(customer.bot.last).to_contain_text("batalkan tiket")
    picture(page, f"goodbye-ticket-phone-{scheme}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_who_writes_before_the_assistant_is_ready_is_told_and_answered(
    database_url: str, new_page: NewPage, scheme: str
) -> None:
    with socket.socket() as port:
        port.bind(("127.0.0.1", 0))  # taken, and nobody answers there
        url = f"http://127.0.0.1:{port.getsockname()[1]}"
        with LiveGateway(database_url, ScriptedDetector(TABLE), rasa_url=url) as live:
            page = new_page(viewport=PHONE, color_scheme=scheme)
            customer = CustomerPage(page, live.base_url)
            customer.open()
            customer.say("jam buka cabang")
            expect(customer.log.locator(".notice--bot_starting")).to_be_visible()
            expect(customer.log.locator(".dots")).to_be_visible()
            picture(page, f"starting-phone-{scheme}")
            accessible(page)
            rasa = live.gateway.rasa
            rasa.says(said("Cabang buka pukul 08.00."))
            server = live.serve(rasa, port)
            expect(customer.bot.last).to_contain_text("pukul 08.00")
            expect(customer.sheet.locator(".waiting")).to_have_count(0)
            live.run(server.__aexit__())
