"""Complaints that belong together: links that leak nothing, and a second matter split off."""

import re
from base64 import b64encode
from datetime import timedelta
from typing import Any

from adapters.memory.inbound import File
from tests.pictures import photo
from tests.web.conftest import Visitor, reference_of, track
from tests.web.desk_story import JEMBER, Desk, DeskOffice, words
from workflow.core.commands import Act, Classify
from workflow.core.roles import COMPLAINANT, Role
from workflow.store import files, messages
from workflow.store.models import MessageRow

PNG = photo("PNG", (12, 9))
BOTH = "The tap is broken. And the officer at the gate asked for money."


def test_a_link_stands_at_both_ends_with_its_reason_at_one_and_can_be_taken_back(
    office: DeskOffice, ani: Desk, harun: Desk
) -> None:
    here, there = office.hears("Water is out"), office.hears("Water again", author="budi.2")
    office.assigned(here, JEMBER)
    ani.opens(f"/aduan/{here}/kaitkan")
    page = words(ani.follows(ani.sends(f"/aduan/{here}/kaitkan", other=there, text="One pump.")))
    assert f"Linked to {there}." in page
    assert "One pump." in page
    other = words(ani.opens(f"/aduan/{there}"))
    assert f"Linked to {here}." in other
    assert "One pump." not in other
    # The unit sees only its own end: not a word of the other one, in no place of the page.
    theirs = harun.opens(f"/aduan/{here}")
    assert there not in theirs
    assert "Linked to" not in theirs
    assert (
        "linked" not in words(theirs).partition("Belongs together with")[2].partition("Link to")[0]
    )
    refused = ani.sends(f"/aduan/{here}/kaitkan", 422, other=there).text
    assert "These two are linked already." in words(refused)
    ani.opens(f"/aduan/{there}")
    again = words(ani.follows(ani.sends(f"/aduan/{there}/lepas-kaitan", other=here)))
    assert f"No longer linked to {here}." in again
    assert office.facts(here).linked == office.facts(there).linked == []


def test_a_confidential_or_hidden_complaint_is_no_other_complaint_at_all(
    office: DeskOffice, ani: Desk, harun: Desk
) -> None:
    """To link, and to be told of a link, one must be able to read the other end."""
    here, secret = office.hears("Water is out"), office.hears("A secret", author="budi.2")
    for reference in (here, secret):
        office.assigned(reference, JEMBER)
    office.does(Classify(complaint=office.id(secret), confidential=True))
    sri = office.desk("sri", Role.UNIT_STAFF, JEMBER)
    elsewhere = office.hears("Not ours", author="dewi.3")
    sri.opens(f"/aduan/{here}/kaitkan")
    said = {
        words(sri.sends(f"/aduan/{here}/kaitkan", 422, other=other).text)
        for other in (secret, elsewhere, "C-0000-0000")
    }
    assert all("There is no such other complaint." in one for one in said)
    ani.opens(f"/aduan/{here}")
    ani.sends(f"/aduan/{here}/kaitkan", other=secret)
    assert secret in harun.opens(f"/aduan/{here}")
    assert secret not in sri.opens(f"/aduan/{here}")
    assert "Linked to" not in sri.page


def splits(ani: Desk, first: str) -> str:
    """Split the matter of the gate off, with its picture; gives the new reference."""
    form = ani.opens(f"/aduan/{first}/pisahkan")
    chosen = dict(re.findall(r'name="file" value="(\d+)"> .*?(tap|gate)\.png', form, re.DOTALL))
    gate_id = next(id for id, name in chosen.items() if name == "gate")
    given: dict[str, Any] = {
        "message": "1",
        "file": gate_id,
        "matter": "Money was asked for at the gate.",
    }
    empty = ani.sends(f"/aduan/{first}/pisahkan", 422, matter=given["matter"]).text
    assert "Choose at least one message of the complainant's." in words(empty)
    check = words(ani.sends(f"/aduan/{first}/pisahkan", 200, **given).text)
    assert "Money was asked for at the gate." in check
    assert "1 message goes over as a copy; it stays here too." in check
    triage = ani.follows(ani.sends(f"/aduan/{first}/pisahkan", step="send", **given))
    found = re.search(r"The second matter is (C-\w{4}-\w{4})", triage)
    assert found
    return found[1]


def stands_as_the_first(office: DeskOffice, first: str, second: str) -> None:
    """The second matter counts as the first does, with copies of what was chosen."""
    old, new = office.facts(first), office.facts(second)
    assert (new.state, new.person, new.received_at) == ("received", old.person, old.received_at)
    assert (old.parts, new.split_from) == ([office.id(second)], office.id(first))
    assert {name: clock.started_at for name, clock in new.clocks.items()} == {
        name: clock.started_at for name, clock in old.clocks.items()
    }
    assert new.clocks["acknowledge"].outcome == "met"
    with office.installation.sessions.reading() as db:
        theirs = {ref: files.of_complaint(db, office.id(ref)) for ref in (first, second)}
        copy, *_ = messages.conversation(db, office.id(second))
        original, *_ = messages.conversation(db, office.id(first))
    assert [file.name for file in theirs[first][1]] == ["tap.png", "gate.png"]
    assert [file.name for file in theirs[second][1]] == ["gate.png"]
    assert theirs[second][1][0].sha256 == theirs[first][1][1].sha256
    assert (copy.text, copy.at, copy.direction) == (original.text, original.at, "in")


