"""Persons and their addresses, as the vault seals them. No name or address is stored open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlalchemy.orm import Session, aliased

from workflow.store import direct
from workflow.store.inserting import dialect_of
from workflow.store.tables import ContactRow, PersonRow


class Vault(Protocol):
    """What seals and opens (`workflow/vault.py`); the store never holds a key."""

    def seal(self, text: str, what: str) -> bytes: ...

    def open(self, sealed: bytes, what: str) -> str: ...

    def seal_details(self, details: dict[str, str]) -> bytes: ...

    def open_details(self, sealed: bytes) -> dict[str, str]: ...

    def blind(self, channel: str, address: str) -> bytes: ...

    def pseudonym(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Contact:
    """One address of one person, opened. Never logged, never put into an event."""

    id: int
    person: int
    channel: str
    address: str
    proved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A person, opened: only for the outbox and for a logged reveal."""

    id: int
    pseudonym: str
    name: str
    details: dict[str, str]
    addresses: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Known:
    """An address that we have met: its contact, whose it is, whether it proved itself.

    `by_alias` tells that it is a further name of the contact, `renamed` that there are any.
    """

    id: int
    person: int
    proved: bool
    by_alias: bool = False
    renamed: bool = False


_first, _further = aliased(ContactRow), aliased(ContactRow)
_FIND = (
    select(
        _first.id,
        _first.person_id,
        _first.proved,
        ContactRow.alias_of_id.is_not(None),
        exists().where(_further.alias_of_id == _first.id),
    )
    .join(_first, _first.id == func.coalesce(ContactRow.alias_of_id, ContactRow.id))
    .where(ContactRow.channel == bindparam("channel"), ContactRow.blind == bindparam("blind"))
)
_ADD_PERSON = insert(PersonRow).returning(PersonRow.id)
_ADD_CONTACT = insert(ContactRow).returning(ContactRow.id)


def known_contact(db: Session, vault: Vault, channel: str, address: str) -> Known | None:
    """The contact behind an address, or behind a further name of it, if we have met it."""
    where = {"channel": channel, "blind": vault.blind(channel, address)}
    found = direct.rows(db, _FIND, where)
    return Known(*found[0]) if found else None


def hold_named(db: Session, vault: Vault, channel: str, names: Iterable[str]) -> None:
    """Hold whoever has one of these names on a channel, as `hold` does."""
    if dialect_of(db) == "sqlite":
        return
    blinds = [vault.blind(channel, name) for name in names]
    if blinds:
        db.connection().execute(_HOLD_NAMED, {"channel": channel, "blinds": blinds})


def hold(db: Session, person: int) -> None:
    """Be the only one who takes words of a person in, or takes them out, to the very end.

    On SQLite the transaction itself keeps others out.
    """
    if dialect_of(db) != "sqlite":
        db.execute(_IN_ORDER.where(PersonRow.id == person))


# What is kept under a person's id has not to wait for it: nobody changes that.
_IN_ORDER = select(PersonRow.id).order_by(PersonRow.id).with_for_update(key_share=True)
_named = (
    ContactRow.channel == bindparam("channel"),
    ContactRow.blind.in_(bindparam("blinds", expanding=True)),
)
_HOLD_NAMED = _IN_ORDER.where(PersonRow.id.in_(select(ContactRow.person_id).where(*_named)))


def add_person(db: Session, vault: Vault, name: str, details: dict[str, str], now: datetime) -> int:
    """A new person with a pseudonym of their own; gives the id."""
    values = {
        "pseudonym": vault.pseudonym(),
        "name_sealed": vault.seal(name, "name") if name else b"",
        "details_sealed": vault.seal_details(details) if details else b"",
        "created_at": now,
    }
    return int(direct.rows(db, _ADD_PERSON, values)[0][0])


def add_contact(
    db: Session, vault: Vault, person: int, place: tuple[str, str], *, proved: bool
) -> int:
    """Another address of a person, as (channel, address); it belongs to one person only."""
    channel, address = place
    values = {
        "person_id": person,
        "channel": channel,
        "blind": vault.blind(channel, address),
        "address_sealed": vault.seal(address, "address"),
        "proved": proved,
    }
    return int(direct.rows(db, _ADD_CONTACT, values)[0][0])


def prove(db: Session, contact: int) -> None:
    """The address has shown that it receives what is sent to it."""
    db.execute(update(ContactRow).where(ContactRow.id == contact).values(proved=True))


def open_contact(db: Session, vault: Vault, contact: int) -> Contact | None:
    """A contact with its address; none when it was erased."""
    row = db.get(ContactRow, contact)
    if row is None or not row.address_sealed:
        return None
    address = vault.open(row.address_sealed, "address")
    return Contact(row.id, row.person_id, row.channel, address, row.proved)


def contacts_of(db: Session, vault: Vault, person: int) -> tuple[Contact, ...]:
    """All addresses of a person, oldest first."""
    ids = db.scalars(
        select(ContactRow.id).where(ContactRow.person_id == person).order_by(ContactRow.id)
    )
    opened = (open_contact(db, vault, id) for id in ids)
    return tuple(contact for contact in opened if contact is not None)


def channels_of(db: Session, person: int) -> tuple[str, ...]:
    """By which channels somebody is known, without opening any address."""
    where = (ContactRow.person_id == person, ContactRow.address_sealed != b"")
    return tuple(db.scalars(select(ContactRow.channel).where(*where).distinct()))


def identity(db: Session, vault: Vault, person: int) -> Identity | None:
    """Who somebody is. The caller has asked for a reason and writes it to the audit."""
    row = db.get(PersonRow, person)
    if row is None:
        return None
    return Identity(
        id=row.id,
        pseudonym=row.pseudonym,
        name=vault.open(row.name_sealed, "name"),
        details=vault.open_details(row.details_sealed),
        addresses=tuple((c.channel, c.address) for c in contacts_of(db, vault, person)),
    )
