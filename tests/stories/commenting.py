"""People on a platform where some words are public: what they do, told in a line each."""

from sqlalchemy import select

from tests.story import INTAKE, Story
from workflow.core import public_commands as p
from workflow.core.messages import RawMessage
from workflow.core.roles import Actor
from workflow.engine import Done
from workflow.intake import Outcome
from workflow.store.models import ComplaintRow, MessageRow, OutboxRow
from workflow.store.tables import InboxRow

SITI, BUDI = "ig-siti", "ig-budi"


def happens(story: Story, **event: object) -> Outcome:
    """Anything happens on the platform, and we are told at once; gives what became of it."""
    story.memory.platform.happens({"type": "message", "author": SITI, **event})
    taken = [story.office.intake.take(raw, story.clock.at) for raw in told(story)]
    story.complaint = taken[-1].complaint or story.complaint
    return taken[-1]


def told(story: Story) -> list[RawMessage]:
    """The raw messages that the platform hands over now."""
    return list(story.memory.platform.hand_over())


def comments(story: Story, text: str, post: str = "post-1", **more: object) -> Outcome:
    """Somebody comments below a post of ours, in a branch of their own."""
    author = more.get("author", SITI)
    event = {"public": True, "conversation": f"c:{post}:{author}", "text": text, **more}
    return happens(story, **event)


def writes_directly(story: Story, text: str, **more: object) -> Outcome:
    """Somebody writes to us in private."""
    author = more.get("author", SITI)
    return happens(story, **{"conversation": f"dm:{author}", "text": text, **more})


def publishes(
    story: Story, text: str, actor: Actor = INTAKE, *, draft: int = 0, confirmed: bool = False
) -> Done:
    """Somebody answers the first message where everybody can read it."""
    command = p.Publish(
        complaint=story.complaint, answers=1, text=text, draft=draft, confirmed=confirmed
    )
    return story.does(command, actor)


def complaints(story: Story) -> list[ComplaintRow]:
    """All complaints, oldest first."""
    with story.office.sessions.reading() as db:
        return list(db.scalars(select(ComplaintRow).order_by(ComplaintRow.id)))


def came(story: Story) -> list[MessageRow]:
    """All messages that came in, oldest first."""
    with story.office.sessions.reading() as db:
        rows = select(MessageRow).where(MessageRow.direction == "in").order_by(MessageRow.id)
        return list(db.scalars(rows))


def leaving(story: Story) -> list[OutboxRow]:
    """The outbox in order."""
    with story.office.sessions.reading() as db:
        return list(db.scalars(select(OutboxRow).order_by(OutboxRow.id)))


def arrived(story: Story) -> list[InboxRow]:
    """The whole inbox, oldest first."""
    with story.office.sessions.reading() as db:
        return list(db.scalars(select(InboxRow).order_by(InboxRow.id)))


def inbox(story: Story) -> list[tuple[str, str]]:
    """Fate and rule of all that came, oldest first."""
    return [(row.fate, row.rule) for row in arrived(story)]
