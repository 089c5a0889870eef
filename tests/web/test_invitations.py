"""Links for a password: once, in time, for one person, and nothing told to anybody else."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.story import Story
from tests.web.conftest import Visitor, hire, shell_of
from workflow.core.refusal import Refused
from workflow.core.roles import Role
from workflow.invitations import Kind
from workflow.staff import By, NewStaff, Staff

NEW = "gunung biru jauh"
OVER = "This link is not valid any more"


def _by(story: Story) -> By:
    return By("console", story.clock.at)


def _invited(app: Flask, story: Story) -> tuple[Staff, str]:
    shell = shell_of(app)
    new = NewStaff(login="sari", name="Sari Prasetya", role=Role.SUPERVISOR, language="en")
    staff = shell.accounts.add_without_password(new, _by(story))
    return staff, shell.invitations.make(staff, Kind.INVITE, _by(story)).token


def test_an_invitation_sets_the_first_password_once_and_signs_nobody_in(
    app: Flask, story: Story, visitor: Visitor
) -> None:
    _, token = _invited(app, story)
    for empty in ("", "null", "None"):
        visitor.signs_in("sari", empty, 409)
    assert "Sari Prasetya" in visitor.opens(f"/undangan/{token}")
    visitor.sends(f"/undangan/{token}", 409, new=NEW, again="another one")
    visitor.sends(f"/undangan/{token}", 409, new="short", again="short")
    assert visitor.sends(f"/undangan/{token}", new=NEW, again=NEW).location == "/masuk"
    assert visitor.client.get("/akun").status_code == 303
    visitor.signs_in("sari", NEW)
    assert OVER in Visitor(app).opens(f"/undangan/{token}", 409)


@pytest.mark.parametrize(
    ("kind", "lasts"), [(Kind.INVITE, timedelta(hours=48)), (Kind.RESET, timedelta(hours=1))]
)
def test_a_link_ends_by_itself(app: Flask, story: Story, kind: Kind, lasts: timedelta) -> None:
    staff = hire(app, "sari", Role.SUPERVISOR)
    links = shell_of(app).invitations
    token = links.make(staff, kind, _by(story)).token
    assert links.whose(token, story.clock.at + lasts - timedelta(seconds=1)).id == staff.id
    with pytest.raises(Refused) as refused:
        links.redeem(token, NEW, story.clock.at + lasts)
    assert refused.value.code == "link-over"


def test_a_new_link_and_a_closed_account_end_the_link_before(app: Flask, story: Story) -> None:
    shell, now = shell_of(app), story.clock.at
    staff = hire(app, "sari", Role.SUPERVISOR)
    first = shell.invitations.make(staff, Kind.RESET, _by(story)).token
    second = shell.invitations.make(staff, Kind.RESET, _by(story)).token
    with pytest.raises(Refused):
        shell.invitations.whose(first, now)
    assert shell.invitations.whose(second, now).login == "sari"
    shell.accounts.close(staff.id, _by(story))
    with pytest.raises(Refused):
        shell.invitations.whose(second, now)
    with pytest.raises(Refused) as refused:
        shell.invitations.make(shell.accounts.get(staff.id), Kind.RESET, _by(story))
    assert refused.value.code == "account-closed"


@pytest.mark.parametrize("token", ["null", "None", "%20", "a" * 43, "0"])
def test_a_made_up_link_gets_the_answer_of_one_that_is_over(
    app: Flask, story: Story, visitor: Visitor, token: str
) -> None:
    _invited(app, story)
    assert OVER in visitor.opens(f"/undangan/{token}", 409)


def test_one_network_cannot_guess_links_for_ever(app: Flask, visitor: Visitor) -> None:
    for _ in range(30):
        visitor.opens("/undangan/guess", 409)
    assert "tried too often" in visitor.opens("/undangan/guess", 429)


def test_a_reset_ends_sign_ins_and_locks_but_leaves_the_second_factor(
    app: Flask, story: Story
) -> None:
    shell = shell_of(app)
    staff = hire(app, "sari", Role.SUPERVISOR)
    browser = Visitor(app)
    browser.signs_in("sari")
    secret = shell.factors.begin(staff)
    assert secret
    for _ in range(5):
        Visitor(app).signs_in("sari", "wrong wrong", 409)
    token = shell.invitations.make(staff, Kind.RESET, _by(story)).token
    shell.invitations.redeem(token, NEW, story.clock.at)
    assert browser.client.get("/akun").status_code == 303
    Visitor(app).signs_in("sari", NEW)
    assert shell.factors.begun(staff) == secret


def test_only_the_hash_of_a_link_is_kept(app: Flask, story: Story) -> None:
    _, token = _invited(app, story)
    kept = b"".join(path.read_bytes() for path in story.office.settings.home.glob("tuntas.db*"))
    assert b"staff.link_invite" in kept
    assert token.encode() not in kept
