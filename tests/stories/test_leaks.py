"""What would tell somebody who a complainant is, or let them speak in their name, held off.

Codes that come back in quotations, answers that a stranger would like to get, letters to
addresses that somebody only typed, words of persons who were forgotten.
"""

import os
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tests.stories.commenting import BUDI as BUDI_THERE
from tests.stories.commenting import SITI as SITI_THERE
from tests.stories.commenting import comments, writes_directly
from tests.stories.mailing import Postman, mail, opened, reply
from tests.stories.test_forgetting import everything, found
from tests.story import INTAKE, SUPERVISOR, Story
from workflow.core.commands import Classify
from workflow.core.public_commands import Publish
from workflow.core.reference import secret_code
from workflow.core.refusal import Refused
from workflow.post import SECRET_MARK
from workflow.splitting import Parted, split
from workflow.store import complaints, people
from workflow.store.models import MessageRow
from workflow.store.tables import InboxRow, PersonRow

SITI = "Siti Rahmawati <siti@warga.example>"
BUDI = "Budi <budi@lain.example>"


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Postman]:
    """An office as it is packaged, and its postman."""
    yield from opened(tmp_path, "")


def code(story: Story) -> str:
    """The secret code of the story's complaint."""
    with story.office.sessions.reading() as db:
        row = complaints.row_of(db, story.complaint)
    return secret_code(story.office.keys.reply_token, row.reference, row.code_edition)


def kept(story: Story) -> str:
    """All that is kept of messages for people to read."""
    with story.office.sessions.reading() as db:
        rows = db.scalars(select(MessageRow)).all()
        aside = db.scalars(select(InboxRow.summary)).all()
    told = [f"{row.subject}\n{row.text}\n{row.reply_text}\n{row.html}" for row in rows]
    return "\n".join([*told, *aside])


def judged(story: Story) -> None:
    """An officer says that the message in doubt belongs to the story's complaint."""
    with story.office.sessions.reading() as db:
        row = db.scalars(select(InboxRow).where(InboxRow.state == "set_aside")).one()
    story.office.intake.judge(row.id, story.complaint, INTAKE, story.clock.at)


def plain(letter: EmailMessage) -> str:
    """The words of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def quoting(receipt: EmailMessage, sender: str, words: str, id: str) -> EmailMessage:
    """An answer above the whole receipt, as most mail programs write it."""
    below = "\n".join(f"> {line}" for line in plain(receipt).splitlines())
    return reply(receipt, sender, f"{words}\n\nPada Senin kantor menulis:\n{below}\n", id)


def test_a_code_that_comes_back_in_a_quotation_is_kept_from_everybody_here(post: Postman) -> None:
    """Whoever read it here could say in the complainant's name that all is solved."""
    story = post.story
    post.brings(mail(SITI, "Petugas minta uang", "Petugas minta uang kepada ibu saya.", "1"))
    [receipt] = post.news()
    mine, secret = story.complaint, code(story)
    bare = secret.lower().replace("-", " ")
    assert secret in plain(receipt)

    assert post.brings(quoting(receipt, SITI, "Ini namanya.", "2")).complaint == mine
    assert post.brings(quoting(receipt, BUDI, "Saya kakaknya.", "3")).fate == "set_aside"
    judged(story)
    assert post.brings(reply(receipt, SITI, f"Kodenya {bare}, bukan?", "4")).complaint == mine
    post.brings(mail(BUDI, f"Kode {secret}", f"{story.facts.reference}: {secret}", "5"))
    other = mail(SITI, "Lampu mati", f"Bukan soal {story.facts.reference}/{secret}.", "6")
    other.replace_header("From", "Ani <ani@warga.example>")
    assert post.brings(other).fate == "set_aside"

    words = kept(story)
    assert secret not in words
    assert bare not in words
    assert f"Kodenya {SECRET_MARK}, bukan?" in words
    assert f"Kode {SECRET_MARK}" in words


def test_mail_that_was_written_into_a_folder_is_for_its_owner_only(post: Postman) -> None:
    before = os.umask(0)
    try:
        post.brings(mail(SITI, "Kursi roda", "Kursi roda belum datang.", "1"))
        post.news()
    finally:
        os.umask(before)
    written = [post.outgoing, *post.outgoing.iterdir()]
    assert len(written) == 2
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []


def test_what_only_looks_like_a_code_stays_as_it_was_written(post: Postman) -> None:
    story = post.story
    post.brings(mail(SITI, "Kursi roda", "Kursi roda ABCDE-FGHIJ belum datang.", "1"))
    [receipt] = post.news()
    post.brings(reply(receipt, SITI, "Di rumah sakit juga tidak ada 12345 67890.", "2"))
    assert SECRET_MARK not in "".join(message.text for message in story.conversation[::2])


