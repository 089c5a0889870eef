"""The inbox: messages that no rule could place, and what officers make of them."""

import re
from html import unescape

import pytest

from tests.web.desk_story import JEMBER, Desk, DeskOffice, words
from workflow.balance import COLUMNS
from workflow.core.commands import Classify
from workflow.core.roles import Role
from workflow.core.verdicts import Fate
from workflow.store import set_aside


@pytest.fixture
def water(office: DeskOffice) -> str:
    """A complaint that somebody else writes about."""
    return office.hears("Water is out", "sari.7")


def doubtful(office: DeskOffice, reference: str, text: str = "it is still out") -> str:
    """The address of a message of a stranger who names a complaint."""
    office.hears(f"About {reference}: {text}", "somebody.else")
    with office.installation.sessions.reading() as db:
        return f"/kotak-masuk/{set_aside.page(db).rows[-1].id}"


def counts(office: DeskOffice) -> dict[str, int]:
    """What is set aside, by rule."""
    with office.installation.sessions.reading() as db:
        return set_aside.counts(db)


def test_the_list_says_why_and_hides_what_belongs_to_a_person(
    office: DeskOffice, ani: Desk, water: str
) -> None:
    doubtful(office, water, "call 081234567890")
    page = ani.opens("/kotak-masuk")
    assert f"About {water}: call [hidden]" in words(page)
    assert "081234567890" not in page
    assert "Unverified reply" in words(page)
    assert "It names a reference, but nothing proves who wrote it." in words(page)


def test_the_list_can_be_narrowed_to_one_reason(office: DeskOffice, ani: Desk, water: str) -> None:
    doubtful(office, water)
    office.hears("   ", "nobody.3")
    assert counts(office) == {"unverified_reply": 1, "blank": 1}
    page = words(ani.opens("/kotak-masuk?rule=blank"))
    assert "(no words)" in page
    assert f"About {water}" not in page


def test_the_suspected_complaint_stands_beside_the_message(
    office: DeskOffice, ani: Desk, water: str
) -> None:
    page = ani.opens(doubtful(office, water))
    assert f"It may belong to {water}" in words(page)
    assert "Water is out" in words(page)
    assert f'name="reference" value="{water}"' in page


def test_who_wrote_is_a_hint_and_no_address(office: DeskOffice, ani: Desk, water: str) -> None:
    page = ani.opens(doubtful(office, water))
    assert "somebody.else" not in page
    assert "•••lse" in page


def test_an_accused_unit_learns_nothing_from_a_message_about_its_complaint(
    office: DeskOffice, water: str
) -> None:
    office.does(Classify(complaint=office.id(water), safety="none", reported_unit=JEMBER))
    ida = office.desk("ida", Role.INTAKE_OFFICER, JEMBER)
    address = doubtful(office, water)
    assert address not in ida.opens("/kotak-masuk")
    ida.opens(address, status=404)
    for act in ("lampirkan", "buka", "baca-ulang", "buang"):
        ida.sends(f"{address}/{act}", 404, reference=water, reason="spam")
    assert counts(office) == {"unverified_reply": 1}


def test_an_officer_attaches_a_message_and_it_joins_the_conversation(
    office: DeskOffice, ani: Desk, water: str
) -> None:
    address = doubtful(office, water)
    ani.opens(address)
    answer = ani.sends(f"{address}/lampirkan", reference=water.lower().replace("-", ""))
    assert answer.location == f"/aduan/{water}"
    page = words(ani.follows(answer))
    assert f"Attached to {water}." in page
    assert "it is still out" in page
    assert "An officer attached it by hand." in page
    assert counts(office) == {}


def test_a_reference_that_nobody_has_is_refused_and_stays_in_the_field(
    office: DeskOffice, ani: Desk, water: str
) -> None:
    address = doubtful(office, water)
    ani.opens(address)
    page = ani.sends(f"{address}/lampirkan", 422, reference="C-1234-5678").text
    assert "There is no such complaint" in words(page)
    assert 'value="C-1234-5678"' in page
    assert counts(office) == {"unverified_reply": 1}


def test_an_officer_opens_a_new_complaint_of_a_message(
    office: DeskOffice, ani: Desk, water: str
) -> None:
    address = doubtful(office, water, "that is not mine, my roof leaks")
    ani.opens(address)
    answer = ani.sends(f"{address}/buka")
    page = words(ani.follows(answer))
    assert answer.location != f"/aduan/{water}"
    assert "my roof leaks" in page
    assert "An officer made a complaint of it." in page
    assert counts(office) == {}


