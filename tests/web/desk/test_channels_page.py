"""The channels as those see them who keep the office reachable."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.stories.sources import Source, told_with
from tests.web.conftest import CHEAP
from tests.web.desk_story import JEMBER, Desk, DeskOffice, words
from web.app import make_app
from web.channel_words import WHY
from workflow.core.roles import Role

BANNER = 'class="watchdog calm"'


@pytest.fixture
def source(office: DeskOffice) -> Source:
    """The pretend platform."""
    channel = office.story.memory
    assert isinstance(channel, Source)
    return channel


@pytest.fixture
def office(tmp_path: Path) -> Iterator[DeskOffice]:
    """An office whose platform has two accounts and faults."""
    story, _ = told_with(tmp_path, "", "office", "two")
    yield DeskOffice(story, make_app(story.office, passwords=CHEAP))
    story.check_books()
    story.office.close()


@pytest.fixture
def rina(office: DeskOffice) -> Desk:
    """A supervisor."""
    return office.desk("rina", Role.SUPERVISOR)


def test_each_account_stands_there_with_its_state_and_books(
    office: DeskOffice, source: Source, rina: Desk
) -> None:
    source.says("Lampu padam", "office")
    source.faults["two"].down = "login-refused"
    office.sends_all()
    page = words(rina.opens("/saluran"))
    assert "Trial channel: office office In order" in page
    assert "Sekretariat" in page
    assert "The other side refused our name, password or token." in page
    assert "Web form: office" in page
    assert "Takes what is sent here" in page
    today = page.partition("The books of today")[2]
    assert "Trial channel: office 1 0 1 0 0 0 0 0 0 0" in today
    assert "Trial channel: two 0 0 0 0 0 0 0 0 0 0" in today


def test_before_anything_was_polled_it_says_so(rina: Desk) -> None:
    assert "Never connected yet" in words(rina.opens("/saluran"))
    page = words(rina.opens("/saluran/memory/two"))
    assert "Last success never" in page
    assert "Oldest unread none" in page


def test_a_test_says_what_works_and_what_to_do_about_the_rest(
    office: DeskOffice, source: Source, rina: Desk
) -> None:
    rina.opens("/saluran/memory/two")
    page = words(rina.sends("/saluran/memory/two/uji", 200).text)
    assert "The test says Sign in Works." in page
    source.faults["two"].down = "tls-failed"
    source.faults["two"].expires_at = office.story.clock.at + timedelta(days=3)
    page = words(rina.sends("/saluran/memory/two/uji", 200).text)
    assert "The server could not prove who it is (TLS)." in page
    assert "Check the server's name" in page
    assert "Access ends on 19 November 2026." in page
    assert BANNER in rina.opens("/akun/sandi")
    assert "The daily trial of Trial channel (two) failed: The server could not prove" in rina.page
    rina.opens("/saluran")
    assert "The access of Trial channel (two) ends on 19 November 2026." in rina.page


def test_an_account_with_nobody_at_the_other_end_is_tested_too(rina: Desk) -> None:
    rina.opens("/saluran/form/office")
    page = words(rina.sends("/saluran/form/office/uji", 200).text)
    assert "The test says" in page
    assert "Fetch now" not in rina.opens("/saluran/form/office")


def test_fetching_now_overrules_the_pause(office: DeskOffice, source: Source, rina: Desk) -> None:
    source.faults["two"].down = "unreachable"
    office.sends_all()
    source.faults["two"].down = ""
    source.says("Lampu padam", "two")
    poll, now = office.installation.runners.all[0], office.story.clock.at
    assert office.installation.runners.run(poll, now)["fetched"] == 0
    rina.opens("/saluran/memory/two")
    page = rina.follows(rina.sends("/saluran/memory/two/ambil"))
    assert "It is asked for new messages within seconds." in words(page)
    assert office.installation.runners.run(poll, now)["fetched"] == 1


def test_the_books_of_two_weeks_stand_on_the_page_of_an_account(
    office: DeskOffice, source: Source, rina: Desk
) -> None:
    source.says("Lampu padam", "two")
    office.sends_all()
    office.waits(days=13)
    rina.returns()
    page = words(rina.opens("/saluran/memory/two"))
    assert "29 Nov 2026 0 0 0 0 0 0 0 0 0 0" in page
    assert "16 Nov 2026 1 0 1 0 0 0 0 0 0 0" in page


def test_a_gap_rings_on_every_page_of_supervisors_and_in_the_inbox_and_health(
    office: DeskOffice, source: Source, rina: Desk
) -> None:
    missing = (
        "2 messages of Trial channel (two) are missing: the source showed them, we do not have"
        " them."
    )
    source.faults["two"].claims = 2
    office.sends_all()
    assert BANNER in rina.opens("/akun/sandi")
    assert missing in rina.page
    for address in ("/kotak-masuk", "/kesehatan", "/saluran"):
        assert missing in words(rina.opens(address))
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    assert missing in words(ani.opens("/kotak-masuk"))
    assert BANNER not in ani.page


def test_what_was_deleted_elsewhere_is_told_in_the_inbox(
    office: DeskOffice, source: Source, rina: Desk
) -> None:
    source.faults["two"].gone = 1
    office.sends_all()
    page = words(rina.opens("/kotak-masuk"))
    assert "1 message of Trial channel (two) was deleted there before we could read it." in page
    assert BANNER not in rina.page


def test_several_troubles_are_one_line(office: DeskOffice, source: Source, rina: Desk) -> None:
    for account in ("office", "two"):
        source.faults[account].down = "unreachable"
    office.sends_all()
    office.waits(minutes=31)
    page = rina.opens("/akun/sandi")
    assert page.count(BANNER) == 1
    assert "The server cannot be reached. And 1 more." in page
    rina.reads_in("id")
    assert "Server tidak dapat dihubungi. Dan 1 hal lain." in rina.opens("/akun/sandi")


@pytest.mark.parametrize("role", list(Role))
def test_the_channels_are_for_supervisors_and_administrators(
    office: DeskOffice, role: Role
) -> None:
    somebody = office.desk("somebody", role, JEMBER)
    allowed = role in (Role.SUPERVISOR, Role.ADMINISTRATOR)
    status = 200 if allowed else 403
    somebody.opens("/saluran", status)
    somebody.opens("/saluran/memory/two", status)
    somebody.sends("/saluran/memory/two/uji", status)
    assert ('href="/saluran"' in somebody.opens("/akun/sandi")) is allowed


def test_an_account_that_is_not_there_has_no_page(rina: Desk) -> None:
    rina.opens("/saluran/memory/nobody", 404)
    rina.sends("/saluran/nowhere/two/uji", 404)


def test_every_trouble_says_what_can_be_done() -> None:
    for why in WHY.values():
        assert why.what.endswith(".")
        assert why.cure.endswith(".")
