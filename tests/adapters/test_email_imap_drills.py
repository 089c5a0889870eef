"""Over bad lines, with restarts and servers that forget: each mail comes once, the books agree."""

from dataclasses import replace
from random import SystemRandom

from adapters.email.accounts import Limits
from adapters.email.identity import stable_id
from tests.adapters.imap_fake import PretendImap
from tests.adapters.imap_office import Books, channel, mail, server

CHANNEL = "email"


def test_a_thousand_mails_over_a_bad_line_to_an_office_that_keeps_dying(
    there: PretendImap,
) -> None:
    chance, mails, books = SystemRandom(), [mail(number) for number in range(1_000)], Books()
    waiting, deleted, more = list(mails), set(), True
    while waiting or more:
        if waiting and there.mails and chance.random() < 0.5:
            away = chance.choice(sorted(there.mails)[-10:])
            deleted.add(stable_id(there.mails.pop(away)))
        there.add(*(waiting.pop(0) for _ in range(min(len(waiting), chance.randrange(60)))))
        there.cuts = [chance.randrange(200, 60_000)]
        office = channel(replace(server(there), after=chance.choice(["leave", "move"])))
        more = books.poll(office, lambda: chance.random() < 0.01)
    assert {stable_id(one) for one in mails} - deleted <= books.raws.keys()
    assert set(books.raws.values()) == {1}
    assert books.listed == books.raws.total() + books.gone > 500


def test_mail_of_a_server_that_forgets_its_numbers_is_read_again_and_balances(
    there: PretendImap,
) -> None:
    chance, books = SystemRandom(), Books()
    books.poll(channel(there))
    for number in range(120):
        there.add(mail(number))
        if chance.random() < 0.05:
            there.number_anew()
        if chance.random() < 0.3:
            books.poll(channel(there), lambda: chance.random() < 0.05)
    while books.poll(channel(there)):
        pass
    assert books.raws.keys() == books.new == {stable_id(mail(number)) for number in range(120)}
    assert books.listed == books.raws.total() + books.gone > 120


def test_a_server_restored_from_an_old_copy_hides_no_mail(there: PretendImap) -> None:
    there.add(*map(mail, range(5)))
    books = Books()
    books.poll(channel(there))
    there.mails = {1: there.mails[1], 2: mail(77)}
    there.next_uid = 3  # the same UIDVALIDITY, and UID 2 is another mail than it was
    books.poll(channel(there))
    assert stable_id(mail(77)) in books.raws
    assert books.listed == books.raws.total() + books.gone


def test_history_that_was_never_read_stays_old_when_numbers_change(there: PretendImap) -> None:
    there.add(*map(mail, range(10)))
    books, chance = Books(), iter([False, False, False, True])
    books.poll(channel(there), lambda: next(chance))
    there.number_anew()
    books.poll(channel(there))
    assert len(books.raws) == 10
    assert books.new == set()
    assert books.listed == books.raws.total() + books.gone == 20


def test_history_that_is_skipped_is_old_if_numbers_change(there: PretendImap) -> None:
    there.add(*map(mail, range(3)))
    office, books = channel(replace(server(there), skips_history=True)), Books()
    books.poll(office)
    assert books.listed == 0
    there.number_anew()
    books.poll(office)
    assert len(books.raws) == 3
    assert books.new == set()


def test_a_large_folder_is_found_the_way_in_by_a_few_questions(there: PretendImap) -> None:
    there.add(*(b"Subject: %d\r\n\r\n" % number for number in range(20_000)))
    books = Books()
    books.poll(channel(replace(server(there), skips_history=True)))
    there.next_uid += 1_000  # as where others have deleted much
    there.add(mail(1), mail(2))
    there.commands.clear()
    books.poll(channel(replace(server(there), skips_history=True)))
    assert len(books.raws) == 2
    assert len(there.commands) < 25
    assert not any(b"SEARCH" in command for command in there.commands)


def test_one_poll_brings_a_bounded_number_and_the_next_goes_on(there: PretendImap) -> None:
    there.add(*map(mail, range(7)))
    office, books = channel(there, Limits(mails=3)), Books()
    brought = []
    while books.poll(office):
        brought.append(books.raws.total())
    assert brought == [3, 6, 7]
    assert books.listed == 7
