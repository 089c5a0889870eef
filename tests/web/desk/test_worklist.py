"""The worklist: who sees which complaints, in which order, and how one is found."""

import re

from tests.web.desk_story import DeskOffice, words
from web.asked import read_key
from workflow.core.commands import Act, Classify
from workflow.core.roles import Role


def references(page: str) -> list[str]:
    """The references of the rows, from the top."""
    return re.findall(r'class="r-ref reference" href="/aduan/([^"]+)"', page)


def count_of(page: str, view: str) -> str:
    """What a view says that it holds."""
    found = re.search(
        rf'view={view}"[^>]*><span>[^<]*</span> <span class="count[^"]*">([^<]+)<', page
    )
    assert found, view
    return found[1]


def test_the_first_page_after_signing_in_is_the_worklist(office: DeskOffice) -> None:
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    answer = ani.client.get("/meja")
    assert answer.status_code == 303
    assert answer.location == "/aduan"


def test_what_is_due_first_stands_on_top_though_it_came_later(office: DeskOffice) -> None:
    lamps = office.hears("The lamps are broken", "adi")
    office.waits(hours=1)
    danger = office.hears("Orang dengan gangguan jiwa mengamuk di pasar", "budi")
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    assert references(ani.opens("/aduan?view=open")) == [danger, lamps]


def test_closed_complaints_stand_apart_the_newest_first(office: DeskOffice) -> None:
    first, second = office.hears("Thank you", "adi"), office.hears("Thanks!", "budi")
    for reference in (first, second):
        id = office.id(reference)
        office.waits(hours=1)
        office.does(Classify(complaint=id, safety="none", klass="praise", category="apresiasi"))
        office.does(Act(complaint=id, move="reject", values={"code": "praise_only"}))
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    assert references(ani.opens("/aduan?view=open")) == []
    assert references(ani.opens("/aduan?view=closed")) == [second, first]


def test_a_unit_sees_its_own_complaints_and_no_others(office: DeskOffice) -> None:
    mine, others = office.hears("Lamps", "adi"), office.hears("Water", "budi")
    office.assigned(mine, "pstw-jember")
    office.assigned(others, "pstw-magetan")
    head = office.desk("harun", Role.UNIT_HEAD, "pstw-jember")
    page = head.opens("/aduan?view=open")
    assert references(page) == [mine]
    assert count_of(page, "open") == "1"
    assert references(head.opens("/aduan?view=open&unit=pstw-magetan")) == []
    assert references(head.opens(f"/aduan?view=open&q={others}")) == []


def test_a_complaint_about_a_unit_is_in_none_of_its_lists_and_counts(office: DeskOffice) -> None:
    accusing = office.hears("They take money at the door", "adi")
    office.does(
        Classify(
            complaint=office.id(accusing),
            klass="complaint",
            category="layanan_petugas",
            safety="none",
            reported_unit="pstw-jember",
        ),
    )
    # An officer of the head office who belongs to the accused unit is no exception.
    inside = office.desk("ida", Role.INTAKE_OFFICER, "pstw-jember")
    page = inside.opens("/aduan?view=open")
    assert references(page) == []
    assert count_of(page, "open") == "0"
    assert "money at the door" not in inside.opens("/aduan?view=open&q=money")
    assert references(inside.opens(f"/aduan?q={accusing}")) == []
    outside = office.desk("ani", Role.INTAKE_OFFICER)
    assert references(outside.opens("/aduan?view=open")) == [accusing]


def test_a_confidential_first_line_is_masked_for_those_who_may_not_reveal(
    office: DeskOffice,
) -> None:
    secret = office.hears("The warden of Melati hits my father", "adi")
    office.assigned(secret, "pstw-jember", category="pungli")
    head = office.desk("harun", Role.UNIT_HEAD, "pstw-jember")
    staff = office.desk("sri", Role.UNIT_STAFF, "pstw-jember")
    assert "The warden of Melati" in head.opens("/aduan?view=open")
    page = staff.opens("/aduan?view=open")
    assert references(page) == [secret]
    assert "Melati" not in page
    assert "Confidential: open it to read it" in page


def test_numbers_that_belong_to_a_person_are_hidden_in_the_list(office: DeskOffice) -> None:
    office.hears("My NIK is 3509123456789012, call 081234567890", "adi")
    page = office.desk("ani", Role.INTAKE_OFFICER).opens("/aduan?view=open")
    assert "3509123456789012" not in page
    assert "081234567890" not in page
    assert "[hidden]" in page


def test_a_reference_typed_in_any_way_leads_to_its_complaint(office: DeskOffice) -> None:
    reference = office.hears("Lamps", "adi")
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    typed = reference.lower().replace("-", " ")
    answer = ani.client.get("/aduan", query_string={"q": typed})
    assert answer.status_code == 302
    assert answer.location == f"/aduan/{reference}"


