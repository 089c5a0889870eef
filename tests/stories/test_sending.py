"""What becomes of words on platforms: news in any order, windows, words that come back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.memory.wire import Fault
from tests.adapters.shown import shows
from tests.stories.commenting import (
    SITI,
    comments,
    complaints,
    happens,
    leaving,
    publishes,
    writes_directly,
)
from tests.story import INTAKE, STAFF, Story
from workflow.core import commands as c
from workflow.core import public_commands as p
from workflow.core.arrival import after
from workflow.core.messages import Outcome, Price, Receipt
from workflow.core.refusal import Refused
from workflow.core.roles import Role
from workflow.courtesy import Courtesy
from workflow.receipts import Receipts
from workflow.staff import Accounts, By, NewStaff
from workflow.store import drafts, prices
from workflow.surroundings import Surveyor
from workflow.windows import closing

pytestmark = pytest.mark.database("sqlite")  # both where the database decides

DAY = timedelta(days=1)
SOCIAL = ("facebook", "instagram", "whatsapp")


def news(story: Story, *words: str) -> None:
    """What the platform tells of our last message, one after the other."""
    last = story.memory.platform.taken[-1]
    for word in words:
        happens(story, type="receipt", of=[last.id], status=word, key=last.parcel.key)


def replied(story: Story, text: str = "Lampu yang mana?") -> None:
    """Somebody wrote in private, and an officer has answered; nothing is confirmed yet."""
    writes_directly(story, "Lampu panti padam")
    story.tick()
    story.memory.platform.confirms = False
    story.does(c.Reply(complaint=story.complaint, text=text))
    story.tick()


ORDERS = (  # what the platform tells of a message; its state and outcome afterwards
    (("read", "delivered", "accepted"), "read", "delivered"),
    (("accepted", "read", "refused"), "read", "delivered"),
    (("delivered", "refused"), "delivered", "delivered"),
    (("refused", "delivered"), "delivered", "delivered"),
    (("refused", "accepted"), "refused", "refused"),
    (("refused", "read", "delivered"), "read", "delivered"),
    (("delayed", "accepted", "delivered", "delayed"), "delivered", "delivered"),
)


@pytest.mark.database("sqlite", "postgresql")
@shows("T40", channels=SOCIAL)
def test_news_in_any_order_end_in_the_same_state(story: Story) -> None:
    for number, (told, state, outcome) in enumerate(ORDERS):
        replied(story, f"Lampu yang mana? ({number})")
        news(story, *told)
        last = story.conversation[-1]
        assert (last.state, story.facts.went[last.number].outcome) == (state, outcome), told
        assert [row.state for row in leaving(story)][-1] == "sent", told


@pytest.mark.database("sqlite", "postgresql")
@shows("T40", channels=SOCIAL)
def test_a_watermark_raises_every_earlier_message_of_its_thread_and_no_later_one(
    story: Story,
) -> None:
    replied(story, "Lampu yang mana?")
    seen_at = story.clock.at + timedelta(minutes=1)
    story.clock.at += timedelta(minutes=5)
    story.does(c.Reply(complaint=story.complaint, text="Apakah hari ini?"))
    story.tick()
    mark = {"type": "receipt", "status": "read", "up_to": seen_at.isoformat()}
    happens(story, **mark, author="ig-somebody-else")
    happens(story, **mark)
    happens(story, **{**mark, "status": "delivered"})
    states = [row.state for row in story.conversation if row.purpose == "reply"]
    assert states == ["read", "sent"]
    assert happens(story, **mark, author=SITI).fate == "ignored"


@shows("T40", channels=SOCIAL)
def test_an_answer_that_was_lost_and_arrives_after_all_has_arrived(story: Story) -> None:
    writes_directly(story, "Lampu panti padam")
    story.tick()
    story.assign()
    story.memory.platform.confirms = False
    story.respond()
    news(story, "refused")
    assert story.state == "assigned"
    news(story, "delivered", "refused")
    assert [row.state for row in story.conversation if row.purpose == "answer"] == ["delivered"]
    # It came back, so somebody looks at it again; that it arrived stops the clock of the answer.
    assert story.state == "assigned"
    assert story.facts.clocks["first_response"].stopped_at is not None


def test_where_arrival_is_not_told_apart_a_later_bounce_counts() -> None:
    assert after("delivered", "refused", told_apart=False) == "refused"
    assert after("refused", "delayed", told_apart=False) == "refused"
    assert after("unsure", "sent", told_apart=True) == "sent"


# -- Words that come back to whoever wrote them -------------------------------------------


def hire(story: Story) -> None:
    """The officer of these stories, with a desk on which drafts can lie."""
    units = story.office.office.policy.units
    new = NewStaff(login="rina", name="Rina", role=Role.INTAKE_OFFICER)
    staff = Accounts(story.office.sessions, units).add_without_password(
        new, By("console", story.clock.at)
    )
    assert staff.actor.name == INTAKE.name


def drafts_of(story: Story) -> dict[str, str]:
    with story.office.sessions.reading() as db:
        return drafts.kept(db, 1, story.complaint)


def last_end(story: Story) -> tuple[str, str]:
    row = leaving(story)[-1]
    return row.state, row.code


@shows("T43", channels=("facebook", "instagram"))
def test_an_answer_below_a_comment_that_is_gone_stays_as_a_draft(story: Story) -> None:
    hire(story)
    comments(story, "Lampu panti padam", id="m-1")
    story.tick()
    story.memory.platform.fails(Fault.GONE)
    publishes(story, "Lampu sudah diganti.")
    story.tick()
    assert last_end(story) == ("given_up", "gone")
    assert drafts_of(story) == {"reply.text": "Lampu sudah diganti."}
    # A public answer that was refused for another reason is mended where it was written.
    story.memory.platform.fails(Fault.REFUSED)
    publishes(story, "Lampu diganti, terima kasih.")
    story.tick()
    assert drafts_of(story)["public-1.text"] == "Lampu diganti, terima kasih."


def test_what_was_begun_since_is_not_overwritten_by_words_that_come_back(story: Story) -> None:
    hire(story)
    replied(story, "Lampu yang mana?")
    story.office.sessions.settled(
        lambda db: drafts.keep(db, (1, story.complaint), {"reply.text": "Begini"}, story.clock.at)
    )
    news(story, "refused")
    assert drafts_of(story) == {"reply.text": "Begini"}


@shows("T38", channels=("facebook", "instagram"))
def test_a_comment_that_had_its_private_answer_over_there_gets_no_second_one(
    story: Story,
) -> None:
    comments(story, "Lampu panti padam", id="m-1")
    story.memory.platform.fails(Fault.REPLIED)
    story.tick()
    assert last_end(story) == ("given_up", "private-reply-used")
    story.does(c.Reply(complaint=story.complaint, text="Lampu yang mana?"))
    story.tick()
    assert last_end(story) == ("given_up", "private-reply-used")
    # The second was refused here: nobody over there was asked again.
    assert story.memory.platform.taken == ()


@shows("T37", channels=SOCIAL)
def test_a_platform_that_says_its_window_is_closed_is_believed(story: Story) -> None:
    story.memory.can = replace(story.memory.can, window=DAY, template=True)
    hire(story)
    writes_directly(story, "Lampu panti padam")
    story.tick()
    story.memory.platform.fails(Fault.CLOSED)
    story.clock.at += timedelta(hours=2)
    story.does(c.Reply(complaint=story.complaint, text="Lampu yang mana?"))
    story.tick()
    assert last_end(story) == ("given_up", "window-closed")
    assert drafts_of(story) == {"reply.text": "Lampu yang mana?"}
    story.does(c.Reply(complaint=story.complaint, text="Lampu yang mana?"))
    story.tick()
    assert story.memory.platform.taken[-1].parcel.template == "reply"
    story.clock.at += timedelta(hours=1)
    writes_directly(story, "Lampu kamar tiga")
    story.does(c.Reply(complaint=story.complaint, text="Baik."))
    story.tick()
    assert story.memory.platform.taken[-1].parcel.template == ""


def closing_now(story: Story) -> Mapping[int, datetime]:
    with story.office.sessions.reading() as db:
        rows = complaints(story)
        return closing(db, story.office.channels, rows, story.clock.at)


@pytest.mark.database("sqlite", "postgresql")
@shows("T37", channels=SOCIAL)
def test_a_window_is_told_as_closing_while_somebody_waits_for_an_answer(story: Story) -> None:
    story.memory.can = replace(story.memory.can, window=DAY)
    hire(story)
    began = story.clock.at
    writes_directly(story, "Lampu panti padam")
    story.tick()
    story.clock.at = began + timedelta(hours=19, minutes=59)
    assert closing_now(story) == {}
    story.clock.at = began + timedelta(hours=20)
    assert closing_now(story) == {story.complaint: began + DAY}
    story.does(c.Reply(complaint=story.complaint, text="Lampu yang mana?"))
    story.tick()
    assert closing_now(story) == {}
    place, at = (1, story.complaint), story.clock.at
    story.office.sessions.settled(lambda db: drafts.keep(db, place, {"reply.text": "Sudah"}, at))
    assert closing_now(story) == {story.complaint: began + DAY}
    story.clock.at = began + DAY
    assert closing_now(story) == {}


# -- What messages cost ---------------------------------------------------------------------


def receipts(story: Story) -> Receipts:
    """What takes news of messages in, as the intake of this office has it."""
    house = story.office
    caps, channels = house.office.policy.caps, house.channels
    courtesy = Courtesy(caps, channels, house.keys.blind_index)
    surveyor = Surveyor(house.vault, house.keys.reply_token, caps, courtesy, channels)
    return Receipts(house.engine, house.channels, surveyor)


@pytest.mark.database("sqlite", "postgresql")
def test_prices_are_kept_once_a_message_and_summed_by_month(story: Story) -> None:
    def told(id: str, *, billable: bool, amount: str = "") -> None:
        price = Price(category="service", billable=billable, currency="IDR", amount=amount)
        receipt = Receipt(
            channel="memory",
            account="office",
            external_id=f"s:{id}",
            outcome=Outcome.DELIVERED,
            message_ids=(id,),
            price=price,
        )
        at = story.clock.at
        story.office.sessions.settled(lambda db: receipts(story).take(db, receipt, at))

    replied(story)
    for id in ("out-000002", "out-000002", "elsewhere"):
        told(id, billable=True, amount="350.5")
    told("free", billable=False)
    story.clock.at += timedelta(days=20)
    told("later", billable=True)
    with story.office.sessions.reading() as db:
        found = prices.sums(db, ("memory", "office"), 12)
    assert [(one.month, one.billable, one.free, str(one.amount)) for one in found] == [
        ("2026-12", 1, 0, "0"),
        ("2026-11", 2, 1, "701.0"),
    ]


# -- Declining what a unit proposes -----------------------------------------------------------


@shows("T42", channels=("facebook", "instagram"))
def test_the_desk_declines_a_public_answer_with_a_reason_and_nothing_goes_out(
    story: Story,
) -> None:
    comments(story, "Lampu panti padam", id="m-1")
    story.assign()
    story.does(p.Propose(complaint=story.complaint, answers=1, text="Sudah beres."), STAFF)
    draft = max(story.facts.proposed)
    no = p.Decline(complaint=story.complaint, draft=draft, reason="Sebut tanggalnya.")
    with pytest.raises(Refused, match="released by the desk"):
        story.does(no, STAFF)
    story.does(no)
    assert draft not in story.facts.proposed
    note = story.conversation[-1]
    assert (note.purpose, note.visibility, note.text) == (
        "public_declined", "internal", "Sebut tanggalnya.",
    )  # fmt: skip
    with pytest.raises(Refused, match="not there any more"):
        story.does(no)
    with pytest.raises(Refused, match="not there any more"):
        publishes(story, "Sudah beres.", draft=draft)
    story.tick()
    assert not any(taken.parcel.public for taken in story.memory.platform.taken)
