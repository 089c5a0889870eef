"""How a message of the office fares, in a sentence for an officer: tried, waiting, given up, why.

Tables only. A code that is neither here nor among the troubles of accounts is shown as it
stands, for a technician.
"""

import re

from web.channel_words import WHY as OF_ACCOUNTS
from web.i18n import source, translate
from web.present import moment
from workflow.store.models import OutboxRow

UNSAFE = source("The address that we would have to call does not exist or is not allowed.")
WHY = {
    "unreachable": source("The other side cannot be reached."),
    "throttled": source("The other side is busy and asks us to come back later."),
    "no-answer": source("The other side did not answer."),
    "tls-failed": source("No closed line to the other side could be made."),
    "login-refused": source("The other side does not let us sign in; an administrator is needed."),
    "sender-refused": source("The mail server refuses our address; an administrator is needed."),
    "no-server": source("No mail server is set; an administrator is needed."),
    "no-signing-key": source("The key that signs our mail cannot be used; an administrator is "
                             "needed."),
    "no-account": source("The account through which it should go is no longer set."),
    "folder": source("The folder for outgoing mail cannot be written."),
    "no-such-mailbox": source("There is no such mailbox."),
    "mailbox-full": source("The mailbox is full."),
    "mailbox-closed": source("The mailbox takes no mail."),
    "moved-away": source("Whoever had this address has moved away."),
    "bad-address": source("This is no address that mail could go to."),
    "address-not-ascii": source("Our mail server cannot write to an address with such letters."),
    "too-large": source("It is too large for the other side."),
    "refused": source("The other side refuses it."),
    "address-gone": source("The address was erased."),
    "robot-address": source("Nobody reads this address: automatic messages do not go there."),
    "too-many-automatic": source("Too many automatic messages went to this address today."),
    "window-closed": source("The platform takes no more answers: too long ago did they write."),
    "no-private-way": source("On this platform nobody can be written to who only commented."),
    "private-reply-used": source("A comment is answered once in private, and this one was."),
    "private-reply-late": source("The comment is too old to be answered in private."),
    "unreachable-person": source("They cannot be reached there any more: blocked or left."),
    "blocked": source("They have blocked us there."),
    "kicked": source("We were removed from the conversation."),
    "deactivated": source("Their account there is closed."),
    "chat-not-found": source("Their account there is not found any more."),
    "not-begun": source("There nobody may be written to who has not written first."),
    "account-blocked": source("The platform has blocked our account; an administrator is needed."),
    "gone": source("What it answers is not there any more: it was deleted."),
    "post-gone": source("What it answers is not there any more: it was deleted."),
    "no-target": source("It is not known which message there it answers."),
    "no-address": source("No address or account is known to which it could go."),
    "handed-out": source("The other system has fetched it and not confirmed it yet."),
    "no-public": source("This channel cannot answer in public."),
    "no-attachments": source("This channel takes no files."),
    "too-long": source("It is too long for this channel."),
    "empty": source("It has no words."),
    "file-type": source("The other side does not take files of this kind."),
    "rejected": source("The other side refuses it."),
    "forbidden": source("The other side refuses it."),
    "unreadable-answer": source("The other side answered something that we do not understand."),
    "strange-answer": source("The other side answered something that we do not understand."),
    "answer-too-large": source("The other side answered something that we do not understand."),
    "timed-out": source("The other side did not answer."),
    "broken": source("The other side has a trouble of its own."),
    "bad-request": source("The other side answered something that we do not understand."),
    "busy": source("The other side is busy and asks us to come back later."),
    "moved": source("The conversation has moved to another place; the next try goes there."),
    "id-used": source("The other side already has another message under this number."),
    "file-unclear": source("One of its files was not taken; nothing was sent."),
    "account-disabled": source("The platform has closed our account; an administrator is needed."),
    "no-permission": source("Our account there may not do this; an administrator is needed."),
    "webhook-set": source("Our account there is read by another program; an administrator is "
                          "needed."),
    "second-poller": source("Our account there is read by another program; an administrator is "
                            "needed."),
    "payment-missing": source("The platform wants to be paid first; an administrator is needed."),
    "sending-limited": source("The platform limits how much we may send; an administrator is "
                              "needed."),
    "name-not-approved": source("The platform has not approved our account's name; an "
                                "administrator is needed."),
    "withheld-by-meta": source("Meta chose not to hand it over; within a day it will not."),
    "template-refused": source("The template that goes after the window does not fit what was "
                               "approved; an administrator is needed."),
    "template-paused": source("The platform has paused the template that goes after the window; an "
                              "administrator is needed."),
    "file-refused": source("The other side does not take one of its files."),
    "to-ourselves": source("It would go to our own number."),
    "not-on-test-list": source("Our account there is on trial and may not write to this person; an "
                               "administrator is needed."),
    "maintenance": source("The other side has a trouble of its own."),
    "needs-a-number": source("It can go to a telephone number only, and theirs is not known."),
    "identity-changed": source("Somebody else may have their telephone now. Make sure of who it is "
                               "before you write anything personal."),
    "wrong-address": source("The other side is not at the address that is set; an administrator "
                            "is needed."),
    "no-such-host": UNSAFE,
    "no-such-address": UNSAFE,
    "host-not-allowed": UNSAFE,
    "address-not-allowed": UNSAFE,
    "led-astray": UNSAFE,
    "redirected": UNSAFE,
    "no-link": source("A file could not be fetched."),
    "wrong-hash": source("A file did not arrive whole."),
    "interrupted": source("Our program stopped while it was being sent."),
}  # fmt: skip
CLASSES = (
    ("5.1.", "no-such-mailbox"), ("5.2.2", "mailbox-full"), ("4.2.2", "mailbox-full"),
    ("5.2.", "mailbox-closed"), ("5.3.4", "too-large"), ("5.7.", "refused"), ("550", "refused"),
    ("4.4.", "no-answer"), ("5.4.", "unreachable"), ("4.7.", "throttled"),
)  # fmt: skip
"""What the codes of mail systems mean (RFC 3463), by how they begin."""

