"""Which complaint a message belongs to: an ordered chain of small named rules.

The first rule that gives a verdict wins, and its name is kept on the message, so that every
automatic decision can be explained to a person. A number in a subject line is never enough:
joining takes our keyed token or the channel's own conversation, *and* a known sender.
"""

import re
from collections.abc import Callable
from unicodedata import category

from workflow.core.messages import (
    Check,
    Happening,
    InboundMessage,
    Kind,
    Read,
    Receipt,
    Visibility,
)
from workflow.core.reference import references_in
from workflow.core.verdicts import Fate, Known, Surroundings, Verdict

REMARK = "remark"
STRAY_BOUNCE, STRAY_RECEIPT = "stray_bounce", "stray_receipt"
FEWEST_LETTERS, VOWEL_SIGN = 3, "Mc"
_NAMES_AND_TAGS = re.compile(r"[@#][\w.@-]+")

Rule = Callable[[Read, Surroundings], Verdict | None]


def duplicate(message: Read, around: Surroundings) -> Verdict | None:
    """The channel delivered it twice."""
    if around.seen_before:
        return Verdict(Fate.DUPLICATE, "duplicate", "It came before.")
    return None


def own_echo(message: Read, around: Surroundings) -> Verdict | None:
    """We wrote it ourselves; what we changed of it there is a change like any other."""
    if message.kind is Kind.OWN_ECHO and not _alters_ours(message, around):
        return Verdict(Fate.IGNORED, "own_echo", "Our own message came back to us.")
    return None


def receipt_or_bounce(message: Read, around: Surroundings) -> Verdict | None:
    """News of a message of ours becomes its delivery state; it never opens a complaint."""
    if not isinstance(message, Receipt):
        return None
    if around.message_sent is not None:
        return Verdict(Fate.IGNORED, "receipt", "News of our message.", around.message_sent)
    if message.kind is Kind.BOUNCE:
        return Verdict(Fate.IGNORED, STRAY_BOUNCE, "A bounce of no message of ours.")
    return Verdict(Fate.IGNORED, STRAY_RECEIPT, "News of no message of ours.")


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
    """What we cannot read is shown to a person as it came.

    Where a platform vouches for whoever sent it, it goes on as theirs: nobody is lost for having
    sent what it does not hand over (a poll, a picture to be seen once).
    """
    if message.kind is Kind.UNREADABLE and not _is_somebodys(message):
        return Verdict(Fate.SET_ASIDE, "unreadable", "It could not be read.")
    return None


def spam(message: Read, around: Surroundings) -> Verdict | None:
    """The server's own mark; somebody can still put it back."""
    if isinstance(message, InboundMessage) and message.spam:
        return Verdict(Fate.SET_ASIDE, "spam", "The mail server marked it as spam.")
    return None


def not_a_message(message: Read, around: Surroundings) -> Verdict | None:
    """Edits and deletions belong to their message; reactions and news of the account open nothing.

    What is about a message that has not come is kept, and holds when it comes.
    """
    if not isinstance(message, InboundMessage) or message.happening is Happening.MESSAGE:
        return None
    rule = str(message.happening)
    if message.happening not in (Happening.EDIT, Happening.DELETE):
        return Verdict(Fate.IGNORED, rule, "It carries no words.", around.altered)
    if around.altered is None:
        return Verdict(Fate.IGNORED, rule, "The message that it is about is not here.")
    return Verdict(Fate.CONTINUED, rule, complaint=around.altered)


def taken_back(message: Read, around: Surroundings) -> Verdict | None:
    """Its author deleted it before anybody read it."""
    if around.deleted:
        return Verdict(Fate.IGNORED, "taken_back", "Its author deleted it before it was read.")
    return None


def flood(message: Read, around: Surroundings) -> Verdict | None:
    """A program that writes all the time is read by a person, token or not."""
    if not around.lately.floods:
        return None
    known = around.by_token or around.by_thread or around.by_conversation
    reason = "Its sender has written too often within the hour."
    return Verdict(Fate.SET_ASIDE, "flood", reason, suspected=known.complaint if known else None)


def keyed_reply(message: Read, around: Surroundings) -> Verdict | None:
    """Our keyed token and the complainant's own address: it joins."""
    return _join(message, around.by_token, "keyed_reply")


