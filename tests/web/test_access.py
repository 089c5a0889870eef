"""Who may open what: every page of the app, for a stranger and for each role."""

import pytest
from flask import Flask

from tests.web.conftest import Visitor, hire
from web.access import EVERYBODY, allow, holds, is_public, rights_of
from workflow.core.roles import MAY, May, Role


def _plain_pages(app: Flask) -> list[tuple[str, str]]:
    """Address and endpoint of every page that needs nothing else to be opened."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return [(rule.rule, rule.endpoint) for rule in rules if not rule.arguments]


def test_a_stranger_is_shown_public_pages_and_sent_to_sign_in_for_all_others(
    shared_app: Flask,
) -> None:
    client = shared_app.test_client()
    pages = _plain_pages(shared_app)
    assert len(pages) > 8
    for address, endpoint in pages:
        answer = client.get(address)
        if is_public(shared_app, endpoint):
            assert answer.status_code in (200, 303), address
        else:
            assert answer.status_code == 303, address
            assert answer.location.startswith("/masuk?next="), address


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_the_pages_of_its_rights_and_no_other(shared_app: Flask, role: Role) -> None:
    staff, visitor = hire(shared_app, role.value, role, "pstw-jember"), Visitor(shared_app)
    visitor.signs_in(role.value)
    for address, endpoint in _plain_pages(shared_app):
        status = visitor.client.get(address).status_code
        if holds(staff, rights_of(shared_app, endpoint)):
            assert status != 403, address
        else:
            assert status == 403, address


@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_is_what_the_core_says(shared_app: Flask, role: Role) -> None:
    staff = hire(shared_app, f"other.{role.value}", role, "pstw-jember")
    for right in May:
        assert holds(staff, frozenset({right})) == (right in MAY[role])
    assert holds(staff, frozenset({role}))
    assert not holds(staff, frozenset(set(Role) - {role}))
    assert holds(staff, EVERYBODY)


def test_nobody_holds_no_right() -> None:
    assert holds(None, EVERYBODY)
    assert not any(holds(None, frozenset({right})) for right in (*May, *Role))


def test_a_page_for_everybody_signed_in_is_still_not_public(app: Flask) -> None:
    @allow()
    def view() -> str:
        return ""

    app.view_functions["mine"] = view
    assert not is_public(app, "mine")
    assert is_public(app, None)


def test_partial_updates_of_somebody_signed_out_are_not_sent_to_another_page(
    shared_app: Flask,
) -> None:
    answer = shared_app.test_client().get("/kesehatan", headers={"HX-Request": "true"})
    assert answer.status_code == 401
