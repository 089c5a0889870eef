"""Reports in the forms of the standards: delivery (RFC 3464), reading (RFC 8098), abuse
(RFC 5965).

Says what became of a mail that we sent and which one it was. Bounces in nobody's form are
read in `bounces.py`.
"""

import re
from dataclasses import dataclass

from adapters.email.addresses import plain_addresses
from adapters.email.charset import decode
from adapters.email.mime import Part
from adapters.email.words import words_of
from workflow.core.messages import Outcome

LONGEST = 200_000
"""Bytes of a report that are read."""

MOST_RECIPIENTS = 200

_STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_READ_PARTS = frozenset(
    {"message/disposition-notification", "message/global-disposition-notification"}
)
_ABUSE_PARTS = frozenset({"message/feedback-report"})

_ACTIONS = {
    "failed": Outcome.REFUSED,
    "failure": Outcome.REFUSED,
    "delayed": Outcome.DELAYED,
    "delivered": Outcome.DELIVERED,
    "relayed": Outcome.ACCEPTED,
    "expanded": Outcome.DELIVERED,
}
_CLASSES = {"5": Outcome.REFUSED, "4": Outcome.DELAYED, "2": Outcome.DELIVERED}
_DISPOSITIONS = {
    "displayed": Outcome.READ,
    "read": Outcome.READ,
    "deleted": Outcome.DELIVERED,
    "dispatched": Outcome.DELIVERED,
    "processed": Outcome.DELIVERED,
}
_WORST_FIRST = (Outcome.REFUSED, Outcome.DELAYED, Outcome.DELIVERED, Outcome.ACCEPTED)

_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]*(.*(?:\n[ \t]+\S.*)*)")
CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
REPLY_CODE = re.compile(r"(?<![\d.])([45]\d\d)(?=[ :-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a mail. `code` is an enhanced status code (RFC 3463) or a reply code."""

    outcome: Outcome
    failed: tuple[str, ...] = ()
    permanent: bool = False
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Recipient:
    outcome: Outcome
    address: str
    code: str


def find_part(mail: Part, types: frozenset[str]) -> Part | None:
    """The first part of one of these types that is not inside another mail."""
    if mail.media_type in types:
        return mail
    if mail.media_type.startswith("message/"):
        return None
    return next((found for part in mail.parts if (found := find_part(part, types))), None)


def delivery_report(mail: Part) -> Report | None:
    """The worst that a delivery status says of any recipient."""
    part = find_part(mail, _STATUS_PARTS)
    if part is None:
        return None
    found = [one for group in _groups(part)[:MOST_RECIPIENTS] if (one := _recipient(group))]
    worst = next((o for o in _WORST_FIRST if any(one.outcome is o for one in found)), None)
    if worst is None:
        return None
    hit = [one for one in found if one.outcome is worst]
    bad = worst in {Outcome.REFUSED, Outcome.DELAYED}
    code = next((one.code for one in hit if one.code), "")
    return Report(
        outcome=worst,
        failed=tuple(dict.fromkeys(one.address for one in hit if one.address)) if bad else (),
        permanent=worst is Outcome.REFUSED and not code.startswith("4"),
        code=code,
    )


def reading_report(mail: Part) -> Report | None:
    """Whether a recipient says that the mail was opened, or a filter that it refused it."""
    part = find_part(mail, _READ_PARTS)
    if part is None:
        return None
    fields = {name: value for group in _groups(part) for name, value in group.items()}
    mode, _, rest = fields.get("disposition", "").lower().partition(";")
    word = re.split(r"[/,\s]", rest.strip())[0]
    if word == "deleted" and mode.strip().startswith("automatic-action"):
        # A filter of the recipient rejects in this form (RFC 5429 2.2.1); a person never does.
        failed = _address(fields.get("final-recipient", ""))
        return Report(outcome=Outcome.REFUSED, failed=(failed,) if failed else (), permanent=True)
    return Report(outcome=_DISPOSITIONS.get(word, Outcome.UNKNOWN))


def is_abuse_report(mail: Part) -> bool:
    """Whether a provider passes on that somebody pressed "this is spam"."""
    return find_part(mail, _ABUSE_PARTS) is not None


def reported_ids(mail: Part) -> str:
    """The fields of a report that may name the mail it is about."""
    part = find_part(mail, _STATUS_PARTS | _READ_PARTS | _ABUSE_PARTS)
    groups = _groups(part) if part else []
    names = ("original-message-id", "x-original-message-id", "original-envelope-id")
    return " ".join(group[name] for group in groups for name in names if name in group)


def _groups(part: Part) -> list[dict[str, str]]:
    """The fields of a report, one group for the mail and one for each recipient."""
    text = decode(part.content(LONGEST))
    groups = (dict(_fields(group)) for group in re.split(r"\n[ \t]*\n", text.strip("\n")))
    return [group for group in groups if group]


def _fields(text: str) -> list[tuple[str, str]]:
    return [(name.lower(), words_of(value)) for name, value in _FIELD.findall(text)]


def _recipient(group: dict[str, str]) -> _Recipient | None:
    address = _address(group.get("original-recipient", "")) or _address(
        group.get("final-recipient", "")
    )
    action = group.get("action", "").lower()
    word = re.match(r"[a-z]+", action)
    status = CODE.search(group.get("status", ""))
    told = CODE.search(group.get("diagnostic-code", ""))
    code = status[1] if status else told[1] if told else ""
    if told and code.endswith(".0.0") and told[1][0] == code[0]:
        code = told[1]
    outcome = _ACTIONS.get(word[0] if word else "") or (_CLASSES.get(code[:1]) if address else None)
    return _Recipient(outcome=outcome, address=address, code=code) if outcome else None


def _address(value: str) -> str:
    """`rfc822; <a@example.org>` without its type."""
    written = value.partition(";")[2] or value
    found = plain_addresses(written)
    return found[0] if found else ""
