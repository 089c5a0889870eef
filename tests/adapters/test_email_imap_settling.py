"""What becomes of kept mail on the server, and waiting for more: never at the cost of a mail."""

import logging
import time
from collections import Counter
from dataclasses import replace

import pytest

from adapters.email.accounts import EmailAccount, EmailSetup
from adapters.email.channel import EmailChannel
from adapters.email.identity import stable_id
from tests.adapters.imap_fake import Fault, PretendImap
from tests.adapters.imap_office import Books, channel, mail, server
from workflow.core.messages import ChannelDown

CHANNEL = "email"


@pytest.mark.parametrize(
    ("after", "verb"), [("move", b"UID MOVE"), ("move", b"UID COPY"), ("flag", b"UID STORE")]
)
def test_a_mail_that_cannot_be_put_away_stays_and_is_not_lost(
    after: str, verb: bytes, there: PretendImap, caplog: pytest.LogCaptureFixture
) -> None:
    there.offers = there.offers.replace(b" MOVE", b"") if b"COPY" in verb else there.offers
    there.add(mail(1), mail(2))
    there.faults = [Fault(verb, b"%s NO read only", ends=False, times=99)]
    books = Books()
    caplog.set_level(logging.WARNING)
    books.poll(channel(replace(server(there), after=after)))
    assert books.raws.total() == len(there.mails) == 2
    [first, second] = [vars(record) for record in caplog.records]
    assert first["action"] == second["action"] == "email.not_settled"
    assert (first["code"], first["account"]) == ("refused", "office")


def test_a_line_that_breaks_while_a_mail_is_put_away_loses_nothing(there: PretendImap) -> None:
    there.add(mail(1), mail(2))
    there.faults = [Fault(b"UID MOVE")]
    office, books = channel(replace(server(there), after="move")), Books()
    while books.poll(office):
        pass
    assert books.raws == Counter([stable_id(mail(1)), stable_id(mail(2))])
    assert books.listed == 2


def test_without_move_a_mail_is_copied_and_its_original_alone_is_expunged(
    there: PretendImap,
) -> None:
    there.offers = there.offers.replace(b" MOVE", b"")
    there.add(mail(1))
    books = Books()
    books.poll(channel(replace(server(there), after="move", done="Beres")))
    assert (there.mails, there.moved) == ({}, {1: mail(1)})
    assert there.flags == {1: rb"(\Deleted)"}
    assert b"EXPUNGE" not in there.commands


def test_where_a_server_can_expunge_only_all_the_original_stays(there: PretendImap) -> None:
    there.offers = b"IMAP4REV1"
    there.add(mail(1))
    Books().poll(channel(replace(server(there), after="move")))
    assert there.mails == there.moved == {1: mail(1)}
    assert not any(b"EXPUNGE" in command for command in there.commands)


def test_a_folder_that_may_only_be_read_is_read(
    there: PretendImap, caplog: pytest.LogCaptureFixture
) -> None:
    there.add(mail(1))
    told = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 171] here\r\n* OK [READ-ONLY] look\r\n"
    there.faults = [Fault(b"SELECT", told + b"%s OK [READ-ONLY] done", ends=False)]
    books = Books()
    books.poll(channel(replace(server(there), after="move")))
    assert books.raws.total() == 1
    assert [vars(record)["code"] for record in caplog.records] == ["read-only"]


def test_waiting_without_a_server_that_can_is_over_at_once(there: PretendImap) -> None:
    there.offers = b"IMAP4REV1"
    began = time.monotonic()
    assert not channel(there).wait("office", 30)
    assert time.monotonic() - began < 5


NEWS = {
    b"+ go\r\n* 3 EXISTS\r\n": True,
    b"+ go\r\n* 2 EXISTS\r\n": False,
    b"+ go\r\n* 1 EXPUNGE\r\n* 2 EXISTS\r\n": True,
    b"+ go\r\n* 1 FETCH (FLAGS ())\r\n": False,
    b"IDLE NO not now\r\n": False,
}


@pytest.mark.parametrize("said", NEWS)
def test_only_more_mail_than_before_is_news(said: bytes, there: PretendImap) -> None:
    there.add(mail(1), mail(2))
    there.faults = [Fault(b"IDLE", said, ends=False)]
    patience = 10 if NEWS[said] else 0.3  # news comes at once; only silence is waited for
    assert channel(there).wait("office", patience) is NEWS[said]


def test_a_line_that_breaks_while_waiting_is_down_and_not_quiet(there: PretendImap) -> None:
    there.faults = [Fault(b"IDLE", b"+ go\r\n")]
    with pytest.raises(ChannelDown, match="no-answer"):
        channel(there).wait("office", 5)


def test_an_account_without_a_mailbox_is_neither_polled_nor_watched() -> None:
    office = EmailChannel(EmailSetup(accounts={"office": EmailAccount()}))
    assert list(office.fetch("office", "")) == []
    assert not office.wait("office", 30)
    assert office.probe("office") == ()