def test_a_stranger_whose_mail_was_believed_is_not_sent_the_answer(post: Postman) -> None:
    story = post.story
    post.brings(mail(SITI, "Petugas minta uang", "Petugas minta uang kepada ibu saya.", "1"))
    post.news()
    mine = story.complaint
    story.assign()
    named = mail(BUDI, story.facts.reference, "Saya pelapornya, jawab ke alamat ini.", "2")
    assert post.brings(named).fate == "set_aside"
    judged(story)
    story.complaint = mine
    story.respond("Petugas itu sudah kami panggil.")
    [answer] = post.news()
    assert answer["To"] == SITI.partition("<")[2].rstrip(">")
    assert "lain.example" not in answer.as_string()


def test_a_code_goes_to_no_address_that_was_only_typed_into_a_form(post: Postman) -> None:
    """A letter too much or too little in it, and somebody else would read all that was written."""
    story = post.story
    story.files("Petugas minta uang. Lampu mati.", email="salah.ketik@lain.example")
    parted = Parted(
        complaint=story.complaint, matter="Lampu mati.", messages=(1,), files=(), seen=9
    )
    reference = split(story.office.engine, parted, INTAKE, story.clock.at)
    letters = [letter for letter in post.news() if "salah.ketik" in letter["To"]]
    assert [reference in plain(letter) for letter in letters] == [True]
    with story.office.sessions.reading() as db:
        secret = secret_code(story.office.keys.reply_token, reference, 1)
        assert complaints.by_reference(db, reference)
    assert secret not in letters[0].as_string()
    assert "lihat di halaman lacak aduan pertama Anda" in plain(letters[0])


def test_the_mark_of_a_code_in_public_words_opens_nothing(story: Story) -> None:
    """An officer copied it from a letter, where it stands in the code's place."""
    comments(story, "Lampu panti mati")
    story.assign()
    story.does(Publish(complaint=story.complaint, text=f"Kode: {SECRET_MARK}", answers=1), INTAKE)
    story.tick()
    said = [taken.parcel.text for taken in story.memory.platform.taken]
    assert any("Kode: " in text for text in said)
    assert not any(code(story) in text for text in said if "Kode: " in text)


def test_what_is_confidential_is_talked_of_in_public_by_a_supervisor_only(story: Story) -> None:
    comments(story, "Ayah saya dipukul di panti")
    complaint = story.complaint
    story.does(Classify(complaint=complaint, safety="none", confidential=True), INTAKE)
    say = Publish(complaint=complaint, text="Ayah Ibu sudah kami pindahkan.", answers=1)
    with pytest.raises(Refused, match="confidential"):
        story.does(say, INTAKE)
    story.does(say, SUPERVISOR)


def test_what_was_split_off_because_it_is_confidential_is_so_where_it_was_written(
    story: Story,
) -> None:
    """The copies hold the same words, and whoever has one code has both."""
    writes_directly(story, "Lampu panti mati, dan ayah saya dipukul petugas.")
    whole = story.complaint
    place = {"complaint": whole, "seen": 9}
    parted = Parted(matter="Ayah dipukul.", messages=(1,), files=(), **place)
    reference = split(story.office.engine, parted, INTAKE, story.clock.at)
    with story.office.sessions.reading() as db:
        part = story.office.engine.find(db, reference)
    story.does(Classify(complaint=part, safety="danger", confidential=True), INTAKE)
    assert story.facts.confidential
    story.does(Classify(complaint=whole, confidential=False), SUPERVISOR)
    story.complaint = part
    assert story.facts.confidential, "lowered by somebody who looked at the other one"


def test_words_that_were_put_to_somebody_elses_complaint_are_forgotten_there_too(
    story: Story,
) -> None:
    writes_directly(story, "Lampu panti mati", author=SITI_THERE)
    mine, reference = story.complaint, story.facts.reference
    file = {"name": "melati.txt", "media_type": "text/plain", "content": "bWVsYXRp"}
    writes_directly(story, f"{reference}: Rembulan padam", author=BUDI_THERE, files=[file])
    story.complaint = mine
    judged(story)
    with story.office.sessions.reading() as db:
        known = people.known_contact(db, story.office.vault, "memory", BUDI_THERE)
    assert known
    assert found(everything(story), "rembulan")
    story.office.erasing.person(known.person, SUPERVISOR.name, story.clock.at)
    rows = everything(story)
    assert {word: found(rows, word) for word in ("rembulan", "melati", BUDI_THERE)} == {
        "rembulan": set(), "melati": set(), BUDI_THERE: set(),
    }  # fmt: skip
    assert "search_text" in found(rows, "lampu")


def test_a_database_that_fails_quotes_nothing_of_what_it_was_given(story: Story) -> None:
    one = {"id": 77, "name_sealed": b"", "details_sealed": b"", "created_at": story.clock.at}
    rows = [{**one, "pseudonym": name} for name in ("Sumiyati", "Rembulan")]

    def work(db: Session) -> None:
        for row in rows:
            db.execute(insert(PersonRow), [row])

    with pytest.raises(IntegrityError) as failed:
        story.office.sessions.settled(work)
    assert "person" in str(failed.value)
    assert "Sumiyati" not in str(failed.value)
    assert "Rembulan" not in str(failed.value)
