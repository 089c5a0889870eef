"""What a command would do, shown to a person before it does it: letters, clocks, the new state.

Asks the core itself, which is pure; nothing is written and nothing is sent.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from config.letters import OfficeLetters
from config.room import has_room
from web.here import actor, installation, now
from web.history_words import Line, line_of, purpose_of
from web.labels import label
from web.looking import Looked
from workflow.core import events as e
from workflow.core.commands import Act, Command
from workflow.core.decide import decide, refuse_if_stale
from workflow.core.desk import Decision, NewMessage
from workflow.core.folding import fold
from workflow.core.messages import Visibility
from workflow.core.reference import read_reference
from workflow.core.refusal import Refused
from workflow.core.relating import target_of
from workflow.post import PAGE, Route, public_route, route_of
from workflow.store import complaints
from workflow.store.worklists import is_visible


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterAhead:
    """A letter as it would go; `by_page` when it is only put on the tracking page."""

    purpose: str
    subject: str
    text: str
    channel: str
    by_page: bool
    public: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """All that would follow. `kept` are words that stay in the office, each with its purpose."""

    to: str
    state: str
    letters: tuple[LetterAhead, ...]
    kept: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    others: int
    """How many merged complaints would hear the same."""


def ahead(looked: Looked, command: Command) -> Ahead:
    """What would follow from a command of this person's now; raises what it would raise."""
    refuse_if_stale(looked.view.history, getattr(command, "seen", None))
    decision = decide(
        installation().office, fold(looked.view.history), with_target(command), actor(), now()
    )
    going = [message for message in decision.messages if message.direction == "out"]
    kept = [message for message in decision.messages if message.direction == "internal"]
    told = (recorded.event for recorded in decision.events)
    return Ahead(
        to=looked.who.complainant(),
        state=label("state", decision.facts.state),
        letters=tuple(letter_of(looked, decision, message, now()) for message in going),
        kept=tuple((purpose_of(message.purpose), message.text) for message in kept),
        lines=tuple(line_of(event, looked.teller) for event in told if not _is_shown(event)),
        others=len(
            {getattr(following, "complaint", 0) for following in decision.follow_ups}
            - looked.teller.hidden
        ),
    )


def _is_shown(event: object) -> bool:
    """Words are shown in full, not by a line that says that there are some."""
    return isinstance(event, e.MessageWent | e.Noted)


def letter_of(looked: Looked, decision: Decision, message: NewMessage, at: datetime) -> LetterAhead:
    """A message that a decision would send, as the letter that would go."""
    house = installation()
    letters = OfficeLetters(house.texts, house.offices.latest, house.settings.address)
    values = dict(message.values)
    letter = letters.write(message.template, decision.facts, message.text, values, at)
    with house.sessions.reading() as db:
        public = message.visibility is Visibility.PUBLIC
        route = (
            public_route(db, looked.id, message.answers)
            if public
            else route_of(db, looked.id, message.purpose)
        )
    if not (public or message.automatic):
        _check_room(letter.text, route)
    return LetterAhead(
        purpose=purpose_of(message.purpose),
        subject=letter.subject,
        text=letter.text,
        channel=route.channel,
        by_page=route.channel == PAGE,
        public=public,
    )


def _check_room(text: str, route: Route) -> None:
    """Raise `Refused` for a letter that its channel would not take, before anybody waits for it."""
    channels = installation().channels
    if route.channel not in channels:
        return
    if not has_room(channels.get(route.channel).can, text, by_comment=bool(route.target)):
        raise Refused("too-long-letter", "It is too long for {channel}. Shorten it, or send a "
                      "document.", channel=label("channel", route.channel))  # fmt: skip


def with_target(command: Command) -> Command:
    """A merge with the other complaint looked up; raises `Refused` for one that is not theirs."""
    if not isinstance(command, Act) or "into" not in command.values:
        return command
    reference = read_reference(command.values["into"])
    with installation().sessions.reading() as db:
        row = complaints.by_reference(db, reference) if reference else None
        if row is None or not is_visible(row, actor()):
            raise Refused("no-such-other", "There is no such other complaint.")
        known = target_of(row.id, row.state, row.received_at)
    return replace(command, values={**command.values, **known})
