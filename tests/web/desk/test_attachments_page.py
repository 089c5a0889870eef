"""Files at a complaint: pictures that tell nothing, locked files, and who gets none of them."""

import re
from base64 import b64encode

import pytest
from sqlalchemy import func, select

from tests.office_files import package
from tests.pictures import opened, photo, tells_nothing
from tests.web.desk_story import JEMBER, Desk, DeskOffice, trail, words
from tests.web.file_story import PDF, came, rows, sent, token
from workflow.core.roles import Role
from workflow.file_kinds import DOCX
from workflow.releasing import ACTION
from workflow.store import files
from workflow.store.tables import FileRow, FileViewRow

PHOTO = photo("JPEG", (2400, 1200))
MACROS = package({"word/vbaProject.bin": b"x"})
BROKEN = photo("JPEG")[:700]


def count(office: DeskOffice, table: type[FileRow] | type[FileViewRow]) -> int:
    with office.installation.sessions.reading() as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


# -- Pictures -----------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_tells_nobody_where_it_was_taken(
    office: DeskOffice, ani: Desk, form: str
) -> None:
    kind = f"image/{form.lower()}"
    reference = came(office, (f"rumah.{form.lower()}", kind, photo(form, (2400, 1200))))
    page = ani.opens(f"/aduan/{reference}")
    [thumbnail] = re.findall(r'<img src="(/berkas/\w+/kecil)" alt="Picture rumah\.\w+"', page)
    [picture] = re.findall(r'<a href="(/berkas/\w+/layar)">', page)
    [download] = re.findall(r'href="(/berkas/\w+)" download', page)
    for address, size in (
        (thumbnail, (320, 160)),
        (picture, (1600, 800)),
        (download, (2400, 1200)),
    ):
        answer = ani.client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, kind)
        assert opened(answer.data).size == size
        assert tells_nothing(answer.data)
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"
        way = answer.headers["Content-Disposition"].partition(";")[0]
        assert way == ("attachment" if address == download else "inline")


def test_the_bytes_that_came_stay_as_they_are_and_each_view_is_drawn_once(
    office: DeskOffice, ani: Desk
) -> None:
    link = token(office, came(office, ("rumah.jpg", "image/jpeg", PHOTO)))
    drawn = [ani.client.get(f"/berkas/{link}/kecil").data for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert count(office, FileViewRow) == 1
    with office.installation.sessions.reading() as db:
        assert db.scalars(select(FileRow.content)).all() == [PHOTO]


def test_what_says_that_it_is_a_picture_and_is_none_is_locked_when_it_is_asked_for(
    office: DeskOffice, ani: Desk
) -> None:
    reference = came(office, ("rumah.jpg", "image/jpeg", BROKEN))
    link = token(office, reference)
    assert ani.client.get(f"/berkas/{link}/kecil").status_code == 409
    for address in (f"/berkas/{link}", f"/berkas/{link}/layar"):
        answer = ani.client.get(address)
        assert answer.status_code == 409
        assert "It says that it is a picture" in words(answer.text)
    page = ani.opens(f"/aduan/{reference}")
    assert "rumah.jpg It says that it is a picture, and is none that can be drawn." in words(page)
    assert link not in page


def test_a_document_is_saved_and_has_no_view(office: DeskOffice, ani: Desk) -> None:
    reference = came(office, ("surat\u202efdp.pdf", "application/pdf", PDF))
    link = token(office, reference)
    assert "suratfdp.pdf PDF document, " in words(ani.opens(f"/aduan/{reference}"))
    answer = ani.client.get(f"/berkas/{link}")
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=suratfdp.pdf"
    ani.opens(f"/berkas/{link}/kecil", status=404)
    ani.opens(f"/berkas/{link}/besar", status=404)


# -- Who gets it --------------------------------------------------------------------------


def test_nobody_who_may_not_see_the_complaint_gets_anything_of_its_files(
    office: DeskOffice, harun: Desk
) -> None:
    reference = came(office, ("rumah.jpg", "image/jpeg", PHOTO))
    link = token(office, reference)
    addresses = [f"/berkas/{link}{end}" for end in ("", "/kecil", "/layar")]
    for address in addresses:
        harun.opens(address, status=404)
    office.assigned(reference, JEMBER)
    for address in addresses:
        assert harun.client.get(address).status_code == 200
    stranger = office.app.test_client()
    assert {stranger.get(address).status_code for address in addresses} == {303}


def test_the_unit_that_is_complained_about_gets_no_file(office: DeskOffice, harun: Desk) -> None:
    story = office.story
    told = {"name": "rumah.jpg", "media_type": "image/jpeg", "content": b64encode(PHOTO).decode()}
    story.files("Petugas kasar", unit=JEMBER, about="unit", files=[told])  # type: ignore[arg-type]
    [row] = rows(office, office.facts_of(story.complaint).reference)
    for end in ("", "/kecil", "/layar"):
        harun.opens(f"/berkas/{row.token}{end}", status=404)


def test_links_are_dead_and_bytes_are_gone_when_files_were_erased(
    office: DeskOffice, ani: Desk
) -> None:
    reference, other = (came(office, ("a.jpg", "image/jpeg", PHOTO)) for _ in range(2))
    link, kept = token(office, reference), token(office, other)
    assert ani.client.get(f"/berkas/{link}/kecil").status_code == 200
    erase = office.installation.sessions.settled
    assert erase(lambda db: files.erase(db, office.id(reference))) == 1
    for end in ("", "/kecil", "/layar"):
        ani.opens(f"/berkas/{link}{end}", status=404)
    assert ani.client.get(f"/berkas/{kept}").status_code == 200, "somebody else sent the same"
    assert erase(lambda db: files.erase(db, office.id(other))) == 1
    assert (count(office, FileRow), count(office, FileViewRow)) == (0, 0)


# -- Locked files -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "why"),
    [
        ("en", "It has a program inside, or fetches something when it is opened."),
        ("id", "Di dalamnya ada program, atau berkasnya mengambil sesuatu saat dibuka."),
    ],
)
def test_a_locked_file_is_listed_with_its_reason_and_has_no_address(
    office: DeskOffice, ani: Desk, language: str, why: str
) -> None:
    reference = came(office, ("surat.docx", DOCX, MACROS))
    ani.reads_in(language)
    page = ani.opens(f"/aduan/{reference}")
    assert f"surat.docx {why}" in words(page)
    link = token(office, reference)
    assert link not in page
    for end in ("", "/kecil", "/layar"):
        assert ani.client.get(f"/berkas/{link}{end}").status_code == 409
    ani.opens(f"/berkas/{link}/buka-kunci", status=403)
    ani.sends(f"/berkas/{link}/buka-kunci", 403, seen="macros", reason="evidence")


