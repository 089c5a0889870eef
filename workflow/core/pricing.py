"""What a message cost, in the words of the platform that took it.

Values only. No price is ever worked out here: platforms change theirs without asking us.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """`category` and `kind` are the platform's own words (`service`, `free_customer_service`).

    `amount` is a decimal number in `currency` (ISO 4217) where the platform names one.
    """

    category: str
    billable: bool
    kind: str = ""
    currency: str = ""
    amount: str = ""
