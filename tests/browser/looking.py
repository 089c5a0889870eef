"""Looks at pages as everybody sees them: three widths, light and dark, two languages.

`look(page, "worklist", "/aduan")` opens an address and holds it to what every page must be;
`look(page, "preview")` looks at the page as it stands, in the language that it has. The suite
takes two views of each page that differ in everything (axe in the first), and another two of
the next one;
`run.py screenshots` takes all twelve. Knows no page of ours.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from zlib import crc32

from playwright.sync_api import Page

from tests.browser.views import Screen, assert_accessible, assert_fits

SCREENS = (
    Screen(width=360, height=740),
    Screen(width=768, height=1024),
    Screen(width=1440, height=900),
)
LANGUAGES = ("id", "en")
ALL_ASKED = "TUNTAS_TEST_VIEWS" in os.environ
Picture = Callable[[Page, str], None]


@dataclass(frozen=True)
class View:
    """How somebody sees a page."""

    language: str
    dark: bool
    screen: int

    @property
    def name(self) -> str:
        """As in the name of a picture: `1440-dark-en`."""
        colours = "dark" if self.dark else "light"
        return f"{SCREENS[self.screen]['width']}-{colours}-{self.language}"

    @property
    def opposite(self) -> "View":
        """Another language, other colours, another screen."""
        (other,) = (language for language in LANGUAGES if language != self.language)
        return View(other, not self.dark, (self.screen + 2) % len(SCREENS))


ALL = [View(*one) for one in product(LANGUAGES, (False, True), range(len(SCREENS)))]


def views_of(name: str) -> list[View]:
    """Two views of a page, always the same ones; all where all are asked for."""
    if ALL_ASKED:
        return ALL
    first = ALL[crc32(name.encode()) % len(ALL)]
    return [first, first.opposite]


def speaks(page: Page, address: str, language: str) -> None:
    """From now on the pages there are in a language."""
    page.context.add_cookies([{"name": "language", "value": language, "url": address}])


@dataclass(frozen=True)
class Look:
    """Looks, and keeps what it saw where the run keeps pictures."""

    picture: Picture

    def __call__(self, page: Page, name: str, address: str = "", *, status: int = 200) -> None:
        """Look at an address, or without one at the page as it stands."""
        spoken = ""
        for number, view in enumerate(self._views(page, name, anew=bool(address))):
            page.set_viewport_size(SCREENS[view.screen])
            page.emulate_media(color_scheme="dark" if view.dark else "light")
            if address and view.language != spoken:  # once a language: the rest is style
                self._open(page, address, view.language, status)
                spoken = view.language
            assert_fits(page)
            if number == 0 or ALL_ASKED:  # axe takes longer than all the rest
                assert_accessible(page)
            self.picture(page, f"{name}.{view.name}")

    def _views(self, page: Page, name: str, *, anew: bool) -> Iterator[View]:
        if anew:
            yield from views_of(name)
            return
        spoken = str(page.locator("html").get_attribute("lang"))
        seen = {View(spoken, view.dark, view.screen): None for view in views_of(name)}
        yield from seen

    def _open(self, page: Page, address: str, language: str, status: int) -> None:
        speaks(page, address, language)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == status, address
        spoken = page.locator("html").get_attribute("lang")
        assert spoken == language, f"{address} speaks {spoken}"
