"""Pages served to browsers on this machine, and the way in that everybody of the office takes."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from flask import Flask
from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.web.conftest import PASSWORD

HERE = "127.0.0.1"


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address at which the pages are, on a free port, until the end of the block."""
    server = make_server(HERE, 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://{HERE}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def sign_in(page: Page, address: str, login: str, password: str = PASSWORD) -> None:
    """Somebody enters by the staff's door, with the keyboard."""
    page.goto(f"{address}/masuk")
    page.locator("input[name=login]").fill(login)
    page.locator("input[name=password]").fill(password)
    with page.expect_navigation(url=lambda shown: not shown.endswith("/masuk")):
        page.locator("input[name=password]").press("Enter")
