"""A mailbox on a real server is read from where it was read last, and otherwise left in peace."""

import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from adapters.email.accounts import EmailAccount, EmailSetup, ImapServer, Limits
from adapters.email.channel import EmailChannel, make
from adapters.settings import Account, ChannelSettings
from tests.adapters.imap_server import PASSWORD, SERVERS, Mailbox, new_mailbox
from tests.adapters.terms import NOW
from workflow.core.messages import Fetched, InboundMessage


@pytest.fixture(scope="module", params=list(SERVERS))
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    with SERVERS[request.param]() as port:
        yield port


@pytest.fixture
def mailbox(port: int) -> Mailbox:
    return new_mailbox(port)


def mail(number: int) -> bytes:
    return b"From: sari@warga.example\r\nSubject: surat %d\r\n\r\nHalo %d\r\n" % (number, number)


def channel(mailbox: Mailbox, options: Mapping[str, str] | None = None) -> EmailChannel:
    where = {
        "imap_host": "127.0.0.1",
        "imap_port": str(mailbox.port),
        "imap_security": "none",
        "imap_password": PASSWORD,
        **(options or {}),
    }
    account = Account(
        id="office", unit="sekretariat", address=mailbox.user, name="Kantor", options=where
    )
    return make(ChannelSettings(accounts=(account,), now=lambda: NOW))


def bodies(steps: list[Fetched]) -> list[bytes]:
    return [step.raw.body for step in steps if step.raw]


def poll(channel: EmailChannel, mark: str = "") -> tuple[list[Fetched], str]:
    steps = list(channel.fetch("office", mark))
    return steps, steps[-1].mark if steps else mark


def test_mail_that_was_there_is_old_and_what_comes_later_is_not(mailbox: Mailbox) -> None:
    office = channel(mailbox)
    mailbox.add(mail(1), mail(2))
    first, mark = poll(office)
    assert [(step.listed, bool(step.raw), step.old) for step in first] == [
        (2, False, False), (0, True, True), (0, True, True),
    ]  # fmt: skip
    mailbox.add(mail(3))
    second, mark = poll(office, mark)
    assert [(step.listed, bool(step.raw), step.old) for step in second] == [
        (1, False, False), (0, True, False),
    ]  # fmt: skip
    assert bodies(first + second) == [mail(1), mail(2), mail(3)]
    assert poll(office, mark) == ([], mark)


def test_the_first_mail_of_a_mailbox_that_was_empty_is_new(mailbox: Mailbox) -> None:
    _, mark = poll(channel(mailbox))
    mailbox.add(mail(1))
    steps, _ = poll(channel(mailbox), mark)
    assert [step.old for step in steps if step.raw] == [False]


def test_a_mailbox_may_be_taken_over_without_its_history(mailbox: Mailbox) -> None:
    office = channel(mailbox, {"imap_history": "skip"})
    mailbox.add(mail(1), mail(2))
    before, mark = poll(office)
    mailbox.add(mail(3))
    after, _ = poll(office, mark)
    assert sum(step.listed for step in before) == 0
    assert (bodies(before), bodies(after)) == ([], [mail(3)])


def test_a_mail_has_the_id_that_its_copy_in_a_file_has(mailbox: Mailbox, tmp_path: Path) -> None:
    (tmp_path / "surat.eml").write_bytes(mail(1).replace(b"\r\n", b"\n"))
    mailbox.add(mail(1))
    office = channel(mailbox)
    [copy] = [raw for _, raw in office.files("office", tmp_path)]
    assert [step.raw.external_id for step in poll(office)[0] if step.raw] == [copy.external_id]


def test_reading_changes_nothing_that_people_see(mailbox: Mailbox) -> None:
    mailbox.add(mail(1))
    poll(channel(mailbox))
    flags = mailbox.flags()
    assert "UID" in flags
    assert "Seen" not in flags
    assert "Tuntas" not in flags


def test_mail_that_others_deleted_before_it_was_read_is_told_as_gone(mailbox: Mailbox) -> None:
    mailbox.add(*map(mail, range(1, 7)))
    office = channel(mailbox)
    steps = office.fetch("office", "")
    kept = [next(steps), next(steps)]
    mailbox.delete(*mailbox.uids()[2:4])
    kept += [next(steps)]
    steps.close()
    rest, mark = poll(office, kept[-1].mark)
    assert bodies(kept + rest) == [mail(1), mail(2), mail(5), mail(6)]
    assert sum(step.gone for step in kept + rest) == 2
    assert sum(step.listed for step in kept + rest) == 6
    assert poll(office, mark) == ([], mark)


def test_mail_that_others_delete_while_it_is_being_read_holds_up_nothing(
    mailbox: Mailbox,
) -> None:
    mailbox.add(*map(mail, range(1, 5)))
    steps = channel(mailbox).fetch("office", "")
    kept = [next(steps), next(steps)]
    mailbox.delete(mailbox.uids()[2])
    kept += list(steps)
    again, _ = poll(channel(mailbox), kept[-1].mark)
    told = kept + again
    assert bodies(told)[0] == mail(1)
    assert bodies(told)[-1] == mail(4)
    assert sum(step.listed for step in told) == len(bodies(told)) + sum(s.gone for s in told) == 4


def test_kept_mail_is_moved_into_a_folder_that_is_made_if_need_be(mailbox: Mailbox) -> None:
    mailbox.add(mail(1), mail(2))
    office = channel(mailbox, {"imap_after": "move", "imap_done": 'Selesai & "résumé"'})
    steps = office.fetch("office", "")
    assert [next(steps).listed, next(steps).raw is not None] == [2, True]
    assert len(mailbox.uids()) == 2  # nobody has kept it yet
    assert next(steps).raw
    assert len(mailbox.uids()) == 1
    assert list(steps) == []
    assert mailbox.uids() == []
    assert len(mailbox.uids('"Selesai &- \\"r&AOk-sum&AOk-\\""')) == 2


