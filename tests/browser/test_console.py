"""The agent console in a real browser, against the real stack."""

from __future__ import annotations

import json
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Locator, Page, WebSocketRoute, expect
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.support.browsing import DESKTOP, PHONE
from tests.support.desk import Desk
from tests.support.stack import Person, Stack

_ANSWER_S = 30.0


class Visitor:
    """A customer over the protocol: the widget has tests of its own."""

    def __init__(self, stack: Stack) -> None:
        answer = httpx.post(f"{stack.base_url}/api/v1/customer/token", json={})
        answer.raise_for_status()
        self._token = answer.json()["token"]
        self._connection = connect(
            f"{stack.base_url.replace('http', 'ws', 1)}/ws/customer",
            subprotocols=[Subprotocol("hangat.v1")],
        )
        self.conversation = ""
        self.frames: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        self._socket = self._connection.__enter__()
        self._send(type="hello", v=1, token=self._token)
        self.conversation = self.until(lambda f: f["type"] == "welcome")["state"]["conversation"]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.__exit__(kind, error, trace)

    def says(self, text: str) -> None:
        """Returns when the service has it."""
        client_id = self._send(type="message", text=text)
        self.until(lambda f: any(e.get("client_id") == client_id for e in f.get("events", ())))

    def wants_a_person(self) -> None:
        self._send(type="ask_human")
        self.until(lambda f: f.get("state", {}).get("floor") == "queue")

    def wants_a_call(self, phone: str) -> str:
        """The number of the follow-up."""
        self._send(type="follow_up", kind="callback", phone=phone)
        frame = self.until(lambda f: f.get("state", {}).get("follow_up"))
        return str(frame["state"]["follow_up"])

    def speaks(self, language: str) -> None:
        self._socket.send(json.dumps({"type": "language", "language": language}))
        self.until(lambda f: any(e["kind"] == "language" for e in f.get("events", ())))

    def types(self) -> None:
        self._socket.send(json.dumps({"type": "typing", "on": True}))

    def reads_all(self) -> None:
        seq = max(e["seq"] for f in self.frames for e in f.get("events", ()))
        self._socket.send(json.dumps({"type": "seen", "seq": seq}))

    def hears(self, text: str, author: str = "agent") -> None:
        """Wait for *text* in words of *author*."""
        self.until(
            lambda f: any(
                e.get("author") == author and text in " ".join(e.get("texts", ()))
                for e in f.get("events", ())
            )
        )

    def until(self, what: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        end = time.monotonic() + _ANSWER_S
        while True:
            left = max(0.0, end - time.monotonic())
            frame: dict[str, Any] = json.loads(self._socket.recv(timeout=left))
            self.frames.append(frame)
            assert frame["type"] != "error", frame
            if what(frame):
                return frame

    def _send(self, **frame: Any) -> str:
        client_id = str(uuid.uuid4())
        extra = {} if frame["type"] == "hello" else {"client_id": client_id}
        self._socket.send(json.dumps(frame | extra))
        return client_id


class Console:
    """The page of one member of staff."""

    def __init__(self, page: Page, stack: Stack, person: Person) -> None:
        self.page, self.stack, self.person = page, stack, person
        page.goto(f"{stack.base_url}/console/")
        page.get_by_label("Surel").fill(person.email)
        page.get_by_label("Kata sandi", exact=True).fill(person.password)
        page.get_by_role("button", name="Masuk", exact=True).click()
        expect(page.get_by_role("heading", name=re.compile("^Menunggu"))).to_be_visible()
        self.log = page.get_by_role("log")
        self.field = page.locator("[data-composer]")
        self.dialog = page.get_by_role("dialog")

    def card(self, conversation: str) -> Locator:
        return self.page.locator(f'.card[data-conversation="{conversation}"]')

    def in_list(self, name: str, conversation: str) -> Locator:
        return self.page.locator(f'[data-list-of="{name}"]').locator(
            f'[data-conversation="{conversation}"]'
        )

    def accept(self, conversation: str) -> None:
        self.card(conversation).get_by_role("button").click()
        expect(self.field).to_be_focused()

    def send(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")
        expect(self.log.get_by_text(text)).to_be_visible()

    def mode(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def menu(self, name: str) -> None:
        self.page.get_by_role("button", name="Tindakan lain").click()
        self.page.get_by_role("menuitem", name=name).click()

    def close_talk(self) -> None:
        self.menu("Tutup percakapan")
        self.dialog.get_by_role("button", name="Tutup percakapan").click()
        expect(self.page.locator(".toast").last).to_contain_text("ditutup.")
        expect(self.page.locator(".talk--none")).to_be_visible()

    def presence(self, name: str) -> None:
        button = self.page.get_by_role("button", name=name, exact=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")


class Line:
    """The console's websocket: it can be cut and mended, and kept from hearing of the lists."""

    def __init__(self, page: Page) -> None:
        self._cut = self._deaf = False
        self._held: Callable[[], None] | None = None
        self._open: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("/ws/agent$"), self._route)

    def _route(self, socket: WebSocketRoute) -> None:
        if self._cut:
            socket.close(code=1012)
            return
        self._open.append(socket)

        def answer(frame: str | bytes) -> None:
            if self._deaf and json.loads(frame)["type"] == "inbox":
                self._held = lambda: socket.send(frame)
            else:
                socket.send(frame)

        socket.connect_to_server().on_message(answer)

    def cut(self) -> None:
        self._cut = True
        for socket in self._open:
            socket.close(code=1012)
        self._open.clear()

    def mend(self) -> None:
        self._cut = False

    @contextmanager
    def deaf(self) -> Iterator[None]:
        """The lists stand still; the newest comes afterwards."""
        self._deaf = True
        yield
        self._deaf = False
        if self._held is not None:
            self._held()


@pytest.fixture
def console(page: Page, running_hangat: Stack) -> Console:
    return Console(page, running_hangat, running_hangat.person("agent"))


@pytest.fixture
def page_of_other(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context().new_page()


@pytest.fixture
def other(page_of_other: Page, running_hangat: Stack) -> Console:
    return Console(page_of_other, running_hangat, running_hangat.person("agent", 1))


@pytest.fixture
def visitor(running_hangat: Stack) -> Iterator[Visitor]:
    with Visitor(running_hangat) as visitor:
        yield visitor


def fit(page: Page, what: str) -> None:
    """No violation of axe's rules and no sideways scrolling: light and dark, desk and phone."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            found = Axe().run(page)
            assert found.violations_count == 0, f"{what}, {scheme}: {found.generate_report()}"
        wide, room = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= room, f"{what} is {wide} px wide in {room}"
    page.set_viewport_size(DESKTOP)


def test_sign_in_says_what_is_wrong_and_lets_the_right_one_in(
    page: Page, running_hangat: Stack
) -> None:
    person = running_hangat.person("agent")
    page.goto(f"{running_hangat.base_url}/console/")
    button = page.get_by_role("button", name="Masuk", exact=True)
    button.click()
    expect(page.get_by_text("Isi surel dan kata sandi.")).to_be_visible()
    expect(page.get_by_label("Surel")).to_be_focused()
    fit(page, "sign-in")
    page.get_by_label("Surel").fill(person.email)
    page.get_by_label("Kata sandi", exact=True).fill("bukan kata sandinya")
    button.click()
    expect(page.get_by_text("tidak cocok")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Sign in to the console")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(person.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="My conversations")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="My conversations")).to_be_visible()


def test_sign_in_says_that_the_service_is_away(page: Page, running_hangat: Stack) -> None:
    page.goto(f"{running_hangat.base_url}/console/")
    page.get_by_label("Surel").fill("siapa@bank.example")
    page.get_by_label("Kata sandi", exact=True).fill("tetap di sini")
    page.context.set_offline(True)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(page.get_by_text("Layanan tidak terjangkau.")).to_be_visible()
    expect(page.get_by_label("Kata sandi", exact=True)).to_have_value("tetap di sini")


def test_too_many_attempts_are_told_how_long_to_wait(page: Page, running_hangat: Stack) -> None:
    page.goto(f"{running_hangat.base_url}/console/")
    page.route(
        "**/api/v1/staff/sign-in",
        lambda route: route.fulfill(
            status=429,
            headers={"Retry-After": "40"},
            json={"error": "rate_limited", "message": ""},
        ),
    )
    page.get_by_label("Surel").fill("siapa@bank.example")
    page.get_by_label("Kata sandi", exact=True).fill("lagi dan lagi")
    button = page.get_by_role("button", name="Masuk", exact=True)
    button.click()
    expect(page.get_by_text(re.compile(r"Coba lagi dalam \d+ detik"))).to_be_visible()
    expect(button).to_be_disabled()


def test_from_the_waiting_list_to_the_bot_again(console: Console, visitor: Visitor) -> None:
    page, conversation = console.page, visitor.conversation
    visitor.says("berapa biaya transfer BI-FAST?")
    visitor.hears("", author="bot")
    visitor.wants_a_person()
    card = console.in_list("waiting", conversation)
    expect(card).to_contain_text("Minta petugas")
    expect(card).to_contain_text(re.compile(r"Menunggu \d+:\d\d"))
    expect(page).to_have_title(re.compile(r"^\(\d+\) "))

    console.accept(conversation)
    expect(console.in_list("mine", conversation)).to_be_visible()
    expect(console.log).to_contain_text("berapa biaya transfer BI-FAST?")
    expect(console.log).to_contain_text("Diserahkan ke petugas")
    panel = page.get_by_role("region", name="Tentang pelanggan ini")
    expect(panel).to_contain_text("Pelanggan meminta petugas.")
    expect(panel).to_contain_text("Suasana hati")
    expect(panel).not_to_contain_text("Belum diukur")

    console.send("Selamat siang, saya bantu.")
    visitor.hears("Selamat siang, saya bantu.")
    expect(console.log.get_by_text("Terkirim")).to_be_visible()
    visitor.reads_all()
    expect(console.log.get_by_text("Dibaca")).to_be_visible()
    visitor.types()
    expect(console.log).to_contain_text("sedang mengetik")
    visitor.says("nomor kartu saya 4111 1111 1111 1111")
    expect(console.log).to_contain_text("Disamarkan: nomor kartu")
    expect(console.log).not_to_contain_text("4111 1111")

    console.mode("Catatan internal")
    console.send("Sudah saya cek di sistem.")
    expect(page.locator(".note")).to_contain_text("hanya dilihat petugas")
    expect(page.get_by_role("textbox", name="Balasan")).to_be_focused()
    fit(page, "conversation")

    page.get_by_role("button", name="Kembalikan ke bot").click()
    expect(console.dialog).to_contain_text("bisa menyebutkannya kepada pelanggan")
    fit(page, "hand back")
    console.dialog.get_by_role("textbox").fill("Biaya BI-FAST sudah dijelaskan.")
    console.dialog.get_by_role("button", name="Kembalikan ke bot").click()
    expect(console.card(conversation)).to_have_count(0)
    expect(page.get_by_text(re.compile("^Bot menjawab .* lagi"))).to_be_visible()
    visitor.says("terima kasih")
    visitor.hears("", author="bot")
    assert "Sudah saya cek di sistem." not in json.dumps(visitor.frames)


def test_two_agents_accept_at_once(
    console: Console, page_of_other: Page, running_hangat: Stack, visitor: Visitor
) -> None:
    line = Line(page_of_other)
    slower = Console(page_of_other, running_hangat, running_hangat.person("agent", 1))
    visitor.wants_a_person()
    expect(slower.in_list("waiting", visitor.conversation)).to_be_visible()
    with line.deaf():
        # The second one presses before hearing of the first.
        console.accept(visitor.conversation)
        slower.card(visitor.conversation).get_by_role("button").click()
        toast = slower.page.locator(".toast--bad")
        expect(toast).to_contain_text("Rekan lain lebih cepat: percakapan Tamu sudah diambil.")
        fit(slower.page, "a faster colleague")
    expect(slower.card(visitor.conversation)).to_have_count(0)
    expect(console.in_list("mine", visitor.conversation)).to_be_visible()
    console.close_talk()


def test_everything_by_keyboard(console: Console, visitor: Visitor) -> None:
    page, conversation = console.page, visitor.conversation
    visitor.says("halo")
    visitor.wants_a_person()
    row = console.card(conversation).locator("[data-row]")
    expect(row).to_be_visible()

    page.keyboard.press("?")
    expect(console.dialog).to_contain_text("percakapan berikutnya")
    fit(page, "keys")
    page.keyboard.press("Escape")
    expect(console.dialog).to_have_count(0)

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Lewati ke percakapan")).to_be_focused()
    rows = page.locator("[data-row]").count()
    for _ in range(rows):
        page.keyboard.press("j")
        if row.evaluate("row => row === document.activeElement"):
            break
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tamu")).to_be_visible()
    expect(page.get_by_text("Ambil percakapan ini untuk membalas.")).to_be_visible()
    page.keyboard.press("a")
    expect(console.field).to_be_focused()
    page.keyboard.type("Saya di sini. an?")
    page.keyboard.press("Enter")
    visitor.hears("Saya di sini. an?")
    page.keyboard.press("Escape")
    expect(row).to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_role("textbox", name="Catatan internal")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    expect(page.get_by_role("textbox", name="Balasan")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    expect(page.get_by_role("region", name="Tentang pelanggan ini")).to_have_count(0)
    page.keyboard.press("p")
    page.keyboard.press("h")
    expect(console.dialog.get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Escape")
    expect(row).to_be_focused()
    page.keyboard.press("f")
    expect(page.get_by_role("heading", name="Tindak lanjut")).to_be_visible()
    page.keyboard.press("i")
    expect(page.get_by_role("heading", name=re.compile("^Menunggu"))).to_be_visible()
    row.press("Enter")
    console.close_talk()


def test_drafts_stay_with_their_conversation_over_a_reload(
    console: Console, visitor: Visitor, running_hangat: Stack
) -> None:
    page = console.page
    with Visitor(running_hangat) as second:
        for each in (visitor, second):
            each.wants_a_person()
            console.accept(each.conversation)
            console.field.fill(f"draf {each.conversation}")
        console.card(visitor.conversation).locator("[data-row]").click()
        expect(console.field).to_have_value(f"draf {visitor.conversation}")
        expect(console.card(second.conversation)).to_contain_text("Draf:")
        page.reload()
        expect(console.field).to_have_value(f"draf {visitor.conversation}")
        console.card(second.conversation).locator("[data-row]").click()
        expect(console.field).to_have_value(f"draf {second.conversation}")
        console.close_talk()
        console.card(visitor.conversation).locator("[data-row]").click()
        console.close_talk()


def test_rows_stay_under_the_pointer(
    console: Console, visitor: Visitor, running_hangat: Stack
) -> None:
    page = console.page

    def order() -> list[str]:
        rows = page.locator('[data-list-of="mine"] .card').evaluate_all(
            "rows => rows.map(row => row.dataset.conversation)"
        )
        return [row for row in rows if row in mine]

    with Visitor(running_hangat) as second:
        mine = [visitor.conversation, second.conversation]
        for each in (visitor, second):
            each.wants_a_person()
            console.accept(each.conversation)
            each.says("apakah sudah ada kabar?")
            expect(console.card(each.conversation)).to_contain_text("apakah sudah ada kabar?")
        console.card(visitor.conversation).locator("[data-row]").click()
        assert order() == mine
        console.send("Sudah, mohon ditunggu.")
        # Answered: it belongs behind the other one now, but the pointer is still here.
        expect(console.card(visitor.conversation)).to_contain_text("mohon ditunggu")
        assert order() == mine
        page.mouse.move(900, 300)
        expect(page.locator('[data-list-of="mine"] .card').last).to_have_attribute(
            "data-conversation", visitor.conversation
        )
        assert order() == mine[::-1]
        for each in (visitor, second):
            console.card(each.conversation).locator("[data-row]").click()
            console.close_talk()


def test_what_is_written_while_the_line_is_cut_arrives_once(
    page: Page, running_hangat: Stack, visitor: Visitor
) -> None:
    line = Line(page)
    console = Console(page, running_hangat, running_hangat.person("agent"))
    visitor.wants_a_person()
    console.accept(visitor.conversation)
    line.cut()
    expect(page.get_by_text("Sambungan terputus.")).to_be_visible()
    console.send("Ditulis saat terputus.")
    expect(console.log).to_contain_text("Menunggu sambungan")
    fit(page, "connection lost")
    visitor.says("apakah masih di sana?")
    line.mend()
    # Not waiting for it: by now the page may have connected by itself, and the button be gone.
    page.get_by_role("button", name="Sambung sekarang").evaluate_all(
        "buttons => buttons.forEach((button) => button.click())"
    )
    # The page first: its frames pass through this thread, which listening would hold up.
    expect(console.log).to_contain_text("Terkirim")
    visitor.hears("Ditulis saat terputus.")
    expect(console.log).to_contain_text("apakah masih di sana?")
    expect(page.get_by_text("Sambungan terputus.")).to_have_count(0)
    expect(console.log.get_by_text("Ditulis saat terputus.")).to_have_count(1)
    console.close_talk()


def test_signing_out_gives_back_what_is_held(
    console: Console, other: Console, visitor: Visitor
) -> None:
    visitor.wants_a_person()
    console.accept(visitor.conversation)
    console.page.get_by_role("button", name="Keluar").click()
    expect(console.dialog).to_contain_text("kembali ke antrean, di tempat semula")
    fit(console.page, "sign out")
    console.dialog.get_by_role("button", name="Tetap di sini").click()
    expect(console.dialog).to_have_count(0)
    console.page.get_by_role("button", name="Keluar").click()
    console.dialog.get_by_role("button", name="Keluar", exact=True).click()
    expect(console.page.get_by_role("heading", name="Masuk ke konsol")).to_be_visible()
    expect(other.in_list("waiting", visitor.conversation)).to_be_visible()
    kept = console.page.evaluate("JSON.stringify(sessionStorage)")
    assert visitor.conversation not in kept
    other.accept(visitor.conversation)
    other.menu("Kembalikan ke antrean")
    other.dialog.get_by_role("button", name="Kembalikan ke antrean").click()
    expect(other.in_list("waiting", visitor.conversation)).to_be_visible()
    other.accept(visitor.conversation)
    other.close_talk()


@contextmanager
def nobody_on_duty(stack: Stack) -> Iterator[None]:
    """Everybody of the demo staff is away meanwhile."""
    desks = [Desk(stack.base_url, each.email, each.password) for each in stack.staff]
    for desk in desks:
        desk.__enter__()
        desk.away()
    try:
        yield
    finally:
        for desk in desks:
            desk.available()
            desk.__exit__(None, None, None)


def test_a_call_back_is_seen_and_finished(
    page: Page, running_hangat: Stack, visitor: Visitor
) -> None:
    with nobody_on_duty(running_hangat):
        visitor.says("transfer saya belum masuk")
        visitor.hears("", author="bot")
        visitor.wants_a_person()
        reference = visitor.wants_a_call("+62 812-3456-7890")
    console = Console(page, running_hangat, running_hangat.person("agent"))
    page.get_by_role("link", name="Tindak lanjut").click()
    item = page.locator(f'[data-reference="{reference}"]')
    expect(item).to_contain_text("Telepon balik")
    expect(item.get_by_role("link", name="+62 812-3456-7890")).to_have_attribute(
        "href", "tel:+6281234567890"
    )
    fit(page, "follow-ups")
    item.get_by_role("link", name="Buka percakapan").click()
    expect(console.log).to_contain_text(reference)
    page.get_by_role("link", name="Tindak lanjut").click()
    item.get_by_role("button").click()
    console.dialog.get_by_role("button", name="Selesaikan").click()
    expect(console.dialog).to_contain_text("Tulis hasilnya lebih dulu.")
    fit(page, "finish")
    console.dialog.get_by_role("textbox").fill("Sudah ditelepon dan selesai.")
    console.dialog.get_by_role("button", name="Selesaikan").click()
    expect(item).to_have_count(0)
    page.get_by_role("button", name="Selesai", exact=True).click()
    expect(item).to_contain_text("Sudah ditelepon dan selesai.")


def test_a_supervisor_reads_and_does_not_write(
    console: Console,
    visitor: Visitor,
    new_context: Callable[..., BrowserContext],
    running_hangat: Stack,
) -> None:
    visitor.says("rahasia saya")
    visitor.wants_a_person()
    console.accept(visitor.conversation)
    person = running_hangat.person("supervisor")
    senior = Console(new_context().new_page(), running_hangat, person)
    senior.in_list("others", visitor.conversation).locator("[data-row]").click()
    expect(senior.log).to_contain_text("rahasia saya")
    expect(senior.page.get_by_text("Anda hanya membaca.")).to_be_visible()
    expect(senior.field).to_have_count(0)
    fit(senior.page, "supervisor")
    console.close_talk()


def test_presence_and_settings(console: Console, visitor: Visitor) -> None:
    page = console.page
    console.presence("Jeda")
    expect(page.get_by_text("Anda tidak terhitung bertugas.")).to_be_visible()
    console.presence("Siap")
    expect(page.get_by_text("Anda terhitung bertugas.")).to_be_visible()
    fit(page, "inbox")
    page.get_by_role("button", name="Pengaturan").click()
    expect(page.get_by_label("Bunyi saat ada yang baru menunggu")).not_to_be_checked()
    fit(page, "settings")
    page.get_by_label("Tombol satu huruf").uncheck()
    page.get_by_role("button", name="English").click()
    expect(console.dialog).to_contain_text("Settings")
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    expect(page.get_by_role("heading", name=re.compile("^Waiting"))).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=re.compile("^Waiting"))).to_be_visible()


def test_an_ended_session_asks_to_sign_in_and_keeps_the_draft(
    console: Console, visitor: Visitor
) -> None:
    page = console.page
    visitor.wants_a_person()
    console.accept(visitor.conversation)
    console.field.fill("belum selesai")
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.reload()
    expect(page.get_by_role("heading", name="Masuk ke konsol")).to_be_visible()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.reload()
    expect(console.field).to_have_value("belum selesai")
    console.close_talk()
