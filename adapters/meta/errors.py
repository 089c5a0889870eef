"""What Meta's errors mean for a message: a table of codes, and the end that each class has.

The codes of the Graph API that all of its platforms share; a platform adds its own rows.
Pure. Texts of Meta are for developers and quote what was sent: they are never kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from adapters.documents import BadDocument, read_object
from adapters.fields import Fields
from workflow.core.messages import Trouble, TryLater, Undeliverable, Unsure

MISCONFIGURED = timedelta(hours=1)
"""How long to wait where somebody has to mend something first."""


class Class(StrEnum):
    """What has to happen after an error."""

    RETRY = "retry"
    WAIT = "wait"
    REAUTH = "reauth"
    STOP = "stop"
    WINDOW = "window"
    GONE = "gone"
    REJECT = "reject"


FINAL = frozenset({Class.WINDOW, Class.GONE, Class.REJECT})
"""The same message to the same person will never go this way."""

OF_ACCOUNT = frozenset({Class.REAUTH, Class.STOP})
"""Nothing goes through this account until somebody has mended it."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A class, our stable word for it, and how long to wait if that is known beforehand."""

    cls: Class
    word: str
    after: timedelta | None = None


Codes = Mapping[int, Meaning]

BROKEN = Meaning(Class.RETRY, "broken")
THROTTLED = Meaning(Class.WAIT, "throttled")
DEAD_TOKEN = Meaning(Class.REAUTH, "login-refused")
NO_PERMISSION = Meaning(Class.REAUTH, "permission-missing")
WINDOW_CLOSED = Meaning(Class.WINDOW, "window-closed")
UNREACHABLE = Meaning(Class.GONE, "unreachable-person")
REJECTED = Meaning(Class.REJECT, "rejected")
BLOCKED = Meaning(Class.STOP, "account-blocked")
REPLIED_ONCE = Meaning(Class.GONE, "private-reply-used")

CODES: Codes = {
    1: BROKEN,
    2: BROKEN,
    3: NO_PERMISSION,
    4: THROTTLED,
    10: NO_PERMISSION,
    17: THROTTLED,
    32: THROTTLED,
    100: REJECTED,
    102: DEAD_TOKEN,
    190: DEAD_TOKEN,
    368: BLOCKED,
    551: UNREACHABLE,
    613: THROTTLED,
    10900: REPLIED_ONCE,
    10903: REPLIED_ONCE,
    1545041: UNREACHABLE,
    2018108: UNREACHABLE,
    **dict.fromkeys(range(200, 300), NO_PERMISSION),
    **dict.fromkeys(range(80001, 80015), THROTTLED),
}
"""Codes of the Graph API, whatever the subcode says."""

SUBCODES: Mapping[tuple[int, int], Meaning] = {
    (10, 2018278): WINDOW_CLOSED,
    (10, 2534022): WINDOW_CLOSED,
    (10, 2018108): UNREACHABLE,
    (100, 33): Meaning(Class.GONE, "gone"),
    (190, 463): Meaning(Class.REAUTH, "login-expired"),
}
"""Codes that a subcode makes something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What an error of Meta says; `trace` is the number by which their support finds the call."""

    code: int
    subcode: int = 0
    transient: bool = False
    trace: str = ""
    status: int = 0


class Refused(Exception):
    """The call was not carried out; `end` is what that is for a message."""

    def __init__(self, failure: Failure, end: Trouble) -> None:
        super().__init__(end.code)
        self.failure = failure
        self.end = end


def failure_of(error: Fields, status: int = 0) -> Failure:
    """An `error` object, read; raises `BadDocument`, also for one without a code."""
    error.needed_id("code")
    return Failure(
        code=_whole(error, "code"),
        subcode=_whole(error, "error_subcode"),
        transient=error.flag("is_transient"),
        trace=error.line("fbtrace_id"),
        status=status,
    )


def meaning_of(failure: Failure, own: Codes) -> Meaning:
    """What an error means; `own` are the rows of the platform, which come first."""
    found = (
        SUBCODES.get((failure.code, failure.subcode))
        or own.get(failure.code)
        or CODES.get(failure.code)
    )
    if failure.transient and (found is None or found.cls is not Class.WAIT):
        return BROKEN
    if found is not None:
        return found
    return BROKEN if failure.status >= _SERVER else Meaning(Class.REJECT, f"error-{failure.code}")


def end_of(meaning: Meaning, wait: timedelta | None = None) -> Trouble:
    """How a message ends that met this; `wait` is how long Meta itself asked for."""
    if meaning.cls in FINAL:
        return Undeliverable(meaning.word)
    if meaning.cls in OF_ACCOUNT:
        return TryLater(meaning.word, MISCONFIGURED)
    return TryLater(meaning.word, wait or meaning.after)


def read_answer(status: int, body: bytes, own: Codes, wait: timedelta | None = None) -> Fields:
    """A good answer; raises `Refused` for what Meta says it did not do, else one of our ends."""
    try:
        answer = Fields(read_object(body), "")
        if "error" not in answer and status in _GOOD:
            return answer
        failure = failure_of(answer.inner("error"), status)
    except BadDocument as error:
        end = _UNREADABLE.get(status, _unclear)()
        raise end from error
    raise Refused(failure, end_of(meaning_of(failure, own), wait))


def _unclear() -> Trouble:
    return Unsure("unreadable-answer")


_GOOD, _SERVER = range(200, 300), 500
_UNREADABLE: Mapping[int, Callable[[], Trouble]] = {
    # Said by what stands before the service, not by itself; 502 and 504 leave it open.
    413: lambda: Undeliverable("too-large"),
    429: lambda: TryLater("throttled"),
    503: lambda: TryLater("away"),
}


def _whole(error: Fields, key: str) -> int:
    found = error.number(key)
    return int(found) if found is not None else 0
