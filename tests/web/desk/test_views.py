"""Saved views, putting off, orders and filters, and who is looking."""

import re

from tests.web.desk.test_worklist import references
from tests.web.desk_story import JEMBER, Desk, DeskOffice, words
from web.asked import Asked
from workflow.core.commands import Classify
from workflow.core.roles import Role


def save(desk: Desk, asked: str, name: str, share: str = "") -> None:
    desk.opens(f"/aduan?{asked}")
    answer = desk.sends("/aduan/tampilan", asked=asked, name=name, share=share)
    desk.follows(answer)


def tab(page: str, name: str) -> str:
    """What a saved view says that it holds; empty where it is not offered."""
    found = re.search(rf'<span>{name}</span> <span class="count[^"]*">([^<]+)<', page)
    return found[1] if found else ""


def test_a_view_is_saved_under_a_name_and_counts_what_it_holds(
    office: DeskOffice, ani: Desk
) -> None:
    lamps = office.hears("Lamps are broken", "adi")
    office.hears("Water", "budi")
    save(ani, "view=open&q=lamps", "Lamps")
    assert "“Lamps” is kept." in words(ani.page)
    page = ani.opens("/aduan")
    assert tab(page, "Lamps") == "1"
    assert references(ani.opens("/aduan?view=open&q=lamps")) == [lamps]
    office.hears("More lamps", "cici")
    assert tab(ani.opens("/aduan/hitungan"), "Lamps") == "2"


def test_a_view_is_ones_own_until_it_is_shared(office: DeskOffice, ani: Desk) -> None:
    other, endang = office.desk("budi", Role.INTAKE_OFFICER), office.desk("endang", Role.SUPERVISOR)
    save(ani, "view=open&q=lamps", "Mine alone")
    save(ani, "view=open&q=water", "Ours", share="role:intake_officer")
    assert tab(other.opens("/aduan"), "Ours") == "0"
    assert not tab(other.page, "Mine alone")
    assert not tab(endang.opens("/aduan"), "Ours")


def test_a_shared_view_shows_each_their_own_rows(office: DeskOffice, harun: Desk) -> None:
    office.assigned(office.hears("Lamps", "adi"), JEMBER)
    office.assigned(office.hears("Lamps too", "budi"), "pstw-magetan")
    endang = office.desk("endang", Role.SUPERVISOR)
    save(endang, "view=open&q=lamps", "Lamps", share="role:unit_head")
    assert tab(harun.opens("/aduan"), "Lamps") == "1"
    assert not tab(endang.opens("/aduan"), "Nothing")


def test_nobody_shares_with_those_they_do_not_belong_to(office: DeskOffice, ani: Desk) -> None:
    endang = office.desk("endang", Role.SUPERVISOR)
    save(ani, "view=open&q=lamps", "Pushed", share="role:supervisor")
    save(ani, "view=open&q=lamps", "Pushed too", share="unit:pstw-jember")
    page = endang.opens("/aduan")
    assert not tab(page, "Pushed")
    assert not tab(page, "Pushed too")


def test_a_view_is_renamed_and_deleted_by_its_owner_only(office: DeskOffice, ani: Desk) -> None:
    other = office.desk("budi", Role.INTAKE_OFFICER)
    save(ani, "view=open&q=lamps", "Lamps", share="role:intake_officer")
    page = ani.opens("/aduan/tampilan")
    place = re.search(r'action="(/aduan/tampilan/\d+)"', page)
    assert place
    assert place[1] not in other.opens("/aduan/tampilan")
    assert "Shared by a colleague" in words(other.page)
    other.sends(place[1], 404, name="Stolen")
    other.sends(place[1], 404, step="delete")
    ani.sends(place[1], name="Broken lamps")
    assert tab(ani.opens("/aduan"), "Broken lamps") == "0"
    ani.opens("/aduan/tampilan")
    ani.sends(place[1], step="delete")
    assert not tab(ani.opens("/aduan"), "Broken lamps")
    assert "No saved views yet" in words(ani.opens("/aduan/tampilan"))


def test_a_view_needs_a_name_and_there_are_twenty_at_most(ani: Desk) -> None:
    save(ani, "view=open&q=lamps", "  ")
    assert "Give the view a name." in words(ani.page)
    for number in range(21):
        save(ani, "view=open&q=lamps", f"View {number}")
    assert "You have 20 saved views. Delete one first." in words(ani.page)


def test_an_address_asks_only_for_what_is_known(office: DeskOffice, ani: Desk) -> None:
    office.hears("Lamps", "adi")
    page = ani.opens("/aduan?view=x&state=x&unit=x&class=x&mark=x&sort=x&channel=x&after=x")
    assert len(references(page)) == 1
    with office.app.test_request_context():
        assert Asked.written("view=late&sort=x&mark=danger&q=%20a%20").parts == {
            "view": "late", "q": "a", "mark": "danger",
        }  # fmt: skip


