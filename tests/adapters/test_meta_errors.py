"""What Meta's errors and allowances mean for a message, row by row of the table."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.meta.errors import Class, Failure, Meaning, Refused, meaning_of, read_answer
from adapters.meta.usage import Brake, Usage, usage_in
from workflow.core.messages import TryLater, Undeliverable, Unsure

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)

# -- Errors -------------------------------------------------------------------------------

OWN = {131047: Meaning(Class.WINDOW, "window-closed"), 190: Meaning(Class.REJECT, "ours")}


@pytest.mark.parametrize(
    ("failure", "cls", "word"),
    [
        (Failure(code=1), Class.RETRY, "broken"),
        (Failure(code=4), Class.WAIT, "throttled"),
        (Failure(code=80002), Class.WAIT, "throttled"),
        (Failure(code=80014), Class.WAIT, "throttled"),
        (Failure(code=80015), Class.REJECT, "error-80015"),
        (Failure(code=102), Class.REAUTH, "login-refused"),
        (Failure(code=10), Class.REAUTH, "permission-missing"),
        (Failure(code=10, subcode=2018278), Class.WINDOW, "window-closed"),
        (Failure(code=10, subcode=2534022), Class.WINDOW, "window-closed"),
        (Failure(code=10, subcode=7), Class.REAUTH, "permission-missing"),
        (Failure(code=200), Class.REAUTH, "permission-missing"),
        (Failure(code=299), Class.REAUTH, "permission-missing"),
        (Failure(code=300), Class.REJECT, "error-300"),
        (Failure(code=300, status=500), Class.RETRY, "broken"),
        (Failure(code=300, transient=True), Class.RETRY, "broken"),
        (Failure(code=4, transient=True), Class.WAIT, "throttled"),
        (Failure(code=100), Class.REJECT, "rejected"),
        (Failure(code=100, subcode=33), Class.GONE, "gone"),
        (Failure(code=100, subcode=33, status=500), Class.GONE, "gone"),
        (Failure(code=551), Class.GONE, "unreachable-person"),
        (Failure(code=368), Class.STOP, "account-blocked"),
        (Failure(code=10903), Class.GONE, "private-reply-used"),
        (Failure(code=131047), Class.WINDOW, "window-closed"),
        (Failure(code=190), Class.REJECT, "ours"),
        (Failure(code=190, subcode=463), Class.REAUTH, "login-expired"),
    ],
)
def test_an_error_means_what_the_table_says(failure: Failure, cls: Class, word: str) -> None:
    found = meaning_of(failure, OWN)
    assert (found.cls, found.word) == (cls, word)


@pytest.mark.parametrize(
    ("code", "end", "after"),
    [
        (1, TryLater, None),
        (4, TryLater, timedelta(minutes=9)),
        (190, TryLater, timedelta(hours=1)),
        (368, TryLater, timedelta(hours=1)),
        (551, Undeliverable, None),
        (100, Undeliverable, None),
    ],
)
def test_each_class_has_its_end(code: int, end: type[Exception], after: timedelta | None) -> None:
    body = b'{"error":{"code":%d,"message":"about Sari Wulandari","fbtrace_id":"A1b"}}' % code
    wait = timedelta(minutes=9) if code == 4 else None
    with pytest.raises(Refused) as refused:
        read_answer(400, body, {}, wait)
    assert type(refused.value.end) is end
    assert getattr(refused.value.end, "after", None) == after
    assert (refused.value.failure.code, refused.value.failure.trace) == (code, "A1b")
    assert "Sari" not in f"{refused.value!r} {refused.value.failure!r}"


@pytest.mark.parametrize(
    ("status", "body", "end"),
    [
        (200, b"<html>", Unsure),
        (200, b"[]", Unsure),
        (400, b"{}", Unsure),
        (400, b'{"error":{}}', Unsure),
        (400, b'{"error":{"code":"x"}}', Unsure),
        (502, b"<html>", Unsure),
        (504, b"", Unsure),
        (503, b"<html>", TryLater),
        (429, b"", TryLater),
        (413, b"", Undeliverable),
    ],
)
def test_an_answer_that_is_neither_good_nor_an_error_leaves_us_unsure(
    status: int, body: bytes, end: type[Exception]
) -> None:
    with pytest.raises(end):
        read_answer(status, body, {})


def test_the_same_answer_twice_is_two_errors() -> None:
    ends = []
    for _ in range(2):
        with pytest.raises(TryLater) as end:
            read_answer(503, b"", {})
        ends.append(end.value)
    assert ends[0] is not ends[1]


# -- Allowance ----------------------------------------------------------------------------

BUSINESS = (
    '{"102":[{"type":"messenger","call_count":70,"total_cputime":5,"total_time":96,'
    '"estimated_time_to_regain_access":0}],"103":[{"call_count":1,'
    '"estimated_time_to_regain_access":7}, 5, {"call_count":"x"}]}'
)


@pytest.mark.parametrize(
    ("headers", "usage"),
    [
        ({}, Usage()),
        ({"x-app-usage": '{"call_count":28,"total_cputime":25,"total_time":25}'}, Usage(28)),
        ({"x-business-use-case-usage": BUSINESS}, Usage(96, timedelta(minutes=7))),
        ({"x-app-usage": "nonsense", "x-business-use-case-usage": '{"1":5}'}, Usage()),
        ({"x-app-usage": '{"call_count":1e999}'}, Usage()),
    ],
)
def test_the_shares_of_an_answer_are_read_and_nonsense_says_nothing(
    headers: dict[str, str], usage: Usage
) -> None:
    assert usage_in(headers) == usage


def test_an_account_that_has_used_up_its_allowance_waits_as_long_as_meta_says() -> None:
    brake = Brake()
    brake.note(Usage(94), NOW)
    brake.check(NOW)
    brake.note(Usage(96, timedelta(minutes=7)), NOW)
    with pytest.raises(TryLater, match="throttled") as later:
        brake.check(NOW + timedelta(minutes=2))
    assert later.value.after == timedelta(minutes=5)
    brake.check(NOW + timedelta(minutes=7))


def test_without_a_time_it_waits_for_five_minutes() -> None:
    brake = Brake()
    brake.note(Usage(95), NOW)
    with pytest.raises(TryLater):
        brake.check(NOW + timedelta(minutes=4, seconds=59))
    brake.check(NOW + timedelta(minutes=5))
