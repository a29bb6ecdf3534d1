"""A real browser for tests of pages: Debian's Chromium, driven by Playwright, with axe-core inside."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
THEMES = ("light", "dark")
WIDTHS = (1280, 360)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for the tests of a module.

    Playwright holds a running event loop for as long as it lives, so it must not outlive the module: async
    tests of other modules run in the same process.
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no browser is installed: none of {', '.join(NAMES)}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=found, headless=True, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser) -> Iterator[Callable[..., Any]]:
    """`open_page(url, width=1280, theme="light", **context)`: the page of a fresh, clean browser context.

    `page.trouble` gathers what went wrong in it: errors of scripts, errors of the console, failed requests.
    """
    contexts = []

    def opened(url: str, *, width: int = 1280, theme: str = "light", **options: Any) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.trouble = []
        page.on("pageerror", lambda error: page.trouble.append(str(error)))
        page.on("console", lambda said: page.trouble.append(said.text) if said.type == "error" else None)
        page.on("requestfailed", lambda request: page.trouble.append(request.url))
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong on a page: rule, and the elements; empty where nothing is."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]


def sideways(page: Any) -> int:
    """By how many pixels the page as a whole is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
