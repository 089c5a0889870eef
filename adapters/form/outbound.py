"""Answering on the tracking page: the text is there as soon as it is written.

The page shows the complaint's own messages, so there is nobody to call and nothing that
could fail; what remains is to refuse what the page would show to the wrong people.
"""

from adapters.sending import parts_of
from workflow.core.messages import Capabilities, OutboundMessage, Sent

CAN = Capabilities(thread=True, attach=True, repeat=True)
"""Private, of any length; the same message a second time is the same line on the page."""


def put_up(message: OutboundMessage, can: Capabilities = CAN) -> Sent:
    """Delivered, under our own key; raises `Undeliverable` for what is not for the page."""
    parts_of(message, can)
    return Sent(external_id=message.key, delivered=True)
