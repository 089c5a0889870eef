"""Each way in which a mail server can fail has its code, and costs no mail."""

from collections import Counter
from dataclasses import replace

import pytest

from adapters.email.identity import stable_id
from adapters.email.mailbox import PATIENCE, WITHHELD
from tests.adapters.imap_fake import Fault, PretendImap
from tests.adapters.imap_office import Books, all_closed, channel, mail, server
from tests.adapters.shown import shows
from workflow.core.messages import ChannelDown

CHANNEL = "email"
FIRST_BODY = rb"UID FETCH 1 .*BODY"

ENDS: dict[str, tuple[Fault, str]] = {
    "no greeting": (Fault(b"CONNECT"), "no-answer"),
    "too many lines": (Fault(b"CONNECT", b"* BYE Too many connections"), "throttled"),
    "sent away": (Fault(b"CONNECT", b"* BYE [UNAVAILABLE] later"), "no-answer"),
    "wrong password": (
        Fault(b"AUTH", b"%s NO [AUTHENTICATIONFAILED] kantor@dinas.example"),
        "login-refused",
    ),
    "expired password": (Fault(b"AUTH", b"%s NO [EXPIRED] kantor"), "login-refused"),
    "plain no": (Fault(b"AUTH", b"%s NO kantor@dinas.example?"), "login-refused"),
    "busy at the door": (
        Fault(b"AUTH", b"%s NO [ALERT] Too many simultaneous connections. (Failure)"),
        "throttled",
    ),
    "used up": (
        Fault(b"AUTH", b"%s NO [OVERQUOTA] Account exceeded command or bandwidth limits."),
        "throttled",
    ),
    "door broken": (Fault(b"AUTH", b"%s NO [UNAVAILABLE] no directory"), "no-answer"),
    "hung up at the door": (Fault(b"AUTH"), "no-answer"),
    "no folder": (Fault(b"EXAMINE", b"%s NO [NONEXISTENT] INBOX"), "no-such-folder"),
    "folder refused": (Fault(b"EXAMINE", b"%s NO not today"), "no-such-folder"),
    "folder in use": (Fault(b"EXAMINE", b"%s NO [INUSE] locked"), "throttled"),
    "folder nonsense": (Fault(b"EXAMINE", b"%s BAD what?"), "no-such-folder"),
    "bad list": (Fault(b"FETCH", b"%s BAD what?"), "no-answer"),
    "no list": (Fault(b"FETCH", b"%s NO [SERVERBUG] sorry"), "no-answer"),
    "empty list": (Fault(b"FETCH", b"%s OK done", times=99), "no-answer"),
    "mail busy": (Fault(b"UID FETCH", b"%s NO [LIMIT] slow down"), "throttled"),
    "mail nonsense": (Fault(b"UID FETCH", b"%s BAD what?"), "no-answer"),
    "cut in a mail": (Fault(b"UID FETCH", b"* 1 FETCH (UID 1 BODY[] {90}\r\nFrom"), "no-answer"),
    "endless mail": (
        Fault(b"UID FETCH", b"* 1 FETCH (UID 1 BODY[] {9000000000}\r\nFrom"),
        "mail-withheld",
    ),
    "endless digits": (Fault(b"UID FETCH", b"* 1 FETCH ({" + b"9" * 5_000 + b"}"), "no-answer"),
    "endless line": (Fault(b"UID FETCH", b"* " + b"x" * 1_100_000), "no-answer"),
    "another's answer": (Fault(b"UID FETCH", b"zz OK done"), "no-answer"),
    "not IMAP": (Fault(b"CONNECT", b"220 mail.dinas.example ESMTP"), "no-answer"),
    "silence": (Fault(b"EXAMINE", ends=False), "no-answer"),
}


@shows("T26", "T28")
@pytest.mark.parametrize("case", ENDS)
def test_each_trouble_has_its_code_and_the_next_poll_loses_nothing(
    case: str, there: PretendImap, caplog: pytest.LogCaptureFixture
) -> None:
    fault, code = ENDS[case]
    there.add(mail(1), mail(2))
    there.faults = [replace(fault, ends=fault.ends and fault.times == 1)]
    patience = 0.5 if case == "silence" else 20
    books, office = Books(), channel(replace(server(there), answer_seconds=patience))
    with pytest.raises(ChannelDown) as down:
        books.keep_all(office.fetch("office", ""))
    there.faults.clear()
    while books.poll(office):
        pass
    assert down.value.code == code
    assert books.raws == Counter([stable_id(mail(1)), stable_id(mail(2))])
    assert books.listed == 2
    told = f"{down.value!r} {down.value.detail} {caplog.text}"
    assert "kantor" not in told
    assert "dinas" not in told
    assert all_closed(there)


