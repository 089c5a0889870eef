"""The tracking page: who gets in, what they see, what they can do there."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from tests.pictures import opened, photo, tells_nothing
from tests.story import HEAD, INTAKE, Story
from tests.web.conftest import WHAT, Visitor, code_of, reference_of, track
from workflow.core import commands as c
from workflow.core.messages import Attachment
from workflow.store import audit, complaints, files

ANSWER = "Pegangan sudah dipasang pada 12 November."
PNG = photo("PNG", (40, 30))


# -- Getting in ---------------------------------------------------------------------------


@pytest.mark.parametrize("style", [str, str.lower, lambda words: words.replace("-", " ")])
def test_reference_and_code_open_it_however_they_are_written(
    filed: Story, visitor: Visitor, style: type[str]
) -> None:
    visitor.opens("/lacak")
    reference, code = style(reference_of(filed)), style(code_of(filed))
    page = visitor.follows(visitor.sends("/lacak", reference=reference, code=code))
    assert reference_of(filed) in page


def test_a_wrong_code_and_a_missing_complaint_look_alike(filed: Story, visitor: Visitor) -> None:
    tries = [
        (reference_of(filed), "AAAAA-AAAAA"),
        (reference_of(filed), ""),
        ("C-0000-0000", code_of(filed)),
        ("nonsense", "nonsense"),
    ]
    visitor.opens("/lacak")
    pages = set()
    for reference, code in tries:
        page = visitor.sends("/lacak", 404, reference=reference, code=code).text
        pages.add(re.sub(r'value="[^"]*"', "", page))
    assert len(pages) == 1
    assert "do not match" in pages.pop()
    assert visitor.client.get_cookie("track", path="/lacak") is None


def test_a_wrong_code_and_a_missing_complaint_cost_the_same_work(
    filed: Story, visitor: Visitor
) -> None:
    done: list[str] = []
    event.listen(filed.office.sessions.engine, "before_cursor_execute",
                 lambda _c, _cursor, words, *_more: done.append(words))  # fmt: skip
    visitor.opens("/lacak")
    works = []
    for reference in (reference_of(filed), "C-0000-0000", "nonsense"):
        done.clear()
        visitor.sends("/lacak", 404, reference=reference, code="AAAAA-AAAAA")
        works.append(list(done))
    assert works[0]
    assert works[0] == works[1] == works[2]


def test_a_page_opens_only_for_the_browser_that_entered_the_code(
    filed: Story, app: Flask, visitor: Visitor
) -> None:
    address = track(filed, visitor)
    assert WHAT in visitor.opens(address)
    stranger = Visitor(app)
    assert "Secret code" in stranger.opens(address)
    mine = visitor.client.get_cookie("track", path="/lacak")
    assert mine
    stranger.client.set_cookie("track", mine.value[:-2] + "xx", path="/lacak")
    assert WHAT not in stranger.opens(address)


def test_an_hour_later_the_code_is_asked_for_again(filed: Story, visitor: Visitor) -> None:
    address = track(filed, visitor)
    filed.clock.at += timedelta(minutes=59)
    assert WHAT in visitor.opens(address)
    filed.clock.at += timedelta(minutes=1)
    assert WHAT not in visitor.opens(address)


def test_the_page_is_forgotten_on_a_device_that_others_use(filed: Story, visitor: Visitor) -> None:
    address = track(filed, visitor)
    visitor.sends("/lacak/keluar")
    assert WHAT not in visitor.opens(address)


def test_the_cookie_is_for_these_pages_only_and_for_no_script(
    filed: Story, visitor: Visitor
) -> None:
    visitor.opens("/lacak")
    answer = visitor.sends("/lacak", reference=reference_of(filed), code=code_of(filed))
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("track="))
    for part in ("HttpOnly", "Path=/lacak", "Max-Age=3600", "SameSite=Lax"):
        assert part in cookie


def test_a_new_edition_of_the_code_ends_the_old_one(filed: Story, visitor: Visitor) -> None:
    address = track(filed, visitor)
    with filed.office.sessions.transaction() as db:
        complaints.row_of(db, filed.complaint).code_edition = 2
    assert WHAT not in visitor.opens(address)
    visitor.opens("/lacak")
    visitor.sends("/lacak", 404, reference=reference_of(filed), code=code_of(filed))


def test_guessing_is_stopped_for_a_complaint_and_for_a_network(
    filed: Story, app: Flask, visitor: Visitor
) -> None:
    right: dict[str, Any] = {"reference": reference_of(filed), "code": code_of(filed)}
    for _ in range(10):
        visitor.sends("/lacak", 404, reference=right["reference"], code="AAAAA-AAAAA")
    assert "tried too often" in visitor.sends("/lacak", 429, **right).text
    filed.clock.at += timedelta(minutes=16)
    visitor.sends("/lacak", **right)
    for number in range(30):
        visitor.sends("/lacak", 404, reference=f"C-0000-{number:04}", code="AAAAA-AAAAA")
    visitor.sends("/lacak", 429, **right)
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    data = {**right, "csrf_token": visitor.page.split('csrf_token" value="')[1].split('"')[0]}
    answer = visitor.client.post("/lacak", data=data, environ_overrides=elsewhere)
    assert answer.status_code == 303
    with filed.office.sessions.reading() as db:
        trail = str(audit.latest(db, limit=60))
    assert reference_of(filed) not in trail
    assert "127.0.0.1" not in trail


def test_no_page_of_it_is_listed_kept_or_told_to_others(filed: Story, visitor: Visitor) -> None:
    address = track(filed, visitor)
    for where in ("/lacak", address, f"{address}/tanda-terima"):
        headers = visitor.client.get(where).headers
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
    assert code_of(filed) not in address


# -- What is seen -------------------------------------------------------------------------


def test_the_way_of_a_complaint_is_told_with_units_and_never_with_persons(
    filed: Story, visitor: Visitor
) -> None:
    filed.assign("pstw-jember")
    page = unescape(visitor.opens(track(filed, visitor)))
    assert "Passed to the unit that deals with it" in page
    assert filed.office.office.policy.units["pstw-jember"].name in page
    assert "The unit gives its first answer" in page
    assert "staff:" not in page
    for secret in ("siti@warga.example", "Sumiyati", code_of(filed)):
        assert secret not in page


def test_what_stays_in_the_office_stays_there(filed: Story, visitor: Visitor) -> None:
    filed.assign("pstw-jember")
    filed.does(c.Note(complaint=filed.complaint, text="Tetangga bilang lain."), HEAD)
    filed.act("return", HEAD, code="wrong_unit", reason="bukan gedung kami")
    filed.act("assign", INTAKE, unit="pstw-jember")
    filed.respond(ANSWER)
    page = visitor.opens(track(filed, visitor))
    assert ANSWER in page
    for secret in ("Tetangga", "bukan gedung kami", "foto 12 November", "Returned"):
        assert secret not in page


def test_a_missed_promise_is_told(filed: Story, visitor: Visitor) -> None:
    filed.wait("6 working days")
    page = visitor.opens(track(filed, visitor))
    assert "We missed a date" in page
    assert 'class="badge-plain tone-late"' in page


def test_a_confidential_complaint_shows_only_how_far_it_is(filed: Story, visitor: Visitor) -> None:
    filed.does(c.Classify(complaint=filed.complaint, klass="complaint", safety="none",
                          category="fasilitas_panti", confidential=True))  # fmt: skip
    filed.act("assign", INTAKE, unit="pstw-jember")
    filed.respond(ANSWER)
    address = track(filed, visitor)
    for page in (visitor.opens(address), visitor.opens(f"{address}/tanda-terima")):
        for secret in (WHAT, ANSWER, "PSTW Jember", "Jember", "siti@"):
            assert secret not in page
    assert "Answered" in visitor.opens(address)


def test_files_of_an_answer_are_handed_out_to_save_and_locked_ones_are_not(
    filed: Story, app: Flask, visitor: Visitor
) -> None:
    filed.assign("pstw-jember")
    with filed.office.sessions.transaction() as db:
        now = filed.clock.at
        shown = files.keep(
            db, Attachment(name="foto.png", media_type="image/png", content=PNG), "", now
        )
        locked = files.keep(
            db,
            Attachment(name="x.html", media_type="text/html", content=b"<b>"),
            "unknown_type",
            now,
        )
        inside = files.keep(
            db, Attachment(name="i.png", media_type="image/png", content=PNG), "", now
        )
    act = c.Act(
        complaint=filed.complaint, move="respond", files=(shown, locked),
        values={"answer": ANSWER, "evidence": "foto"},
    )  # fmt: skip
    filed.does(c.Note(complaint=filed.complaint, text="dalam", files=(inside,)), HEAD)
    filed.does(act, HEAD)
    filed.tick()
    address = track(filed, visitor)
    page = visitor.opens(address)
    assert "We do not know this kind of file." in page
    assert "i.png" not in page
    with filed.office.sessions.reading() as db:
        tokens = {
            f.name: f.token
            for rows in files.of_complaint(db, filed.complaint).values()
            for f in rows
        }
    answer = visitor.client.get(f"{address}/berkas/{tokens['foto.png']}")
    assert opened(answer.data).size == (40, 30)
    assert tells_nothing(answer.data)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    for name in ("x.html", "i.png"):
        assert visitor.client.get(f"{address}/berkas/{tokens[name]}").status_code == 404
    stranger = app.test_client().get(f"{address}/berkas/{tokens['foto.png']}")
    assert stranger.status_code == 409
