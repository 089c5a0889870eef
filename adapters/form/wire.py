"""The wire of the form is a function call: the page hands the answers to the inbox.

No network, and no check of who wrote: the page has done that before it calls.
"""

from adapters.documents import raw_of
from adapters.form.inbound import Form, encode
from workflow.core.messages import RawMessage

NAME = "form"


def hand_over(account: str, form: Form) -> RawMessage:
    """What goes to the inbox. The same answers are the same message, however often sent.

    Raises `BadDocument`, naming the field, for answers that could not be read again.
    """
    return raw_of(NAME, account, encode(form))
