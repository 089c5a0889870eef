"""E-mail addresses of the staff: the public ones, and those of the office's own network.

Names that are kept for inner networks (RFC 6761, 6762) are taken only where the office has
listed them. Addresses of complainants do not come by here.
"""

from collections.abc import Container

from email_validator import EmailNotValidError, validate_email

from workflow.core.refusal import Refused

_PUBLIC = "office.go.id"
"""Stands for an inner domain, so that all else of the address is looked at."""


def address_of(email: str, internal: Container[str] = ()) -> str:
    """An address as it is kept; empty for none, `Refused` for what is no address.

    `internal` are the inner domains of this office, in small letters.
    """
    if not email.strip():
        return ""
    local, at, domain = email.strip().rpartition("@")
    inner = domain.lower() if domain.lower() in internal else ""
    try:
        sound = validate_email(f"{local}{at}{_PUBLIC if inner else domain}",
                               check_deliverability=False)  # fmt: skip
    except EmailNotValidError as cause:
        raise Refused(
            "bad-email", "That is no e-mail address. Write it as in “name@office.go.id”."
        ) from cause
    return f"{sound.local_part}@{inner}" if inner else sound.normalized
