"""The lifecycle of a complaint as one page of data: states, moves, clocks.

Who may, what must be true, what is asked for, which named events start, stop and pause
each clock. Imported, the tables check themselves; a wrong word stops the start. Labels are
English source texts, translated where they are shown.
"""

from workflow.core import guards as g
from workflow.core.roles import FOR_COMPLAINANT, OFFICERS, UNIT, Party
from workflow.core.tables import (
    BACK,
    OWNER,
    ClockKind,
    Field,
    FieldKind,
    Lifecycle,
    Move,
    State,
    Tone,
)

RECEIVED, WAITING, ASSIGNED, HELD = "received", "waiting", "assigned", "held"
RESPONDED, RESOLVED, REFERRED, REJECTED = "responded", "resolved", "referred", "rejected"
MERGED, WITHDRAWN = "merged", "withdrawn"

STATES = (
    State(RECEIVED, "Received", Tone.RUNS, "came in, waits for triage"),
    State(WAITING, "Waiting for the complainant", Tone.PAUSES, "a question went to them"),
    State(ASSIGNED, "Assigned", Tone.RUNS, "one unit owns it"),
    State(HELD, "Waiting for another agency", Tone.RUNS, "another agency has to act first"),
    State(RESPONDED, "Answered", Tone.PAUSES, "answered; the complainant may object"),
    State(RESOLVED, "Resolved", Tone.STOPS, "confirmed, or silent for the set time"),
    State(REFERRED, "Referred", Tone.STOPS, "handed over to the agency that decides it"),
    State(REJECTED, "Rejected", Tone.STOPS, "not a complaint, with its reason"),
    State(MERGED, "Merged", Tone.STOPS, "the same as another complaint"),
    State(WITHDRAWN, "Withdrawn", Tone.STOPS, "by the complainant, or lapsed"),
)

OPEN = (RECEIVED, WAITING, ASSIGNED, HELD, RESPONDED)
CLOSED = (RESOLVED, REFERRED, REJECTED, MERGED, WITHDRAWN)

UNIT_ID = Field("unit", FieldKind.UNIT, "Unit")
QUESTION = Field("question", FieldKind.TEXT, "Question to the complainant", sent_as="question")
ANSWER = Field("answer", FieldKind.TEXT, "Answer to the complainant", sent_as="answer")
EVIDENCE = Field("evidence", FieldKind.TEXT, "Evidence", required=False)
NO_EVIDENCE = Field(
    "no_evidence", FieldKind.CODE, "Why there is none", list="no_evidence", required=False
)
REASON = Field("reason", FieldKind.TEXT, "Reason")
AGENCY = Field("agency", FieldKind.AGENCY, "Agency")
LETTER = Field("letter", FieldKind.TEXT, "Letter (number, date, what it asks)")

