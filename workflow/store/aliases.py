"""Further names by which a platform knows a contact: rows that follow it, found like addresses.

Says nothing of who is who; `workflow/identities.py` knows when two names are of one person.
"""

from sqlalchemy import update
from sqlalchemy.orm import Session

from workflow.store.people import Known, Vault
from workflow.store.tables import ContactRow

Name = tuple[str, str]
"""A channel, and a name that somebody has there."""


def add(db: Session, vault: Vault, known: Known, name: Name) -> None:
    """One more name of a contact; it stands nowhere else."""
    channel, address = name
    sealed = (vault.blind(channel, address), vault.seal(address, "address"))
    _follow(db, known, channel, sealed)


def give(db: Session, vault: Vault, known: Known, name: Name) -> None:
    """An alias of somebody else's is this contact's name from now on."""
    channel, address = name
    where = (ContactRow.channel == channel, ContactRow.blind == vault.blind(channel, address))
    theirs = {"person_id": known.person, "alias_of_id": known.id}
    db.execute(update(ContactRow).where(*where).values(theirs))


def lead(db: Session, vault: Vault, known: Known, name: Name) -> None:
    """Write to a contact by a name that is new; its address so far becomes an alias."""
    channel, address = name
    first = db.get_one(ContactRow, known.id)
    was = (first.blind, first.address_sealed)
    first.blind = vault.blind(channel, address)
    first.address_sealed = vault.seal(address, "address")
    db.flush()  # one name never stands in two rows
    _follow(db, known, channel, was)


def _follow(db: Session, known: Known, channel: str, sealed: tuple[bytes, bytes]) -> None:
    blind, address = sealed
    db.add(
        ContactRow(
            person_id=known.person,
            channel=channel,
            blind=blind,
            address_sealed=address,
            proved=True,
            alias_of_id=known.id,
        )
    )
    db.flush()