def test_words_state_and_unit_narrow_the_list(office: DeskOffice) -> None:
    lamps, water = office.hears("Lamps are broken", "adi"), office.hears("Water is out", "budi")
    office.assigned(water, "pstw-jember")
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    assert references(ani.opens("/aduan?view=open&q=broken")) == [lamps]
    assert references(ani.opens("/aduan?view=open&state=assigned")) == [water]
    assert references(ani.opens("/aduan?view=open&unit=pstw-jember")) == [water]
    assert "Nothing fits" in words(ani.opens("/aduan?view=open&q=nowhere"))


def test_every_complaint_stands_on_exactly_one_page(office: DeskOffice) -> None:
    # Three arrive at the same moment at the border of two pages: their keys differ by id alone.
    every = {office.hears(f"Complaint {n}", f"person.{n}") for n in range(53)}
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    first = ani.opens("/aduan?view=open")
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = ani.opens(following[1].replace("&amp;", "&"))
    assert len(references(first)) == 50
    assert {*references(first), *references(second)} == every
    assert len(references(second)) == 3
    assert 'rel="next"' not in second


def test_an_address_with_a_broken_place_shows_the_first_page(office: DeskOffice) -> None:
    reference = office.hears("Lamps", "adi")
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    for broken in ("x", "2026-01-01~1", "~", "2026-01-01T00:00:00+00:00~x", "9~" + "9" * 400):
        assert read_key(broken) is None
        page = ani.client.get("/aduan", query_string={"view": "open", "after": broken})
        assert references(page.text) == [reference]


def test_the_clock_of_a_row_says_what_is_left_and_never_by_colour_alone(
    office: DeskOffice,
) -> None:
    office.hears("Lamps", "adi")
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    page = ani.opens("/aduan?view=open")
    assert "tone-on_time" in page
    assert "1 working day left" in words(page)
    office.waits(days=7)
    ani.returns()
    page = ani.opens("/aduan?view=late")
    assert "tone-late" in page
    assert "late" in words(page)
    assert count_of(page, "late") == "1"


def test_marks_have_words_for_those_who_do_not_see_drawings(office: DeskOffice) -> None:
    reference = office.hears("Lamps", "adi")
    office.does(
        Classify(
            complaint=office.id(reference),
            safety="danger",
            klass="complaint",
            category="pungli",
            priority="urgent",
        ),
    )
    page = words(office.desk("ani", Role.INTAKE_OFFICER).opens("/aduan?view=open"))
    for mark in ("Somebody in danger.", "Urgent.", "Oversight.", "Confidential."):
        assert mark in page


def test_danger_that_is_only_suspected_is_marked_until_somebody_has_looked(
    office: DeskOffice,
) -> None:
    reference = office.hears("Orang dengan gangguan jiwa mengamuk di pasar", "adi")
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    assert "Danger suspected." in words(ani.opens("/aduan?view=open"))
    office.does(Classify(complaint=office.id(reference), safety="none"))
    assert "Danger suspected." not in words(ani.opens("/aduan?view=open"))


def test_the_counts_come_alone_for_the_script_that_keeps_them_fresh(office: DeskOffice) -> None:
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    assert count_of(ani.opens("/aduan/hitungan"), "new") == "0"
    office.hears("Lamps", "adi")
    page = ani.opens("/aduan/hitungan")
    assert count_of(page, "new") == "1"
    assert "<html" not in page


def test_messages_set_aside_are_counted_for_those_who_judge_them_only(office: DeskOffice) -> None:
    reference = office.hears("Lamps", "adi")
    office.hears(f"About {reference}: still dark", "somebody.else")
    office.assigned(reference, "pstw-jember")
    officer = words(office.desk("ani", Role.INTAKE_OFFICER).opens("/aduan"))
    assert "Unverified replies 1" in officer
    head = office.desk("harun", Role.UNIT_HEAD, "pstw-jember")
    assert "Unverified replies" not in head.opens("/aduan")
    head.opens("/kotak-masuk", status=403)


def test_an_administrator_reads_no_complaints(office: DeskOffice) -> None:
    reference = office.hears("Lamps", "adi")
    admin = office.desk("admin", Role.ADMINISTRATOR)
    admin.opens("/aduan", status=403)
    admin.opens(f"/aduan/{reference}", status=403)


def test_an_empty_list_says_what_would_be_here(office: DeskOffice) -> None:
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    assert "Nothing waits for you." in words(ani.opens("/aduan"))
    ani.reads_in("id")
    assert "Tidak ada yang menunggu Anda." in words(ani.opens("/aduan"))


def test_what_somebody_wrote_is_shown_as_words_and_never_run(office: DeskOffice) -> None:
    reference = office.hears("<script>alert(1)</script> <img src=x onerror=alert(1)>", "adi")
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    for address in ("/aduan?view=open", f"/aduan/{reference}"):
        page = ani.opens(address)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page
