"""The widget in a real browser, on the demo bank's page of the real stack."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, WebSocketRoute, expect

from handoff.domain.escalation import EscalationReason
from handoff.protocol import unattended
from handoff.protocol.language import Language
from handoff.protocol.wordings import TRANSFERS
from tests.support.browsing import DESKTOP, PHONE
from tests.support.desk import Desk
from tests.support.stack import Stack

if TYPE_CHECKING:
    from playwright.sync_api import ViewportSize

#: What a page that carries the widget pays for it.
MOST_BYTES = 25_000


@pytest.fixture
def context_options() -> dict[str, Any]:
    """With what moves."""
    return {"viewport": DESKTOP}


@pytest.fixture
def desk(running_hangat: Stack) -> Iterator[Desk]:
    """An agent on duty, for as long as the test."""
    person = running_hangat.person("agent")
    with Desk(running_hangat.base_url, person.email, person.password) as desk:
        desk.available()
        yield desk
        desk.away()


class Line:
    """The widget's websocket, to be cut and mended, also in the middle of an answer."""

    def __init__(self, page: Page) -> None:
        self._cut = False
        self._swallow = False
        self._open: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("/ws/customer$"), self._route)

    def _route(self, socket: WebSocketRoute) -> None:
        if self._cut:
            socket.close(code=1012)
            return
        self._open.append(socket)
        server = socket.connect_to_server()

        def answer(frame: str | bytes) -> None:
            if self._swallow and json.loads(frame)["type"] == "events":
                self.cut()
            elif not self._cut:
                socket.send(frame)

        server.on_message(answer)

    def cut(self) -> None:
        self._cut, self._swallow = True, False
        for socket in self._open:
            socket.close(code=1012)
        self._open.clear()

    def cut_before_next_answer(self) -> None:
        """The next message arrives, and nobody gets to know that it did."""
        self._swallow = True

    def mend(self) -> None:
        self._cut = False


class Widget:
    """What a customer does and sees."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url
        self.sheet = page.get_by_role("dialog", name=re.compile("Chat"))
        self.log = self.sheet.get_by_role("log")
        self.field = self.sheet.get_by_role("textbox", name="Tulis pesan")
        self.own = self.log.locator(".message--customer .bubble")

    def visit(self) -> None:
        self.page.goto(f"{self.base_url}/demo/")

    def launcher(self) -> Locator:
        return self.page.locator("#hangat-widget .launcher")

    def open(self) -> None:
        self.launcher().click()
        expect(self.sheet).to_be_visible()

    def connected(self) -> None:
        self.button("Menu").click()
        expect(self.page.get_by_role("menuitem", name="Akhiri percakapan")).to_be_visible()
        self.page.keyboard.press("Escape")

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.sheet.get_by_role("button", name=name, exact=isinstance(name, str))

    def say(self, text: str) -> None:
        before = self.own.count()
        self.field.fill(text)
        self.field.press("Enter")
        expect(self.own).to_have_count(before + 1)

    def answered(self) -> None:
        expect(self.log.locator(".message--bot").last).to_be_visible()
        expect(self.log.locator(".dots")).to_have_count(0)

    def delivered(self) -> None:
        """Nothing is on its way any more."""
        expect(self.log.get_by_text(re.compile("Mengirim…|Menunggu koneksi"))).to_have_count(0)

    def ask_human(self) -> str:
        """Ask for a person; the conversation's id."""
        self.button("Bicara dengan petugas").click()
        expect(self.sheet.locator(".waiting")).to_be_visible()
        return self.conversation()

    def conversation(self) -> str:
        kept = self.page.evaluate(
            "Object.entries(localStorage).find(([key]) => key.endsWith(':conversation'))[1]"
        )
        return str(kept)

    def end(self) -> None:
        self.button("Menu").click()
        self.page.get_by_role("menuitem", name="Akhiri percakapan").click()
        self.page.get_by_role("alertdialog").get_by_role("button", name="Akhiri").click()
        expect(self.sheet.get_by_text("Bagaimana layanan kami?")).to_be_visible()

    def transcript(self) -> list[str]:
        """The customer's own lines as the service keeps them."""
        self.button("Menu").click()
        with self.page.expect_download() as download:
            self.page.get_by_role("menuitem", name="Unduh transkrip").click()
        text = download.value.path().read_text(encoding="utf-8")
        return [
            line.split("Pelanggan: ", 1)[1] for line in text.splitlines() if "Pelanggan:" in line
        ]


@pytest.fixture
def widget(page: Page, running_hangat: Stack) -> Widget:
    return Widget(page, running_hangat.base_url)


