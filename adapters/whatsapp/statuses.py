"""News of what we sent: on its way, delivered, read or refused, as WhatsApp tells it.

They come out of order and more than once; the engine knows that a later one never goes
back to an earlier one. Pure.
"""

from collections.abc import Mapping

from adapters.documents import BadDocument
from adapters.fields import Fields
from adapters.meta.errors import FINAL, Meaning, failure_of, meaning_of
from adapters.whatsapp.errors import CODES
from workflow.core.messages import REPLY_TOKEN, Outcome, Price, RawMessage, Receipt

OUTCOMES: Mapping[str, Outcome] = {
    "sent": Outcome.ACCEPTED,
    "delivered": Outcome.DELIVERED,
    "read": Outcome.READ,
    "played": Outcome.READ,
    "failed": Outcome.REFUSED,
}
"""Their word to ours; the rest is `unknown`."""


def receipt_of(status: Fields, raw: RawMessage, account: str) -> Receipt:
    """What one status says; raises `BadDocument` if it names no message."""
    message, word = status.needed_id("id"), status.needed("status")
    outcome = OUTCOMES.get(word, Outcome.UNKNOWN)
    to = status.id("recipient_user_id") or status.id("recipient_id")
    why = _why(status) if outcome is Outcome.REFUSED else None
    ours = status.line("biz_opaque_callback_data")
    return Receipt(
        channel=raw.channel,
        account=account,
        external_id=f"s:{message}:{word}",
        outcome=outcome,
        message_ids=(message,),
        key=ours.partition(" ")[0],
        tokens=tuple(REPLY_TOKEN.findall(ours)),
        failed=(to,) if why and to else (),
        permanent=why is not None and why.cls in FINAL,
        code=why.word if why else "",
        recipients=(to,) if to else (),
        sent_at=status.count_time("timestamp"),
        price=_price(status),
    )


def _price(status: Fields) -> Price | None:
    """What they say of its price: never a sum, only whether it is billed and as what."""
    if "pricing" not in status:
        return None
    try:
        told = status.inner("pricing")
        return Price(
            category=told.line("category") or "unknown",
            billable=told.flag("billable"),
            kind=told.line("type"),
        )
    except BadDocument:  # what became of the message is worth more than its price
        return None


def _why(status: Fields) -> Meaning | None:
    """The first error of a refusal; some say none."""
    try:
        errors = status.each("errors")
        return meaning_of(failure_of(errors[0]), CODES) if errors else None
    except BadDocument:
        return None
