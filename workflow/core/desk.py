"""Where one command is decided: the facts so far, and what follows from them.

A desk is made for one command and thrown away. What it records is folded into its facts at
once, so that the next step of the same decision sees it. Nothing outside is touched.
"""

from dataclasses import dataclass, field
from datetime import datetime

from workflow.core import clockwork
from workflow.core.clocks import Office
from workflow.core.commands import Command, Words
from workflow.core.events import Event, MessageCame, MessageWent, Noted, Recorded
from workflow.core.facts import Facts
from workflow.core.folding import fold_one
from workflow.core.messages import Visibility
from workflow.core.roles import Actor

DECLINED = "public_declined"
"""The purpose of a note that says why a public answer is not released."""

Told = tuple[tuple[str, str], ...]
"""Names and codes of a decision that its reply text speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message that a decision adds: words that came, or words to send or keep.

    `template` names the reply text around `text`; it is rendered by the shell, which knows
    names and dates. `number` is its place within the complaint.
    """

    number: int
    direction: str
    purpose: str
    text: str = ""
    template: str = ""
    values: Told = ()
    visibility: Visibility = Visibility.PRIVATE
    automatic: bool = False
    files: tuple[int, ...] = ()
    words: Words | None = None
    copy_of: int = 0
    """The number of an earlier message whose words and files go out as they stood."""
    answers: int = 0
    """The number of the public comment that is answered, or would be, where all can read it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from a command: events, the messages they speak of, further commands."""

    facts: Facts
    events: tuple[Recorded, ...]
    messages: tuple[NewMessage, ...]
    follow_ups: tuple[Command, ...]


@dataclass(slots=True)
class Desk:
    """The work in hand. Only `decide` makes one."""

    office: Office
    facts: Facts
    actor: Actor
    now: datetime
    other_state: str = ""
    events: list[Recorded] = field(default_factory=list)
    messages: list[NewMessage] = field(default_factory=list)
    follow_ups: list[Command] = field(default_factory=list)

    def record(self, event: Event) -> None:
        """Append an event and take it in."""
        recorded = Recorded(self.facts.seq + 1, self.now, self.actor.signature, event)
        fold_one(self.facts, recorded)
        self.events.append(recorded)

    def came(self, words: Words, reading: str = "") -> int:
        """Add a message of the complainant's; gives its number."""
        number = self._as_written("in", "message", words)
        if self.facts.seq:
            self.record(MessageCame(message=number, reading=reading))
        return number

    def went(
        self, purpose: str, text: str = "", told: Told = (), *, files: tuple[int, ...] = ()
    ) -> int:
        """Add a message to the complainant in the reply text `purpose`; gives its number.

        One without an officer's own words goes out by itself and is automatic.
        """
        number = self.facts.messages + 1
        self.messages.append(
            NewMessage(
                number=number,
                direction="out",
                purpose=purpose,
                text=text,
                template=purpose,
                values=told,
                automatic=not text,
                files=files,
            )
        )
        self.record(MessageWent(message=number, purpose=purpose, automatic=not text))
        return number

    def typed(self, purpose: str, words: Words) -> int:
        """Add words of ours that somebody typed on the platform itself; gives their number."""
        number = self._as_written("out", purpose, words)
        self.record(MessageWent(message=number, purpose=purpose))
        return number

    def went_public(self, purpose: str, text: str, answers: int) -> int:
        """Answer a public comment where everybody can read it; gives the answer's number."""
        number = self.facts.messages + 1
        self.messages.append(
            NewMessage(
                number=number,
                direction="out",
                purpose=purpose,
                text=text,
                template=purpose,
                visibility=Visibility.PUBLIC,
                automatic=not text,
                answers=answers,
            )
        )
        self.record(MessageWent(message=number, purpose=purpose, automatic=not text))
        return number

    def propose(self, purpose: str, text: str, answers: int) -> int:
        """Keep a public answer until it is released; without words its reply text says it."""
        number = self.facts.messages + 1
        self.messages.append(
            NewMessage(
                number=number,
                direction="internal",
                purpose="public_draft",
                text=text,
                template="" if text else purpose,
                visibility=Visibility.INTERNAL,
                answers=answers,
            )
        )
        self.record(Noted(message=number, purpose="public_draft", answers=answers))
        return number

    def decline(self, reason: str, draft: int) -> int:
        """Keep why a public answer is not released; gives the number of that note."""
        number = self.facts.messages + 1
        self.messages.append(
            NewMessage(
                number=number,
                direction="internal",
                purpose=DECLINED,
                text=reason,
                visibility=Visibility.INTERNAL,
            )
        )
        self.record(Noted(message=number, purpose=DECLINED, answers=draft))
        return number

    def went_again(self, number: int) -> int:
        """Send an earlier message once more as a message of its own; gives its number."""
        earlier = self.facts.went[number]
        fresh = self.facts.messages + 1
        self.messages.append(
            NewMessage(
                number=fresh,
                direction="out",
                purpose=earlier.purpose,
                automatic=earlier.automatic,
                copy_of=number,
            )
        )
        self.record(
            MessageWent(
                message=fresh, purpose=earlier.purpose, automatic=earlier.automatic, again=number
            )
        )
        return fresh

    def keep(
        self,
        purpose: str,
        text: str,
        files: tuple[int, ...] = (),
        *,
        mentions: tuple[int, ...] = (),
    ) -> int:
        """Add words that stay in the house, and call colleagues to them; gives their number."""
        number = self.facts.messages + 1
        self.messages.append(
            NewMessage(
                number=number,
                direction="internal",
                purpose=purpose,
                text=text,
                visibility=Visibility.INTERNAL,
                files=files,
            )
        )
        self.record(Noted(message=number, purpose=purpose, mentions=mentions))
        return number

    def _as_written(self, direction: str, purpose: str, words: Words) -> int:
        """Add words as somebody wrote them outside; gives their number."""
        number = self.facts.messages + 1
        self.messages.append(
            NewMessage(
                number=number,
                direction=direction,
                purpose=purpose,
                text=words.text,
                visibility=words.visibility,
                files=words.files,
                words=words,
            )
        )
        return number

    def settle(self) -> Decision:
        """Let the clocks follow, and close the books."""
        clockwork.follow(self.office, self.facts, self.now, self.record)
        return Decision(
            self.facts, tuple(self.events), tuple(self.messages), tuple(self.follow_ups)
        )
