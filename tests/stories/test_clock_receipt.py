"""From when the office counts a mail: from when it had it, be its machine on or off."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import NewDatabase
from tests.databases import migrated
from tests.stories.mailing import Postman, mail, opened
from tests.story import MONDAY

CITIZEN = "Sumiyati <sumiyati.w@warga.example>"
HOUR = timedelta(hours=1)


@pytest.fixture
def post(tmp_path: Path, new_database: NewDatabase) -> Iterator[Postman]:
    yield from opened(tmp_path, new_database(migrated))


def received(post: Postman, id: str, reached: datetime) -> datetime | None:
    """Since when a mail counts that had reached the office's server then."""
    post.brings(mail(CITIZEN, "Kursi roda", "Belum datang.", id), reached=reached)
    return post.story.facts.received_at


def test_a_mail_counts_from_when_it_reached_the_office_and_not_from_when_it_was_read(
    post: Postman,
) -> None:
    friday = MONDAY - timedelta(days=3)
    forged = mail(CITIZEN, "Atap bocor", "Sejak lama.", "b")
    forged["Date"] = "Thu, 01 Jan 2026 09:00:00 +0700"  # whoever writes may write any date
    forged["Received"] = "from x by mx.dinsos.example; Thu, 01 Jan 2026 09:00:00 +0700"

    assert received(post, "a", friday) == friday  # the machine was off over the weekend
    due = post.story.due("statutory_respond")
    assert due == friday.replace(hour=17) + timedelta(days=14)
    receipt = post.news()[0].get_body(("plain",))
    assert receipt is not None
    assert "13 November 2026 09.00 WIB" in str(receipt.get_content())
    post.brings(forged)
    assert post.story.facts.received_at == MONDAY
    assert received(post, "c", MONDAY + HOUR) == MONDAY  # that server's clock is fast
    assert received(post, "d", MONDAY - timedelta(days=90)) == MONDAY  # lay there before Tuntas
