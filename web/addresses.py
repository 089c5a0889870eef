"""Addresses of pages, each built once: `url_for`, which costs as much as a row of a list.

For the templates and for whoever builds dozens of them. Gives what Flask's own gives.
"""

from collections.abc import Mapping
from typing import Any

import flask
from flask import current_app, request

MOST = 1_000
"""Addresses that are kept for an app; then it begins anew."""

PLAIN = frozenset({str, int})
"""Kinds of values of which two that are equal are written alike."""

Key = tuple[str, str, tuple[tuple[str, object], ...]]


def url_for(endpoint: str, **values: object) -> str:
    """The address of a page on this site; raises `BuildError` where there is none."""
    key = _key(endpoint, values) if flask.has_request_context() else None
    if key is None:
        return _built(endpoint, values)
    kept: dict[Key, str] = current_app.extensions.setdefault("addresses", {})
    found = kept.get(key)
    if found is None:
        if len(kept) >= MOST:
            kept.clear()
        found = kept[key] = _built(endpoint, values)
    return found


def _built(endpoint: str, values: dict[str, Any]) -> str:
    return flask.url_for(endpoint, **values)


def _key(endpoint: str, values: Mapping[str, object]) -> Key | None:
    """None where the address hangs on more than these: a page of the same blueprint, an anchor."""
    plain = all(type(value) in PLAIN and name[0] != "_" for name, value in values.items())
    if not plain or endpoint[0] == ".":
        return None
    return request.root_path, endpoint, tuple(values.items())