@contextmanager
def no_faults(page: Page) -> Iterator[None]:
    """Nothing throws in the page meanwhile."""
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield
    assert faults == []


def assert_accessible(page: Page, state: str) -> None:
    # A sheet that is still fading in has less contrast than it will have.
    page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished))")
    violations = Axe().run(page).response["violations"]
    told = [(v["id"], v["help"], [n["html"] for n in v["nodes"]]) for v in violations]
    assert told == [], state


def test_it_is_small(running_hangat: Stack) -> None:
    script = httpx.get(f"{running_hangat.base_url}/widget.js").raise_for_status().content
    assert len(gzip.compress(script)) <= MOST_BYTES


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_state_is_accessible(
    scheme: str, new_context: Callable[..., BrowserContext], running_hangat: Stack
) -> None:
    context = new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    widget = Widget(page, running_hangat.base_url)
    with no_faults(page):
        widget.visit()
        assert_accessible(page, "closed")
        widget.open()
        widget.connected()
        assert_accessible(page, "open")
        widget.say("PIN saya 482913, kartu saya hilang")
        expect(widget.log.get_by_text("PIN disamarkan demi keamanan")).to_be_visible()
        widget.answered()
        assert_accessible(page, "chat")
        widget.button("Menu").click()
        assert_accessible(page, "menu")
        page.keyboard.press("Escape")
        if widget.button("Bicara dengan petugas").is_visible():
            widget.ask_human()
        # Other tests may have left somebody on duty: this is about either form of the panel.
        expect(widget.sheet.locator(".waiting")).to_be_visible()
        assert_accessible(page, "waiting")
        widget.button("Minta ditelepon").click()
        widget.sheet.get_by_label("Nomor telepon").fill("08")
        widget.button("Minta ditelepon").click()
        expect(widget.sheet.get_by_text("Tulis 8 sampai 20 angka")).to_be_visible()
        assert_accessible(page, "call-back")
        widget.sheet.get_by_label("Nomor telepon").fill("0812 3456 7890")
        widget.button("Minta ditelepon").click()
        expect(widget.log.locator(".notice--follow_up")).to_contain_text("HG-")
        widget.end()
        assert_accessible(page, "rating")
        widget.button("Kirim penilaian").click()
        expect(widget.sheet.get_by_text("Pilih salah satu nilai.")).to_be_visible()
        widget.button("Lewati").click()
        expect(widget.button("Mulai percakapan baru")).to_be_visible()
        assert_accessible(page, "over")


def test_keyboard_alone(page: Page, widget: Widget) -> None:
    widget.visit()
    focused = page.locator("#hangat-widget :focus")
    press = page.keyboard.press
    page.get_by_role("button", name="Tono Prasetya").focus()
    press("Tab")
    expect(widget.launcher()).to_be_focused()
    press("Enter")
    expect(widget.field).to_be_focused()
    widget.connected()
    widget.field.focus()

    page.keyboard.type("halo")
    press("Shift+Enter")
    page.keyboard.type("apa kabar")
    press("Enter")
    expect(widget.own.last).to_have_text("halo\napa kabar")
    expect(widget.field).to_have_value("")
    widget.answered()

    # A method for other scripts composes a word: its Enter is not ours.
    page.keyboard.type("x")
    widget.field.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(widget.field).to_have_value("x")
    press("Backspace")

    widget.button("Menu").focus()
    press("Enter")
    expect(page.get_by_role("menuitemradio", name="Bahasa Indonesia")).to_be_focused()
    press("ArrowDown")
    expect(page.get_by_role("menuitemradio", name="English")).to_be_focused()
    press("End")
    expect(page.get_by_role("menuitem", name="Akhiri percakapan")).to_be_focused()
    press("Escape")
    expect(widget.button("Menu")).to_be_focused()
    expect(widget.sheet).to_be_visible()

    widget.button("Bicara dengan petugas").focus()
    press("Enter")
    expect(widget.sheet.locator(".waiting")).to_be_visible()
    # The button is gone; the focus is not.
    expect(focused).to_have_count(1)
    press("Escape")
    expect(widget.sheet).to_have_count(0)
    expect(widget.launcher()).to_be_focused()

    press("Enter")
    widget.button("Menu").focus()
    press("Enter")
    press("End")
    press("Enter")
    expect(page.get_by_role("button", name="Lanjutkan percakapan")).to_be_focused()
    press("Shift+Tab")
    press("Enter")
    expect(widget.sheet.get_by_text("Bagaimana layanan kami?")).to_be_visible()
    page.get_by_role("radio").first.focus()
    press("ArrowRight")
    press("ArrowRight")
    press("ArrowRight")
    expect(page.get_by_role("radio", name="4 Baik")).to_be_checked()
    widget.sheet.get_by_label("Komentar").focus()
    page.keyboard.type("Cukup cepat")
    press("Tab")
    press("Enter")
    expect(widget.sheet.get_by_text("Penilaian Anda: Baik")).to_be_visible()


