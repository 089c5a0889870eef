"""What messages cost, as platforms tell it: kept once per message over there, summed by month."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflow.core.pricing import Price
from workflow.store.accounts import Which
from workflow.store.inserting import insert_into
from workflow.store.sending_tables import PriceRow as Row

LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Messages of one account, month and category. `amount` is zero where none was told."""

    month: str
    category: str
    currency: str
    billable: int = 0
    free: int = 0
    amount: Decimal = Decimal(0)


def keep(
    db: Session, place: tuple[str, str, str], about: tuple[int | None, str], price: Price
) -> None:
    """Keep what was told of a message over there, as (channel, account, its id).

    `about`: our message's id if it is known, and the local month. What was told first stays,
    for one message is told of several times.
    """
    channel, account, external_id = place
    message, month = about
    values = {
        "channel": channel,
        "account": account,
        "external_id": external_id,
        "message_id": message,
        "month": month,
        "category": price.category[:LONGEST],
        "kind": price.kind[:LONGEST],
        "billable": price.billable,
        "currency": price.currency[:LONGEST],
        "amount": price.amount[:LONGEST],
    }
    db.execute(insert_into(db, Row).values(values).on_conflict_do_nothing())


def sums(db: Session, which: Which, months: int) -> Sequence[Sum]:
    """The newest months of an account in which anything was told, each by category."""
    of_it = (Row.channel == which[0], Row.account == which[1])
    known = select(Row.month).where(*of_it).distinct().order_by(Row.month.desc()).limit(months)
    newest = db.scalars(known).all()
    of = (Row.month, Row.category, Row.currency, Row.billable, Row.amount)
    rows = db.execute(select(*of, func.count()).where(*of_it, Row.month.in_(newest)).group_by(*of))
    found: dict[tuple[str, str, str], Sum] = {}
    for month, category, currency, billable, amount, count in rows:
        key = (month, category, currency)
        before = found.get(key) or Sum(month=month, category=category, currency=currency)
        found[key] = Sum(
            month=month,
            category=category,
            currency=currency,
            billable=before.billable + (count if billable else 0),
            free=before.free + (0 if billable else count),
            amount=before.amount + count * _number(amount),
        )
    return sorted(found.values(), key=lambda one: (one.month, one.category), reverse=True)


def _number(amount: str) -> Decimal:
    """Added exactly; what is no number counts for nothing."""
    try:
        number = Decimal(amount) if amount else Decimal(0)
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)
