"""A message of the inbox as an officer reads it before judging: plain text, sender by a hint.

Nothing of it is shown as HTML and nothing is fetched. Whose address it is stays in the vault:
a hint is enough to compare with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from web.here import installation
from web.i18n import translate
from web.quoting import new_and_whole
from workflow import blotting
from workflow.core.messages import InboundMessage, Read, Receipt
from workflow.core.refusal import Refused
from workflow.deliveries import in_doubt
from workflow.store import alterations
from workflow.store.tables import InboxRow

DOTS = "•••"
LAST_DIGITS = 3
LONGEST_SHOWN = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file inside a message that is not stored yet."""

    name: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """What a message says. `whole` is all of it where `text` is only what is new in it."""

    id: int
    channel: str
    arrived_at: datetime
    rule: str
    reason: str
    suspected: int | None
    sender: str
    subject: str
    text: str
    whole: str
    files: tuple[File, ...]
    parts: int
    """How many messages the bytes hold; this is the one that is to be judged."""


def read_row(row: InboxRow) -> Readable:
    """The message in an inbox row, read by its channel; without words where it cannot be."""
    read = _read(row)
    message = in_doubt(read, row.summary) or next(iter(read), None)
    text, whole = _edited(message) or _words(message)
    return Readable(
        id=row.id,
        channel=row.channel,
        arrived_at=row.arrived_at,
        rule=row.rule,
        reason=row.reason,
        suspected=row.suspected_id,
        sender=_sender(message),
        subject=message.subject if message else "",
        text=text[:LONGEST_SHOWN],
        whole=whole[:LONGEST_SHOWN],
        files=_files(message),
        parts=len(read),
    )


def _read(row: InboxRow) -> Sequence[Read]:
    house = installation()
    try:
        with house.sessions.reading() as db:
            return blotting.read(db, house.channels, house.keys.reply_token, row)
    except Refused:  # the channel has been switched off since
        return ()


def _words(message: Read | None) -> tuple[str, str]:
    if message is None:
        return "", ""
    new = message.reply_text if isinstance(message, InboundMessage) else ""
    return new_and_whole(message.text, new)


def _edited(message: Read | None) -> tuple[str, str] | None:
    """The words as their author changed them since; none where nothing was changed."""
    if not isinstance(message, InboundMessage) or not message.conversation:
        return None
    place = (message.channel, message.account, message.external_id)
    with installation().sessions.reading() as db:
        happened = alterations.of(db, place)
    edits = [one for one in happened if one.kind == "edit"]
    return new_and_whole(edits[-1].text, edits[-1].reply_text) if edits else None


def _files(message: Read | None) -> tuple[File, ...]:
    if not isinstance(message, InboundMessage):
        return ()
    return tuple(File(name=file.name, size=len(file.content)) for file in message.attachments)


def _sender(message: Read | None) -> str:
    if message is None or isinstance(message, Receipt) or not message.sender.address:
        return translate("Nobody, as far as we can tell")
    return hint(message.sender.address)


def hint(address: str) -> str:
    """Enough of an address to compare it with another, too little to write to it."""
    name, at, domain = address.rpartition("@")
    if at and name:
        return f"{name[0]}{DOTS}@{domain}"
    return f"{DOTS}{address[-LAST_DIGITS:]}"
