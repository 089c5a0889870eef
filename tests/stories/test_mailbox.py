"""A mailbox on a real server, and all that can happen to it in a bad week: no mail is lost.

Workers are killed, the line is cut, the password is wrong, the disk is full, the server is
lost and numbers its mail anew, people move and delete mail meanwhile. The suite sends some
hundred mails through it; TUNTAS_TEST_MAILS=1000 sends a thousand, with every fault several
times (by hand, with `-o faulthandler_timeout=0`: that takes some minutes).
"""

import os
from collections.abc import Callable
from pathlib import Path
from random import SystemRandom

import pytest

from adapters.email.identity import stable_id
from tests.adapters.imap_server import PASSWORD, SERVERS
from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.stories.mailbox_office import MailboxOffice, is_over, mailbox_office, settle, until
from web.bench.mails import mails
from workflow.balance import Balance, balances

MANY = int(os.environ.get("TUNTAS_TEST_MAILS", "60"))
ROUNDS = max(1, MANY // 250)
ASKED = list(SERVERS) if "TUNTAS_TEST_MAILS" in os.environ else ["mail_devel"]
"""Whoever asks for many mails has them read from every server that is here."""
SAMPLES = Path(__file__).parents[1] / "adapters" / "samples" / "email"
ZONE = "Asia/Jakarta"
DELETED, MOVED = 3, 5
PAGE = 4_096
"""Bytes by which a SQLite database grows."""

chance = SystemRandom()

Batch = list[bytes]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("server", ASKED)
def test_no_mail_is_lost_doubled_or_miscounted_whatever_happens(
    tmp_path: Path, new_database: NewDatabase, server: str
) -> None:
    url = new_database(migrated)
    with mailbox_office(tmp_path, url, SERVERS[server]) as office:
        bad_week(office)


@pytest.mark.database("postgresql")
def test_nor_where_the_office_has_a_database_server(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    url = new_database(migrated)
    with mailbox_office(tmp_path, url, SERVERS["mail_devel"]) as office:
        bad_week(office)


def bad_week(office: MailboxOffice) -> None:
    """Every fault, each with its share of the mail; then everything is counted."""
    faults = [fault for fault in FAULTS if fault is not full_disk or office.on_sqlite] * ROUNDS
    rest = varied(MANY)
    for number, fault in enumerate(faults, 1):
        fault(office, rest[number - 1 :: len(faults)])
    settle(office)
    assert len(office.awaited) == MANY
    [today] = books(office)
    assert set(office.ids()) ^ set(office.awaited) == set()
    assert set(office.ids().values()) == {1}
    assert office.counts("rule")["failed"] == 0
    assert today.gone >= DELETED * ROUNDS
    parts = office.kept() + today.duplicate + today.gone
    assert (today.seen, today.waiting, today.to_fetch, today.gap) == (parts, 0, 0, 0)
    office.story.check_books()


def killed(office: MailboxOffice, batch: Batch) -> None:
    """Workers are killed in the middle of it, several times."""
    office.comes(batch)
    before = office.killed
    for _ in range(3):
        office.kills_worker(after=1 + chance.randrange(len(batch) // 4))
    assert office.killed > before


def cut(office: MailboxOffice, batch: Batch) -> None:
    """The line breaks in the middle of a mail."""
    office.comes(batch)
    before = office.relay.cuts
    office.relay.cut_after(sum(map(len, batch)) // 2)
    office.works()
    assert office.relay.cuts == before + 1
    assert (office.row.code, office.row.outstanding > 0) == ("no-answer", True)


def wrong_password(office: MailboxOffice, batch: Batch) -> None:
    """The mailbox's password was changed, and nobody told the office."""
    before = office.kept()
    office.comes(batch)
    office.uses_password("lupa")
    for _ in range(2):
        office.works()
        assert (office.row.code, office.kept()) == ("login-refused", before)
    office.uses_password(PASSWORD)


def full_disk(office: MailboxOffice, batch: Batch) -> None:
    """The database cannot grow for a while; after that it can. No mail is blamed for it."""
    office.comes(batch)
    room = sum(map(len, batch)) // 2
    for _ in range(2):
        office.works(pages=1 + room // PAGE)
    missing = set(office.awaited) - set(office.ids())
    assert missing or office.counts("state")["new"]
    assert set(office.counts("attempts")) == {0}


def lost_server(office: MailboxOffice, batch: Batch) -> None:
    """The server dies in the middle of a poll and is set up anew: other UIDs, UIDVALIDITY."""
    cut(office, batch)
    office.loses_server()
    before = books(office)[0].duplicate
    office.works()
    assert books(office)[0].duplicate > before


def moved(office: MailboxOffice, batch: Batch) -> None:
    """Somebody moves mail out of the folder during a poll, and back after it."""
    office.comes(batch)
    before, worker = office.kept(), office.starts_worker()
    until(lambda: office.kept() > before)
    office.moves(office.mailbox.uids()[-MOVED:], "INBOX", "Arsip")
    until(lambda: is_over(worker))
    office.moves(office.mailbox.uids("Arsip"), "Arsip", "INBOX")


def deleted(office: MailboxOffice, batch: Batch) -> None:
    """Somebody deletes mail that was listed and not yet fetched: it is told as gone."""
    office.comes(batch)
    office.comes(_unwanted(), awaited=False)
    office.relay.cut_after(sum(map(len, batch)) // 2)
    office.works()
    before = books(office)[0].gone
    office.mailbox.delete(*office.mailbox.uids()[-DELETED:])
    office.works()
    assert books(office)[0].gone == before + DELETED


FAULTS: tuple[Callable[[MailboxOffice, Batch], None], ...] = (
    killed, cut, wrong_password, full_disk, deleted, lost_server, moved,
)  # fmt: skip


def books(office: MailboxOffice) -> list[Balance]:
    """The books of the mailbox, today first."""
    with office.story.office.sessions.reading() as db:
        return balances(db, ZONE, office.story.clock.at)


def varied(count: int) -> Batch:
    """So many mails, no two alike: half of them from the samples, the others made."""
    samples = sorted(SAMPLES.glob("*.eml"))
    step = max(1, 2 * len(samples) // count)
    found = [mail for file in samples[::step] if _travels(mail := file.read_bytes())]
    unlike = {stable_id(mail): mail for mail in [*found, *mails(count)]}
    return list(unlike.values())[:count]


def _travels(mail: bytes) -> bool:
    """Whether it can be handed to an IMAP server (RFC 9051 6.3.12) and come back as it is."""
    bare = mail.replace(b"\r\n", b"")
    return bool(mail.strip()) and not set(b"\r\0") & set(bare)


def _unwanted() -> Batch:
    return [
        b"From: toko@warga.example\r\nSubject: Diskon %d\r\n\r\nBeli.\r\n" % chance.getrandbits(60)
        for _ in range(DELETED)
    ]