def threaded_reply(message: Read, around: Surroundings) -> Verdict | None:
    """An answer to a message of ours, by its id, from the complainant's own address."""
    return _join(message, around.by_thread, "threaded_reply")


def quoted_message(message: Read, around: Surroundings) -> Verdict | None:
    """They quote a message of a complaint of their own: that one is meant, whatever its age."""
    return _join(message, around.by_quotation, "quoted_message")


def follow_up(message: Read, around: Surroundings) -> Verdict | None:
    """They quote what was closed too long ago: a complaint of its own, which names the old one."""
    if around.follows is None:
        return None
    reason = "It answers words of a complaint that was closed too long ago to go on."
    return Verdict(Fate.OPENED, "follow_up", reason, suspected=around.follows.complaint)


def named_reference(message: Read, around: Surroundings) -> Verdict | None:
    """They name a complaint of their own, where the platform says who they are."""
    theirs = [known for known in around.quoted if known.sender and around.vouched]
    return _join(message, theirs[0], "named_reference") if len(theirs) == 1 else None


def conversation(message: Read, around: Surroundings) -> Verdict | None:
    """The platform's own conversation with the same person."""
    return _join(message, around.by_conversation, "conversation")


def from_public(message: Read, around: Surroundings) -> Verdict | None:
    """Whoever commented in public goes on in private, under the platform's same id."""
    return _join(message, around.from_public, "from_public")


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
    if message.kind is Kind.UNREADABLE:
        return None  # there was something in it
    return Verdict(Fate.SET_ASIDE, "blank", "There are no words and no files in it.")


def few_words(message: Read, around: Surroundings) -> Verdict | None:
    """Signs, names and tags below a post of ours say nothing that could be worked on."""
    if not isinstance(message, InboundMessage) or message.visibility is not Visibility.PUBLIC:
        return None
    words = _NAMES_AND_TAGS.sub("", message.text)
    letters = sum(sign.isalpha() or category(sign) == VOWEL_SIGN for sign in words)
    if letters >= FEWEST_LETTERS or message.attachments:
        return None
    return Verdict(Fate.SET_ASIDE, "few_words", "There are only signs, names or tags in it.")


def remark(message: Read, around: Surroundings) -> Verdict | None:
    """Somebody else writes below a complaint's words: never the complainant's own.

    No rule tells a remark from a second complaint, and one that is taken for a remark would be
    lost: it stands beside the complaint until an officer leaves it there, or opens one of it.
    """
    if around.below is None:
        return None
    reason = "Somebody else wrote it below the words of this complaint."
    return Verdict(Fate.SET_ASIDE, REMARK, reason, suspected=around.below.complaint)


def repeated(message: Read, around: Surroundings) -> Verdict | None:
    """Pressing the button twice is not complaining twice."""
    if around.lately.same_words:
        return Verdict(Fate.DUPLICATE, "repeated", "The same sender wrote the same a moment ago.")
    return None


def too_many(message: Read, around: Surroundings) -> Verdict | None:
    """So many new complaints within the hour are no longer made by hand: nothing is lost."""
    if around.lately.overflows:
        reason = "Too many new complaints came from there within the hour."
        return Verdict(Fate.SET_ASIDE, "too_many", reason)
    return None


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
    flood,
    keyed_reply,
    follow_up,
    threaded_reply,
    quoted_message,
    named_reference,
    conversation,
    from_public,
    taken_back,
    spam,
    mailing_list,
    quoted_reference,
    blank,
    few_words,
    remark,
    repeated,
    too_many,
    new,
)


def match(message: Read, around: Surroundings) -> Verdict:
    """The verdict of the first rule that has one."""
    verdicts = (rule(message, around) for rule in CHAIN)
    return next(verdict for verdict in verdicts if verdict is not None)


def _is_somebodys(message: Read) -> bool:
    """Whether it was sent in private by somebody for whom the platform vouches."""
    if not isinstance(message, InboundMessage) or message.visibility is not Visibility.PRIVATE:
        return False
    named = bool(message.sender.address and message.conversation)
    return named and message.sender_check is Check.PASSED


def _alters_ours(message: Read, around: Surroundings) -> bool:
    """An edit or a deletion of our own words that are here, or may still come in private."""
    if not isinstance(message, InboundMessage):
        return False
    is_ours = around.altered is not None or message.visibility is Visibility.PRIVATE
    return is_ours and message.happening in (Happening.EDIT, Happening.DELETE)


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