def test_a_message_is_judged_once(office: DeskOffice, ani: Desk, water: str) -> None:
    address = doubtful(office, water)
    budi = office.desk("budi", Role.INTAKE_OFFICER)
    ani.opens(address)
    budi.opens(address)
    ani.sends(f"{address}/lampirkan", reference=water)
    budi.sends(f"{address}/buka", 404)
    budi.sends(f"{address}/buang", 404, reason="spam")
    budi.sends(f"{address}/baca-ulang", 404)
    budi.sends(f"{address}/lampirkan", 404, reference=water)
    assert office.facts(water).messages == 3  # the complaint, its receipt, and this one


def test_what_is_dropped_needs_a_reason_and_keeps_its_bytes(
    office: DeskOffice, ani: Desk, water: str
) -> None:
    address = doubtful(office, water)
    ani.opens(address)
    page = ani.sends(f"{address}/buang", 422).text
    assert "Say why it is not for us." in words(page)
    ani.sends(f"{address}/buang", 422, reason="I do not like it")
    assert counts(office) == {"unverified_reply": 1}
    ani.sends(f"{address}/buang", reason="not_ours")
    assert counts(office) == {}
    ani.opens(address, status=404)
    with office.installation.sessions.reading() as db:
        rows = list(set_aside.tallies(db, [office.story.clock.at.replace(hour=0)]))
    assert ("ignored", 1) in [(row.fate, row.count) for row in rows]


def test_what_is_read_again_says_where_it_went(office: DeskOffice, ani: Desk, water: str) -> None:
    address = doubtful(office, water)
    ani.opens(address)
    page = words(ani.follows(ani.sends(f"{address}/baca-ulang")))
    assert "Read again; set aside again: Unverified reply." in page
    assert counts(office) == {"unverified_reply": 1}


def test_a_message_that_cannot_be_read_is_shown_as_such(office: DeskOffice, ani: Desk) -> None:
    office.story.memory.platform.arrives(b"\xff\x00garbage")
    for raw in office.story.memory.platform.hand_over():
        office.installation.intake.take(raw, office.story.clock.at)
    page = ani.opens("/kotak-masuk")
    link = re.search(r'class="r-ref" href="([^"]+)"', page)
    assert link
    page = words(ani.opens(unescape(link[1])))
    assert "Unreadable" in page
    assert "There are no words in it that could be read. Its bytes are safe." in page


def test_what_a_stranger_wrote_is_shown_as_words(office: DeskOffice, ani: Desk, water: str) -> None:
    page = ani.opens(doubtful(office, water, "<b onclick=steal()>hello</b>"))
    assert "<b onclick" not in page
    assert "&lt;b onclick=steal()&gt;hello" in page


def test_the_inbox_is_for_those_who_judge_it(office: DeskOffice, water: str) -> None:
    address = doubtful(office, water)
    for login, role, unit in (
        ("harun", Role.UNIT_HEAD, JEMBER),
        ("sri", Role.UNIT_STAFF, JEMBER),
        ("admin", Role.ADMINISTRATOR, ""),
    ):
        desk = office.desk(login, role, unit)
        desk.opens("/kotak-masuk", status=403)
        desk.opens(address, status=403)
        desk.sends(f"{address}/buka", 403)
    assert counts(office) == {"unverified_reply": 1}


def tally(page: str) -> list[list[str]]:
    """The cells of the table of the last days."""
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.DOTALL)
    return [[words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def test_everything_that_came_in_is_accounted_for_by_day_and_channel(
    office: DeskOffice, ani: Desk
) -> None:
    office.waits(hours=-26)  # Sunday morning
    first = office.hears("Water is out", "sari.7", conversation="k1")
    office.waits(hours=26)
    office.hears("Still out", "sari.7", conversation="k1")
    doubtful(office, first)
    office.hears("I am away", "robot.1", automatic=True)
    assert tally(ani.opens("/kotak-masuk")) == [
        ["16 Nov 2026", "Trial channel", "3", "0", "1", "1", "1", "0"],
        ["15 Nov 2026", "Trial channel", "1", "1", "0", "0", "0", "0"],
    ]


def test_a_day_begins_at_midnight_of_the_office_and_not_of_greenwich(
    office: DeskOffice, ani: Desk
) -> None:
    office.waits(hours=-9, minutes=-1)  # 23.59 in Surabaya, the day before
    office.hears("Before midnight", "adi")
    office.waits(minutes=2)
    office.hears("After midnight", "budi")
    office.waits(hours=8, minutes=59)
    days = [row[0] for row in tally(ani.opens("/kotak-masuk"))]
    assert days == ["16 Nov 2026", "15 Nov 2026"]


def test_every_fate_has_its_column() -> None:
    assert {str(fate) for fate in Fate} | {""} == COLUMNS.keys()
