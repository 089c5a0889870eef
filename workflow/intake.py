"""From raw message to complaint: kept first, read later, each with one end that somebody can see.

Reads the raw bytes through their channel, looks up what surrounds the message, asks the
matching rules, and carries the verdict out in one transaction with the inbox row's end.
Killing the process at any line loses nothing and doubles nothing.
"""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from workflow.alterations import ALTERING, Alterations
from workflow.channels import Channels
from workflow.core.matching import match
from workflow.core.messages import (
    Happening,
    InboundMessage,
    Kind,
    RawMessage,
    Read,
    Receipt,
)
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import CHANNEL, COMPLAINANT, Actor
from workflow.core.verdicts import Fate, Verdict
from workflow.echoes import RULE as TYPED
from workflow.echoes import Echoes
from workflow.engine import Engine
from workflow.letterbox import Letter, Letterbox
from workflow.opening import Opening
from workflow.post import PAGE
from workflow.receipts import Receipts
from workflow.store import inbox
from workflow.store.database import is_out_of_order
from workflow.store.inbox import Ended
from workflow.store.tables import InboxRow
from workflow.surroundings import Surveyor

log = logging.getLogger(__name__)

STATES = {
    Fate.OPENED: "handled",
    Fate.CONTINUED: "handled",
    Fate.IGNORED: "ignored",
    Fate.DUPLICATE: "ignored",
    Fate.SET_ASIDE: "set_aside",
}

OLD = timedelta(days=3)
"""What was sent longer before it arrived is read, and never answered by itself: a channel
that was off for weeks catches up without a storm of receipts."""


OUT_OF_ORDER = "out_of_order"
"""The reason of a failure of the database itself, which counts against no message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one raw message. `external_id` is the message's own where it has one."""

    external_id: str
    fate: str
    rule: str
    reason: str = ""
    complaint: int | None = None


