"""What Meta says of an account's templates: approved, paused, rejected. Pure.

A template that may not be used leaves the office without words once the window has closed, so
somebody should know before the first one is needed.
"""

from collections.abc import Mapping

from adapters.fields import Fields

FIELD = "message_template_status_update"

NOTICES: Mapping[str, str] = {
    "APPROVED": "",
    "REINSTATED": "",
    "UNARCHIVED": "",
    "FLAGGED": "template-flagged",
    "PAUSED": "template-paused",
    "LOCKED": "template-paused",
    "DISABLED": "template-disabled",
    "REJECTED": "template-rejected",
    "ARCHIVED": "template-gone",
    "DELETED": "template-gone",
    "PENDING_DELETION": "template-gone",
}
"""Event -> code; empty: it may be used again. Others (still being looked at) say neither."""


def notice_in(field: str, value: Mapping[str, object]) -> dict[str, str]:
    """About which template what is said, if it is one of these."""
    if field != FIELD:
        return {}
    change = Fields(value, "value")
    code = NOTICES.get(change.line("event"))
    name, language = change.line("message_template_name"), change.line("message_template_language")
    if code is None or not name:
        return {}
    return {"about": f"{name} ({language})" if language else name, "notice": code}
