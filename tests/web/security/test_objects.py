"""Somebody else's things: a code, a link or a number of one's own opens nothing of theirs."""

from flask import Flask

from tests.pictures import photo
from tests.story import Story
from tests.web.conftest import WHAT, Visitor, track, upload
from workflow.store import files


def test_the_code_of_one_complaint_opens_nothing_of_another(filed: Story, app: Flask) -> None:
    owner = Visitor(app)
    theirs = track(filed, owner)
    owner.sends(f"{theirs}/tulis", words="Ini fotonya.", files=[upload("foto.png", photo("PNG"))])
    with filed.office.sessions.reading() as db:
        [[file]] = files.of_complaint(db, filed.complaint).values()
    filed.files("Lampu padam di panti.", email="budi@warga.example")
    filed.tick()
    other = Visitor(app)
    own = track(filed, other)
    assert owner.client.get(f"{theirs}/berkas/{file.token}").status_code == 200
    for address in (f"{own}/berkas/{file.token}", f"/berkas/{file.token}"):
        assert other.client.get(address).status_code in (303, 404), address
    assert WHAT not in other.opens(theirs)
    assert other.client.get(f"{theirs}/berkas/{file.token}").status_code == 409
    assert WHAT not in other.opens(f"{theirs}/tanda-terima")
    for act in ("tulis", "selesai", "belum", "cabut"):
        other.opens(own)
        other.sends(f"{theirs}/{act}", 409, words="Saya juga.", why="Saya juga.")
    assert "Saya juga" not in owner.opens(theirs)
