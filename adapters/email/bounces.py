"""Bounces written for people only: who refused, for how long, with which code.

Mail systems of thirty years each have their own wording. What they share is read here: a
daemon as sender, a sentence about delivery, addresses at the head of a line, a copy of the
mail below. No mail system is asked for by name; the phrases are in `bounce_words.py`.
"""

from dataclasses import dataclass

from adapters.email import bounce_words as words
from adapters.email.addresses import Address, plain_addresses
from adapters.email.headers import Headers
from adapters.email.reports import CODE, REPLY_CODE, Report
from workflow.core.messages import Outcome

LONGEST = 60_000
"""Characters of a notice that are read."""

MOST_FAILED = 50
_FAILED_FIELDS = ("x-failed-recipients", "x-failed-recipient", "x-actual-recipient")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A mail that may be a bounce; `ours` are addresses that never count as failed."""

    headers: Headers
    sender: Address
    subject: str
    text: str
    ours: frozenset[str]
    returned: Headers | None = None
    """The header of the mail that is attached, if one is."""


def is_bounce(notice: Notice) -> bool:
    """Whether a program says that mail did not arrive.

    The less certain it is that no person wrote, the more must speak for a bounce.
    """
    if any(name in notice.headers for name in _FAILED_FIELDS):
        return True
    if words.DAEMON.fullmatch(notice.sender.local):
        return True
    says = bool(words.SUBJECT.match(notice.subject))
    if words.DAEMON_NAME.search(notice.sender.name):
        return says or _explains(notice)
    nobody = has_null_sender(notice.headers) or not notice.sender.address
    if not says or nobody or words.OFFICE.fullmatch(notice.sender.local):
        return says
    returns = notice.returned is not None or bool(words.COPY.search(notice.text[:LONGEST]))
    return returns and _explains(notice) and "in-reply-to" not in notice.headers


def _explains(notice: Notice) -> bool:
    return bool(words.SENTENCE.search(notice.text[:LONGEST]))


def has_null_sender(headers: Headers) -> bool:
    """An empty return path: nobody wants an answer (RFC 5321 4.5.5)."""
    return "return-path" in headers and headers.text("return-path").strip() in {"<>", ""}


def read_bounce(notice: Notice) -> Report:
    """Who refused and whether for good, as far as the words say."""
    said = _without_copy(notice.text[:LONGEST])
    failed = _failed(notice, said)
    code = CODE.search(said) or REPLY_CODE.search(said)
    outcome = _outcome(notice.subject, said)
    return Report(
        outcome=outcome,
        failed=tuple(failed[:MOST_FAILED]),
        permanent=outcome is Outcome.REFUSED and not (code and code[1].startswith("4")),
        code=code[1] if code else "",
    )


def _outcome(subject: str, said: str) -> Outcome:
    """A word in the subject decides; else delayed is what no word calls final."""
    for text in (subject, said):
        if words.DELAY.search(text) and not words.FINAL.search(text):
            return Outcome.DELAYED
        if words.FINAL.search(subject):
            break
    return Outcome.REFUSED


def _without_copy(text: str) -> str:
    """The notice without the mail that it returns."""
    ends = [
        found.start() for mark in (words.COPY, words.HEADER_RUN) if (found := mark.search(text))
    ]
    notice = text[: min(ends, default=len(text))]
    return notice if plain_addresses(notice) else text


def _failed(notice: Notice, said: str) -> list[str]:
    """The surest reading that gives an address: a header, a list, a sentence, any address."""
    told = words.QUOTED_FIELD.sub("", said)
    readings = (
        [notice.headers.text(name) for name in _FAILED_FIELDS],
        [found[1] for found in words.HEAD_OF_LINE.finditer(told)],
        [found[1] for found in words.IN_SENTENCE.finditer(told)],
        [told],
        [found[1] for found in words.RETURNED_TO.finditer(notice.text[:LONGEST])],
        [notice.returned.text("to")] if notice.returned else [],
    )
    for reading in readings:
        found = [one for written in reading for one in plain_addresses(written)]
        if strangers := [one for one in dict.fromkeys(found) if _may_fail(one, notice)]:
            return strangers
    return []


def _may_fail(address: str, notice: Notice) -> bool:
    local = address.rpartition("@")[0]
    if address in notice.ours or address == notice.sender.address:
        return False
    return not (words.DAEMON.fullmatch(local) or words.OFFICE.fullmatch(local))
