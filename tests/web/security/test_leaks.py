"""What a curious person tries with words and links that were never meant for them."""

import re
from base64 import b64encode
from datetime import timedelta
from html import unescape

from flask import Flask

from adapters.memory.inbound import File
from tests.story import Story
from tests.web.access_office import AccessOffice
from tests.web.conftest import Visitor, code_of, reference_of
from tests.web.desk_story import JEMBER, DeskOffice, words
from tests.web.test_complain import send, walk
from workflow.core.commands import Act, Classify
from workflow.core.roles import Role
from workflow.store.complaints import row_of

MERGED = "Merged into this one: "
TRAIL = ("/audit", "/audit/tabel.csv")
NAME, MAIL, PHONE = "Siti Rahmawati", "siti.rahmawati@warga.example", "081234567890"


def test_typing_somebodys_address_tells_nobody_whose_it_is(story: Story, app: Flask) -> None:
    """A form asks for no proof: who types a colleague's address must not read their name."""
    story.files("Petugas minta uang.", name=NAME, email=MAIL, phone=PHONE)
    curious, office = Visitor(app), DeskOffice(story, app)
    typed = {"name": "Budi", "email": MAIL.upper(), "phone": ""}
    walk(curious, reach=typed, about={"about": "unsure", "unit": ""})
    receipt = unescape(curious.follows(send(curious)))
    assert "Budi" in receipt
    assert MAIL in receipt.lower()
    assert NAME not in receipt
    assert PHONE not in receipt

    with story.office.sessions.reading() as db:
        theirs = row_of(db, story.complaint).reference
        reference = row_of(db, story.complaint + 1).reference
    office.assigned(theirs, JEMBER)
    office.assigned(reference, JEMBER)
    head = office.desk("hadi", Role.UNIT_HEAD, JEMBER)
    names = [_called(head.opens(f"/aduan/{one}")) for one in (theirs, reference)]
    assert len({*names}) == 2, "one name for both says whose address it is"
    address = f"/aduan/{reference}/identitas"
    head.opens(address)
    revealed = head.sends(address, 200, reason="contact_complainant").text
    assert "Budi" in revealed
    assert NAME not in revealed
    assert PHONE not in revealed


def _called(page: str) -> str:
    found = re.search(r"Complainant #(\w{5})", page)
    assert found
    return found[1]


def test_the_address_of_a_receipt_opens_nothing_when_its_hour_is_over(
    story: Story, app: Flask, visitor: Visitor
) -> None:
    """It stays in the history of a browser at which somebody else sits by then."""
    walk(visitor)
    address = send(visitor).location
    assert "Siti Contoh" in visitor.opens(address)
    story.clock.at += timedelta(hours=1)
    later = Visitor(app).opens(address)
    assert "Siti Contoh" not in later
    assert "What we put on record" not in later


def test_a_message_in_doubt_shows_no_code_to_whoever_judges_it(filed: Story, app: Flask) -> None:
    office = DeskOffice(filed, app)
    reference, code = reference_of(filed), code_of(filed)
    office.hears(f"Ini {reference} dengan kode {code}: lampunya menyala.", "orang.lain")
    ani = office.desk("ani", Role.INTAKE_OFFICER)
    page = ani.opens("/kotak-masuk")
    [address] = {*re.findall(r'href="(/kotak-masuk/\d+)"', page)}
    shown = page + ani.opens(address)
    assert "lampunya menyala" in shown
    assert code not in shown


def test_a_letter_that_is_unsigned_names_nobody_when_it_is_saved(story: Story, app: Flask) -> None:
    office = DeskOffice(story, app)
    letter = b"%PDF-1.7\n1 0 obj\n<</Author(Siti Rahmawati)>>\nendobj\n"
    file: File = {
        "name": "surat.pdf",
        "media_type": "application/pdf",
        "content": b64encode(letter).decode(),
    }
    reference = office.hears("Petugas minta uang.", "x.7", files=[file])
    office.assigned(reference, JEMBER)
    head = office.desk("hadi", Role.UNIT_HEAD, JEMBER)
    [link] = {*re.findall(r'href="(/berkas/[0-9a-f]{32})"', head.opens(f"/aduan/{reference}"))}
    saved = head.client.get(link).data
    assert saved.startswith(b"%PDF-1.7")
    assert b"Siti" not in saved


def test_the_trail_says_nothing_of_a_complaint_to_people_of_the_unit_that_it_is_about(
    made: AccessOffice,
) -> None:
    reference = made.gaps["reference"]
    reader = made.people["supervisor"]
    reader.opens(f"/aduan/{reference}/identitas")
    reader.sends(f"/aduan/{reference}/identitas", 200, reason="contact_complainant")
    told = {
        name: [reference in made.people[name].client.get(page).text for page in TRAIL]
        for name in ("supervisor", "supervisor of the accused unit")
    }
    assert told == {
        "supervisor": [True, True],
        "supervisor of the accused unit": [False, False],
    }


def test_a_unit_hears_nothing_of_a_merged_complaint_that_is_about_itself(
    story: Story, app: Flask
) -> None:
    office = DeskOffice(story, app)
    water = office.hears("Air di panti mati.", "sari.7")
    office.assigned(water, JEMBER)
    accusing = office.hears("Air mati, dan kepala panti tahu.", "budi.9")
    id = office.id(accusing)
    office.does(Classify(complaint=id, safety="none", reported_unit=JEMBER))
    office.does(Act(complaint=id, move="merge", values={"into": water}))
    seen = {}
    for login, role, unit in (
        ("hadi", Role.UNIT_HEAD, JEMBER),
        ("sri", Role.SUPERVISOR, ""),
    ):
        reader = office.desk(login, role, unit)
        pages = [words(reader.opens(f"/aduan/{water}"))]
        if role is Role.UNIT_HEAD:
            answer = {"answer": "Pompa diganti.", "evidence": "foto"}
            pages.append(words(reader.sends(f"/aduan/{water}/langkah/respond", 200, **answer).text))
            assert "Pompa diganti." in pages[1]
        told = (MERGED, "hears of it too", accusing)
        seen[login] = [each for each in told if any(each in page for page in pages)]
    assert seen["hadi"] == []
    assert accusing in seen["sri"]