def test_phone(new_context: Callable[..., BrowserContext], running_hangat: Stack) -> None:
    page = new_context(has_touch=True, is_mobile=True, reduced_motion="reduce").new_page()
    page.set_viewport_size(PHONE)
    widget = Widget(page, running_hangat.base_url)
    widget.visit()
    widget.open()
    expect(widget.sheet).to_have_attribute("aria-modal", "true")
    box = widget.sheet.bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 844)
    widget.say("a" * 300 + " https://contoh.example/" + "b" * 200)
    widget.answered()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert widget.log.evaluate("(log) => log.scrollWidth - log.clientWidth") <= 0
    assert page.evaluate("getComputedStyle(document.documentElement).overflowY") == "hidden"
    # Tab stays in the sheet, whichever way.
    for key in ["Tab"] * 8 + ["Shift+Tab"] * 10:
        page.keyboard.press(key)
        expect(widget.sheet.locator(":focus")).to_have_count(1)
    # Back leaves the chat, not the page.
    page.go_back()
    expect(widget.sheet).to_have_count(0)
    assert page.url.endswith("/demo/")
    widget.launcher().tap()
    widget.field.fill("belum selesai")
    widget.button("Tutup chat").tap()
    expect(widget.sheet).to_have_count(0)
    page.reload()
    widget.open()
    expect(widget.field).to_have_value("belum selesai")
    widget.button("Tutup chat").tap()
    expect(widget.sheet).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.documentElement).overflowY") != "hidden"


def test_queued_messages_survive_a_reload_and_go_out_once_in_order(
    page: Page, widget: Widget
) -> None:
    line = Line(page)
    widget.visit()
    widget.open()
    widget.connected()
    line.cut()
    expect(widget.sheet.get_by_text("Koneksi terputus")).to_be_visible()
    words = ["satu", "dua", "tiga"]
    for word in words:
        widget.say(word)
    expect(widget.log.get_by_text("Menunggu koneksi")).to_have_count(3)

    page.reload()
    widget.open()
    expect(widget.own).to_have_text(words)
    expect(widget.log.get_by_text("Menunggu koneksi")).to_have_count(3)

    line.mend()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    widget.delivered()
    expect(widget.own).to_have_text(words)
    assert widget.transcript() == words


def test_a_message_whose_answer_was_lost_is_not_doubled(page: Page, widget: Widget) -> None:
    line = Line(page)
    widget.visit()
    widget.open()
    widget.connected()
    line.cut_before_next_answer()
    widget.say("sekali saja")
    expect(widget.sheet.get_by_text("Koneksi terputus")).to_be_visible()
    expect(widget.log.get_by_text("Menunggu koneksi")).to_be_visible()
    line.mend()
    widget.delivered()
    expect(widget.own).to_have_text(["sekali saja"])
    assert widget.transcript() == ["sekali saja"]


def test_offline_and_online_by_the_browser(
    new_context: Callable[..., BrowserContext], running_hangat: Stack
) -> None:
    context = new_context()
    page = context.new_page()
    widget = Widget(page, running_hangat.base_url)
    line = Line(page)
    widget.visit()
    widget.open()
    widget.connected()
    context.set_offline(True)
    # The browser's word is enough: nothing has been cut yet.
    expect(widget.sheet.get_by_text("Koneksi terputus")).to_be_visible()
    line.cut()
    widget.say("masih di sini")
    expect(widget.log.get_by_text("Menunggu koneksi")).to_be_visible()
    line.mend()
    context.set_offline(False)
    widget.delivered()
    assert widget.transcript() == ["masih di sini"]


