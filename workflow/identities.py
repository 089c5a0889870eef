"""Who speaks: when two names on a platform are one person, and when they are not.

A platform that vouches for a message may name its sender more than once (WhatsApp: an id and a
telephone number, together or one alone). The first name is the best; the others follow. What
somebody only typed into a form proves nothing and ties nobody together.

Numbers change hands: a further name that comes with another first name than the one we know it
by goes over to whoever has it now, and nothing of its former holder goes with it. Two contacts
that both wrote to us are never made one, whatever is learned later; their complaints stand.
"""

import logging
from dataclasses import replace

from sqlalchemy.orm import Session

from workflow.core.messages import Check, Happening, InboundMessage
from workflow.post import PAGE
from workflow.store import aliases, people
from workflow.store.people import Known, Vault

log = logging.getLogger(__name__)


def hold(db: Session, vault: Vault, message: InboundMessage) -> None:
    """Let nobody else read words of whoever this is from, or forget them, until we are done.

    Two messages may each name another one of somebody's names, and yet be of one person.
    """
    names = filter(None, (message.sender.address, *message.sender.aliases))
    people.hold_named(db, vault, message.channel, names)


def who(db: Session, vault: Vault, message: InboundMessage) -> Known | None:
    """The contact that a message is from, if we have met it under any of its names."""
    channel, sender = message.channel, message.sender
    known = people.known_contact(db, vault, channel, sender.address) if sender.address else None
    if known is not None or not _is_vouched_for(message):
        return known
    found = (people.known_contact(db, vault, channel, name) for name in sender.aliases if name)
    met = [one for one in found if one is not None]
    # Where the platform itself says that a name has changed, the old one is any that we know.
    is_change = message.happening is Happening.ACCOUNT
    same = (replace(one, renamed=True) for one in met if is_change or not one.by_alias)
    return next(same, None)


def learn(db: Session, vault: Vault, message: InboundMessage, known: Known) -> None:
    """Keep the names that a message gives to its sender, the first of them to write to."""
    if not _is_vouched_for(message):
        return
    channel, best = message.channel, message.sender.address
    for name in dict.fromkeys(filter(None, (best, *message.sender.aliases))):
        other = people.known_contact(db, vault, channel, name)
        if other is not None and other.id == known.id:
            continue
        if other is None:
            keep = aliases.lead if name == best else aliases.add
            keep(db, vault, known, (channel, name))
        elif other.by_alias:
            aliases.give(db, vault, known, (channel, name))
        told = {"action": "contact.renamed", "contact_id": known.id}
        log.info("a name or number has changed", extra=told)


def _is_vouched_for(message: InboundMessage) -> bool:
    return message.sender_check is Check.PASSED and message.channel != PAGE
