"""The browser itself: that it is real, listens, and finds what our pages must not have."""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Listener
from tests.browser.views import PHONE, assert_accessible, assert_fits, seen

GOOD = """<!doctype html><html lang="id"><title>Daftar kerja</title><link rel="icon" href="data:,">
<main><h1>Daftar kerja</h1><p id="mode">tanpa skrip</p></main>"""
SCRIPT = "<script>document.getElementById('mode').textContent = 'dengan skrip'</script>"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing on the terminal."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Serves pages: `site(html)` gives the address of a new one."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    Thread(target=server.serve_forever, daemon=True).start()

    def serve(html: str) -> str:
        name = f"{len(list(tmp_path.iterdir()))}.html"
        (tmp_path / name).write_text(html, encoding="utf-8")
        return f"http://127.0.0.1:{server.server_port}/{name}"

    yield serve
    server.shutdown()
    server.server_close()


Site = Callable[[str], str]


@seen(PHONE, dark=True)
def test_a_page_is_seen_on_a_phone_in_the_dark_in_jakarta(page: Page, site: Site) -> None:
    page.goto(site(GOOD + SCRIPT))
    assert page.inner_text("#mode") == "dengan skrip"
    assert page.evaluate("innerWidth") == 390
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == "Asia/Jakarta"


@seen(script=False)
def test_a_page_is_seen_without_script(page: Page, site: Site) -> None:
    page.goto(site(GOOD + SCRIPT))
    assert page.inner_text("#mode") == "tanpa skrip"
    with pytest.raises(AssertionError, match="with script"):
        assert_accessible(page)


def test_a_page_without_a_name_for_its_field_is_not_accessible(page: Page, site: Site) -> None:
    page.goto(site(GOOD))
    assert_accessible(page)
    page.goto(site(GOOD.replace("</main>", "<input></main>")))
    with pytest.raises(AssertionError, match="label"):
        assert_accessible(page)


@seen(PHONE)
def test_a_page_wider_than_a_phone_does_not_fit_and_the_culprit_is_named(
    page: Page, site: Site
) -> None:
    page.goto(site(GOOD))
    assert_fits(page)
    page.goto(site(GOOD.replace("<p", "<div class=wide><svg width=600></svg></div><p")))
    with pytest.raises(AssertionError, match="svg"):
        assert_fits(page)


@pytest.mark.expects_noise("boom", "404", "refused")
def test_the_browser_hears_script_errors_missing_files_and_dead_servers(
    context: BrowserContext, site: Site
) -> None:
    listener = Listener()
    listener.listen(context)
    page = context.new_page()
    page.goto(site(GOOD + "<script src=/none.js></script><script>throw Error('boom')</script>"))
    page.evaluate("console.error('refused by us')")
    page.wait_for_load_state("networkidle")
    assert len(listener.unexpected(())) == 3
    assert listener.unexpected(("boom", "404", "refused")) == []


@pytest.mark.expects_noise("ERR_NAME_NOT_RESOLVED")
def test_the_browser_looks_for_no_other_machine(context: BrowserContext, site: Site) -> None:
    listener = Listener()
    listener.listen(context)
    page = context.new_page()
    page.goto(site(GOOD + "<img src='http://192.0.2.1/x.png' alt=''>"))
    page.wait_for_load_state("networkidle")
    assert any("NAME_NOT_RESOLVED" in line for line in listener.heard)