def test_filters_and_orders_narrow_and_turn_the_list(office: DeskOffice, ani: Desk) -> None:
    first = office.hears("Lamps", "adi")
    office.waits(minutes=5)
    second = office.hears("Water", "budi")
    office.waits(minutes=5)
    office.does(
        Classify(
            complaint=office.id(first),
            klass="complaint",
            category="pungli",
            safety="danger",
            priority="urgent",
        )
    )
    for asked in ("class=complaint", "category=pungli", "priority=urgent", "mark=danger",
                  "mark=confidential", "mark=oversight"):  # fmt: skip
        assert references(ani.opens(f"/aduan?view=open&{asked}")) == [first]
    assert len(references(ani.opens("/aduan?view=open&channel=memory"))) == 2
    assert references(ani.opens("/aduan?view=open&sort=oldest")) == [first, second]
    assert references(ani.opens("/aduan?view=open&sort=received")) == [second, first]
    assert references(ani.opens("/aduan?view=open&sort=changed")) == [first, second]


def test_words_are_marked_where_they_stand(office: DeskOffice, ani: Desk) -> None:
    office.hears("Lampu mati. " + "Sudah lama sekali kami menunggu di sini. " * 5 + "Gardu <b>.")
    page = ani.opens("/aduan?view=open&q=lampunya")
    assert "<mark>Lampu</mark> mati" in page
    page = ani.opens("/aduan?view=open&q=gardu")
    assert '<span class="r-found">… ' in page
    assert "<mark>Gardu</mark> &lt;b&gt;." in page


def test_a_hidden_number_is_not_shown_where_words_were_found(office: DeskOffice, ani: Desk) -> None:
    office.hears("Air mati. " + "Kami menunggu lama sekali. " * 8 + "Telepon gardu 081234567890.")
    page = ani.opens("/aduan?view=open&q=gardu")
    assert "<mark>gardu</mark>" in page
    assert "081234567890" not in page


def test_what_is_put_off_comes_back_on_its_day(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Lamps", "adi")
    which = re.findall(r'name="which" value="([^"]+)"', ani.opens("/aduan"))
    ani.opens(f"/aduan/nanti?which={which[0]}")
    answer = ani.sends("/aduan/nanti", which=which, until="2026-11-18", step="later")
    page = ani.follows(answer)
    assert "1 complaint is put off until Wednesday" in words(page)
    assert references(page) == []
    assert references(ani.opens("/aduan?view=asleep")) == [reference]
    assert references(office.desk("budi", Role.INTAKE_OFFICER).opens("/aduan")) == [reference]
    office.waits(days=2)
    ani.returns()
    assert references(ani.opens("/aduan")) == [reference]


def test_a_day_that_is_none_past_or_too_far_is_told_with_what_was_typed(
    office: DeskOffice, ani: Desk
) -> None:
    office.hears("Lamps", "adi")
    which = re.findall(r'name="which" value="([^"]+)"', ani.opens("/aduan"))
    for until in ("", "tomorrow", "2026-11-16", "2020-01-01", "2027-12-01"):
        ani.sends("/aduan/nanti", 422, which=which, until=until, step="later")
        assert "Choose a day from tomorrow on" in words(ani.page)


def test_what_was_put_off_can_be_brought_back_at_once(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Lamps", "adi")
    which = re.findall(r'name="which" value="([^"]+)"', ani.opens("/aduan"))
    ani.sends("/aduan/nanti", which=which, until="2026-11-18", step="later")
    ani.sends("/aduan/nanti", which=which, step="wake")
    assert references(ani.opens("/aduan")) == [reference]


def test_colleagues_are_told_who_looks_at_the_same_complaint(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Lamps", "adi")
    other = office.desk("budi", Role.INTAKE_OFFICER)
    ani.opens(f"/aduan/{reference}")
    ani.sends(f"/aduan/{reference}/melihat", 200)
    assert "Ani Prasetya" not in ani.page
    assert "is looking" not in ani.opens("/aduan")
    other.sends(f"/aduan/{reference}/melihat", 200)
    assert "Ani Prasetya is looking at this too." in words(other.page)
    assert "Ani Prasetya is looking at this" in words(other.opens("/aduan"))
    office.waits(seconds=61)
    assert "is looking" not in other.opens("/aduan")


def test_who_may_not_see_a_complaint_leaves_no_trace_at_it(office: DeskOffice, ani: Desk) -> None:
    reference = office.hears("Lamps", "adi")
    office.assigned(reference, "pstw-magetan")
    harun = office.desk("harun", Role.UNIT_HEAD, JEMBER)
    harun.opens("/aduan")
    harun.sends(f"/aduan/{reference}/melihat", 404)
    ani.opens("/aduan")
    ani.sends(f"/aduan/{reference}/melihat", 200)
    assert "Harun" not in ani.page


def test_the_command_bar_offers_what_this_person_may_open(office: DeskOffice, ani: Desk) -> None:
    page = ani.opens("/aduan/perintah")
    assert 'data-href="/aduan?view=late"' in page
    assert "<html" not in page
    office.desk("admin", Role.ADMINISTRATOR).opens("/aduan/perintah", status=403)


def test_what_is_put_off_is_masked_like_the_list(office: DeskOffice) -> None:
    secret = office.hears("The warden of Melati hits my father", "adi")
    office.assigned(secret, JEMBER, category="pungli")
    staff = office.desk("sri", Role.UNIT_STAFF, JEMBER)
    which = re.findall(r'name="which" value="([^"]+)"', staff.opens("/aduan"))
    page = staff.opens(f"/aduan/nanti?which={which[0]}")
    assert secret in page
    assert "Melati" not in page
    assert "Melati" not in staff.opens("/aduan?view=open&q=warden")
