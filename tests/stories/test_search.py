"""Finding complaints by what people wrote: on both databases, in the transaction of the words."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from tests.story import HEAD, INTAKE, OTHER_HEAD, STAFF, SUPERVISOR, Story
from workflow.core import commands as c
from workflow.core.refusal import Refused
from workflow.core.roles import Actor
from workflow.store import complaints, finding, saved_views, search, snoozes, worklists
from workflow.store.finding import Crowd
from workflow.store.models import ComplaintRow
from workflow.store.saved_views import NewView
from workflow.store.stems import stem, stems_of
from workflow.store.worklist_tables import SearchRow
from workflow.store.worklists import Key, Wanted


def found(story: Story, words: str, actor: Actor = INTAKE, **more: str) -> list[int]:
    """The ids of what somebody finds, the best first."""
    with story.office.sessions.reading() as db:
        wanted = Wanted(view="open", words=words, **more)  # type: ignore[arg-type]
        return [row.id for row in worklists.page(db, actor, wanted, story.clock.at).rows]


def said(story: Story, text: str, author: str = "") -> int:
    """Somebody writes; the complaint that it opens."""
    story.writes(text, author or f"warga.{next(story.numbers)}")
    return story.complaint


def test_a_word_is_found_in_any_of_its_forms(story: Story) -> None:
    lamp = said(story, "Lampu di asrama belum diperbaiki petugas.")
    said(story, "Air mati sejak Senin.")
    for words in ("memperbaiki", "perbaikan", "PERBAIKI", "petugasnya lampu"):
        assert found(story, words) == [lamp]
    assert found(story, "lampu air") == []


def test_the_last_word_may_be_only_begun(story: Story) -> None:
    chair = said(story, "Kursi roda ayah saya rusak.")
    assert found(story, "kursi rod") == [chair]
    assert found(story, "kur roda") == []


def test_later_words_of_both_sides_are_found_too(story: Story) -> None:
    first = said(story, "Lampu mati.")
    story.assign()
    story.respond("Gardu sudah diganti kemarin.")
    story.answers_by_message("Terima kasih, sekarang terang benderang.")
    story.does(c.Note(complaint=first, text="Teknisi dari kecamatan."), SUPERVISOR)
    for words in ("gardu", "benderang", "teknisi kecamatan lampu"):
        assert found(story, words) == [first]


def test_letters_of_the_machine_find_nothing(story: Story) -> None:
    said(story, "Lampu mati.")
    story.tick()
    automatic = next(row for row in story.conversation if row.automatic)
    word = max(re.findall(r"[a-z]{7,}", automatic.text), key=len)
    assert found(story, word) == []


def test_nobody_is_found_by_what_belongs_to_a_person(story: Story) -> None:
    told = said(story, "NIK 3509123456789012, telepon 0812-3456-7890, surel adi@warga.example")
    assert found(story, "telepon") == [told]
    for words in ("3509123456789012", "081234567890", "7890", "adi@warga.example", "warga.example"):
        assert found(story, words) == []


@pytest.mark.parametrize("words", ['"', "lampu OR air", "* AND", "'; drop", "NEAR(", "🙂", "-- :*"])
def test_no_sign_is_taken_for_a_command(story: Story, words: str) -> None:
    said(story, "Lampu mati.")
    assert found(story, words) == []


def test_a_unit_finds_its_own_and_never_what_is_said_of_it(story: Story) -> None:
    own = said(story, "Lampu wisma mati.")
    story.assign("pstw-jember")
    about = said(story, "Petugas wisma meminta uang.")
    story.does(
        c.Classify(
            complaint=about,
            klass="complaint",
            category="layanan_petugas",
            safety="none",
            reported_unit="pstw-jember",
        ),
        INTAKE,
    )
    assert found(story, "wisma", HEAD) == [own]
    assert found(story, "wisma", OTHER_HEAD) == []
    assert set(found(story, "wisma")) == {own, about}
    inside = Actor("intake_officer", "9", "pstw-jember", INTAKE.role)  # type: ignore[arg-type]
    assert found(story, "wisma", inside) == [own]


def test_confidential_words_are_found_by_those_who_may_reveal(story: Story) -> None:
    secret = said(story, "Pengurus Melati memukul ayah saya.")
    story.triage(category="pungli")
    story.assign("pstw-jember")
    assert found(story, "melati", HEAD) == [secret]
    assert found(story, "melati", STAFF) == []
    with story.office.sessions.reading() as db:
        wanted = Wanted(view="open", words="melati")
        assert worklists.count(db, STAFF, wanted, story.clock.at) == 0
        assert worklists.count(db, HEAD, wanted, story.clock.at) == 1


def test_the_first_line_weighs_more_than_the_rest(story: Story) -> None:
    filler = "Kemarin saya datang ke kantor dan menunggu lama sekali di sana. " * 4
    late = said(story, f"{filler} Lalu atap bocor.")
    early = said(story, f"Atap bocor. {filler}")
    assert found(story, "atap") == [early, late]
    assert found(story, "atap", sort="oldest") == [late, early]


@pytest.mark.parametrize("sort", ["", "urgent", "received", "oldest", "changed"])
def test_every_row_stands_on_exactly_one_page(story: Story, sort: str) -> None:
    every = set()
    for number in range(7):
        every.add(said(story, f"Lampu nomor {number} mati. {'Lampu. ' * (number % 3)}"))
        story.clock.at += timedelta(minutes=number % 2)
    seen: list[int] = []
    after: Key | None = None
    while True:
        with story.office.sessions.reading() as db:
            wanted = Wanted(view="open", words="lampu", sort=sort, after=after, limit=2)
            page = worklists.page(db, INTAKE, wanted, story.clock.at)
        seen += [row.id for row in page.rows]
        after = page.next
        if after is None:
            break
    assert sorted(seen) == sorted(every)


def test_each_way_of_finding_finds_the_same(story: Story) -> None:
    first, second = said(story, "Lampu mati."), said(story, "Orang mengamuk dekat lampu.")
    said(story, "Air mati.")
    with story.office.sessions.reading() as db:
        for words, held in (
            ("lampu.", [first, second]),
            ("lam", [first, second]),
            ("mengamuk lam", [second]),
            ("mengamuk.", [second]),
            ("ampu", []),
            ("lampu muk", []),
        ):
            what = search.sought(words)
            assert (words, finding.hits(db, what)) == (words, len(held))
            ways = (finding.holds(db, what), finding.listed(db, what))
            for way in (*ways, finding.among(db, what, Crowd().many + 1)):
                rows = select(ComplaintRow.id).where(way).order_by(ComplaintRow.id)
                assert (words, list(db.scalars(rows))) == (words, held)


FEW = Crowd(common=1, many=2, near=3)
"""As in an office where thousands hold a word."""


def shown(story: Story, wanted: Wanted, crowd: Crowd) -> tuple[list[int], Key | None]:
    """The ids of a page, and where the next one begins."""
    with story.office.sessions.reading() as db:
        page = worklists.page(db, INTAKE, wanted, story.clock.at, crowd)
    return [row.id for row in page.rows], page.next


@pytest.mark.parametrize("sort", ["urgent", "received"])
def test_words_of_very_many_are_found_near_by_or_else_anywhere(story: Story, sort: str) -> None:
    for number in range(9):
        said(story, f"{'Lampu' if number % 4 else 'Air'} nomor {number} mati.")
        story.clock.at += timedelta(minutes=number % 2)
    lamps = Wanted(view="open", words="lampu", sort=sort)
    every, _ = shown(story, lamps, Crowd())
    assert len(every) == 6
    assert shown(story, lamps, FEW) == (every, None)
    seen: list[int] = []
    after: Key | None = None
    for _ in every:
        one, after = shown(story, replace(lamps, after=after, limit=1), FEW)
        seen += one
    assert (seen, after) == (every, None)


def test_a_common_word_is_no_beginning_of_others(story: Story) -> None:
    lamp, other = said(story, "Lampu mati."), said(story, "Kata Lampung mati.")
    for words in ("mati lampu", "lampu"):
        wanted = Wanted(view="open", words=words)
        assert set(shown(story, wanted, Crowd())[0]) == {lamp, other}
        assert shown(story, wanted, Crowd(common=0))[0] == [lamp]


def test_words_gathered_anew_are_those_that_were_kept(story: Story) -> None:
    said(story, "Lampu mati, kata Émile.")
    story.assign()
    story.respond("Gardu diganti.")
    said(story, "Air mati.")
    rows = select(SearchRow.complaint_id, SearchRow.head, SearchRow.body)
    with story.office.sessions.transaction() as db:
        before = db.execute(rows.order_by(SearchRow.complaint_id)).all()
        assert search.rebuild(db.connection()) == 2
        assert db.execute(rows.order_by(SearchRow.complaint_id)).all() == before
    assert len(found(story, "emile gardu")) == 1


def test_words_that_were_changed_or_erased_are_not_found_any_more(story: Story) -> None:
    changed, erased = said(story, "Lampu mati."), said(story, "Air mati.")
    with story.office.sessions.transaction() as db:
        db.execute(
            text("update message set text = 'Genteng bocor.', reply_text = '' "
                 "where complaint_id = :id and number = 1"), {"id": changed},
        )  # fmt: skip
        search.refresh(db, changed)
        search.forget(db, erased)
    assert found(story, "lampu") == []
    assert found(story, "genteng") == [changed]
    assert found(story, "air") == []


def test_words_that_are_not_kept_with_their_message_are_not_kept_at_all(story: Story) -> None:
    id = said(story, "Lampu mati.")
    values = {"complaint_id": id, "number": 99, "direction": "internal", "automatic": False,
              "subject": "", "text": "Genteng bocor.", "reply_text": ""}  # fmt: skip

    def lose(db: Session) -> None:
        search.add(db, values)
        raise KeyError("lost")

    with pytest.raises(KeyError, match="lost"):
        story.office.sessions.settled(lose)
    assert found(story, "genteng") == []
    assert found(story, "lampu") == [id]


def test_an_empty_office_that_had_words_has_none_to_find(story: Story) -> None:
    said(story, "Lampu mati.")
    with story.office.sessions.transaction() as db:
        db.execute(delete(SearchRow))
    assert found(story, "lampu") == []


def test_stems_know_indonesian_and_leave_the_rest_alone() -> None:
    assert stem("Pengaduannya") == stem("mengadukan") == "adu"
    assert stem("Émile") == "emile"
    assert stems_of("a_b https://x.example/pengaduan 12/2026") == ["a", "b", "12", "2026"]
    assert stems_of("x" * 41) == []


def test_what_somebody_puts_off_comes_back_by_itself(story: Story) -> None:
    id = said(story, "Lampu mati.")
    now = story.clock.at
    mine = Wanted(view="mine")

    def rows(actor: Actor, wanted: Wanted = mine) -> list[int]:
        with story.office.sessions.reading() as db:
            return [row.id for row in worklists.page(db, actor, wanted, story.clock.at).rows]

    with story.office.sessions.transaction() as db:
        db.execute(
            text("insert into staff (id, login, name, role, unit, email, password, active, "
                 "language, failures, created_at, subject, digest) values (1, 'ani', 'Ani', "
                 "'intake_officer', '', '', '', true, 'id', 0, :now, '', true)"), {"now": now},
        )  # fmt: skip
    story.office.sessions.settled(
        lambda db: snoozes.put_off(db, 1, [id], now + timedelta(days=2), now)
    )
    assert rows(INTAKE) == []
    assert rows(INTAKE, Wanted(view="asleep")) == [id]
    assert rows(INTAKE, Wanted(view="open")) == [id]
    other = Actor.staff("77", INTAKE.role) if INTAKE.role else INTAKE
    assert rows(other) == [id]
    story.clock.at += timedelta(days=2)
    assert rows(INTAKE) == [id]
    story.clock.at = now
    story.office.sessions.settled(lambda db: snoozes.wake(db, 1, [id]))
    assert rows(INTAKE) == [id]


def test_a_view_without_a_name_and_one_too_many_are_refused(story: Story) -> None:
    with story.office.sessions.transaction() as db:
        with pytest.raises(Refused, match="name"):
            saved_views.add(db, INTAKE, NewView(name="  ", asked=""), story.clock.at)
        assert complaints.by_reference(db, "C-0000-0000") is None