def test_with_a_person_and_back(page: Page, widget: Widget, desk: Desk) -> None:
    widget.visit()
    widget.open()
    widget.connected()
    conversation = widget.ask_human()
    waiting = widget.sheet.locator(".waiting")
    expect(waiting).to_contain_text(re.compile("Anda berikutnya|Anda di urutan ke-"))
    expect(waiting).to_contain_text(re.compile("Perkiraan tunggu|belum bisa diperkirakan"))
    assert_accessible(page, "waiting for somebody on duty")

    desk.accept(conversation)
    expect(widget.log.get_by_text("bergabung")).to_be_visible()
    expect(widget.sheet.locator(".who-now")).to_contain_text("Petugas")
    desk.types(conversation)
    expect(widget.log.locator(".dots")).to_be_visible()
    desk.say(conversation, "Selamat siang, transfer Rp500.000 ke BCA tadi pagi?")
    expect(widget.log.get_by_text("Rp500.000 ke BCA")).to_be_visible()
    expect(widget.log.locator(".dots")).to_have_count(0)
    widget.say("Betul")
    desk.reads(conversation, "Betul")
    expect(widget.log.get_by_text("Dibaca", exact=True)).to_be_visible()

    # What is said while the chat is closed is counted on the button.
    widget.button("Tutup chat").click()
    desk.say(conversation, "Dananya kembali hari ini.")
    expect(widget.launcher()).to_have_accessible_name("Buka chat, 1 pesan belum dibaca")
    page.reload()
    expect(widget.launcher()).to_have_accessible_name("Buka chat, 1 pesan belum dibaca")
    widget.open()
    expect(widget.log.get_by_text("Dananya kembali hari ini.")).to_be_visible()

    desk.hand_back(conversation)
    expect(widget.log.locator(".notice--handed_back")).to_be_visible()
    expect(widget.button("Bicara dengan petugas")).to_be_visible()
    widget.end()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_who_needs_no_person_any_more_leaves_the_line_and_comes_back(
    size: ViewportSize,
    scheme: Literal["light", "dark"],
    new_context: Callable[..., BrowserContext],
    running_hangat: Stack,
    desk: Desk,
) -> None:
    page = new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce").new_page()
    widget = Widget(page, running_hangat.base_url)
    widget.visit()
    widget.open()
    widget.connected()
    conversation = widget.ask_human()
    widget.say("masih lama ga")
    expect(widget.log.locator(".message--bot").last).to_contain_text("antrean")
    widget.say("udah ketemu kok")
    replies = widget.sheet.get_by_role("group", name="Pilihan jawaban").get_by_role("button")
    expect(replies).to_have_text(["Batalkan antrean", "Tetap menunggu"])
    for reply in replies.all():
        expect(reply).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= size["width"]
    assert_accessible(page, "asked whether to leave the line")

    # The question stays over a reload and until something is said.
    page.reload()
    widget.open()
    widget.button("Tetap menunggu").click()
    expect(widget.own.last).to_have_text("Tetap menunggu")
    expect(widget.log.locator(".message--bot").last).to_contain_text("Baik")
    expect(replies).to_have_count(0)
    expect(widget.sheet.locator(".waiting")).to_be_visible()

    widget.say("ga usah disambungin petugas")
    expect(widget.sheet.locator(".waiting")).to_have_count(0)
    expect(replies).to_have_text(["Kembali ke antrean"])
    expect(widget.button("Bicara dengan petugas")).to_be_visible()
    assert_accessible(page, "out of the line")
    widget.button("Kembali ke antrean").click()
    expect(widget.sheet.locator(".waiting")).to_be_visible()

    widget.say("makasih ga jadi")
    widget.button("Batalkan antrean").click()
    expect(widget.sheet.locator(".waiting")).to_have_count(0)
    widget.end()
    # It was settled: there is no ticket.
    expect(widget.log.locator(".notice--follow_up")).to_have_count(0)
    assert widget.conversation() == conversation


def test_closed_by_the_agent_rated_and_begun_anew(page: Page, widget: Widget, desk: Desk) -> None:
    widget.visit()
    widget.open()
    widget.connected()
    conversation = widget.ask_human()
    desk.accept(conversation)
    desk.close(conversation)
    expect(widget.field).to_have_count(0)
    page.get_by_role("radio", name="5 Sangat baik").check(force=True)
    widget.button("Kirim penilaian").click()
    expect(widget.sheet.get_by_text("Penilaian Anda: Sangat baik")).to_be_visible()
    widget.button("Mulai percakapan baru").click()
    expect(widget.log.locator(".notice")).to_have_count(0)
    widget.say("halo lagi")
    widget.delivered()
    assert widget.conversation() != conversation


def test_nothing_is_sent_before_it_is_opened(page: Page, widget: Widget) -> None:
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    widget.visit()
    expect(widget.launcher()).to_be_visible()
    expect(page.get_by_role("button", name="Rina Lestari")).to_be_visible()
    assert sockets == []
    assert not any("/customer/token" in url for url in asked)