class Intake:
    """Reads what channels brought. One object serves all threads."""

    def __init__(
        self,
        engine: Engine,
        channels: Channels,
        surveyor: Surveyor,
        opening: Opening,
        alterations: Alterations,
    ) -> None:
        self._engine = engine
        self._channels = channels
        self._surveyor = surveyor
        self._opening = opening
        self._receipts = Receipts(engine, channels, surveyor)
        self._alterations = alterations
        self._echoes = Echoes(engine, channels, opening, self._receipts)
        self._letterbox = Letterbox(engine.sessions, engine.office.policy.timezone)

    def take(self, raw: RawMessage, now: datetime, *, quiet: bool = False) -> Outcome:
        """Keep a raw message and handle it; one that is known and handled is a duplicate."""
        sessions = self._engine.sessions
        id = self._letterbox.keep(Letter(raw, now, quiet))
        if id is not None:
            return self.handle(id, now)
        with sessions.reading() as db:
            row = inbox.find(db, raw)
            if row is None or row.state != "new":
                complaint = row.complaint_id if row else None
                return Outcome(
                    external_id=raw.external_id, fate="duplicate", rule="duplicate",
                    reason="It came before.", complaint=complaint,
                )  # fmt: skip
            id = row.id
        return self.handle(id, now)

    def keep(self, raw: RawMessage, now: datetime, *, quiet: bool = False) -> bool:
        """Keep a raw message for the next turn; tells whether it is new."""
        return self._letterbox.keep(Letter(raw, now, quiet)) is not None

    def turn(self, now: datetime, limit: int = 200) -> dict[str, int]:
        """Handle what waits, oldest first; counts per fate."""
        with self._engine.sessions.reading() as db:
            ids = inbox.waiting(db, limit)
        counts: dict[str, int] = {}
        out_of_order = 0
        for id in ids:
            outcome = self.handle(id, now, late=True)
            counts[outcome.fate] = counts.get(outcome.fate, 0) + 1
            out_of_order += outcome.reason == OUT_OF_ORDER
            if out_of_order >= inbox.TRIES:
                break  # the others wait better than they fail
        return counts

    def handle(self, id: int, now: datetime, *, late: bool = False) -> Outcome:
        """Handle one kept message. A failure of ours is counted, and never stops the others.

        Where the database itself is out of order (a full disk) no message is to blame: it
        stays new, however often.
        `late` messages have waited somewhere: `OLD` ones among them are not answered.
        """
        try:
            return self._engine.sessions.settled(lambda db: self._handle_in(db, id, now, late=late))
        except Exception as failure:
            log.exception("message failed", extra={"action": "inbox.failed", "inbox_id": id})
            if is_out_of_order(failure):
                reason = OUT_OF_ORDER
                return Outcome(external_id="", fate="failed", rule="failed", reason=reason)
            code = type(failure).__name__
            aside = self._engine.sessions.settled(lambda db: inbox.failed(db, id, code, now))
            fate = "set_aside" if aside else "failed"
            return Outcome(external_id="", fate=fate, rule="failed", reason=code)

    def judge(self, id: int, complaint: int | None, actor: Actor, now: datetime) -> Outcome:
        """An officer's word on a set-aside message: it belongs to a complaint, or is a new one."""

        def work(db: Session) -> Outcome:
            inbox.put_back(db, id, actor.id)
            row = inbox.claim(db, id)
            if row is None:
                raise NotFound("message")
            rule = "officer_attached" if complaint else "officer_opened"
            fate = Fate.CONTINUED if complaint else Fate.OPENED
            verdict = Verdict(fate, rule, "An officer decided.", complaint)
            message = self._first_message(row)
            if message is None:
                raise Refused("unreadable", "There are no words in it that could be used.")
            ended = self._carry_out(db, row, message, verdict, now)
            inbox.end(row, ended, now, judged_by=actor.id)
            return _outcome(message, ended)

        return self._engine.sessions.settled(work)

    def drop(self, id: int, actor: Actor, reason: str, now: datetime) -> None:
        """An officer's word that a set-aside message is not for us."""

        def work(db: Session) -> None:
            if not inbox.put_back(db, id, actor.id):
                raise NotFound("message")
            row = inbox.claim(db, id)
            if row is not None:
                ended = Ended(
                    state="ignored", fate="ignored", rule="officer_dropped",
                    reason=reason, summary=row.summary,
                )  # fmt: skip
                inbox.end(row, ended, now, judged_by=actor.id)

        self._engine.sessions.settled(work)

    def _handle_in(self, db: Session, id: int, now: datetime, *, late: bool) -> Outcome:
        row = inbox.claim(db, id)
        if row is None:
            return Outcome(external_id="", fate="duplicate", rule="taken")
        read = self._channels.get(row.channel).parse(inbox.raw_of(row))
        if not read:
            ended = Ended(state="ignored", fate="ignored", rule="nothing", reason="No message.")
            inbox.end(row, ended, now)
            return Outcome(external_id=row.external_id, fate="ignored", rule="nothing")
        keys = {_exchange(message) for message in read if isinstance(message, InboundMessage)}
        inbox.one_at_a_time(db, sorted(filter(None, keys)))
        row.quiet = row.quiet or (late and any(_is_old(message, row) for message in read))
        outcomes = [self._handle_one(db, row, message, now) for message in read]
        return max(outcomes, key=lambda outcome: _WEIGHT.get(outcome.fate, 0))

    def _handle_one(self, db: Session, row: InboxRow, message: Read, now: datetime) -> Outcome:
        verdict = match(message, self._surveyor.look(db, message, now, quiet=row.quiet))
        try:
            ended = self._carry_out(db, row, message, verdict, now)
        except Refused as refused:
            ended = Ended(
                state="set_aside", fate="set_aside", rule=refused.code, reason=str(refused),
                suspected=verdict.complaint, summary=_summary(message),
            )  # fmt: skip
        inbox.end(row, ended, now)
        extra = {"action": "inbox.ended", "inbox_id": row.id, "rule": ended.rule}
        log.info("message ended", extra=extra)
        return _outcome(message, ended)

    def _carry_out(
        self, db: Session, row: InboxRow, message: Read, verdict: Verdict, now: datetime
    ) -> Ended:
        verdict = self._done(db, (row, message), verdict, now)
        if isinstance(message, InboundMessage) and message.happening is Happening.MESSAGE:
            place = (message.channel, message.account, message.external_id)
            self._alterations.settle(db, place, now)
            if verdict.fate in _JOINED and message.conversation:
                for other in self._echoes.settle(db, message, now):
                    self._alterations.settle(db, other, now)
        return Ended(
            state=STATES[verdict.fate],
            fate=str(verdict.fate),
            rule=verdict.rule,
            reason=verdict.reason,
            complaint=verdict.complaint if verdict.fate in _JOINED else None,
            suspected=verdict.suspected,
            summary=_summary(message),
        )

    def _done(
        self, db: Session, came: tuple[InboxRow, Read], verdict: Verdict, now: datetime
    ) -> Verdict:
        """Do what the verdict says; gives it as it came out, with the complaint."""
        row, message = came
        if isinstance(message, Receipt):
            self._receipts.take(db, message, now)
        elif message.happening is not Happening.MESSAGE:
            self._note(db, message, row, now, altering=verdict.rule in ALTERING)
        elif message.kind is Kind.OWN_ECHO:
            typed = self._echoes.take(db, message, row, now)
            return replace(_TYPED, complaint=typed) if typed else verdict
        elif verdict.fate is Fate.OPENED:
            command = self._opening.command(db, message, (row, verdict.rule), now)
            opened = self._engine.execute_in(db, command, CHANNEL, now).complaint
            return replace(verdict, complaint=opened)
        elif verdict.fate is Fate.CONTINUED and verdict.complaint is not None:
            rule, complaint = verdict.rule, verdict.complaint
            receive = self._opening.reply(db, message, (row, rule), complaint, now)
            self._engine.execute_in(db, receive, COMPLAINANT, now)
        return verdict

    def _note(
        self, db: Session, message: InboundMessage, row: InboxRow, now: datetime, *, altering: bool
    ) -> None:
        """What happened to a message, or to the name of somebody."""
        if altering:
            self._alterations.take(db, message, row.id, now)
        elif message.happening is Happening.ACCOUNT:
            self._opening.learn_names(db, message)

    def _first_message(self, row: InboxRow) -> InboundMessage | None:
        read = self._channels.get(row.channel).parse(inbox.raw_of(row))
        found = (message for message in read if isinstance(message, InboundMessage))
        return next(found, None)


_JOINED = frozenset({Fate.OPENED, Fate.CONTINUED})
_TYPED = Verdict(Fate.CONTINUED, TYPED, "Somebody of the office typed it on the platform itself.")
_WEIGHT = {"opened": 4, "continued": 3, "set_aside": 2, "ignored": 1}


def _is_old(message: Read, row: InboxRow) -> bool:
    """Whether it was sent long before it arrived."""
    return message.sent_at is not None and row.arrived_at - message.sent_at > OLD


def _exchange(message: InboundMessage) -> str:
    """The conversation in which two messages at once must not open two complaints."""
    key = message.conversation or message.sender.address
    return f"{message.channel}/{message.account}/{key}" if message.channel != PAGE else ""


def _summary(message: Read) -> str:
    """The line by which a set-aside message is listed."""
    words = message.subject or message.text
    return " ".join(words.split())[:200]


def _outcome(message: Read, ended: Ended) -> Outcome:
    return Outcome(
        external_id=message.external_id,
        fate=ended.fate,
        rule=ended.rule,
        reason=ended.reason,
        complaint=ended.complaint,
    )