SILENT = {
    "not_proved": source("No receipt was sent: the sender is not proved."),
    "doubtful": source("No receipt was sent: the mail server doubts that the sender is real."),
    "nobody": source("No receipt was sent: nobody reads the sender's address."),
    "address_capped": source("No receipt was sent: this address has had enough of them today."),
    "domain_capped": source("No receipt was sent: this domain has had enough of them today."),
    "network_capped": source("No receipt was sent: too many came from one network today."),
    "public_only": source(
        "No receipt was sent: they wrote in public, and cannot be written to in private."
    ),
    "old": source("No receipt was sent: it was old when it was taken in."),
}
"""Why a complaint was not acknowledged by itself."""

_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}|[245]\d\d")


def why(code: str) -> str:
    """A reason in words; a mail system's own code stands behind it."""
    meant = next((word for begins, word in CLASSES if code.startswith(begins)), code)
    words = WHY.get(meant) or (OF_ACCOUNTS[meant].what if meant in OF_ACCOUNTS else "")
    if not words:
        return translate("Code: {code}.", code=code) if code else ""
    said = translate(words)
    return f"{said} ({code})" if _CODE.fullmatch(code) else said


def silence(code: str) -> str:
    """Why no receipt was sent; empty where one was."""
    if not code:
        return ""
    return translate(SILENT[code]) if code in SILENT else translate("No receipt was sent.")


def told(going: OutboxRow | None, state: str) -> str:
    """How it fares, beyond its state in a word; empty where there is nothing to add."""
    if going is None:
        return ""
    reason = why(going.code)
    waits = _waits(going) if going.state == "queued" else ""
    if waits:
        return f"{waits} {reason}".strip()
    if state in _SAID:
        return f"{translate(_SAID[state])} {reason}".strip()
    if going.state == "given_up":
        said = translate("Given up after {count} tries.", count=going.attempts)
        return f"{said} {reason}".strip()
    return ""


def _waits(going: OutboxRow) -> str:
    """For what it waits, if not for its turn alone."""
    if going.next_try_at is None:
        return translate("It waits until the other system comes for it.")
    at = moment(going.next_try_at)
    if going.attempts:
        return translate("Tried {count} times; next try {at}.", count=going.attempts, at=at)
    return translate("Next try {at}.", at=at) if going.code else ""


_SAID = {
    "unsure": source("Nobody knows whether it arrived. Decide: did it, or should it go again?"),
    "delayed": source("The other side is still trying to hand it over."),
    "replaced": source("It was sent again as a later message."),
    "held": source("It was not sent."),
}