def test_a_poll_that_ends_right_after_a_mail_leaves_it_to_the_next(mailbox: Mailbox) -> None:
    mailbox.add(mail(1), mail(2))
    office = channel(mailbox, {"imap_after": "move"})
    steps = office.fetch("office", "")
    mark = [next(steps), next(steps)][-1].mark
    steps.close()
    assert len(mailbox.uids()) == 2
    steps = office.fetch("office", mark)
    next(steps)
    assert len(mailbox.uids()) == 1
    assert list(steps) == []
    assert mailbox.uids() == []


def test_a_mail_that_nobody_kept_is_not_moved(mailbox: Mailbox) -> None:
    mailbox.add(mail(1))
    office = channel(mailbox, {"imap_after": "move"})
    steps = office.fetch("office", "")
    listing = [next(steps), next(steps)][0]
    steps.close()
    again = office.fetch("office", listing.mark)
    assert next(again).raw
    assert len(mailbox.uids()) == 1
    again.close()


def test_mail_that_people_put_back_is_the_same_mail_once_more(mailbox: Mailbox) -> None:
    mailbox.add(mail(1))
    office = channel(mailbox)
    first, mark = poll(office)
    mailbox.delete(*mailbox.uids())
    mailbox.add(mail(1))
    second, _ = poll(office, mark)
    assert [s.raw.external_id for s in first if s.raw] == [
        s.raw.external_id for s in second if s.raw
    ]


def test_a_folder_that_was_made_anew_is_read_from_its_start(mailbox: Mailbox) -> None:
    options = {"imap_folder": "Pengaduan"}
    with mailbox.program() as program:
        program.create("Pengaduan")
    _, mark = poll(channel(mailbox, options))
    mailbox.add(mail(1), folder="Pengaduan")
    first, mark = poll(channel(mailbox, options), mark)
    mailbox.remake("Pengaduan")
    mailbox.add(mail(1), mail(2), folder="Pengaduan")
    second, mark = poll(channel(mailbox, options), mark)
    assert bodies(first) == [mail(1)]
    assert bodies(second) == [mail(1), mail(2)]
    assert not any(step.old for step in first + second)
    assert poll(channel(mailbox, options), mark) == ([], mark)


def test_another_folder_is_another_mailbox_whose_mail_is_old(mailbox: Mailbox) -> None:
    mailbox.add(mail(1))
    with mailbox.program() as program:
        program.create("Pengaduan")
    mailbox.add(mail(2), folder="Pengaduan")
    _, mark = poll(channel(mailbox))
    steps, _ = poll(channel(mailbox, {"imap_folder": "Pengaduan"}), mark)
    assert [(step.raw.body, step.old) for step in steps if step.raw] == [(mail(2), True)]


def test_a_mail_above_the_limit_comes_cut_and_says_so(mailbox: Mailbox) -> None:
    mailbox.add(mail(1) + b"x" * 5_000, mail(2))
    server = ImapServer(
        host="127.0.0.1", port=mailbox.port, security="none", user=mailbox.user, password=PASSWORD
    )
    setup = EmailSetup(accounts={"office": EmailAccount(imap=server)}, limits=Limits(bytes=500))
    office = EmailChannel(setup)
    large, small = (step.raw for step in poll(office)[0] if step.raw)
    assert (len(large.body), small.body) == (501, mail(2))
    [read] = office.parse(large)
    assert isinstance(read, InboundMessage)
    assert (read.subject, "mail-cut" in read.warnings) == ("surat 1", True)


def test_waiting_ends_when_mail_comes_and_not_before(mailbox: Mailbox) -> None:
    mailbox.add(mail(1))
    office = channel(mailbox)
    _, mark = poll(office)
    began = time.monotonic()
    assert not office.wait("office", 0.7)
    assert time.monotonic() - began >= 0.7
    writer = threading.Timer(0.5, mailbox.add, (mail(2),))
    writer.start()
    assert office.wait("office", 20)
    writer.join()
    assert bodies(poll(office, mark)[0]) == [mail(2)]


def test_what_came_between_a_poll_and_the_wait_is_no_reason_to_wait(mailbox: Mailbox) -> None:
    office = channel(mailbox)
    poll(office)
    mailbox.add(mail(1))
    began = time.monotonic()
    assert office.wait("office", 20)
    assert time.monotonic() - began < 10


def test_a_trial_says_that_all_is_well_and_how_much_is_there(mailbox: Mailbox) -> None:
    mailbox.add(*map(mail, range(3)))
    probes = channel(mailbox).probe("office")
    assert [(one.what, one.code, one.detail) for one in probes] == [
        ("sign_in", "", ""), ("mailbox", "", "3 mails"),
    ]  # fmt: skip


def test_a_trial_with_a_wrong_password_says_so_and_goes_no_further(mailbox: Mailbox) -> None:
    [probe] = channel(mailbox, {"imap_password": "salah"}).probe("office")
    assert (probe.what, probe.code) == ("sign_in", "login-refused")
    assert mailbox.user not in probe.detail


def test_kept_mail_can_be_flagged_for_people_to_see(mailbox: Mailbox) -> None:
    mailbox.add(mail(1), mail(2))
    steps, _ = poll(channel(mailbox, {"imap_after": "flag"}))
    assert len(bodies(steps)) == len(mailbox.uids()) == 2
    with mailbox.program("INBOX") as program:
        may = b"\\*" in (program.response("PERMANENTFLAGS")[1][0] or b"")
    assert mailbox.flags().count("Tuntas") == (2 if may else 0)
