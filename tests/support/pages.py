"""The two pages of a conversation in a real browser: the customer's widget, the agent's console."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.stack import Person


class CustomerPage:
    """The widget on the demo bank's page."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        page.goto(f"{base_url}/demo/")
        self.sheet = page.get_by_role("dialog", name=re.compile("Chat"))
        self.log = self.sheet.get_by_role("log")
        self.field = self.sheet.get_by_role("textbox", name="Tulis pesan")
        self.own = self.log.locator(".message--customer .bubble")
        self.bot = self.log.locator(".message--bot .bubble")
        self.agent = self.log.locator(".message--agent .bubble")

    def sign_in(self, name: str) -> None:
        """On the bank's page, before the chat is opened."""
        self.page.get_by_role("button", name=name).click()

    def open(self) -> None:
        """Open the chat, unless it is open."""
        expect(self.page.locator("#hangat-widget .launcher")).to_be_attached()
        if not self.sheet.is_visible():
            self.page.locator("#hangat-widget .launcher").click()
        expect(self.sheet).to_be_visible()

    def say(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def end(self) -> None:
        """End the conversation, so that it waits for nobody and the next one is a new one."""
        self.sheet.get_by_role("button", name="Menu").click()
        self.page.get_by_role("menuitem", name="Akhiri percakapan").click()
        self.page.get_by_role("alertdialog").get_by_role("button", name="Akhiri").click()
        expect(self.log).to_contain_text("Anda mengakhiri percakapan")

    def ask_human(self) -> str:
        """Ask for a person; the conversation's id."""
        self.sheet.get_by_role("button", name="Bicara dengan petugas").last.click()
        expect(self.sheet.locator(".waiting")).to_be_visible()
        return self.conversation

    @property
    def conversation(self) -> str:
        kept = self.page.evaluate(
            "Object.entries(localStorage).find(([key]) => key.endsWith(':conversation'))[1]"
        )
        return str(kept)

    @property
    def token(self) -> str:
        kept = self.page.evaluate(
            "Object.entries(localStorage).find(([key]) => key.endsWith(':token'))?.[1]"
        )
        return str(kept)


class AgentPage:
    """The console of one signed-in agent."""

    def __init__(self, page: Page, base_url: str, person: Person) -> None:
        self.page = page
        page.goto(f"{base_url}/console/")
        page.locator("input[type=email], input").first.fill(person.email)
        page.locator("input[type=password]").fill(person.password)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=re.compile("Menunggu"))).to_be_visible()
        self.log = page.get_by_role("log")
        self.field = page.get_by_role("textbox", name=re.compile("Balas"))

    def card(self, conversation: str) -> Locator:
        link = self.page.locator(f'a[href="#/c/{conversation}"]')
        return self.page.get_by_role("listitem").filter(has=link)

    def accept(self, conversation: str) -> None:
        self.card(conversation).get_by_role("button", name=re.compile("Ambil")).click()
        expect(self.field).to_be_visible()

    def say(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")
        expect(self.log.get_by_text(text)).to_be_visible()

    def hand_back(self, note: str) -> None:
        self.page.get_by_role("button", name="Kembalikan ke bot").click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("textbox").fill(note)
        dialog.get_by_role("button", name="Kembalikan ke bot").click()
        expect(dialog).to_have_count(0)

    def close(self) -> None:
        """End the conversation that is open."""
        self.page.get_by_role("button", name=re.compile("lain", re.IGNORECASE)).first.click()
        self.page.get_by_role("menuitem", name=re.compile("Tutup")).click()
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("button", name="Tutup percakapan").click()
        expect(dialog).to_have_count(0)
