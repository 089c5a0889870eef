"""The complainant's side of a complaint: getting in by its code, seeing it, acting on it.

Whoever has reference and secret code counts as the complainant. A wrong code and a missing
complaint cost the same work. Nothing internal is handed out from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from workflow import filed
from workflow.channels import Channels
from workflow.core import commands as c
from workflow.core.events import Recorded
from workflow.core.facts import Facts
from workflow.core.messages import RawMessage
from workflow.core.moves import Offer, offers
from workflow.core.reference import code_matches, read_reference, secret_code
from workflow.core.refusal import NotFound, Refused
from workflow.core.roles import COMPLAINANT
from workflow.core.tables import Situation
from workflow.engine import Engine
from workflow.post import SECRET_MARK
from workflow.store import complaints, files, inbox, messages, people
from workflow.store.files import Stored
from workflow.store.models import ComplaintRow, MessageRow
from workflow.store.people import Identity, Vault
from workflow.store.tables import AttachmentRow

NOBODYS = "C-0000-0000"
"""Looked for where there is no reference to look for, so that it takes as long."""

TOLD_BY_THE_HISTORY = frozenset(
    {"receipt", "resolved", "disputed", "withdrawn", "reopened", "merged", "survey_invitation"}
)
"""Letters that say only what the timeline says."""


@dataclass(frozen=True, slots=True)
class Key:
    """What opens one complaint: its reference and the edition of its code."""

    reference: str
    edition: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFile:
    """A file of a message; `locked` is the code of why it is not handed out."""

    name: str
    size: int
    token: str
    locked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message that the complainant may read: theirs, or the office's to them."""

    number: int
    ours: bool
    purpose: str
    words: str
    at: datetime
    files: tuple[SaidFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """A complaint as its complainant sees it."""

    reference: str
    facts: Facts
    history: tuple[Recorded, ...]
    said: tuple[Said, ...]
    offers: tuple[Offer, ...]


class Tracking:
    """Opens complaints to those who have the code. `key` is the one of secret codes."""

    def __init__(self, engine: Engine, vault: Vault, channels: Channels, key: bytes) -> None:
        self._engine = engine
        self._vault = vault
        self._channels = channels
        self._key = key

    # -- getting in -----------------------------------------------------------------------

    def admit(self, reference: str, code: str) -> Key | None:
        """The key of a complaint, for the right code; none otherwise, whatever was wrong."""
        wanted = read_reference(reference) or NOBODYS
        with self._engine.sessions.reading() as db:
            row = complaints.by_reference(db, wanted)
            edition = row.code_edition if row else 1
        right = code_matches(code[:40], secret_code(self._key, wanted, edition))
        return Key(wanted, edition) if right and row is not None else None

    def key_of(self, raw: RawMessage) -> Key | None:
        """The key of the complaint that a message became; none while it is nobody's."""
        with self._engine.sessions.reading() as db:
            kept = inbox.find(db, raw)
            if kept is None or kept.complaint_id is None:
                return None
            row = complaints.row_of(db, kept.complaint_id)
            return Key(row.reference, row.code_edition)

    def took_longer(self, raw: RawMessage, until: datetime) -> bool:
        """Whether a message was handled only after a moment: nobody waits for that on a page."""
        with self._engine.sessions.reading() as db:
            kept = inbox.find(db, raw)
            return kept is not None and kept.handled_at is not None and kept.handled_at > until

    def corrected(self, raw: RawMessage) -> Key | None:
        """The complaint of an earlier version of a message; none for a first one, or the same."""
        with self._engine.sessions.reading() as db:
            kept = inbox.find(db, raw)
            same = kept is None or kept.body == raw.body
        return None if same else self.key_of(raw)

    def code(self, key: Key) -> str:
        """The secret code itself, to show to whoever has the key."""
        return secret_code(self._key, key.reference, key.edition)

    def parts(self, key: Key) -> tuple[Key, ...]:
        """The keys of second matters that were split off a complaint, of the same person.

        Who filed on the page and left no address learns of them only there: the code of the
        whole opens its parts.
        """
        with self._engine.sessions.reading() as db:
            row = _row(db, key)
            facts, _ = self._engine.facts(db, row.id)
            found = [complaints.row_of(db, part) for part in facts.parts]
            theirs = [part for part in found if part.person_id == row.person_id]
            return tuple(Key(part.reference, part.code_edition) for part in theirs)

    # -- seeing ---------------------------------------------------------------------------

    def look(self, key: Key, now: datetime) -> Tracked:
        """The complaint as its complainant may see it; raises `NotFound`."""
        with self._engine.sessions.reading() as db:
            row = _row(db, key)
            facts, past = self._engine.facts(db, row.id)
            attached = files.of_complaint(db, row.id)
            said = tuple(
                _said(message, attached.get(message.number, []))
                for message in messages.conversation(db, row.id)
                if _is_theirs_to_read(message)
            )
        office = self._engine.office
        situation = Situation(facts, COMPLAINANT, office.policy, now)
        offered = offers(situation, office.lifecycle.moves_from(facts.state))
        return Tracked(
            reference=key.reference,
            facts=facts,
            history=tuple(past.events),
            said=() if facts.confidential else said,
            offers=offered,
        )

    def file(self, key: Key, token: str) -> Stored:
        """A file that the complainant may have; raises `NotFound` for every other."""
        with self._engine.sessions.reading() as db:
            row = _row(db, key)
            file = files.by_token(db, token)
            if file is None or file.complaint_id != row.id or file.quarantined or row.confidential:
                raise NotFound("file")
            told = {m.number for m in messages.conversation(db, row.id) if _is_theirs_to_read(m)}
            if file.message_number not in told:
                raise NotFound("file")
            return files.content(db, file)

    def identity(self, key: Key) -> Identity | None:
        """Who filed it, for the receipt that they print right after filing."""
        with self._engine.sessions.reading() as db:
            row = _row(db, key)
            known = people.identity(db, self._vault, row.person_id)
            form = filed.form_of(db, self._channels, row.id)
        return filed.as_typed(known, form) if known and form else known

    def answers(self, key: Key) -> Mapping[str, str]:
        """What was answered on the form, as it stands in the kept document; empty for others."""
        with self._engine.sessions.reading() as db:
            form = filed.form_of(db, self._channels, _row(db, key).id)
        return form.answers if form else {}

    def sender(self, key: Key) -> str:
        """The address under which their complaint knows them; empty where it knows none."""
        with self._engine.sessions.reading() as db:
            row = _row(db, key)
            known = people.contacts_of(db, self._vault, row.person_id)
        on_form = [contact.address for contact in known if contact.channel == "form"]
        return next(iter(on_form or [contact.address for contact in known]), "")

    # -- acting ---------------------------------------------------------------------------

    def resolve(self, key: Key, now: datetime) -> None:
        """They say that it is solved."""
        self._act(key, "resolve", "", now)

    def dispute(self, key: Key, why: str, now: datetime) -> None:
        """They say that it is not, and why."""
        self._act(key, "dispute", _some(why), now)

    def withdraw(self, key: Key, why: str, now: datetime) -> None:
        """They take it back."""
        self._act(key, "withdraw", _some(why), now)

    def _act(self, key: Key, move: str, why: str, now: datetime) -> None:
        def work(db: Session) -> None:
            row = _row(db, key)
            words = _words(row, why) if why else None
            command = c.Act(complaint=row.id, move=move, words=words)
            self._engine.execute_in(db, command, COMPLAINANT, now)

        self._engine.sessions.settled(work)


def _row(db: Session, key: Key) -> ComplaintRow:
    """The row; none for a key whose code has been replaced since."""
    row = complaints.by_reference(db, key.reference)
    if row is None or row.code_edition != key.edition:
        raise NotFound
    return row


def _some(why: str) -> str:
    if not why.strip():
        raise Refused("empty", "Write something first.")
    return why.strip()


def _words(row: ComplaintRow, why: str) -> c.Words:
    """Their own words on the page; answers go on to where they went before."""
    contact = row.reply_contact_id
    reply = (row.reply_channel, row.reply_account, contact) if contact else None
    return c.Words(
        text=why,
        reply_text=why,
        language=row.language,
        channel="form",
        account=row.account,
        contact=contact or 0,
        rule="tracking_page",
        reply=reply,
    )


def _is_theirs_to_read(message: MessageRow) -> bool:
    return message.direction in ("in", "out") and message.visibility != "internal"


def _said(message: MessageRow, attached: list[AttachmentRow]) -> Said:
    """An officer's own words without the letter around them; never a secret code."""
    words = (message.reply_text or message.text).replace(SECRET_MARK, "•••••-•••••")
    if message.purpose in TOLD_BY_THE_HISTORY and not message.reply_text:
        words = ""
    return Said(
        number=message.number,
        ours=message.direction == "out",
        purpose=message.purpose,
        words=words.strip(),
        at=message.at,
        files=tuple(
            SaidFile(name=file.name, size=file.size, token=file.token, locked=file.quarantined)
            for file in attached
        ),
    )
