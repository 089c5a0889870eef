"""Which complaint a message belongs to: an ordered chain of small named rules.

The first rule that gives a verdict wins, and its name is kept on the message, so that every
automatic decision can be explained to a person. A number in a subject line is never enough:
joining takes our keyed token or the channel's own conversation, *and* a known sender.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from workflow.core.messages import Check, Happening, InboundMessage, Kind, Read, Receipt
from workflow.core.reference import references_in


class Fate(StrEnum):
    """What becomes of a message."""

    OPENED = "opened"
    CONTINUED = "continued"
    IGNORED = "ignored"
    SET_ASIDE = "set_aside"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Known:
    """One complaint that a message may belong to. `sender` is whether they are its complainant."""

    complaint: int
    reference: str
    state: str
    sender: bool
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What was looked up about a message before the rules see it."""

    by_token: Known | None = None
    by_thread: Known | None = None
    """Of the message that it answers, found by our own ids."""
    by_conversation: Known | None = None
    quoted: tuple[Known, ...] = ()
    """Complaints whose references its words name."""
    seen_before: bool = False
    message_sent: int | None = None
    """For a receipt: the complaint whose message it speaks of."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do, by which rule, and why in a sentence (English source text)."""

    fate: Fate
    rule: str
    reason: str = ""
    complaint: int | None = None
    suspected: int | None = None
    """A complaint that an officer should look at before deciding."""
    values: dict[str, str] = field(default_factory=dict)


Rule = Callable[[Read, Surroundings], Verdict | None]


def duplicate(message: Read, around: Surroundings) -> Verdict | None:
    """The channel delivered it twice."""
    if around.seen_before:
        return Verdict(Fate.DUPLICATE, "duplicate", "It came before.")
    return None


def own_echo(message: Read, around: Surroundings) -> Verdict | None:
    """We wrote it ourselves."""
    if message.kind is Kind.OWN_ECHO:
        return Verdict(Fate.IGNORED, "own_echo", "Our own message came back to us.")
    return None


def receipt_or_bounce(message: Read, around: Surroundings) -> Verdict | None:
    """News of a message of ours becomes its delivery state; it never opens a complaint."""
    if not isinstance(message, Receipt):
        return None
    if around.message_sent is not None:
        return Verdict(Fate.IGNORED, "receipt", "News of our message.", around.message_sent)
    if message.kind is Kind.BOUNCE:
        return Verdict(Fate.IGNORED, "stray_bounce", "A bounce of no message of ours.")
    return Verdict(Fate.IGNORED, "stray_receipt", "News of no message of ours.")


def complaint_report(message: Read, around: Surroundings) -> Verdict | None:
    """A provider's abuse report about our mail: for a person, not for the worklist."""
    if message.kind is Kind.COMPLAINT_REPORT:
        return Verdict(Fate.SET_ASIDE, "complaint_report", "A provider reports mail of ours.")
    return None


def auto_reply(message: Read, around: Surroundings) -> Verdict | None:
    """An out-of-office robot neither opens nor answers anything."""
    if message.kind is Kind.AUTO_REPLY:
        return Verdict(Fate.IGNORED, "auto_reply", "An automatic reply.")
    return None


def mailing_list(message: Read, around: Surroundings) -> Verdict | None:
    """Newsletters and lists are not complaints; a person may still look."""
    if message.kind is Kind.LIST:
        return Verdict(Fate.SET_ASIDE, "mailing_list", "It came through a mailing list.")
    return None


def unreadable(message: Read, around: Surroundings) -> Verdict | None:
    """What we cannot read is shown to a person as it came."""
    if message.kind is Kind.UNREADABLE:
        return Verdict(Fate.SET_ASIDE, "unreadable", "It could not be read.")
    return None


def spam(message: Read, around: Surroundings) -> Verdict | None:
    """The server's own mark; somebody can still put it back."""
    if isinstance(message, InboundMessage) and message.spam:
        return Verdict(Fate.SET_ASIDE, "spam", "The mail server marked it as spam.")
    return None


def not_a_message(message: Read, around: Surroundings) -> Verdict | None:
    """Reactions and news of the account carry no words."""
    if isinstance(message, InboundMessage) and message.happening in (
        Happening.REACTION,
        Happening.ACCOUNT,
    ):
        return Verdict(Fate.IGNORED, str(message.happening), "It carries no words.")
    return None


def keyed_reply(message: Read, around: Surroundings) -> Verdict | None:
    """Our keyed token and the complainant's own address: it joins."""
    return _join(message, around.by_token, "keyed_reply")


