"""The policy on the admin page, in a real browser, against the real stack."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_admin import enter, fit
from tests.support.stack import Stack


class Admin:
    """REST as an admin: what another admin does meanwhile, and the state to go back to."""

    def __init__(self, stack: Stack) -> None:
        person = stack.person("admin")
        self.client = httpx.Client(base_url=stack.base_url, trust_env=False, timeout=30)
        body = {"email": person.email, "password": person.password}
        session = self.client.post("/api/v1/staff/sign-in", json=body).raise_for_status().json()
        self.client.headers["X-CSRF-Token"] = session["csrf"]

    def newest(self) -> dict[str, object]:
        newest: dict[str, object] = self.client.get("/api/v1/policy").json()["versions"][0]
        return newest

    def change(self, **values: object) -> None:
        newest = self.newest()
        content = {**newest["content"], **values}  # type: ignore[dict-item]
        body = {"base": newest["number"], "note": "untuk uji", "content": content}
        self.client.post("/api/v1/policy", json=body).raise_for_status()


@pytest.fixture
def admin(running_hangat: Stack) -> Iterator[Admin]:
    """Whatever a test sets, the house goes on with what is shipped."""
    admin = Admin(running_hangat)
    shipped = admin.client.get("/api/v1/policy").json()["shipped"]
    yield admin
    if admin.newest()["content"] != shipped:
        admin.change(**shipped)
    admin.client.close()


def policy(page: Page) -> Locator:
    return page.get_by_role("region", name="Kebijakan eskalasi")


def value(page: Page, path: str) -> Locator:
    """The field of a number, or the group of a rule."""
    return page.locator(f'[data-value="{path}"]')


def number(page: Page, path: str) -> Locator:
    return page.locator(f'[data-field="{path}"]')


def version(page: Page, n: object) -> Locator:
    return page.locator(f'[data-version="{n}"]')


def in_force(page: Page) -> int:
    shown = page.locator("[data-in-force]")
    expect(shown).to_be_visible()
    return int(shown.get_attribute("data-in-force") or 0)


def test_a_change_is_seen_named_saved_and_undone(
    new_page: Callable[[], Page], running_hangat: Stack, admin: Admin
) -> None:
    page = new_page()
    enter(page, running_hangat, "admin")
    before = in_force(page)
    assert before == admin.newest()["number"]
    expect(policy(page)).to_contain_text("bot menawarkan petugas")
    fit(page, "policy")

    number(page, "offer_at").fill("41,5")
    expect(policy(page)).to_contain_text("Mulai 41,5% bot menawarkan petugas")
    slider = policy(page).get_by_role("slider", name=re.compile("Mulai dialihkan"))
    slider.focus()
    slider.press("ArrowRight")
    value(page, "rules.no_progress").get_by_role("radio", name="Tawarkan").check()
    expect(value(page, "rules.no_progress")).to_contain_text("diubah, semula Alihkan")
    expect(policy(page)).to_contain_text("3 perubahan belum disimpan")
    fit(page, "unsaved")

    page.get_by_role("button", name="Simpan…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Alasan")).to_be_focused()
    expect(dialog.locator("[data-difference]")).to_have_count(3)
    dialog.get_by_role("button", name="Simpan dan berlakukan").click()
    expect(dialog.get_by_text("Tulis alasan, 3 sampai 500 karakter.")).to_be_visible()
    fit(page, "note missing")
    dialog.get_by_label("Alasan").fill("Tawarkan lebih cepat, sesuai tinjauan mingguan.")
    dialog.get_by_role("button", name="Simpan dan berlakukan").click()
    expect(page.get_by_text(f"Versi {before + 1} berlaku.", exact=True)).to_be_visible()
    assert in_force(page) == before + 1
    expect(version(page, before + 1)).to_contain_text("sesuai tinjauan mingguan")
    expect(version(page, before + 1)).to_contain_text("menjadi 41,5%")
    expect(version(page, before + 1)).to_contain_text(running_hangat.person("admin").name)
    fit(page, "history")

    policy(page).get_by_role("button", name=f"Urungkan versi {before + 1}").click()
    expect(dialog).to_contain_text("41,5% menjadi")
    fit(page, "undo")
    dialog.get_by_role("button", name=f"Urungkan versi {before + 1}").click()
    expect(version(page, before + 2)).to_contain_text(f"Mengurungkan versi {before + 1}.")
    assert in_force(page) == before + 2
    page.reload()
    expect(page.locator(f'[data-in-force="{before + 2}"]')).to_be_visible()

    page.get_by_role("button", name="English").click()
    expect(page.get_by_text(f"Version {before + 2} is in force")).to_be_visible()


def test_what_cannot_be_is_said_at_its_field(
    new_page: Callable[[], Page], running_hangat: Stack, admin: Admin
) -> None:
    page = new_page()
    enter(page, running_hangat, "admin")
    was = in_force(page)
    number(page, "max_failures").fill("tiga")
    expect(value(page, "max_failures")).to_contain_text("Tulis bilangan bulat.")
    number(page, "transfer_at").fill("1")
    expect(policy(page)).to_contain_text("yaitu ambang tawaran")
    number(page, "unattended_ticket_after_s").fill("0")
    expect(value(page, "unattended_ticket_after_s")).to_contain_text("Tulis 0,5 sampai 1.440.")
    fit(page, "faults")
    page.get_by_role("button", name="Simpan…").click()
    expect(number(page, "transfer_at")).to_be_focused()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Buang perubahan").click()
    expect(policy(page)).not_to_contain_text("belum disimpan")
    assert admin.newest()["number"] == was


def test_two_admins_at_once_lose_nothing(
    new_page: Callable[[], Page], running_hangat: Stack, admin: Admin
) -> None:
    page = new_page()
    enter(page, running_hangat, "admin")
    was = in_force(page)
    number(page, "most_offers").fill("4")
    admin.change(max_failures=5)
    page.get_by_role("button", name="Simpan…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Alasan").fill("lebih banyak tawaran")
    dialog.get_by_role("button", name="Simpan dan berlakukan").click()
    expect(dialog).to_contain_text("Perubahan Anda tetap di sini.")
    fit(page, "stale")
    dialog.get_by_role("button", name="Pakai versi terbaru").click()
    expect(number(page, "max_failures")).to_have_value("5")
    expect(number(page, "most_offers")).to_have_value("4")
    page.get_by_role("button", name="Simpan…").click()
    expect(dialog.get_by_label("Alasan")).to_have_value("lebih banyak tawaran")
    expect(dialog.locator("[data-difference]")).to_have_count(1)
    dialog.get_by_role("button", name="Simpan dan berlakukan").click()
    expect(page.locator(f'[data-in-force="{was + 2}"]')).to_be_visible()
    content = admin.newest()["content"]
    assert isinstance(content, dict)
    assert (content["max_failures"], content["most_offers"]) == (5, 4)


def test_a_supervisor_reads_it(
    new_page: Callable[[], Page], running_hangat: Stack, admin: Admin
) -> None:
    page = new_page()
    enter(page, running_hangat, "supervisor")
    expect(policy(page)).to_contain_text("hanya admin")
    expect(number(page, "offer_at")).to_be_disabled()
    expect(
        policy(page).get_by_role("button", name=re.compile("Urungkan|Isi|Simpan"))
    ).to_have_count(0)
    fit(page, "supervisor's policy")


def test_without_the_service_it_says_what_to_do(
    new_page: Callable[[], Page], running_hangat: Stack, admin: Admin
) -> None:
    page = new_page()
    page.route("**/api/v1/policy", lambda route: route.abort())
    enter(page, running_hangat, "admin")
    expect(policy(page)).to_contain_text("Kebijakan yang berlaku tidak berubah.")
    fit(page, "policy unreachable")
    page.unroute("**/api/v1/policy")
    policy(page).get_by_role("button", name="Coba lagi").click()
    number(page, "offer_at").fill("33")
    page.context.set_offline(True)
    page.get_by_role("button", name="Simpan…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Alasan").fill("tanpa jaringan")
    dialog.get_by_role("button", name="Simpan dan berlakukan").click()
    expect(dialog).to_contain_text("Isian Anda tetap di sini.")
    page.context.set_offline(False)


def test_a_version_of_somebody_elses_moves_nothing_under_the_hand(
    new_page: Callable[[], Page], running_hangat: Stack, admin: Admin
) -> None:
    page = new_page()
    page.clock.install()
    enter(page, running_hangat, "admin")
    was = in_force(page)
    admin.change(max_failures=4)
    page.clock.fast_forward(15_000)
    expect(number(page, "max_failures")).to_have_value("4")
    number(page, "most_offers").fill("3")
    admin.change(max_failures=5)
    page.clock.fast_forward(15_000)
    expect(page.locator(f'[data-in-force="{was + 2}"]')).to_contain_text("Versi ini baru.")
    expect(number(page, "max_failures")).to_have_value("4")
    fit(page, "overtaken")
    policy(page).get_by_role("button", name="Pakai versi terbaru").click()
    expect(number(page, "max_failures")).to_have_value("5")
    expect(number(page, "most_offers")).to_have_value("3")


def test_a_session_that_ends_takes_no_change_along(
    new_page: Callable[[], Page], running_hangat: Stack, admin: Admin
) -> None:
    page = new_page()
    enter(page, running_hangat, "admin")
    number(page, "offer_at").fill("37,5")
    page.context.clear_cookies()
    page.get_by_role("button", name="Simpan…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Alasan").fill("sesi habis di tengah jalan")
    dialog.get_by_role("button", name="Simpan dan berlakukan").click()
    expect(page.get_by_text("Sesi Anda berakhir.")).to_be_visible()
    person = running_hangat.person("admin")
    page.get_by_label("Surel").fill(person.email)
    page.get_by_label("Kata sandi", exact=True).fill(person.password)
    page.get_by_role("button", name="Masuk", exact=True).click()
    expect(policy(page)).to_contain_text("1 perubahan belum disimpan")
    expect(policy(page)).to_contain_text("Mulai 37,5% bot menawarkan petugas")
