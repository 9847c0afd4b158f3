"""A person is offered, or takes over, at the moment when one is needed; the agent sees why.

The gateway, the database and both pages are real. What the bot says and what a message scores is
written down here: the path does not depend on what a model makes of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from handoff.cli.local.layout import checkout
from tests.support.browsing import DESKTOP, PHONE
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
        CALM | {"sentiment": -0.7, "stuck": 0.35},
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
    with LiveGateway(database_url, ScriptedDetector(TABLE)) as live:
        button = {"title": "Cek status", "payload": "/check"}
        message = {"text": "Transfer sedang diproses.", "buttons": [button]}
        live.gateway.rasa.says(
            said("Transfer biasanya masuk dalam beberapa menit.", topic="transfer_problem"),
            said("Mohon tunggu sebentar.", topic="transfer_problem", outcome="answered"),
            said("", messages=[message], topic="transfer_problem"),
            said("Saldo Anda Rp4.350.000.", topic="check_balance"),
        )
        yield live


NewPage = Callable[..., Page]


def picture(page: Page, name: str) -> None:
    """For people to look at: nothing is compared."""
    page.screenshot(path=checkout() / ".screenshots" / f"{name}.png")


def accessible(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def offered(page: Page, live: LiveGateway) -> CustomerPage:
    """A customer who has asked three times and is offered a person."""
    customer = CustomerPage(page, live.base_url)
    customer.open()
    for answer in ("beberapa menit", "tunggu sebentar", "sedang diproses"):
        customer.say(AGAIN)
        expect(customer.bot.filter(has_text=answer)).to_be_visible()
    expect(customer.sheet.get_by_role("button", name=YES)).to_be_visible()
    expect(customer.sheet.get_by_role("button", name=NO)).to_be_visible()
    expect(customer.bot.last).to_contain_text("Mau saya sambungkan")
    return customer


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_offered_accepted_and_the_agent_sees_why(
    live: LiveGateway, new_page: NewPage, scheme: str
) -> None:
    customer = offered(new_page(viewport=PHONE, color_scheme=scheme), live)
    picture(customer.page, f"offer-phone-{scheme}")
    accessible(customer.page)
    customer.page.set_viewport_size({"width": 1366, "height": 850})
    picture(customer.page, f"offer-desktop-{scheme}")

    customer.sheet.get_by_role("button", name=YES).click()
    expect(customer.sheet.locator(".waiting")).to_be_visible()
    expect(customer.own.last).to_have_text(YES)

    person = live.agent("Dewi Lestari")
    agent = AgentPage(new_page(viewport=DESKTOP, color_scheme=scheme), live.base_url, person)
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
    live: LiveGateway, new_page: NewPage
) -> None:
    customer = offered(new_page(viewport=PHONE), live)
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
    live: LiveGateway, new_page: NewPage
) -> None:
    customer = offered(new_page(viewport=PHONE), live)
    customer.sheet.get_by_role("button", name="Cek status").click()
    expect(customer.bot.last).to_contain_text("Rp4.350.000")
    assert live.gateway.rasa.asked[-1]["payload"] == "/check"
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
