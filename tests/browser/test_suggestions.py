"""Suggested replies in the console, in a real browser, against the real stack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.browser.test_console import Console, Visitor, fit
from tests.support.polling import eventually
from tests.support.stack import Stack

QUESTION = "kartu atm saya hilang, bagaimana cara dapat kartu pengganti?"
OTHER_QUESTION = "berapa biaya admin bulanan tabungan?"
ANSWER = "Kartu pengganti bisa langsung diambil di cabang mana pun dengan e-KTP asli."
ASKED = re.compile(r"/conversations/[^/]+/suggestions$")


@pytest.fixture(scope="module", autouse=True)
def indexed(running_hangat: Stack) -> None:
    """The articles have their vectors: on a fresh database that takes up to a minute."""
    person = running_hangat.person("supervisor")
    with httpx.Client(base_url=f"{running_hangat.base_url}/api/v1", timeout=30) as client:
        body = {"email": person.email, "password": person.password}
        client.post("/staff/sign-in", json=body).raise_for_status()

        def fits() -> bool:
            items = client.get("/articles", params={"q": QUESTION}).json()["items"]
            return any(item["fits"] for item in items)

        eventually(fits, timeout=180, every=0.5, what="the articles have their vectors")


@pytest.fixture
def console(new_page: Callable[[], Page], running_hangat: Stack) -> Console:
    return Console(new_page(), running_hangat, running_hangat.person("agent"))


@pytest.fixture
def visitor(running_hangat: Stack) -> Iterator[Visitor]:
    with Visitor(running_hangat) as visitor:
        yield visitor


@pytest.fixture
def talk(console: Console, visitor: Visitor) -> Iterator[Console]:
    """The visitor has asked the agent something; nothing but people has spoken."""
    visitor.wants_a_person()
    console.accept(visitor.conversation)
    yield console
    console.page.unroute_all(behavior="ignoreErrors")
    console.card(visitor.conversation).locator("[data-row]").click()
    console.close_talk()


def suggested(page: Page) -> Locator:
    return page.locator("[data-suggestion]")


def said(page: Page) -> Locator:
    return page.locator("[data-suggestions-said]")


def text_of(page: Page, number: int) -> str:
    return str(page.locator(f'[data-suggestion="{number}"] .suggest__text').inner_text())


def one(seq: int, text: str) -> dict[str, Any]:
    """What the service says for message *seq*."""
    item = {"source": "answer", "reference": "5f0c1f2ab87d4e19", "title": None, "text": text}
    return {"seq": seq, "language": "id", "items": [item | {"url": None}]}


def seq_of(visitor: Visitor, text: str) -> int:
    events = [e for f in visitor.frames for e in f.get("events", ())]
    return int(next(e["seq"] for e in events if text in " ".join(e.get("texts", ()))))


class Figures:
    """What the service has counted, as a supervisor reads it."""

    def __init__(self, stack: Stack) -> None:
        person = stack.person("supervisor")
        self._url = f"{stack.base_url}/api/v1"
        body = {"email": person.email, "password": person.password}
        answer = httpx.post(f"{self._url}/staff/sign-in", json=body)
        answer.raise_for_status()
        self._cookies = answer.cookies

    def __call__(self) -> dict[str, int]:
        answer = httpx.get(f"{self._url}/suggestions/figures", cookies=self._cookies)
        items = answer.json()["items"]
        names = ("inserted", "taken_back", "sent", "sent_edited")
        return {name: sum(item[name] for item in items) for name in names}


def test_one_is_inserted_changed_and_sent_and_never_by_itself(
    talk: Console, visitor: Visitor, new_page: Callable[[], Page], running_hangat: Stack
) -> None:
    page, stack = talk.page, running_hangat
    counted = Figures(stack)
    colleague = Console(new_page(), stack, stack.person("agent", 1))
    with Visitor(stack) as earlier:
        earlier.wants_a_person()
        colleague.accept(earlier.conversation)
        earlier.says(QUESTION)
        expect(colleague.log).to_contain_text(QUESTION)
        colleague.send(ANSWER)
        earlier.hears(ANSWER)
        before = counted()

        visitor.says(QUESTION)
        expect(suggested(page)).to_have_count(3)
        expect(talk.field).to_be_focused()
        expect(said(page)).to_contain_text("3 saran balasan tersedia. Alt+1 sampai Alt+3")
        expect(page.locator(".suggest")).to_contain_text("tidak terkirim sendiri")
        link = page.locator(".suggest").get_by_role("link").first
        expect(link).to_have_attribute("href", re.compile(r"/help/id/[a-z-]+$"))
        expect(page.locator(".suggest__one").last).to_contain_text(ANSWER)
        expect(page.locator(".suggest__one").last).to_contain_text("Jawaban petugas sebelumnya")
        fit(page, "suggestions")

        page.keyboard.press("Alt+3")
        expect(talk.field).to_have_value(ANSWER)
        expect(talk.field).to_be_focused()
        expect(said(page)).to_contain_text("Periksa sebelum mengirim.")
        fit(page, "inserted")
        page.keyboard.type(" Mohon dibawa, ya.")
        expect(page.get_by_role("button", name="Urungkan")).to_have_count(0)
        page.get_by_role("button", name="Saran lain").click()
        expect(talk.field).to_be_focused()
        assert not page.locator(".group--agent").count(), "nothing went out so far"
        page.keyboard.press("Enter")
        visitor.hears(f"{ANSWER} Mohon dibawa, ya.")
        expect(suggested(page)).to_have_count(0)
        expect(said(page)).to_be_empty()

        # What the customer was told is not suggested again; what was sent is counted.
        visitor.says(QUESTION)
        expect(suggested(page)).not_to_have_count(0)
        expect(page.locator(".suggest")).not_to_contain_text(ANSWER)
        page.keyboard.press("Alt+1")
        page.keyboard.press("Enter")
        expect(suggested(page)).to_have_count(0)
        after = {"inserted": 2, "taken_back": 0, "sent": 1, "sent_edited": 1}
        eventually(
            lambda: {k: v - before[k] for k, v in counted().items()} == after,
            timeout=15,
            what="counted",
        )
        colleague.close_talk()


def test_by_keyboard_and_back_again(talk: Console, visitor: Visitor) -> None:
    page = talk.page
    visitor.says(QUESTION)
    expect(suggested(page).first).to_be_visible()
    first = text_of(page, 1)
    page.keyboard.type("Halo Bu.")
    page.keyboard.press("Alt+1")
    expect(talk.field).to_have_value(f"Halo Bu. {first}")
    page.keyboard.press("Control+z")
    expect(talk.field).to_have_value("Halo Bu.")
    expect(suggested(page).first).to_be_visible()

    # At the cursor, between what stands there.
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    page.keyboard.press("Alt+1")
    expect(talk.field).to_have_value(f"Halo {first} Bu.")
    page.get_by_role("button", name="Urungkan").click()
    expect(talk.field).to_have_value("Halo Bu.")
    expect(talk.field).to_be_focused()

    # Before the field in the order of the page; Esc closes it and goes back to the field.
    talk.field.fill("")
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if suggested(page).last.evaluate("button => button === document.activeElement"):
            break
    expect(suggested(page).last).to_be_focused()
    page.keyboard.press("Enter")
    expect(talk.field).to_be_focused()
    expect(talk.field).not_to_have_value("")
    page.keyboard.press("Control+z")
    expect(talk.field).to_have_value("")
    suggested(page).first.focus()
    page.keyboard.press("Escape")
    expect(suggested(page)).to_have_count(0)
    expect(talk.field).to_be_focused()
    page.keyboard.press("Alt+1")
    expect(talk.field).to_have_value("")

    # In a note there is nothing to insert.
    visitor.says(OTHER_QUESTION)
    expect(suggested(page).first).to_be_visible()
    talk.mode("Catatan internal")
    expect(suggested(page)).to_have_count(0)
    page.keyboard.press("Alt+1")
    expect(talk.field).to_have_value("")
    talk.mode("Balasan")
    expect(suggested(page).first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(talk.dialog).to_contain_text("Alt+1")
    page.keyboard.press("Escape")


def test_a_late_answer_for_an_older_message_is_not_shown(talk: Console, visitor: Visitor) -> None:
    page = talk.page
    held: list[Route] = []
    page.route(ASKED, lambda route: held.append(route))
    visitor.says(QUESTION)
    expect(page.locator("[data-suggestions-looking]")).to_be_visible()
    fit(page, "looking")
    page.keyboard.type("Sebentar")
    expect(talk.field).to_have_value("Sebentar")
    visitor.says(OTHER_QUESTION)
    expect(talk.log).to_contain_text(OTHER_QUESTION)
    eventually(lambda: page.evaluate("1") and len(held) == 2, timeout=15, what="both asked")
    held[1].fulfill(json=one(seq_of(visitor, OTHER_QUESTION), "Untuk yang baru."))
    expect(suggested(page)).to_contain_text("Untuk yang baru.")
    with page.expect_response(ASKED):
        held[0].fulfill(json=one(seq_of(visitor, QUESTION), "Untuk yang lama."))
    expect(suggested(page)).to_have_count(1)
    expect(suggested(page)).to_contain_text("Untuk yang baru.")
    expect(talk.field).to_have_value("Sebentar")
    talk.field.fill("")


def test_what_is_for_another_conversation_is_not_shown_here(
    talk: Console, visitor: Visitor, running_hangat: Stack
) -> None:
    page = talk.page
    held: dict[str, Route] = {}
    page.route(ASKED, lambda route: held.update({route.request.url.split("/")[-2]: route}))
    with Visitor(running_hangat) as second:
        second.wants_a_person()
        talk.accept(second.conversation)
        talk.card(visitor.conversation).locator("[data-row]").click()
        visitor.says(QUESTION)
        expect(page.locator("[data-suggestions-looking]")).to_be_visible()
        talk.card(second.conversation).locator("[data-row]").click()
        second.says(OTHER_QUESTION)
        expect(page.locator("[data-suggestions-looking]")).to_be_visible()
        # The number of the message may well be the same in both.
        with page.expect_response(ASKED):
            text = "Untuk yang pertama."
            held[visitor.conversation].fulfill(json=one(seq_of(visitor, QUESTION), text))
        expect(page.get_by_text(text)).to_have_count(0)
        held[second.conversation].fulfill(json=one(seq_of(second, OTHER_QUESTION), "Kedua."))
        expect(suggested(page)).to_contain_text("Kedua.")
        talk.card(visitor.conversation).locator("[data-row]").click()
        expect(suggested(page)).to_contain_text(text)
        talk.card(second.conversation).locator("[data-row]").click()
        talk.close_talk()


def test_a_failure_says_what_to_do_and_stops_nobody(talk: Console, visitor: Visitor) -> None:
    page = talk.page
    refusal = {"error": "unavailable", "message": ""}
    page.route(ASKED, lambda route: route.fulfill(status=503, json=refusal))
    visitor.says(QUESTION)
    line = page.locator(".suggest")
    expect(line).to_contain_text("tidak dapat dimuat. Anda tetap bisa menulis sendiri.")
    expect(said(page)).to_contain_text("tidak dapat dimuat")
    fit(page, "no suggestions")
    page.unroute(ASKED)
    line.get_by_role("button", name="Coba lagi").click()
    expect(suggested(page).first).to_be_visible()
    expect(talk.field).to_be_focused()
    page.route(ASKED, lambda route: route.abort())
    visitor.says(OTHER_QUESTION)
    expect(line).to_contain_text("tidak dapat dimuat")
    line.get_by_role("button", name="Tutup saran").click()
    expect(line).to_have_count(0)
    talk.send("Saya jawab sendiri.")
    visitor.hears("Saya jawab sendiri.")


def test_nothing_is_shown_where_there_is_none(talk: Console, visitor: Visitor) -> None:
    page = talk.page
    page.route(ASKED, lambda route: route.fulfill(json={"seq": 0, "language": "id", "items": []}))
    with page.expect_response(ASKED):
        visitor.says("halo")
    expect(talk.log).to_contain_text("halo")
    expect(page.locator(".suggest")).to_have_count(0)
    expect(said(page)).to_be_empty()


def test_in_the_language_of_the_customer(talk: Console, visitor: Visitor) -> None:
    page = talk.page
    visitor.speaks("en")
    visitor.says("I lost my card, how do I get a replacement card?")
    expect(suggested(page).first.locator(".suggest__text")).to_have_attribute("lang", "en")
    expect(page.locator(".suggest").get_by_role("link").first).to_have_attribute(
        "href", re.compile("/help/en/")
    )
    expect(page.locator(".suggest")).to_contain_text("Artikel:")


def test_switched_off_nothing_is_asked_for(talk: Console, visitor: Visitor) -> None:
    page = talk.page
    asked: list[Request] = []
    page.on("request", lambda r: asked.append(r) if ASKED.search(r.url) else None)
    page.get_by_role("button", name="Pengaturan").click()
    page.get_by_label("Saran balasan").uncheck()
    page.keyboard.press("Escape")
    visitor.says(QUESTION)
    expect(talk.log).to_contain_text(QUESTION)
    expect(suggested(page)).to_have_count(0)
    assert not asked
    page.get_by_role("button", name="Pengaturan").click()
    page.get_by_label("Saran balasan").check()
    page.keyboard.press("Escape")
    expect(suggested(page).first).to_be_visible()