def test_nobody_there_is_unreachable(there: PretendImap) -> None:
    with pytest.raises(ChannelDown) as down:
        list(channel(replace(server(there), port=1)).fetch("office", ""))
    assert (down.value.code, down.value.detail) == ("unreachable", "ConnectionRefusedError")


def test_a_server_that_numbers_nothing_for_good_is_refused(there: PretendImap) -> None:
    there.validity = 0
    with pytest.raises(ChannelDown) as down:
        list(channel(there).fetch("office", ""))
    assert down.value.code == "no-uidvalidity"


def test_a_server_that_does_not_foretell_numbers_is_read_all_the_same(there: PretendImap) -> None:
    there.add(*map(mail, range(9)))
    books, office = Books(), channel(there)
    books.poll(office)
    there.faults = [
        Fault(b"EXAMINE", b"* 10 EXISTS\r\n* OK [UIDVALIDITY 171] here\r\n%s OK done", ends=False)
    ]
    there.add(mail(10))
    del there.mails[1]
    books.poll(office)
    assert books.raws.total() in {9, 10}
    assert books.listed == books.raws.total() + books.gone


def test_a_mail_that_is_withheld_holds_up_the_others_for_a_while_only(there: PretendImap) -> None:
    there.add(mail(1), mail(2))
    there.faults = [Fault(FIRST_BODY, b"%s NO cannot convert it", ends=False, times=99)]
    office, books = channel(there), Books()
    for _ in range(PATIENCE):
        with pytest.raises(ChannelDown, match="mail-withheld"):
            list(office.fetch("office", books.mark))
    there.faults = [Fault(rb"UID FETCH 1 .*BODY.PEEK\[\]", b"%s NO cannot", ends=False, times=99)]
    steps = list(office.fetch("office", books.mark))
    header = mail(1).partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert [step.raw.body for step in steps if step.raw] == [header + WITHHELD, mail(2)]


def test_a_mail_of_which_nothing_is_given_is_still_told_to_somebody(there: PretendImap) -> None:
    there.add(mail(1), mail(2))
    there.faults = [
        Fault(FIRST_BODY, b"* 1 FETCH (UID 1 BODY[] NIL)\r\n%s OK done", ends=False, times=99)
    ]
    office, books = channel(there), Books()
    for _ in range(PATIENCE + 1):
        books.poll(office)
    assert books.raws == Counter([stable_id(WITHHELD), stable_id(mail(2))])


def test_a_mail_that_vanishes_between_list_and_fetch_is_gone(there: PretendImap) -> None:
    there.add(mail(1), mail(2))
    there.faults = [Fault(rb"UID FETCH 1 ", b"%s OK done", ends=False, times=2)]
    books = Books()
    books.poll(channel(there))
    assert (books.listed, books.gone) == (2, 1)
    assert books.raws == Counter([stable_id(mail(2))])


def test_a_mail_so_short_that_it_comes_in_quotes_is_a_mail(there: PretendImap) -> None:
    there.add(mail(1))
    said = rb'* 1 FETCH (FLAGS (\Seen) BODY[]<0> "Subject: \"UID 9\" \\" UID 1)'
    there.faults = [Fault(FIRST_BODY, said + b"\r\n%s OK done", ends=False)]
    steps = list(channel(there).fetch("office", ""))
    assert [step.raw.body for step in steps if step.raw] == [rb'Subject: "UID 9" \ '.strip()]


def test_news_of_other_mails_among_the_answers_is_not_taken_for_the_mail(
    there: PretendImap,
) -> None:
    there.add(mail(1))
    news = b"* 3 FETCH (FLAGS (\\Seen) UID 3)\r\n* 9 EXISTS\r\n"
    body = b"* 1 FETCH (BODY[] {%d}\r\n%s UID 1)\r\n* 4 FETCH (FLAGS ())" % (len(mail(1)), mail(1))
    there.faults = [Fault(FIRST_BODY, news + body + b"\r\n%s OK done", ends=False)]
    steps = list(channel(there).fetch("office", ""))
    assert [step.raw.body for step in steps if step.raw] == [mail(1)]


def test_a_consumer_that_stops_leaves_no_line_open(there: PretendImap) -> None:
    there.add(*map(mail, range(5)))
    steps = channel(there).fetch("office", "")
    next(steps)
    assert there.lines == 1
    steps.close()
    assert all_closed(there)


def test_a_mark_of_unknown_making_begins_anew_and_quietly(there: PretendImap) -> None:
    there.add(mail(1))
    steps = list(channel(there).fetch("office", '{"uid": 7}'))
    assert [step.old for step in steps if step.raw] == [True]
