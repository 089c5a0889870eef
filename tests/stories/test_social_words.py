"""Words on platforms: short enough, not in between, read without handles, answered where meant."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.form.channel import make as make_form
from adapters.instagram.outbound import CAN as INSTAGRAM
from adapters.mastodon.channel import make as make_mastodon
from adapters.memory.wire import Taken
from adapters.settings import Account, ChannelSettings
from config.rulebook import PACKAGED_RULES
from config.wiring import open_office
from tests.adapters.shown import shows
from tests.stories.commenting import comments, complaints, happens, leaving, writes_directly
from tests.story import INTAKE, HandClock, Story, fakes, settings_for
from web.quoting import new_and_whole
from workflow.core import commands as c
from workflow.core.messages import Channel, RawMessage
from workflow.splitting import Parted, split

STREET = "Jalan Contoh Nomor 56B, Kelurahan Contoh, Surabaya. "
LONG_ADDRESS = (STREET * 35).strip()


# -- Texts that nobody wrote ----------------------------------------------------------------------


@pytest.fixture
def wordy(tmp_path: Path) -> Iterator[Story]:
    """An office with a very long address, on a platform as narrow as Instagram."""
    rules = tmp_path / "rules"
    shutil.copytree(PACKAGED_RULES, rules)
    file = rules / "office.toml"
    pattern = r'(?m)^(address|hours)( *)= ".+"$'
    text, count = re.subn(pattern, rf'\1\2= "{LONG_ADDRESS}"', file.read_text())
    assert count == 2
    file.write_text(text)
    clock = HandClock()
    settings = settings_for(tmp_path).model_copy(update={"rules": rules})
    story = Story(open_office(settings, now=clock, channels=fakes(clock)), clock)
    story.memory.can = INSTAGRAM
    yield story
    story.check_books()
    story.office.close()


def last(story: Story) -> Taken:
    story.tick()
    return story.memory.platform.taken[-1]


def taken(story: Story) -> int:
    return len(story.memory.platform.taken)


def test_a_receipt_fits_the_platform_and_loses_neither_number_nor_code_nor_address(
    wordy: Story,
) -> None:
    for write, room in ((writes_directly, 3_000), (comments, 1_000)):
        write(wordy, "Lampu panti padam", author=f"warga-{room}")
        sent = last(wordy).parcel
        assert not sent.public
        reference = complaints(wordy)[-1].reference
        assert len(sent.text.encode()) <= room
        assert LONG_ADDRESS not in sent.text
        assert sent.text.count(reference) == 2
        assert "/lacak" in sent.text
        code = sent.text.partition("Kode rahasia : ")[2].split()[0]
        assert len(code) == 11
        # What is kept is what went, but for the code.
        kept = [row.text for row in wordy.conversation if row.purpose == "receipt"]
        assert kept[-1].replace("⟦kode rahasia⟧", code) == sent.text
        assert "Terima kasih sudah menulis" in sent.text
    assert {row.state for row in leaving(wordy)} == {"sent"}


def test_a_first_receipt_comes_after_the_burst_and_other_words_at_once(tmp_path: Path) -> None:
    clock = HandClock()
    settings = settings_for(tmp_path).model_copy(update={"receipt_seconds": 20})
    story = Story(open_office(settings, now=clock, channels=fakes(clock)), clock)
    first = writes_directly(story, "Lampu padam")
    for words in ("di kamar tiga", "sejak kemarin"):
        clock.at += timedelta(seconds=6)
        story.tick()
        assert writes_directly(story, words).complaint == first.complaint
    assert taken(story) == 0
    clock.at += timedelta(seconds=8)
    story.tick()
    assert taken(story) == 1
    story.does(c.Reply(complaint=story.complaint, text="Kami cek."), INTAKE)
    story.files("Atap bocor")
    story.tick()
    assert {row.state for row in leaving(story)} == {"sent"}
    assert story.facts.clocks["acknowledge"].outcome == "met"
    story.check_books()
    story.office.close()


# -- Whose words, and how many of them ------------------------------------------------------------


def post(content: str, edited: str | None = None) -> dict[str, object]:
    """A private post over there."""
    return {
        "id": "103", "created_at": "2026-11-16T01:00:00.000Z", "edited_at": edited,
        "visibility": "direct", "content": f"<p>{content}</p>",
        "account": {"id": "97", "username": "budi", "acct": "budi", "display_name": "Budi"},
    }  # fmt: skip


@shows("T14", channels=("mastodon",))
def test_our_own_handle_is_no_part_of_what_they_say_before_and_after_an_edit(
    tmp_path: Path,
) -> None:
    clock = HandClock()
    options = {"server": "https://dinas.example", "token": "t"}
    there = Account(id="office", unit="sekretariat", address="@kantor@dinas.example", name="D",
                    options=options)  # fmt: skip
    bare = Account(id="office", unit="sekretariat", address="office", name="D")
    channels: dict[str, Channel] = {
        "form": make_form(ChannelSettings(accounts=(bare,), now=clock)),
        "mastodon": make_mastodon(ChannelSettings(accounts=(there,), now=clock)),
    }
    story = Story(open_office(settings_for(tmp_path), now=clock, channels=channels), clock)
    said = post("@kantor@dinas.example Lampu padam")
    notice = {"id": "1", "type": "mention", "created_at": said["created_at"],
              "account": said["account"], "status": said}  # fmt: skip
    changed = post("@kantor@dinas.example Lampu kamar tiga padam", "2026-11-16T01:30:00.000Z")
    stream = {"event": "status.update", "payload": json.dumps(changed)}
    for number, document in enumerate((notice, stream)):
        raw = RawMessage("mastodon", "office", f"n-{number}", json.dumps(document).encode())
        story.complaint = story.office.intake.take(raw, clock.at).complaint or 0
    message = story.seen_by(INTAKE).messages[0]
    assert message.row.altered == "edited"
    assert message.row.text == "@kantor@dinas.example Lampu kamar tiga padam"
    assert message.row.reply_text == "Lampu kamar tiga padam"
    assert [one.reply_text for one in message.happened] == ["Lampu padam", "Lampu kamar tiga padam"]
    assert complaints(story)[0].first_line == "Lampu kamar tiga padam"
    story.office.close()


@pytest.mark.parametrize(
    ("text", "new", "shown"),
    [
        ("@kantor@dinas.example @budi Lampu padam", "Lampu padam", ("Lampu padam", "")),
        ("Lampu padam", "Lampu padam", ("Lampu padam", "")),
        ("Lampu padam", "", ("Lampu padam", "")),
        (
            "Masih padam\n> Lampu padam",
            "Masih padam",
            ("Masih padam", "Masih padam\n> Lampu padam"),
        ),
        ("@kantor kata @budi: padam", "padam", ("padam", "@kantor kata @budi: padam")),
    ],
)
def test_the_whole_is_offered_only_where_something_is_left_out(
    text: str, new: str, shown: tuple[str, str]
) -> None:
    assert new_and_whole(text, new) == shown


# -- What came back and arrived after all ---------------------------------------------------------


@shows("T40", channels=("facebook", "whatsapp"))
def test_an_answer_that_arrives_after_all_stops_the_clocks_and_leaves_the_word_to_a_person(
    story: Story,
) -> None:
    story.memory.can = replace(story.memory.can, receipts=True)
    story.memory.platform.confirms = False
    writes_directly(story, "Lampu padam")
    story.assign()
    story.respond("Lampu sudah diganti.")
    sent = story.memory.platform.taken[-1]
    story.clock.at += timedelta(hours=1)
    happens(story, type="receipt", of=[sent.id], status="refused", key=sent.parcel.key)
    assert (story.state, story.facts.clocks["first_response"].running) == ("assigned", True)
    story.clock.at += timedelta(hours=1)
    happens(story, type="receipt", of=[sent.id], status="delivered", key=sent.parcel.key)
    answer = next(row for row in story.conversation if row.purpose == "answer")
    assert answer.state == "delivered"
    first = story.facts.clocks["first_response"]
    assert (first.stopped_at, first.outcome) == (story.clock.at, "met")
    assert story.state == "assigned"
    assert "auto_close" not in story.facts.clocks
    story.respond("Seperti kami tulis: lampu sudah diganti.")
    assert story.state == "responded"


# -- After a split --------------------------------------------------------------------------------


def test_after_a_split_a_chat_goes_on_with_what_we_spoke_of_last(story: Story) -> None:
    first = writes_directly(story, "Lampu padam, dan petugas minta uang", id="m-1").complaint or 0
    story.tick()
    parted = Parted(complaint=first, matter="Pungutan.", messages=(1,), files=(),
                    seen=story.facts.seq)  # fmt: skip
    split(story.office.engine, parted, INTAKE, story.clock.at)
    second = complaints(story)[-1].id
    story.tick()
    story.clock.at += timedelta(minutes=5)
    assert writes_directly(story, "Rp50.000, di gerbang").complaint == second
    assert writes_directly(story, "Yang ini lampunya", reply_to="m-1").complaint == first
    story.complaint = first
    story.does(c.Reply(complaint=first, text="Lampu yang mana, Bu?"), INTAKE)
    story.tick()
    story.clock.at += timedelta(minutes=5)
    assert writes_directly(story, "Kamar tiga").complaint == first
