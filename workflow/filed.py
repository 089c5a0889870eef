"""A complaint from the page as it was filed: what was typed on that very form, and by whom.

Whoever types an address proves nothing by it (`identities.py`): the vault may have met it with
another name. So of who filed a complaint there its own form tells, and nothing else that the
vault knows of the address: else a stranger would type an address to learn whose it is.
"""

from dataclasses import replace

from sqlalchemy.orm import Session

from workflow.channels import Channels
from workflow.core.messages import InboundMessage
from workflow.post import PAGE
from workflow.store import inbox, messages
from workflow.store.people import Identity
from workflow.store.tables import InboxRow
from workflow.vault import normal_form


def form_of(db: Session, channels: Channels, complaint: int) -> InboundMessage | None:
    """What was typed on the form that opened a complaint; none where no form did."""
    first = next(iter(messages.conversation(db, complaint)), None)
    kept = db.get(InboxRow, first.inbox_id) if first and first.inbox_id else None
    if kept is None or kept.channel != PAGE:
        return None
    read = channels.get(PAGE).parse(inbox.raw_of(kept))
    return next((one for one in read if isinstance(one, InboundMessage)), None)


def as_typed(known: Identity, form: InboundMessage) -> Identity:
    """Somebody by what they typed on a form, whoever else has typed the same address before."""
    sender = form.sender
    typed = {normal_form(name) for name in (sender.address, *sender.aliases)}
    return replace(
        known,
        name=sender.name,
        details={"phone": sender.phone} if sender.phone else {},
        addresses=tuple(way for way in known.addresses if normal_form(way[1]) in typed),
    )
