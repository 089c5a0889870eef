"""Addresses are built once, and are those that Flask would build each time."""

from typing import Any

import flask
from flask import Flask

from web.addresses import MOST, url_for


def test_a_kept_address_is_flasks_own_wherever_the_office_is_mounted(app: Flask) -> None:
    asked: tuple[tuple[str, dict[str, Any]], ...] = (
        ("worklist.show", {"view": "open", "q": "kamar mandi & air"}),
        ("worklist.show", {"view": "open"}),
        ("complaint.show", {"reference": "C-1"}),
        ("delivery.again", {"reference": "C-1", "number": 1}),
        ("worklist.show", {"view": 1}),
        ("worklist.show", {"view": "1", "q": True}),
        ("worklist.show", {"view": "1", "q": 1}),
        ("figures.show", {"_anchor": "content-title"}),
    )
    for mount in ("/", "/aduan-warga", "/"):
        with app.test_request_context(base_url=f"https://dinsos.example{mount}"):
            for endpoint, values in asked:
                built = flask.url_for(endpoint, **values)
                assert url_for(endpoint, **values) == built
                assert url_for(endpoint, **values) == built


def test_more_addresses_than_are_kept_do_no_harm(app: Flask) -> None:
    with app.test_request_context():
        for nth in range(MOST + 2):
            assert url_for("complaint.show", reference=f"C-{nth}") == f"/aduan/C-{nth}"
        assert len(app.extensions["addresses"]) == 2