MOVES = (
    Move(
        "assign", (RECEIVED, ASSIGNED), ASSIGNED, OFFICERS, "Assign",
        needs=(g.safety_is_screened, g.is_classified), fields=(UNIT_ID,),
        checks=(g.unit_may_own_it,), completes=True,
    ),
    Move(
        "ask", (RECEIVED, ASSIGNED), WAITING, (*OFFICERS, *UNIT), "Ask the complainant",
        needs=(g.safety_is_screened, g.is_reachable), fields=(QUESTION,), outward=True,
    ),
    Move("supply", (WAITING,), BACK, FOR_COMPLAINANT, "Add what was asked for", fields=(REASON,)),
    Move(
        "lapse", (WAITING,), WITHDRAWN, (Party.TIME,), "Lapse",
        needs=(g.reminders_were_sent,), says="lapse", outward=True,
    ),
    Move(
        "return", (ASSIGNED,), RECEIVED, (Party.HEAD,), "Return to intake",
        needs=(g.not_returned_twice,),
        fields=(Field("code", FieldKind.CODE, "Why", list="return"), REASON),
    ),
    Move("hold", (ASSIGNED,), HELD, UNIT, "Wait for another agency", fields=(AGENCY, LETTER)),
    Move("resume", (HELD,), ASSIGNED, UNIT, "Go on", fields=(REASON,)),
    Move(
        "respond", (ASSIGNED, RECEIVED), RESPONDED, (Party.HEAD, *OFFICERS), "Answer the complaint",
        needs=(g.answer_is_theirs_to_give,), fields=(ANSWER, EVIDENCE, NO_EVIDENCE),
        checks=(g.evidence_or_a_reason,), completes=True, outward=True,
    ),
    Move(
        "resolve", (RESPONDED,), RESOLVED, (Party.COMPLAINANT, Party.TIME, Party.SUPERVISOR),
        "Resolve", needs=(g.second_person_for_oversight,),
        fields=(Field("reason", FieldKind.TEXT, "Reason", by=(Party.SUPERVISOR,)),),
        says="resolved", outward=True,
    ),
    Move(
        "dispute", (RESPONDED, RESOLVED), OWNER, FOR_COMPLAINANT, "Not solved yet",
        needs=(g.inside_the_window,), fields=(REASON,), says="disputed",
    ),
    Move(
        "refer", (RECEIVED, ASSIGNED), REFERRED, OFFICERS, "Refer to another agency",
        needs=(g.safety_is_screened,), fields=(AGENCY, LETTER), says="referred", outward=True,
    ),
    Move(
        "reject", (RECEIVED,), REJECTED, (Party.INTAKE,), "Reject",
        needs=(g.safety_is_screened,),
        fields=(Field("code", FieldKind.CODE, "Reason", list="reject"),),
        says="rejected", outward=True,
    ),
    Move(
        "merge", (RECEIVED, ASSIGNED), MERGED, OFFICERS, "Merge into another",
        needs=(g.safety_is_screened,),
        fields=(Field("into", FieldKind.COMPLAINT, "Complaint it belongs to"),),
        checks=(g.other_is_open,), says="merged", outward=True,
    ),
    Move(
        "withdraw", OPEN, WITHDRAWN, (Party.COMPLAINANT,), "Withdraw",
        fields=(REASON,), says="withdrawn", outward=True,
    ),
    Move(
        "reopen", (REJECTED, REFERRED, MERGED, WITHDRAWN), RECEIVED, (Party.SUPERVISOR,), "Reopen",
        fields=(REASON,), says="reopened", outward=True,
    ),
    # A message that comes back has told nobody anything: the office owes it again.
    Move(
        "bounce", (WAITING, RESPONDED), BACK, (Party.CHANNEL,), "Came back undelivered",
        needs=(g.last_message_came_back,),
    ),
)  # fmt: skip

CLOSES = ("resolved", "referred", "rejected", "merged", "withdrawn")

CLOCKS = (
    ClockKind("acknowledge", "Acknowledge", ("received",), ("acknowledged", *CLOSES)),
    ClockKind(
        "safety_triage", "Safety screen", ("danger_suspected",), ("screened", *CLOSES),
    ),
    ClockKind(
        "verify_forward", "Verify and forward", ("received", "reopened"),
        ("assigned", "answer_delivered", *CLOSES), pauses_in=(WAITING,),
    ),
    ClockKind(
        "first_response", "First answer", ("assigned",),
        ("answer_delivered", "typed_delivered", *CLOSES),
    ),
    ClockKind(
        "resolution", "Resolution", ("complete",), CLOSES, ("disputed",),
        pauses_in=(WAITING, RESPONDED), sp4n=True,
    ),
    ClockKind(
        "statutory_respond", "Statutory first answer", ("received",),
        ("question_delivered", "answer_delivered", "typed_delivered", *CLOSES), statutory=True,
    ),
    ClockKind(
        "statutory_decide", "Statutory decision", ("complete",), ("decided", *CLOSES),
        statutory=True,
    ),
    ClockKind(
        "statutory_deliver", "Statutory delivery", ("decided",), ("answer_delivered", *CLOSES),
        statutory=True,
    ),
    ClockKind(
        "information_answer", "Answer to an information request", ("received",),
        ("answer_delivered", *CLOSES), statutory=True,
    ),
    ClockKind(
        "completion", "Complainant completes", ("question_stands",),
        ("supplied", "came_back", *CLOSES), ends_in="lapse", reminds="reminder_question",
    ),
    ClockKind(
        "auto_close", "Closes by itself", ("answer_stands",),
        ("disputed", "came_back", *CLOSES), restarts=("wrote",), ends_in="resolve",
    ),
    ClockKind(
        "reopen_window", "May be disputed until", ("resolved",), ("disputed", "over"),
        ends_in="over",
    ),
    ClockKind(
        "police_report", "Report to the police", ("sexual_violence",), ("police_told",),
    ),
    ClockKind(
        "personal_data", "Personal data request", ("received",), ("data_answered",),
    ),
    ClockKind("held", "Waiting for another agency", ("held",), ("resumed", *CLOSES)),
)  # fmt: skip

COMPLAINT = Lifecycle("complaint", STATES, MOVES, CLOCKS, initial=RECEIVED)
