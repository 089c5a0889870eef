"""Takes a person out of the tables: names, addresses, words, files, and the raw bytes they sent.

What happened stays, without a word of theirs: rows, numbers, times, clocks. Nothing here asks
whether it may be done.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from workflow.store import files, lying, search, withheld
from workflow.store.models import ComplaintRow, MessageRow, OutboxRow
from workflow.store.page_tables import PostponedRow
from workflow.store.social_tables import AlterationRow
from workflow.store.tables import ContactRow, DraftRow, InboxRow, PersonRow

SHORTEST = 5
"""Addresses with fewer letters are too common to be looked for in raw bytes."""

NO_WORDS = dict.fromkeys(("subject", "text", "reply_text", "html", "permalink", "conversation"), "")


def complaints_of(db: Session, person: int) -> Sequence[ComplaintRow]:
    """The complaints of a person."""
    return db.scalars(select(ComplaintRow).where(ComplaintRow.person_id == person)).all()


def erase(db: Session, person: int, addresses: Iterable[str], now: datetime) -> None:
    """Take a person out. `addresses` are all that are known, opened: raw bytes may hold them."""
    ids = [row.id for row in complaints_of(db, person)]
    contacts = db.scalars(select(ContactRow.id).where(ContactRow.person_id == person)).all()
    _raw(db, ids, _told(db, ids, contacts), addresses)
    _complaints(db, ids)
    _elsewhere(db, contacts, ids)
    _identity(db, person, contacts, now)


def _told(db: Session, complaints: Sequence[int], contacts: Sequence[int]) -> set[int]:
    """Blank all messages; gives the inbox rows from which they came."""
    theirs = or_(
        MessageRow.complaint_id.in_(complaints),
        MessageRow.contact_id.in_(contacts) & (MessageRow.direction == "in"),
    )
    rows = db.execute(
        select(MessageRow.external_id, MessageRow.inbox_id, MessageRow.direction).where(theirs)
    ).all()
    targets = [row.external_id for row in rows if row.external_id]
    about = AlterationRow.target.in_(targets)
    altered = db.scalars(select(AlterationRow.inbox_id).where(about)).all()
    blank = {"text": "", "reply_text": "", "sender": "", "target": ""}
    db.execute(update(AlterationRow).where(about).values(**blank))
    db.execute(update(MessageRow).where(theirs).values(**NO_WORDS))
    came = theirs & (MessageRow.direction == "in")
    db.execute(update(MessageRow).where(came).values(external_id=""))
    return {id for id in (*altered, *(row.inbox_id for row in rows)) if id is not None}


def _elsewhere(db: Session, contacts: Sequence[int], own: Sequence[int]) -> None:
    """What they said in complaints of others, where an officer had put it: no file, no find."""
    theirs = MessageRow.contact_id.in_(contacts) & (MessageRow.direction == "in")
    rows = db.execute(
        select(MessageRow.complaint_id, MessageRow.number).where(
            theirs, MessageRow.complaint_id.not_in(own)
        )
    ).all()
    for complaint, number in rows:
        files.erase(db, complaint, number)
    for complaint in {row.complaint_id for row in rows}:
        search.forget(db, complaint)
        search.refresh(db, complaint)


def _raw(db: Session, complaints: Sequence[int], known: set[int], addresses: Iterable[str]) -> None:
    """Blank the raw bytes: those of their messages, and all others in which an address stands."""
    of_them = or_(
        InboxRow.id.in_(known),
        InboxRow.complaint_id.in_(complaints),
        InboxRow.suspected_id.in_(complaints),
    )
    ids = set(db.scalars(select(InboxRow.id).where(of_them)))
    for address in {one for one in addresses if len(one) >= SHORTEST}:
        ids |= _holding(db, address)
    for id in ids:
        blank = {"body": b"", "headers": "[]", "summary": "", "external_id": f"erased-{id}"}
        db.execute(update(InboxRow).where(InboxRow.id == id).values(**blank))


def _holding(db: Session, address: str) -> set[int]:
    """Rows, handled already, in whose bytes an address stands as a word of its own."""
    needle = address.encode()
    whole = re.compile(rb"(?<![0-9A-Za-z])" + re.escape(needle) + rb"(?![0-9A-Za-z])")
    rows = db.execute(
        select(InboxRow.id, InboxRow.body).where(
            InboxRow.state != "new", lying.stands_in(db, needle)
        )
    )
    return {id for id, body in rows if whole.search(body)}


def _complaints(db: Session, ids: Sequence[int]) -> None:
    """First lines, files, drafts, what waits to be sent, and what is searched."""
    db.execute(update(ComplaintRow).where(ComplaintRow.id.in_(ids)).values(first_line=""))
    db.execute(update(OutboxRow).where(OutboxRow.complaint_id.in_(ids)).values(target=""))
    db.execute(delete(DraftRow).where(DraftRow.complaint_id.in_(ids)))
    db.execute(delete(PostponedRow).where(PostponedRow.complaint_id.in_(ids)))
    withheld.forget(db, ids)
    for id in ids:
        files.erase(db, id)
        search.forget(db, id)


def _identity(db: Session, person: int, contacts: Sequence[int], now: datetime) -> None:
    """The vault's own rows. Nobody who writes again from there is known for the same one."""
    gone = {"name_sealed": b"", "details_sealed": b"", "erased_at": now}
    db.execute(update(PersonRow).where(PersonRow.id == person).values(**gone))
    for id in contacts:
        blank = {"address_sealed": b"", "blind": secrets.token_bytes(32), "proved": False}
        db.execute(update(ContactRow).where(ContactRow.id == id).values(**blank))
