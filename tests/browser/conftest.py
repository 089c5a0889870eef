"""A real Chromium for the browser tests, which fails a test for what the console says.

Knows no page of ours; the server comes from the tests, or is the demo office's. Without a
browser every test here is skipped, and `run.py test` says so in its last line.
"""

import gc
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, expect

from config.settings import Settings
from tests.browser.demo_office import Served, prepare, served
from tests.browser.looking import Look
from tests.browser.views import DESKTOP
from tests.databases import kept_folder
from tests.gates import chromium
from tests.story import settings_for

NewContext = Callable[..., BrowserContext]
Another = Callable[[], Page]
LOUD = ("error", "warning")
expect.set_options(timeout=30_000)  # as long as Playwright waits for pages: machines are slow
# Chromium looks for its maker at each start; nothing of that belongs to a test.
QUIET_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """What Playwright leaves goes now: collected at any other moment, it switches stacks there.

    And no thread of a served office is traced: two that begin at once cannot both be.
    """
    threading.settrace(None)  # coverage sets it anew afterwards
    yield
    gc.collect()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; its sandbox refuses root, who is who runs the tests in a container."""
    program = chromium()
    if not program:
        pytest.skip("no Chromium on this machine")
    flags = (*QUIET_FLAGS, "--no-sandbox") if os.geteuid() == 0 else QUIET_FLAGS
    return {**browser_type_launch_args, "executable_path": program, "args": list(flags)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Somebody in Surabaya at a desk, for whom nothing moves; `views.seen` says otherwise."""
    return {
        **browser_context_args,
        "viewport": DESKTOP,
        "locale": "id-ID",
        "timezone_id": "Asia/Jakarta",
        "reduced_motion": "reduce",
        "color_scheme": "light",
    }


class Listener:
    """Keeps what goes wrong in a browser without anybody seeing it."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def listen(self, context: BrowserContext) -> None:
        context.on("console", self.console)
        context.on("weberror", lambda error: self.heard.append(f"script: {error.error}"))
        context.on("requestfailed", self.failed)
        context.on("response", self.response)

    def console(self, message: ConsoleMessage) -> None:
        if message.type in LOUD:
            self.heard.append(f"console {message.type}: {message.text}")

    def failed(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # somebody went on to another page
            self.heard.append(f"no answer: {request.method} {request.url} ({request.failure})")

    def response(self, response: Response) -> None:
        if response.status >= 500:
            self.heard.append(f"answer {response.status}: {response.request.method} {response.url}")

    def unexpected(self, patterns: tuple[str, ...]) -> list[str]:
        """What was heard and is matched by none of these patterns."""
        return [line for line in self.heard if not any(re.search(p, line) for p in patterns)]


@pytest.fixture
def new_context(new_context: NewContext, request: pytest.FixtureRequest) -> Iterator[NewContext]:
    """Every browser context of a test is listened to: `expects_noise` names what may be heard."""
    listener = Listener()

    def listened_to(**options: object) -> BrowserContext:
        context = new_context(**options)
        listener.listen(context)
        return context

    yield listened_to
    marker = request.node.get_closest_marker("expects_noise")
    unexpected = listener.unexpected(marker.args if marker else ())
    assert not unexpected, "the browser complained:\n" + "\n".join(unexpected)


@pytest.fixture
def another(new_context: NewContext) -> Another:
    """`another()` is the page of somebody else, at a machine of their own.

    Nobody takes over a page that is in use: what it still asks would be asked as somebody else.
    """
    return lambda: new_context().new_page()


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """`picture(page, "worklist")` keeps a full picture if the run was given `--pictures`."""
    folder = request.config.getoption("--pictures")

    def take(page: Page, name: str) -> None:
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    return take


@pytest.fixture
def look(picture: Callable[[Page, str], None]) -> Look:
    """`look(page, "worklist", address)` holds a page to what every page must be, in its views."""
    return Look(picture)


@pytest.fixture(scope="session")
def played() -> Settings:
    """The demo office, played once for all tests of a run."""
    return settings_for(kept_folder(prepare))


@pytest.fixture
def office(played: Settings, tmp_path: Path) -> Iterator[Served]:
    """The demo office, served from a copy of its own."""
    home = tmp_path / "home"
    shutil.copytree(played.home, home)
    with served(played.model_copy(update={"home": home})) as at:
        yield at
