"""Why a message is where it is: the intake rule that decided, in a sentence for an officer."""

from web.i18n import source, translate
from workflow.core.refusal import Refused

RULES = {
    "new": source("Nothing tied it to an earlier complaint, so it became a new one."),
    "keyed_reply": source("It brought back our reply token, from the complainant's own address."),
    "threaded_reply": source("It answers a message of ours, from the complainant's own address."),
    "conversation": source("It stands in the channel's own conversation with the same person."),
    "quoted_message": source("It quotes an earlier message of this complaint."),
    "named_reference": source("It names this complaint, from the complainant's own account."),
    "follow_up": source("It quotes a complaint that was closed too long ago to go on."),
    "typed_elsewhere": source("Somebody of the office typed it on the platform itself."),
    "own_echo": source("A message of our own"),
    "from_public": source("Its sender had written in public before, under the same id."),
    "edit": source("Its author changed an earlier message."),
    "delete": source("Its author deleted an earlier message."),
    "reaction": source("A reaction"),
    "account": source("News of the account"),
    "taken_back": source("Deleted before it was read"),
    "officer_attached": source("An officer attached it by hand."),
    "officer_opened": source("An officer made a complaint of it."),
    "officer_dropped": source("An officer set it apart as not for us."),
    "unverified_reply": source("Unverified reply"),
    "complaint_report": source("Abuse report"),
    "mailing_list": source("Mailing list"),
    "unreadable": source("Unreadable"),
    "spam": source("Marked as spam"),
    "blank": source("Empty message"),
    "remark": source("Words of somebody else below a complaint"),
    "remark_kept": source("An officer left it beside the complaint."),
    "few_words": source("No words, only signs"),
    "flood": source("Its sender writes too often"),
    "repeated": source("The same again"),
    "too_many": source("Too many new ones at once"),
    "failed": source("Our program failed on it"),
}
"""A sentence for what stands in a conversation, a name for what was set aside."""

DROPS = {
    "spam": source("Advertising, fraud or bulk mail"),
    "not_ours": source("Not meant for this office"),
    "robot": source("Written by a machine"),
    "double": source("The same message is here already"),
    "test": source("A test message"),
}
"""Why a message in the inbox is set apart for good."""


def rule_name(rule: str) -> str:
    """The rule in words; a new rule is shown under its own name."""
    return translate(RULES[rule]) if rule in RULES else rule.replace("_", " ")


def reason_in_words(rule: str, reason: str) -> str:
    """The reason that intake kept with a message, which is source text."""
    if rule == "failed":
        return translate("Tried three times and failed ({code}). Its bytes are safe.", code=reason)
    return translate(reason) if reason else ""


def drop_reason(code: str) -> str:
    """The reason under which a message is kept as dropped; raises `Refused` for no reason."""
    if code not in DROPS:
        raise Refused("no-drop-reason", "Say why it is not for us.")
    return code
