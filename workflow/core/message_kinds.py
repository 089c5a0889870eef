"""The closed words of messages: who wrote, what they did, who can read it, what became of it.

Part of `messages.py`, from which everybody takes them.
"""

from enum import StrEnum


class Kind(StrEnum):
    """Who or what wrote a message."""

    PERSON = "person"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    COMPLAINT_REPORT = "complaint_report"
    LIST = "list"
    OWN_ECHO = "own_echo"
    RECEIPT = "receipt"
    UNREADABLE = "unreadable"


class Happening(StrEnum):
    """What the sender did: most channels know only `message`."""

    MESSAGE = "message"
    EDIT = "edit"
    DELETE = "delete"
    REACTION = "reaction"
    ACCOUNT = "account"


class Visibility(StrEnum):
    """Who can read a message."""

    PRIVATE = "private"
    PUBLIC = "public"
    INTERNAL = "internal"


class Outcome(StrEnum):
    """What became of a message that we sent; later ones never go back to earlier ones."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    READ = "read"
    REFUSED = "refused"
    DELAYED = "delayed"
    UNKNOWN = "unknown"


class Check(StrEnum):
    """What the trusted receiving server says of the sender's address."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
