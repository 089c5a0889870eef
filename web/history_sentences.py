"""The sentences of a history: what is said of each move, message, delivery, clock and mark.

Tables only, English source text; a code that is not here is shown as it is.
"""

from web.i18n import source
from workflow.core.related_events import (
    COPIED,
    BroughtHere,
    CarriedAway,
    Joined,
    Linked,
    SplitOff,
)

MOVES = {
    "assign": source("Assigned to {unit}."),
    "ask": source("A question went to the complainant; the office waits for the answer."),
    "supply": source("What was asked for came in."),
    "lapse": source("Lapsed: nothing came within the time limit."),
    "return": source("Returned to intake: {reason}."),
    "hold": source("Waits for {agency}."),
    "resume": source("Goes on; no longer waits for another agency."),
    "respond": source("Answered."),
    "resolve": source("Resolved."),
    "dispute": source("Not solved yet: back to work."),
    "refer": source("Referred to {agency}."),
    "reject": source("Rejected: {reason}."),
    "merge": source("Merged into {other}."),
    "withdraw": source("Withdrawn by the complainant."),
    "reopen": source("Reopened."),
    "bounce": source("The last message came back undelivered; the office owes it again."),
}
PURPOSES = {
    "receipt": source("Receipt"),
    "receipt_email": source("Receipt by e-mail"),
    "receipt_message": source("Receipt on a platform"),
    "files_elsewhere": source("Where files are that are too large to be sent"),
    "question": source("Question to the complainant"),
    "reminder_question": source("Reminder of the question"),
    "answer": source("Answer"),
    "answer_oversight": source("Answer"),
    "reply": source("Reply"),
    "extension_letter": source("Letter about more time"),
    "lapse": source("Notice that it lapsed"),
    "resolved": source("Notice that it is resolved"),
    "disputed": source("Notice that work goes on"),
    "referred": source("Notice that it was referred"),
    "rejected": source("Notice that it was rejected"),
    "merged": source("Notice that it was merged"),
    "withdrawn": source("Notice that it was withdrawn"),
    "reopened": source("Notice that it was reopened"),
    "survey_invitation": source("Invitation to the survey"),
    "unverified_notice": source("Notice about an unverified message"),
    "digest": source("Morning digest to members of staff"),
    "typed": source("Answer typed on the platform itself"),
    "typed_courtesy": source("Courtesy typed on the platform itself"),
    "typed_public": source("Public answer typed on the platform itself"),
    "message": source("Message"),
    "note": source("Note"),
    "draft": source("Draft of an answer"),
    "reason": source("Reason"),
    "letter": source("Letter"),
    "evidence": source("Evidence"),
    "link_reason": source("Why it is linked"),
    "carry_reason": source("Why a message was moved"),
    "carried": source("Moved to another complaint"),
    "split": source("Notice that a second matter has a complaint of its own"),
    "duty": source("Duty done"),
    "give_reason": source("Note for the colleague"),
    "answer_public": source("Public answer"),
    "receipt_public": source("Public greeting"),
    "public_draft": source("Public answer that waits for its release"),
    "public_declined": source("Why a public answer was not released"),
}
RELATED = {
    (Joined, False): source("Merged into this one: {other}."),
    (Joined, True): source("No longer merged into this one: {other}."),
    (Linked, False): source("Linked to {other}."),
    (Linked, True): source("No longer linked to {other}."),
    (SplitOff, False): source("A second matter was split off: {other}."),
    (CarriedAway, False): source("A message was moved to {other}."),
    (BroughtHere, False): source("A message was moved here from {other}."),
}
ALTERED = {
    "edited": source("A message was edited by its author."),
    "deleted": source("A message was deleted by its author."),
    "hiding": source("A public comment is to be hidden."),
    "hidden": source("A public comment was hidden."),
    "not_hidden": source("A public comment could not be hidden."),
}
OUTCOMES = {
    "delivered": source("Delivered: {purpose}."),
    "refused": source("Came back undelivered: {purpose}."),
}
HELD = source("Not sent, for nobody reads that address or it had enough for today: {purpose}.")
VOUCHED = source("Somebody knows that it arrived: {purpose}.")
READINGS = {
    COPIED: source("A message came over as a copy."),
    "solved": source("The complainant wrote that it is solved."),
    "not_solved": source("The complainant wrote that it is not solved."),
    "more": source("The complainant wrote again in the same conversation."),
    "thanks": source("The complainant wrote a word of thanks."),
}
STOPPED = {
    "met": source("Clock stopped in time: {clock}."),
    "late": source("Clock stopped late: {clock}."),
    "over": source("Clock ran out: {clock}."),
}
FLAGS = {
    ("confidential", True): source("confidential"),
    ("confidential", False): source("no longer confidential"),
    ("oversight", True): source("under oversight"),
    ("oversight", False): source("no longer under oversight"),
}
