"""What waits for an undo goes out once, whoever dies or hurries; and what belongs together does."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from tests.story import HEAD, INTAKE, Story
from workflow.core.commands import Note, Reply
from workflow.core.facts import Facts
from workflow.core.refusal import Refused
from workflow.core.related_commands import Link
from workflow.core.roles import Actor, Role
from workflow.engine import Engine
from workflow.post import Letter, Post
from workflow.pressed import NOTE, Pressed
from workflow.second_thoughts import SecondThoughts
from workflow.splitting import Parted, split
from workflow.staff import Accounts, By, NewStaff
from workflow.store import drafts, mentions
from workflow.store.postponed import Press

WAIT = timedelta(seconds=10)
WORDS = "Kami tanyakan dulu kepada teknisi."


class DyingLetters:
    """The process dies here, while it writes the letter, in the middle of the transaction."""

    def write(
        self, template: str, facts: Facts, text: str, values: Mapping[str, str], now: datetime
    ) -> Letter:
        raise SystemError(template)


def hired(story: Story, login: str) -> Actor:
    """An intake officer with an account."""
    units = story.office.office.policy.units
    new = NewStaff(login=login, name=login.title(), role=Role.INTAKE_OFFICER)
    by = By("console", story.clock.at)
    return Accounts(story.office.sessions, units).add_without_password(new, by).actor


def facts(story: Story, complaint: int) -> Facts:
    """What a complaint's history amounts to."""
    with story.office.sessions.reading() as db:
        return story.office.engine.facts(db, complaint)[0]


def test_a_reply_that_waits_goes_out_once_though_a_worker_dies_and_two_hurry(
    story: Story,
) -> None:
    story.writes("Lampu padam", conversation="k1")
    story.tick()
    ani, sessions = hired(story, "ani"), story.office.sessions
    vault = story.office.vault
    thoughts = SecondThoughts(story.office.engine, vault, WAIT)
    broken = Engine(sessions, story.office.offices, Post(DyingLetters()))
    dying = SecondThoughts(broken, vault, WAIT)
    pressed = Pressed(
        complaint=story.complaint,
        sheet="reply",
        values={"text": WORDS},
        files=(),
        seen=story.facts.seq,
    )
    before, sent = story.kinds(), len(story.memory.platform.taken)
    for _ in range(2):  # pressed twice, it waits once
        thoughts.postpone((pressed,), ani, story.clock.at)
    assert thoughts.turn(story.clock.at + timedelta(seconds=9)) == {
        "carried_out": 0,
        "sent_back": 0,
    }
    story.clock.at += WAIT
    assert dying.turn(story.clock.at) == {"carried_out": 0, "sent_back": 0, "failed": 1}
    assert story.kinds() == before
    with ThreadPoolExecutor(2) as pool:
        counts = list(pool.map(lambda _: thoughts.turn(story.clock.at), range(2)))
    assert sum(count["carried_out"] for count in counts) == 1
    assert sum(sum(count.values()) for count in counts) == 1
    story.tick()
    assert story.kinds()[len(before)] == "MessageWent"
    assert len(story.memory.platform.taken) == sent + 1
    assert WORDS in story.memory.platform.taken[-1].parcel.text
    # Where the time of day was set back by an hour, nobody waits for an hour.
    thoughts.postpone((pressed,), ani, story.clock.at)
    story.clock.at -= timedelta(hours=1)
    assert thoughts.turn(story.clock.at)["carried_out"] == 1


def test_of_many_that_one_press_sent_each_is_taken_back_or_carried_out_and_never_both(
    story: Story,
) -> None:
    known = []
    for number in range(6):
        story.writes(f"Lampu {number} padam", author=f"warga-{number}")
        known.append(story.complaint)
    story.tick()
    ani, engine = hired(story, "ani"), story.office.engine
    thoughts, now = SecondThoughts(engine, story.office.vault, WAIT), story.clock.at
    acts = [Pressed(complaint=id, sheet=NOTE, values={"text": WORDS}, seen=1) for id in known]
    press = Press(int(ani.id), NOTE, thoughts.postpone(acts, ani, now))
    story.clock.at += timedelta(seconds=1)
    assert thoughts.postpone(acts, ani, story.clock.at) == now  # pressed twice
    assert thoughts.take_back_all(Press(int(ani.id) + 1, NOTE, now), now) == []
    before = {id: facts(story, id).messages for id in known}
    with ThreadPoolExecutor(2) as pool:
        turn = pool.submit(thoughts.turn, now + WAIT)
        undo = pool.submit(thoughts.take_back_all, press, now + WAIT)
        back, counts = undo.result(), turn.result()
    noted = [id for id in known if facts(story, id).messages == before[id] + 1]
    assert sorted(back + noted) == sorted(known)
    assert counts == {"carried_out": len(noted), "sent_back": 0}
    with story.office.sessions.reading() as db:
        kept = [drafts.kept(db, int(ani.id), id) for id in back]
    assert kept[:1] == [{"many-note.text": WORDS}][: len(back)]
    assert not any(kept[1:])


def test_links_mentions_and_a_second_matter_keep_the_books_whole(story: Story) -> None:
    story.writes("Lampu padam. Petugas juga meminta uang.", conversation="k1")
    story.tick()
    first, ani = story.complaint, hired(story, "ani")
    story.files("Lampu padam juga di sini")
    other = story.complaint
    story.does(Link(complaint=first, other=other, text="Gardu yang sama."))
    with pytest.raises(Refused, match="not linked"):
        story.does(Link(complaint=first, other=first + 999, left=True))
    with pytest.raises(Refused, match="not yours to see"):
        story.does(Link(complaint=other, other=first, left=True), HEAD)
    story.does(Note(complaint=first, text="@ani", mentions=(int(ani.id),)))
    with story.office.sessions.reading() as db:
        assert mentions.unread(db, int(ani.id), first) == [facts(story, first).messages]

    story.complaint = first
    story.assign()
    story.clock.at += timedelta(days=1)
    engine, matter = story.office.engine, "Uang yang diminta."
    parted = Parted(
        complaint=first, matter=matter, messages=(1,), files=(), seen=facts(story, first).seq
    )
    with pytest.raises(Refused, match="Only intake officers"):
        split(engine, parted, HEAD, story.clock.at)
    reference = split(engine, parted, INTAKE, story.clock.at)
    story.tick()
    with story.office.sessions.reading() as db:
        new = facts(story, engine.find(db, reference))
    assert new.clocks["statutory_respond"].started_at == new.received_at
    assert facts(story, first).linked == [other]
    assert matter in story.memory.platform.taken[-1].parcel.text
    assert reference in story.memory.platform.taken[-1].parcel.text
    story.does(Link(complaint=other, other=first, left=True))
    assert facts(story, first).linked == facts(story, other).linked == []
    story.does(Reply(complaint=first, text=WORDS))