def threaded_reply(message: Read, around: Surroundings) -> Verdict | None:
    """An answer to a message of ours, by its id, from the complainant's own address."""
    return _join(message, around.by_thread, "threaded_reply")


def conversation(message: Read, around: Surroundings) -> Verdict | None:
    """The platform's own conversation with the same person."""
    return _join(message, around.by_conversation, "conversation")


def quoted_reference(message: Read, around: Surroundings) -> Verdict | None:
    """Whoever only names a reference may have read it anywhere: an officer judges."""
    for known in around.quoted:
        return _unverified(known, "It names a reference, but nothing proves who wrote it.")
    return None


def blank(message: Read, around: Surroundings) -> Verdict | None:
    """Nothing was written and nothing attached."""
    if not isinstance(message, InboundMessage):
        return None
    if message.text.strip() or message.subject.strip() or message.attachments:
        return None
    return Verdict(Fate.SET_ASIDE, "blank", "There are no words and no files in it.")


def new(message: Read, around: Surroundings) -> Verdict | None:
    """Everything else that a person wrote is a new complaint."""
    return Verdict(Fate.OPENED, "new")


CHAIN: tuple[Rule, ...] = (
    duplicate,
    own_echo,
    receipt_or_bounce,
    complaint_report,
    auto_reply,
    unreadable,
    not_a_message,
    keyed_reply,
    threaded_reply,
    conversation,
    spam,
    mailing_list,
    quoted_reference,
    blank,
    new,
)


def match(message: Read, around: Surroundings) -> Verdict:
    """The verdict of the first rule that has one."""
    verdicts = (rule(message, around) for rule in CHAIN)
    return next(verdict for verdict in verdicts if verdict is not None)


def _join(message: Read, known: Known | None, rule: str) -> Verdict | None:
    if known is None:
        return None
    if not known.sender:
        return _unverified(known, "Its sender is not the complainant, as far as we can tell.")
    if isinstance(message, InboundMessage) and message.sender_check is Check.FAILED:
        return _unverified(known, "The mail server doubts that the sender is who they say.")
    return Verdict(Fate.CONTINUED, rule, complaint=known.complaint)


def _unverified(known: Known, reason: str) -> Verdict:
    return Verdict(Fate.SET_ASIDE, "unverified_reply", reason, suspected=known.complaint)


def references_of(message: InboundMessage) -> tuple[str, ...]:
    """The references that a message names in its subject or its new words."""
    return references_in(f"{message.subject}\n{message.reply_text or message.text}"[:4000])


_NOT = re.compile(
    r"\b(?:belum|blm|blum|tidak|tdk|ndak|nggak|gak|ga|bukan|durung|kurang|masih|msh|not|never|"
    r"still|isn't|hasn't)\b",
    re.IGNORECASE,
)
_SOLVED = re.compile(
    r"\b(?:sudah|sdh|udah|wis|sampun|it is|it's)?\s*(?:selesai|tuntas|beres|teratasi|rampung|"
    r"solved|resolved|fixed)\b|^\W*(?:sudah|sampun|yes)\W*$",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:terima\s?kasih|trims|makasih|mksh|tks|thanks?|thank you|matur\s?nuwun|suwun|sama-sama|"
    r"baik|ok|oke|siap|amin|sae)\b",
    re.IGNORECASE,
)
_PLEASANTRY = re.compile(
    r"\b(?:pak|bu|ibu|bapak|min|admin|kak|mas|mbak|banyak|atas|jawabannya|bantuannya|infonya|"
    r"informasinya|penjelasannya|nggih|sekali|very|much|for|the|your|you|help|answer|so|"
    r"dan|semoga|sehat|selalu|sukses|salam|wassalam|hormat|kami|saya|dear|regards)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
SHORT = 12
"""Words; a longer message is always read by a person."""


def reading_of(text: str) -> str:
    """What a reply to our answer says of it: `solved`, `not_solved`, `thanks`, or empty.

    Only the plain and short is read by rule; whatever is unclear goes back to people.
    """
    words = _WORD.findall(text)
    if _NOT.search(text):
        return "not_solved"
    if len(words) > SHORT or "?" in text:
        return ""
    rest = _PLEASANTRY.sub("", _THANKS.sub("", text))
    if not _WORD.search(rest):
        return "thanks"
    if _SOLVED.search(rest) and not _WORD.search(_SOLVED.sub("", rest)):
        return "solved"
    return ""
