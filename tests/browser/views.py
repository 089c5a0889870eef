"""How a browser test looks at a page: on which screen, in which colours, with or without script.

Knows no page of ours. A test says `@seen(PHONE, dark=True)` and then checks with
`assert_accessible` and `assert_fits`.
"""

from typing import TypedDict

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {"runOnly": AXE_RULES, "resultTypes": ["violations"], "preload": False}
"""None of these rules reads style sheets, so they are not loaded again for axe."""

AXE_RUN = """async ([within, options]) => ({
    violations: (await axe.run(within || document, options)).violations,
})"""
"""All else that axe knows of a page is far more than its findings, and stays in the browser."""


class Screen(TypedDict):
    """A screen in CSS pixels."""

    width: int
    height: int


DESKTOP = Screen(width=1280, height=800)
TABLET = Screen(width=820, height=1180)
PHONE = Screen(width=390, height=844)
SMALLEST = Screen(width=320, height=640)
"""The width at which WCAG 2.2 (1.4.10, reflow) wants a page still to fit."""


def seen(
    screen: Screen = DESKTOP, *, dark: bool = False, script: bool = True, language: str = "id-ID"
) -> pytest.MarkDecorator:
    """Run a browser test as somebody sees it with this screen, these colours, this language."""
    return pytest.mark.browser_context_args(
        viewport=screen,
        color_scheme="dark" if dark else "light",
        java_script_enabled=script,
        locale=language,
    )


def assert_accessible(page: Page, within: str | None = None) -> None:
    """Fail with every finding of axe on the page, or on what a CSS selector picks.

    Needs a page with script: without it axe would wait for ever, so that is refused.
    """
    scripted, ready = page.evaluate("[!matchMedia('(scripting: none)').matches, 'axe' in window]")
    assert scripted, "axe is itself a script: check this page as it is with script"
    if not ready:
        page.evaluate(AXE_SCRIPT)
    found = AxeResults(page.evaluate(AXE_RUN, [within, AXE_OPTIONS]))
    assert not found.violations_count, f"{page.url}\n{found.generate_report()}"


def assert_fits(page: Page) -> None:
    """Fail if the page is wider than the screen, and name what sticks out."""
    outside = page.evaluate(
        """() => {
            const root = document.documentElement;
            if (root.scrollWidth <= root.clientWidth) return [];
            const out = e => e.getBoundingClientRect().right > root.clientWidth + 1;
            const name = e => e.tagName.toLowerCase() + (e.id && '#' + e.id)
                + [...e.classList].map(c => '.' + c).join('');
            return ['the page', ...[...document.querySelectorAll('body *')].filter(out).map(name)];
        }"""
    )
    assert not outside, f"{page.url} is wider than the screen: {', '.join(outside[:8])}"