def test_a_second_matter_gets_a_complaint_of_its_own_that_counts_from_the_first_day(
    office: DeskOffice, ani: Desk, harun: Desk
) -> None:
    content = b64encode(PNG).decode()
    pictures: list[File] = [
        {"name": name, "media_type": "image/png", "content": content}
        for name in ("tap.png", "gate.png")
    ]
    first = office.hears(BOTH, conversation="k1", files=pictures)
    office.sends_all()
    office.waits(days=2)
    ani.returns()
    second = splits(ani, first)
    stands_as_the_first(office, first, second)
    office.sends_all()
    letter = office.story.memory.platform.taken[-1].parcel
    assert second in letter.text
    assert "Money was asked for at the gate." in letter.text
    assert "⟦" not in letter.text
    page = words(ani.opens(f"/aduan/{first}"))
    assert f"A second matter was split off: {second}." in page
    assert f"Split off {first}." in words(ani.opens(f"/aduan/{second}"))
    office.assigned(first, JEMBER)
    assert second not in harun.opens(f"/aduan/{first}")


def test_what_is_secret_stays_secret_when_it_is_split_and_only_what_is_open_is(
    office: DeskOffice, ani: Desk
) -> None:
    first = office.hears(BOTH)
    id = office.id(first)
    office.does(Classify(complaint=id, confidential=True, reported_unit=JEMBER, safety="none"))
    ani.opens(f"/aduan/{first}/pisahkan")
    given: dict[str, Any] = {"message": "1", "matter": "The gate."}
    office.waits(minutes=5)
    ani.sends(f"/aduan/{first}/pisahkan", step="send", **given)
    new = office.facts_of(office.facts(first).parts[0])
    assert (new.confidential, new.reported_unit) == (True, JEMBER)
    assert new.received_at is not None
    assert office.story.clock.at - new.received_at == timedelta(minutes=5)
    ani.opens(f"/aduan/{first}/pisahkan")
    office.does(Act(complaint=id, move="reject", values={"code": "spam"}))
    stale = ani.sends(f"/aduan/{first}/pisahkan", 409, step="send", **given).text
    assert "Somebody else acted first." in words(stale)
    ani.opens(f"/aduan/{first}/pisahkan")
    closed = ani.sends(f"/aduan/{first}/pisahkan", 422, step="send", **given).text
    assert "The complaint is closed." in words(closed)
    assert len(office.facts(first).parts) == 1


def test_who_has_only_the_page_finds_the_second_matter_on_that_of_the_first(
    office: DeskOffice, ani: Desk
) -> None:
    """Without an address no letter reaches them: the first code opens both, and nobody else."""
    story = office.story
    story.files(BOTH)
    first, sari = reference_of(story), Visitor(office.app)
    strangers = office.hears("Not theirs", author="dewi.3")
    story.complaint = office.id(first)
    page = track(story, sari)
    sari.sends(f"{page}/tulis", words="And it was on Monday.")
    ani.opens(f"/aduan/{first}/pisahkan")
    numbers = [m.number for m in story.conversation if m.direction == "in"]
    ani.sends(f"/aduan/{first}/pisahkan", step="send", matter="The gate.", message=numbers)
    second = office.facts_of(office.facts(first).parts[0]).reference
    assert [row.direction for row in messages_of(office, second)] == ["in", "out", "in"]

    assert second in words(sari.opens(page))
    sari.sends(f"{page}/bagian", 404, part=strangers)
    sari.opens(page)
    opened = words(sari.follows(sari.sends(f"{page}/bagian", part=second)))
    assert "The gate." in opened
    assert "And it was on Monday." in opened
    assert "You wrote to us" not in opened
    assert "Your message spoke of a second matter" not in opened


def messages_of(office: DeskOffice, reference: str) -> list[MessageRow]:
    """The conversation of a complaint."""
    with office.installation.sessions.reading() as db:
        return list(messages.conversation(db, office.id(reference)))


def test_whoever_answers_an_old_complaint_is_offered_to_be_linked_with_it(
    office: DeskOffice, ani: Desk, harun: Desk
) -> None:
    old = office.hears("Water is out", conversation="k1", id="m-1")
    office.assigned(old, JEMBER)
    answer = {"answer": "The pump works.", "no_evidence": "given_in_person"}
    by_head = office.desk("kepala", Role.UNIT_HEAD, JEMBER).actor
    office.does(Act(complaint=office.id(old), move="respond", values=answer), by_head)
    office.sends_all()
    office.does(Act(complaint=office.id(old), move="resolve"), COMPLAINANT)
    for _ in range(8):
        office.waits(days=5)
        office.sends_all()
    new = office.hears("Out again", conversation="k1", id="m-2", reply_to="m-1")
    assert new != old
    ani.returns()
    page = ani.opens(f"/aduan/{new}")
    assert f"{old} a message here answers this one, which is closed Link the two" in words(page)
    link = f"/aduan/{new}/kaitkan?other={old}"
    assert link in page
    assert f'value="{old}"' in ani.opens(link)
    linked = words(ani.follows(ani.sends(f"/aduan/{new}/kaitkan", other=old)))
    assert f"Linked to {old}." in linked
    assert "Link the two" not in linked
    ani.opens(f"/aduan/{new}")
    ani.follows(ani.sends(f"/aduan/{new}/lepas-kaitan", other=old))
    office.does(Classify(complaint=office.id(old), reported_unit="rsbn-malang"))
    office.assigned(new, "rsbn-malang")
    accused = office.desk("malang", Role.UNIT_HEAD, "rsbn-malang")
    assert old not in accused.opens(f"/aduan/{new}")
