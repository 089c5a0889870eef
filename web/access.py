"""Who may open a page: every route says so, and nothing but `core/roles.py` decides.

A route is marked with `@allow(...)` or `@public`, below the route's own line. An app with a
route that is not marked refuses to start.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from workflow.core.roles import May, Role
from workflow.staff import Staff

Right = May | Role
"""A permission of `MAY`, or a role by its name; the words of the two never meet."""

View = TypeVar("View", bound=Callable[..., Any])

EVERYBODY: frozenset[Right] = frozenset()
_RIGHTS: dict[Callable[..., Any], frozenset[Right]] = {}


class NotMarked(Exception):
    """A route says neither `@allow` nor `@public`; the app must not start."""


def allow(*rights: Right) -> Callable[[View], View]:
    """Open a view to staff with any of these rights; none named: to everybody signed in."""

    def mark(view: View) -> View:
        _RIGHTS[view] = frozenset(rights or Role)
        return view

    return mark


def public(view: View) -> View:
    """Open a view to the whole world."""
    _RIGHTS[view] = EVERYBODY
    return view


def holds(staff: Staff | None, rights: frozenset[Right]) -> bool:
    """Whether somebody has any of these rights."""
    if not rights:
        return True
    if staff is None:
        return False
    return staff.role in rights or any(
        staff.may(right) for right in rights if isinstance(right, May)
    )


def rights_of(app: Flask, endpoint: str) -> frozenset[Right]:
    """What an endpoint asks for; `EVERYBODY` for public ones and for unknown addresses."""
    view = app.view_functions.get(endpoint)
    return _RIGHTS[view] if view else EVERYBODY


def is_public(app: Flask, endpoint: str | None) -> bool:
    """Whether the page of this endpoint is for the whole world."""
    return not endpoint or not rights_of(app, endpoint)


def check_marks(app: Flask) -> None:
    """Raise `NotMarked` for routes that say nothing."""
    bare = sorted(name for name, view in app.view_functions.items() if view not in _RIGHTS)
    if bare:
        raise NotMarked(f"mark with @allow(...) or @public: {', '.join(bare)}")


def guard(app: Flask) -> Response | None:
    """Let a request pass, send a stranger to sign in, refuse everybody else."""
    rights = rights_of(app, request.endpoint or "")
    if holds(g.get("me"), rights):
        return None
    if g.get("me") is not None:
        abort(403)
    if request.method != "GET" or "HX-Request" in request.headers:
        abort(401)  # what was typed is shown again there
    target = request.full_path if request.query_string else request.path
    return redirect(url_for("account.sign_in", next=target), 303)