def test_a_supervisor_unlocks_one_file_with_a_reason_on_the_trail(
    office: DeskOffice, ani: Desk
) -> None:
    dewi = office.desk("dewi", Role.SUPERVISOR)
    reference = came(office, ("surat.docx", DOCX, MACROS), ("lain.docx", DOCX, MACROS + b" "))
    page = dewi.opens(f"/aduan/{reference}")
    first, second = re.findall(r'href="(/berkas/\w+/buka-kunci)"', page)
    assert "Why may it be opened?" in words(dewi.opens(first))
    for wrong in ("", "because"):
        answer = dewi.sends(first, 422, seen="macros", reason=wrong)
        assert "Say why the file may be opened." in words(answer.text)
    dewi.sends(first, 422, seen="archive", reason="evidence")
    assert trail(office, ACTION) == []
    dewi.sends(first, seen="macros", reason="sender_confirmed")
    [entry] = trail(office, ACTION)
    assert entry.actor == dewi.actor.name
    assert entry.complaint == office.id(reference)
    assert entry.detail.endswith(" macros sender_confirmed")
    answer = ani.client.get(first.removesuffix("/buka-kunci"))
    assert (answer.data, answer.mimetype) == (MACROS, "application/octet-stream")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Unlocked by a supervisor" in words(ani.opens(f"/aduan/{reference}"))
    assert ani.client.get(second.removesuffix("/buka-kunci")).status_code == 409
    dewi.opens(first, status=404)


def test_an_unlocked_picture_is_saved_as_it_came_and_never_shown(
    office: DeskOffice, ani: Desk
) -> None:
    dewi = office.desk("dewi", Role.SUPERVISOR)
    reference = came(office, ("rumah.png", "image/png", PHOTO))
    link = token(office, reference)
    dewi.opens(f"/berkas/{link}/buka-kunci")
    dewi.sends(f"/berkas/{link}/buka-kunci", seen="type_mismatch", reason="evidence")
    answer = ani.client.get(f"/berkas/{link}")
    assert (answer.data, answer.mimetype) == (PHOTO, "application/octet-stream")
    ani.opens(f"/berkas/{link}/kecil", status=404)
    assert "<img src" not in ani.opens(f"/aduan/{reference}")


def test_what_is_too_much_is_told_at_the_message_and_not_kept(
    office: DeskOffice, ani: Desk
) -> None:
    reference = came(office, *((f"{n}.txt", "text/plain", b"%d" % n) for n in range(23)))
    page = words(ani.opens(f"/aduan/{reference}"))
    assert "19.txt" in page
    assert "20.txt" not in page
    assert "Files that were too much and were left in the raw message: 3." in page
    assert count(office, FileRow) == 20
    left = next(row for row in rows(office, reference) if row.quarantined == "left_out")
    office.desk("dewi", Role.SUPERVISOR).opens(f"/berkas/{left.token}/buka-kunci", status=404)


# -- What officers send -------------------------------------------------------------------


def test_a_picture_goes_out_without_its_place(office: DeskOffice, harun: Desk) -> None:
    page = sent(office, harun, "kamar.jpg", PHOTO, 200)
    [link] = re.findall(r'name="file" value="(\w+)"', page)
    with office.installation.sessions.reading() as db:
        row = files.by_token(db, link)
        assert row is not None
        content = files.content(db, row).content
        assert list(db.scalars(select(FileRow.content))) == [content], "the original is not kept"
    assert opened(content).size == (2400, 1200)
    assert tells_nothing(content)


def test_a_picture_that_we_cannot_clean_does_not_go_out(office: DeskOffice, harun: Desk) -> None:
    heic = bytes.fromhex("00000018667479706865696300000000") + b"mif1heic" + bytes(40)
    page = sent(office, harun, "kamar.heic", heic, 422)
    assert "This kind of picture tells where it was taken." in words(page)
