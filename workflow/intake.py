"""From raw message to complaint: kept first, read later, each with one end that somebody can see.

Reads the raw bytes through their channel, looks up what surrounds the message, asks the
matching rules, and carries the verdict out in one transaction with the inbox row's end.
Killing the process at any line loses nothing and doubles nothing.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from workflow.alterations import ALTERING, Alterations
from workflow.branches import KEPT
from workflow.channels import Channels
from workflow.core.matching import REMARK
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
from workflow.deliveries import STATES, in_doubt, is_old, summary_of, weight_of
from workflow.echoes import RULE as TYPED
from workflow.echoes import Echoes
from workflow.engine import Engine
from workflow.letterbox import Letter, Letterbox
from workflow.one_by_one import verdict_on, wait_for_others
from workflow.opening import Opening
from workflow.post import ATTACHED
from workflow.receipts import Receipts
from workflow.store import inbox
from workflow.store.database import is_out_of_order
from workflow.store.inbox import Ended
from workflow.store.tables import InboxRow
from workflow.surroundings import Surveyor
from workflow.taken_back import withhold

log = logging.getLogger(__name__)

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
            row = self._judged(db, id, actor)
            if row.rule == REMARK and complaint is not None and complaint == row.suspected_id:
                raise Refused("words-of-another", "Somebody else wrote it, not the complainant.")
            rule = ATTACHED if complaint else "officer_opened"
            fate = Fate.CONTINUED if complaint else Fate.OPENED
            verdict = Verdict(fate, rule, "An officer decided.", complaint)
            read = self._surveyor.read(db, row)
            message = in_doubt(read, row.summary)
            if message is None:
                raise Refused("unreadable", "There are no words in it that could be used.")
            wait_for_others(db, self._opening.vault, read)
            ended = self._carry_out(db, row, message, verdict, now)
            self._end(db, row, (ended, read, message), now, actor)
            return _outcome(message, ended)

        return self._engine.sessions.settled(work)

    def drop(self, id: int, actor: Actor, reason: str, now: datetime) -> None:
        """An officer's word that a set-aside message is not for us."""
        self._set_apart(id, actor, ("officer_dropped", reason), now)

    def leave(self, id: int, actor: Actor, now: datetime) -> None:
        """An officer's word that a remark of somebody else only stands beside its complaint."""
        self._set_apart(id, actor, (KEPT, "An officer decided."), now)

    def _set_apart(self, id: int, actor: Actor, why: tuple[str, str], now: datetime) -> None:
        """End a set-aside message without a complaint of its own, by (rule, reason)."""

        def work(db: Session) -> None:
            row = self._judged(db, id, actor)
            if why[0] == KEPT and row.rule != REMARK:
                raise NotFound("message")
            ended = Ended(
                state="ignored", fate="ignored", rule=why[0], reason=why[1], summary=row.summary,
                complaint=row.suspected_id if why[0] == KEPT else None,
            )  # fmt: skip
            read = self._surveyor.read(db, row)
            self._end(db, row, (ended, read, in_doubt(read, row.summary)), now, actor)

        self._engine.sessions.settled(work)

    def _judged(self, db: Session, id: int, actor: Actor) -> InboxRow:
        """A set-aside row that somebody has judged; raises `NotFound`."""
        row = inbox.claim(db, id) if inbox.put_back(db, id, actor.id) else None
        if row is None:
            raise NotFound("message")
        return row

    def _end(
        self,
        db: Session,
        row: InboxRow,
        judged: tuple[Ended, Sequence[Read], Read | None],
        now: datetime,
        actor: Actor,
    ) -> None:
        """End a row with the message in it that was judged; what else it holds is read again."""
        ended, read, message = judged
        others = [self._handle_one(db, row, one, now)[1] for one in read if one is not message]
        inbox.end(row, max((ended, *others), key=weight_of), now, judged_by=actor.id)

    def _handle_in(self, db: Session, id: int, now: datetime, *, late: bool) -> Outcome:
        row = inbox.claim(db, id)
        if row is None:
            return Outcome(external_id="", fate="duplicate", rule="taken")
        read = self._surveyor.read(db, row)
        if not read:
            ended = Ended(state="ignored", fate="ignored", rule="nothing", reason="No message.")
            inbox.end(row, ended, now)
            return Outcome(external_id=row.external_id, fate="ignored", rule="nothing")
        wait_for_others(db, self._opening.vault, read)
        if late and any(is_old(message, row.arrived_at) for message in read):
            row.quiet = True
        handled = [self._handle_one(db, row, message, now) for message in read]
        outcome, ended = max(handled, key=lambda one: weight_of(one[1]))
        inbox.end(row, ended, now)
        extra = {"action": "inbox.ended", "inbox_id": row.id, "rule": row.rule}
        log.info("message ended", extra=extra)
        return outcome

    def _handle_one(
        self, db: Session, row: InboxRow, message: Read, now: datetime
    ) -> tuple[Outcome, Ended]:
        verdict = verdict_on(db, self._surveyor, message, now, quiet=row.quiet)
        try:
            ended = self._carry_out(db, row, message, verdict, now)
        except Refused as refused:
            ended = Ended(
                state="set_aside", fate="set_aside", rule=refused.code, reason=str(refused),
                suspected=verdict.complaint, summary=summary_of(message),
            )  # fmt: skip
        return _outcome(message, ended), ended

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
            summary=summary_of(message),
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
            message = self._surveyor.joining(db, message, complaint)
            receive = self._opening.reply(db, message, (row, rule), complaint, now)
            self._engine.execute_in(db, receive, COMPLAINANT, now)
        return verdict

    def _note(
        self, db: Session, message: InboundMessage, row: InboxRow, now: datetime, *, altering: bool
    ) -> None:
        """What happened to a message, or to the name of somebody."""
        if altering:
            self._alterations.take(db, message, row.id, now)
            withhold(db, self._channels, message, now)
        elif message.happening is Happening.ACCOUNT:
            self._opening.learn(db, message, now)


_JOINED = frozenset({Fate.OPENED, Fate.CONTINUED})
_TYPED = Verdict(Fate.CONTINUED, TYPED, "Somebody of the office typed it on the platform itself.")


def _outcome(message: Read, ended: Ended) -> Outcome:
    return Outcome(
        external_id=message.external_id,
        fate=ended.fate,
        rule=ended.rule,
        reason=ended.reason,
        complaint=ended.complaint,
    )
