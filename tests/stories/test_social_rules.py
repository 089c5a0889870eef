"""What belongs together: which complaint a comment or a private message goes on, and which not."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.form.channel import make as make_form
from adapters.instagram.channel import make as make_instagram
from adapters.settings import Account, ChannelSettings
from config.wiring import open_office
from tests.adapters.shown import shows
from tests.stories.commenting import (
    BUDI,
    SITI,
    arrived,
    came,
    comments,
    complaints,
    happens,
    inbox,
    writes_directly,
)
from tests.story import INTAKE, HandClock, Story, settings_for
from workflow.core import commands as c
from workflow.core.messages import Channel, RawMessage

pytestmark = pytest.mark.database("sqlite")  # both where the database decides

PUBLIC = ("facebook", "instagram", "mastodon")
ONE_ID = ("facebook", "instagram", "mastodon")
"""Networks on which a comment and a private message bring the same id (social ids of C.6)."""
PRIVATE = ("facebook", "instagram", "mastodon", "telegram", "webhook", "whatsapp")
DAY = timedelta(days=1)


def resolved(story: Story) -> int:
    """The complaint is answered, and its complainant says that it is solved."""
    story.assign()
    story.respond()
    story.complainant("resolve")
    return story.complaint


def state_of(story: Story, complaint: int) -> str:
    return next(row.state for row in complaints(story) if row.id == complaint)


@pytest.mark.database("sqlite", "postgresql")
@shows("T21", channels=PUBLIC)
def test_below_one_comment_everybody_has_a_branch_of_their_own(story: Story) -> None:
    first = comments(story, "Lampu panti padam", id="m-1")
    again = comments(story, "Masih padam", id="m-2", reply_to="m-1")
    ours = comments(story, "Kami cek.", id="own-1", reply_to="m-2", author="office")
    other = comments(story, "Di tempat saya juga", id="m-3", author=BUDI, reply_to="own-1")
    hers = comments(story, "Terima kasih sudah dicek", id="m-4", reply_to="own-1")
    assert (again.rule, ours.rule) == ("conversation", "typed_elsewhere")
    assert {again.complaint, ours.complaint, hers.complaint} == {first.complaint}
    assert (other.fate, other.rule) == ("set_aside", "remark")
    assert [row.account for row in complaints(story)] == ["office"]
    waiting = next(row for row in arrived(story) if row.rule == "remark")
    story.office.intake.judge(waiting.id, None, INTAKE, story.clock.at)
    again = comments(story, "Di RT 3 juga", id="m-5", author=BUDI, reply_to="m-1")
    assert (again.rule, again.complaint) == ("conversation", complaints(story)[-1].id)
    assert {row.conversation for row in came(story)} == {f"c:post-1:{SITI}", f"c:post-1:{BUDI}"}


@shows("T22", channels=ONE_ID)
def test_a_comment_and_a_private_message_are_one_person_by_their_id_only(story: Story) -> None:
    comment = comments(story, "Lampu panti padam", name="Siti Aminah")
    alike = writes_directly(story, "Saya Siti", author="ig-siti-lain", name="Siti Aminah")
    assert (alike.fate, alike.rule) == ("opened", "new")
    same = writes_directly(story, "Ini alamat lengkapnya", name="S.")
    assert (same.complaint, same.rule) == (comment.complaint, "from_public")
    story.files("Lampu panti padam", name="Siti Aminah", email="siti@warga.example")
    assert len({row.person_id for row in complaints(story)}) == 3


@pytest.mark.database("sqlite", "postgresql")
@shows("T24", channels=PRIVATE)
def test_a_private_message_goes_on_with_what_was_lately_meant(story: Story) -> None:
    first = writes_directly(story, "Lampu panti padam")
    assert writes_directly(story, "Di kamar tiga").complaint == first.complaint
    resolved(story)
    story.clock.at += 6 * DAY
    assert writes_directly(story, "Terima kasih, Pak 🙏").complaint == first.complaint
    assert story.state == "resolved"
    assert writes_directly(story, "Padam lagi di kamar tiga").complaint == first.complaint
    assert story.state == "assigned"
    story.respond()
    story.complainant("resolve")
    story.clock.at += 8 * DAY
    assert writes_directly(story, "Genset rusak").fate == "opened"
    assert state_of(story, first.complaint or 0) == "resolved"


@pytest.mark.parametrize(
    ("said", "file", "state"),
    [
        ("Masih bocor, lihat", "atap.pdf", "assigned"),
        ("", "atap.pdf", "assigned"),
        ("Terima kasih", "surat.pdf", "assigned"),  # nobody has read the letter
        ("", "sticker-1.webp", "resolved"),
        ("👍", "", "resolved"),
    ],
)
@shows("T24", channels=PRIVATE)
def test_a_picture_after_the_end_says_that_it_is_none_and_a_sticker_says_nothing(
    story: Story, said: str, file: str, state: str
) -> None:
    writes_directly(story, "Atap panti bocor")
    resolved(story)
    story.clock.at += 2 * DAY
    files = [{"name": file, "media_type": "application/pdf", "content": "JVBERi0xLjQ="}]
    again = writes_directly(story, said, files=files if file else [])
    assert (again.rule, again.complaint) == ("conversation", story.complaint)
    assert state_of(story, story.complaint) == state


@shows("T24", channels=PRIVATE)
def test_whoever_quotes_an_old_message_means_its_complaint(story: Story) -> None:
    first = writes_directly(story, "Lampu panti padam", id="m-1")
    old = resolved(story)
    story.clock.at += 20 * DAY
    second = writes_directly(story, "Genset rusak", id="m-2")
    assert second.fate == "opened"
    quoting = writes_directly(story, "Yang ini padam lagi", id="m-3", reply_to="m-1")
    assert (quoting.rule, quoting.complaint) == ("quoted_message", old)
    assert state_of(story, old) == "assigned"
    assert writes_directly(story, "Gensetnya juga", reply_to="m-2").complaint == second.complaint
    story.complaint = old
    story.respond()
    story.complainant("resolve")
    for days in (8, 23):
        story.clock.at += days * DAY
        story.tick()
    anew = writes_directly(story, "Setelah dua bulan padam lagi", reply_to="m-3")
    assert (anew.fate, anew.rule) == ("opened", "follow_up")
    assert state_of(story, old) == "resolved"
    stranger = writes_directly(story, "Ini apa?", author=BUDI, reply_to="m-1")
    assert stranger.rule == "new"
    assert first.complaint == old


@shows("T24", channels=PRIVATE)
def test_a_number_of_their_own_names_the_complaint_and_a_strangers_does_not(story: Story) -> None:
    first = writes_directly(story, "Lampu panti padam")
    resolved(story)
    story.clock.at += 8 * DAY
    writes_directly(story, "Genset rusak")
    reference = complaints(story)[0].reference
    assert writes_directly(story, f"Soal {reference}: padam lagi").complaint == first.complaint
    aside = writes_directly(story, f"Soal {reference}", author=BUDI)
    assert (aside.fate, aside.rule) == ("set_aside", "unverified_reply")


@pytest.mark.database("sqlite", "postgresql")
def test_of_two_open_ones_that_goes_on_which_was_answered_lately(story: Story) -> None:
    first = writes_directly(story, "Lampu panti padam", id="m-1")
    old = resolved(story)
    story.clock.at += 8 * DAY
    newer = writes_directly(story, "Genset rusak")
    writes_directly(story, "Padam lagi", reply_to="m-1")
    assert state_of(story, old) == "assigned"
    assert writes_directly(story, "Halo?").complaint == newer.complaint
    story.does(c.Reply(complaint=old, text="Lampu yang mana, Bu?"), INTAKE)
    story.tick()
    assert writes_directly(story, "Yang di kamar tiga").complaint == first.complaint
    story.clock.at += 4 * DAY
    assert writes_directly(story, "Halo lagi?").complaint == newer.complaint


@shows("T13", "T14", channels=PRIVATE)
def test_versions_are_counted_and_what_was_deleted_first_stays_blank(story: Story) -> None:
    at = [(story.clock.at + timedelta(minutes=one)).isoformat() for one in range(4)]
    story.clock.at += timedelta(hours=1)
    first = writes_directly(story, "satu", id="m-1", sent_at=at[0])
    for number, words in ((1, "dua"), (2, "tiga")):
        changed = happens(story, type="edit", id=f"e-{number}", target="m-1", text=words,
                          sent_at=at[number])  # fmt: skip
        assert changed.complaint == first.complaint
    versions = [one.text for one in story.seen_by(INTAKE).messages[0].happened]
    assert versions == ["satu", "dua", "tiga"]
    happens(story, type="delete", id="d-2", target="m-2", sent_at=at[3])
    late = writes_directly(story, "Nomor saya 081234567890", id="m-2", sent_at=at[2])
    assert late.complaint == first.complaint
    assert [(row.text, row.altered) for row in came(story)] == [("tiga", "edited"), ("", "deleted")]


# -- Stories on Instagram -------------------------------------------------------------------------


@pytest.fixture
def instagram(tmp_path: Path) -> Iterator[Story]:
    clock = HandClock()
    options = {"instagram": "17841", "page": "1", "token": "t", "secret": "s", "verify_token": "v"}
    account = Account(id="office", unit="sekretariat", address="@a", name="A", options=options)
    bare = Account(id="office", unit="sekretariat", address="@a", name="A")
    channels: dict[str, Channel] = {
        "form": make_form(ChannelSettings(accounts=(bare,), now=clock)),
        "instagram": make_instagram(ChannelSettings(accounts=(account,), now=clock)),
    }
    office = open_office(settings_for(tmp_path), now=clock, channels=channels)
    yield Story(office, clock)
    office.close()


@shows("T16", channels=("instagram",))
def test_a_story_is_told_by_its_kind_and_its_address_and_never_copied(instagram: Story) -> None:
    link = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1"
    shown = (
        {"mid": "m1", "attachments": [{"type": "story_mention", "payload": {"url": link}}]},
        {"mid": "m2", "text": "Ini di panti", "reply_to": {"story": {"url": link, "id": "17"}}},
    )
    for message in shown:
        people = {"sender": {"id": "1784999"}, "recipient": {"id": "17841"}}
        event = {**people, "timestamp": 1_795_000_000_000, "message": message}
        entry = {"id": "17841", "time": 1_795_000_000, "messaging": [event]}
        body = json.dumps({"object": "instagram", "entry": [entry]}).encode()
        raw = RawMessage("instagram", "office", str(message["mid"]), body)
        instagram.complaint = instagram.office.intake.take(raw, instagram.clock.at).complaint or 0
    told = [(row.about, row.text) for row in came(instagram)]
    assert told == [("story_mention", link), ("story_reply", f"Ini di panti\n{link}")]
    assert all(not view.files for view in instagram.seen_by(INTAKE).messages)
    assert inbox(instagram) == [("opened", "new"), ("continued", "conversation")]
