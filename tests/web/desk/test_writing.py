"""Replies, notes, drafts and files at the desk."""

import re
from base64 import b64encode
from html import unescape
from io import BytesIO

from werkzeug.datastructures import FileStorage

from tests.pictures import opened, photo, tells_nothing
from tests.web.desk_story import JEMBER, OFFICER, Desk, DeskOffice, area, words
from workflow.core.roles import Role

PNG = photo("PNG", (40, 30))
EXE = b"MZ" + b"\0" * 200


def test_a_reply_goes_to_the_complainant_with_its_file(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out", conversation="k1")
    office.assigned(reference, JEMBER)
    address = f"/aduan/{reference}/balas"
    harun.opens(address)
    file = FileStorage(BytesIO(PNG), "../pump.png")
    check = harun.sends(address, 200, text="See the picture.", files=file).text
    assert "pump.png" in words(check)
    token = re.search(r'name="file" value="([0-9a-f]{32})"', check)
    assert token
    harun.sends(address, step="send", text="See the picture.", file=token[1])
    office.sends_all()
    parcel = office.story.memory.platform.taken[-1].parcel
    assert "See the picture." in parcel.text
    assert parcel.files == ("pump.png",)
    assert "pump.png" in words(harun.opens(f"/aduan/{reference}"))


def test_a_file_that_is_not_allowed_does_not_go_out(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    address = f"/aduan/{reference}/balas"
    harun.opens(address)
    page = harun.sends(
        address, 422, text="Run this.", files=FileStorage(BytesIO(EXE), "tool.exe")
    ).text
    assert "“tool.exe” cannot be sent: its kind is not allowed." in words(page)
    assert area(page, "text") == "Run this."


def test_a_note_stays_in_the_office(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    office.sends_all()
    sent = len(office.story.memory.platform.taken)
    harun.opens(f"/aduan/{reference}/catatan")
    harun.sends(f"/aduan/{reference}/catatan", text="The pump is broken.")
    office.sends_all()
    assert "The pump is broken." in words(harun.opens(f"/aduan/{reference}"))
    assert len(office.story.memory.platform.taken) == sent


def test_staff_draft_and_the_head_releases(office: DeskOffice, harun: Desk) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    sri = office.desk("sri", Role.UNIT_STAFF, JEMBER)
    sri.opens(f"/aduan/{reference}/konsep")
    sri.sends(f"/aduan/{reference}/konsep", text="Dear complainant, the pump works.")
    assert "Make it the answer" not in words(sri.opens(f"/aduan/{reference}"))
    page = harun.opens(f"/aduan/{reference}")
    link = re.search(r'<a href="([^"]+)">Make it the answer', page)
    assert link
    answer = harun.opens(unescape(link[1]))
    assert area(answer, "answer") == "Dear complainant, the pump works."


def test_what_is_being_written_is_kept_for_its_writer_alone(
    office: DeskOffice, ani: Desk, harun: Desk
) -> None:
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    ani.opens(f"/aduan/{reference}")
    ani.sends(f"/aduan/{reference}/simpan-ketikan", 204, field="reply.text", text="Half a sent")
    ani.returns()
    assert area(ani.opens(f"/aduan/{reference}/balas"), "text") == "Half a sent"
    assert "Half a sent" not in harun.opens(f"/aduan/{reference}")
    ani.sends(f"/aduan/{reference}/balas", step="send", text="Half a sentence, whole.")
    assert area(ani.opens(f"/aduan/{reference}/balas"), "text") == ""


def test_nobody_writes_drafts_at_a_complaint_they_cannot_see(
    office: DeskOffice, harun: Desk
) -> None:
    reference = office.hears("Water is out")
    harun.sends(f"/aduan/{reference}/simpan-ketikan", 404, field="reply.text", text="x")


def with_files(office: DeskOffice) -> str:
    """A complaint with a picture and a program."""
    files = [
        {"name": "tap.png", "media_type": "image/png", "content": b64encode(PNG).decode()},
        {"name": "page.html", "media_type": "text/html", "content": b64encode(EXE).decode()},
    ]
    return office.hears("Water is out", files=files)  # type: ignore[arg-type]


def test_a_file_is_handed_out_to_be_saved_and_never_shown(office: DeskOffice, ani: Desk) -> None:
    page = ani.opens(f"/aduan/{with_files(office)}")
    link = re.search(r'href="(/berkas/[0-9a-f]{32})"', page)
    assert link
    answer = ani.client.get(link[1])
    assert opened(answer.data).size == (40, 30)
    assert tells_nothing(answer.data)
    assert answer.headers["Content-Disposition"] == "attachment; filename=tap.png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_locked_file_says_why_and_goes_to_nobody(office: DeskOffice, ani: Desk) -> None:
    reference = with_files(office)
    page = ani.opens(f"/aduan/{reference}")
    assert "page.html This kind of file is not opened here." in words(page)
    token = locked_token(office, reference)
    assert token not in page
    answer = ani.client.get(f"/berkas/{token}")
    assert answer.status_code == 409
    assert "This kind of file is not opened here." in words(answer.text)


def locked_token(office: DeskOffice, reference: str) -> str:
    """The link of the file that is locked."""
    office.story.complaint = office.id(reference)
    files = [file for message in office.story.seen_by(OFFICER).messages for file in message.files]
    return next(file.token for file in files if file.quarantined)


def test_a_link_opens_no_file_of_a_hidden_complaint(
    office: DeskOffice, ani: Desk, harun: Desk
) -> None:
    page = ani.opens(f"/aduan/{with_files(office)}")
    link = re.search(r'href="(/berkas/[0-9a-f]{32})"', page)
    assert link
    harun.opens(link[1], status=404)
    harun.opens(f"/berkas/{'0' * 32}", status=404)