def test_signed_in_customer_and_sign_out(page: Page, widget: Widget) -> None:
    widget.visit()
    page.get_by_role("button", name="Rina Lestari").click()
    expect(page.get_by_text("Anda masuk sebagai Rina Lestari.")).to_be_visible()
    widget.open()
    widget.connected()
    widget.say("Saldo saya berapa?")
    widget.answered()
    page.get_by_role("button", name="Keluar").click()
    expect(widget.sheet).to_have_count(0)
    kept = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('hangat:'))")
    assert [key for key in kept if not key.endswith(":language")] == []
    widget.open()
    widget.connected()
    expect(widget.own).to_have_count(0)


def asked(language: Language) -> re.Pattern[str]:
    """The line for who asked for a person, whichever way it is said."""
    reason = EscalationReason.ASKED_FOR_HUMAN
    ways = (*TRANSFERS[reason][language], *unattended.TRANSFERS[reason][language])
    return re.compile("|".join(map(re.escape, ways)))


def test_another_language(page: Page, widget: Widget) -> None:
    widget.visit()
    widget.open()
    widget.connected()
    widget.ask_human()
    expect(widget.log.get_by_text(asked("id"))).to_be_visible()
    widget.button("Menu").click()
    page.get_by_role("menuitemradio", name="English").click()
    expect(widget.log.get_by_text(asked("en"))).to_be_visible()
    expect(widget.log.get_by_text(asked("id"))).to_have_count(0)
    page.reload()
    expect(widget.launcher()).to_have_accessible_name(re.compile("^Open chat"))


def test_the_page_tells_the_chat_its_language(page: Page, widget: Widget) -> None:
    widget.visit()
    page.get_by_role("button", name="English").click()
    expect(widget.launcher()).to_have_accessible_name("Open chat")
    page.reload()
    expect(page.get_by_role("button", name="Open chat").first).to_be_visible()
    widget.launcher().click()
    widget.button("Talk to a person").click()
    expect(widget.log.get_by_text(asked("en"))).to_be_visible()
    page.get_by_role("button", name="Indonesia", exact=True).click()
    expect(widget.log.get_by_text(asked("id"))).to_be_visible()


def test_two_taps_are_one(widget: Widget) -> None:
    widget.visit()
    widget.open()
    widget.connected()
    widget.ask_human()
    widget.button("Minta ditelepon").dblclick()
    expect(widget.sheet.get_by_label("Nomor telepon")).to_be_visible()
    expect(widget.sheet.get_by_text("Tulis 8 sampai 20 angka")).to_have_count(0)


def test_where_the_browser_keeps_nothing(page: Page, widget: Widget) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage',"
        " { get() { throw new DOMException('denied', 'SecurityError'); } });"
    )
    with no_faults(page):
        widget.visit()
        widget.open()
        widget.connected()
        widget.say("halo")
        widget.delivered()


HOSTILE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Toko</title><style>
  html { font-size: 50%; } * { color: rgb(255, 0, 0) !important; letter-spacing: 4px; }
  div, button, p { display: none !important; border: 9px solid lime !important; }
</style></head><body><h1>Toko</h1>
<script src="/widget.js" data-title="Toko" data-accent="#1d4ed8" data-position="left"></script>
</body></html>"""


def test_neither_side_leaks_into_the_other(page: Page, running_hangat: Stack) -> None:
    page.route("**/toko", lambda route: route.fulfill(body=HOSTILE, content_type="text/html"))
    page.goto(f"{running_hangat.base_url}/toko")
    widget = Widget(page, running_hangat.base_url)
    font = page.locator("h1").evaluate("(h1) => getComputedStyle(h1).font")
    launcher = widget.launcher()
    expect(launcher).to_be_visible()
    expect(launcher).to_have_css("background-color", "rgb(29, 78, 216)")
    expect(launcher).to_have_css("border-top-width", "0px")
    expect(launcher).to_have_css("left", "20px")
    widget.open()
    expect(widget.field).to_have_css("font-size", "16px")
    expect(widget.field).to_have_css("letter-spacing", "normal")
    intro = widget.log.locator(".intro p").first
    expect(intro).to_have_css("font-size", "15px")
    assert page.locator("h1").evaluate("(h1) => getComputedStyle(h1).font") == font
    globals_ = page.evaluate("Object.keys(window).filter((name) => /hangat/i.test(name))")
    assert globals_ == ["Hangat"]


def test_accent_that_cannot_be_read_is_refused(page: Page, running_hangat: Stack) -> None:
    html = HOSTILE.replace("#1d4ed8", "#fff3b0")
    page.route("**/toko", lambda route: route.fulfill(body=html, content_type="text/html"))
    with page.expect_console_message(lambda message: "data-accent" in message.text):
        page.goto(f"{running_hangat.base_url}/toko")
    launcher = Widget(page, running_hangat.base_url).launcher()
    expect(launcher).to_have_css("background-color", "rgb(164, 69, 42)")
