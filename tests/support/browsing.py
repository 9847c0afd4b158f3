"""Fixtures of every test that holds a browser: one browser a module, fresh contexts a test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # Most parts of the tests hold no browser and need not load what drives one.
    from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1366, "height": 850}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        yield browser
        browser.close()


@pytest.fixture
def context_options() -> dict[str, Any]:
    """What a context of this module has unless a test says otherwise; a module may have its own."""
    return {"viewport": DESKTOP, "reduced_motion": "reduce"}


@pytest.fixture
def new_context(
    browser: Browser, context_options: dict[str, Any]
) -> Iterator[Callable[..., BrowserContext]]:
    """Call it, with options of Playwright's, for contexts of people who have never been here."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        made.append(browser.new_context(**(context_options | options)))
        return made[-1]

    yield make
    for context in made:
        context.close()


@pytest.fixture
def new_page(new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Call it for a page in a context of its own."""
    return lambda **options: new_context(**options).new_page()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()
