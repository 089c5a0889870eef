"""The morning digest on the pages: everybody's own switch, and the administrator's mark."""

from flask import Flask

from tests.story import Story
from tests.web.conftest import PASSWORD, Visitor, hire, shell_of
from tests.web.desk_story import words
from workflow.core.roles import Role
from workflow.staff import By, NewStaff
from workflow.store import digests

OFF_BUTTON, ON_BUTTON = "Switch it off", "Switch it on"


def test_everybody_switches_their_own_digest_and_lost_ones_are_marked(
    app: Flask, story: Story
) -> None:
    hire(app, "joko", Role.ADMINISTRATOR)
    accounts, now = shell_of(app).accounts, story.clock.at
    new = NewStaff(login="rini", name="Rini", role=Role.UNIT_HEAD, unit="pstw-jember",
                   email="rini@dinsos.example")  # fmt: skip
    rini = accounts.add(new, PASSWORD, By("console", now))
    head, admin = Visitor(app), Visitor(app)
    head.signs_in("rini")
    head.client.set_cookie("language", "en")
    assert OFF_BUTTON in words(head.opens("/akun"))
    head.sends("/akun/surat-pagi")
    assert ON_BUTTON in words(head.opens("/akun"))
    assert not accounts.find("rini").digest
    head.sends("/akun/surat-pagi", on="1")
    assert accounts.find("rini").digest

    admin.signs_in("joko")
    admin.client.set_cookie("language", "en")
    assert "Morning digest" not in admin.opens("/akun")  # reads no complaint, has no worklist
    assert "mail does not arrive" not in admin.opens("/staf")
    office, day = story.office, now.date()

    def comes_back() -> None:
        office.sessions.settled(lambda db: digests.add(db, rini.id, day, ("s", "t"), now))
        with office.sessions.transaction() as db:
            row = digests.claim(db, now)
            assert row is not None
            row.state, row.external_id = "sent", "<d@x.example>"
        office.sessions.settled(lambda db: digests.came_back(db, ("<d@x.example>",), "5.1.1", now))

    comes_back()
    assert "Rini mail does not arrive" in words(admin.opens("/staf"))
    assert "5.1.1" in words(admin.opens("/staf/akun/rini"))

    # With another address nothing is known against it, whatever still comes back from the first.
    accounts.set_email(rini.id, "rini@dinsos.example", By("console", now))
    assert "Rini mail does not arrive" in words(admin.opens("/staf"))
    accounts.set_email(rini.id, "rini.w@dinsos.example", By("console", now))
    assert "mail does not arrive" not in words(admin.opens("/staf"))
    late = office.sessions.settled(lambda db: digests.came_back(db, ("<d@x.example>",), "5", now))
    assert late == rini.id
    assert "mail does not arrive" not in words(admin.opens("/staf"))
