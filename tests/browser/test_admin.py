"""The admin page in a real browser, against the real stack."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.support.browsing import DESKTOP, PHONE
from tests.support.stack import Stack


def sign_in(page: Page, stack: Stack, email: str, password: str) -> None:
    page.goto(f"{stack.base_url}/admin/")
    page.get_by_label("Surel").fill(email)
    page.get_by_label("Kata sandi", exact=True).fill(password)
    page.get_by_role("button", name="Masuk", exact=True).click()


def enter(page: Page, stack: Stack, role: str) -> None:
    person = stack.person(role)
    sign_in(page, stack, person.email, person.password)


def account(page: Page, email: str) -> Locator:
    return page.locator(f'[data-account="{email}"]')


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


def test_an_agent_is_told_that_this_is_not_for_them(
    new_page: Callable[[], Page], running_hangat: Stack
) -> None:
    page = new_page()
    page.goto(f"{running_hangat.base_url}/admin/")
    expect(page.get_by_role("heading", name="Masuk ke halaman admin")).to_be_visible()
    fit(page, "sign-in")
    enter(page, running_hangat, "agent")
    expect(page.get_by_role("heading", name="bukan untuk akun Anda")).to_be_visible()
    expect(page.get_by_role("link", name="Ke konsol petugas")).to_be_visible()
    fit(page, "no access")


def test_a_supervisor_looks_and_changes_nothing(
    new_page: Callable[[], Page], running_hangat: Stack
) -> None:
    page = new_page()
    enter(page, running_hangat, "supervisor")
    expect(page.get_by_text("Semua berjalan baik.")).to_be_visible()
    admin = running_hangat.person("admin")
    expect(account(page, admin.email)).to_contain_text(admin.name)
    expect(page.get_by_text("Hanya admin yang dapat mengubahnya.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("Tambah|Ubah|Nonaktifkan"))).to_have_count(0)
    fit(page, "supervisor")


def test_the_state_of_the_system_is_told_in_words_and_numbers(
    new_page: Callable[[], Page], running_hangat: Stack
) -> None:
    page = new_page()
    enter(page, running_hangat, "admin")
    for part in ("database", "bot"):
        expect(page.locator(f'[data-part="{part}"]')).to_contain_text("baik")
    for count in ("waiting", "with_agents", "with_bot", "on_duty", "open_follow_ups"):
        expect(page.locator(f'[data-count="{count}"] dd')).to_have_text(re.compile(r"^\d+$"))
    expect(page.get_by_text(re.compile(r"Kebijakan eskalasi versi \d+"))).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Perbarui").click()
    expect(page.get_by_text("Belum dapat diperbarui.")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Perbarui").click()
    expect(page.get_by_text(re.compile("^Diperbarui"))).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="State of the system")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="State of the system")).to_be_visible()


def test_a_bot_that_is_down_is_told_as_what_it_means(
    new_page: Callable[[], Page], running_hangat: Stack
) -> None:
    page = new_page()
    bot = {"name": "bot", "ok": False, "message": "no answer", "latency_ms": None}
    database = {"name": "database", "ok": True, "message": "reachable", "latency_ms": 1.5}
    view = {
        "readiness": {"ready": True, "degraded": True, "parts": [database, bot]},
        "version": "0.1.0",
        "policy_version": 1,
        **dict.fromkeys(("on_duty", "waiting", "with_agents", "with_bot", "open_follow_ups"), 0),
    }
    page.route("**/api/v1/system", lambda route: route.fulfill(json=view))
    enter(page, running_hangat, "admin")
    expect(page.get_by_text("Pelanggan langsung diserahkan ke petugas.")).to_be_visible()
    expect(page.locator('[data-part="bot"]')).to_contain_text("bermasalah")
    fit(page, "degraded")


def test_an_account_from_its_making_to_its_end_and_back(
    new_page: Callable[[], Page], running_hangat: Stack
) -> None:
    page = new_page()
    enter(page, running_hangat, "admin")
    email = f"tono-{uuid.uuid4().hex[:8]}@bank.example"
    dialog = page.get_by_role("dialog")
    page.get_by_role("button", name="Tambah akun").click()
    submit = dialog.get_by_role("button", name="Tambah akun")
    submit.click()
    expect(dialog.get_by_text("Isi nama.")).to_be_visible()
    expect(dialog.get_by_label("Nama")).to_be_focused()
    fit(page, "new account")
    dialog.get_by_label("Nama").fill("Tono Wijaya")
    dialog.get_by_label("Surel").fill(running_hangat.person("agent").email)
    dialog.get_by_role("button", name="Buatkan").click()
    password = dialog.get_by_label("Kata sandi").input_value()
    submit.click()
    expect(dialog.get_by_text("Surel ini sudah dipakai akun lain.")).to_be_visible()
    dialog.get_by_label("Surel").fill(email)
    submit.click()
    expect(account(page, email)).to_contain_text("Petugas")
    expect(page.get_by_role("button", name="Tambah akun")).to_be_focused()

    theirs = new_page()
    sign_in(theirs, running_hangat, email, password)
    expect(theirs.get_by_role("heading", name="bukan untuk akun Anda")).to_be_visible()

    account(page, email).get_by_role("button", name="Ubah").click()
    dialog.get_by_role("radio", name="Penyelia").check()
    dialog.get_by_label("Batas").fill("21")
    dialog.get_by_role("button", name="Simpan").click()
    expect(dialog.get_by_text("Tulis angka 1 sampai 20.")).to_be_visible()
    dialog.get_by_label("Batas").fill("6")
    dialog.get_by_role("button", name="Simpan").click()
    expect(account(page, email)).to_contain_text("Penyelia")
    expect(account(page, email)).to_contain_text("6")
    theirs.reload()
    expect(theirs.get_by_role("heading", name="Keadaan sistem")).to_be_visible()

    account(page, email).get_by_role("button", name="Nonaktifkan").click()
    expect(dialog).to_contain_text("kembali ke antrean")
    fit(page, "deactivate")
    dialog.get_by_role("button", name="Nonaktifkan").click()
    expect(account(page, email)).to_contain_text("nonaktif")
    theirs.reload()
    expect(theirs.get_by_role("heading", name="Masuk ke halaman admin")).to_be_visible()
    page.get_by_role("button", name="Urungkan", exact=True).click()
    expect(page.get_by_text("aktif lagi.")).to_be_visible()
    sign_in(theirs, running_hangat, email, password)
    expect(theirs.get_by_role("heading", name="Keadaan sistem")).to_be_visible()
    fit(page, "accounts")


def test_the_last_admin_stays(new_page: Callable[[], Page], running_hangat: Stack) -> None:
    page = new_page()
    enter(page, running_hangat, "admin")
    admin = running_hangat.person("admin")
    mine = account(page, admin.email)
    expect(mine.get_by_role("button", name="Ubah")).to_be_visible()
    expect(mine.get_by_role("button", name="Nonaktifkan")).to_have_count(0)
    mine.get_by_role("button", name="Ubah").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="Petugas").check()
    dialog.get_by_role("button", name="Simpan").click()
    expect(dialog.get_by_text("Hanya admin lain yang dapat mengembalikannya.")).to_be_visible()
    fit(page, "giving up")
    dialog.get_by_role("button", name="Lepas peran admin").click()
    expect(dialog.get_by_role("group").get_by_text("Ini admin aktif terakhir.")).to_be_visible()
    dialog.get_by_role("button", name="Batal").click()
    expect(mine).to_contain_text("Admin")
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", name="Masuk ke halaman admin")).to_be_visible()
