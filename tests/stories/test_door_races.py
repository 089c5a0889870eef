"""The door while somebody else changes the account: no guess is free, no old key still fits."""

from collections.abc import Callable
from functools import partial

import pyotp
import pytest
from argon2 import PasswordHasher

from tests.stories.racing import STAFF, race
from tests.story import Story
from workflow.core.refusal import Refused
from workflow.core.roles import Role
from workflow.invitations import Invitations, Kind
from workflow.passwords import Passwords
from workflow.second_factor import SecondFactors
from workflow.signins import TRIES, SignedIn, SignIns
from workflow.staff import Accounts, By, NewStaff, Staff
from workflow.vouching import Claim, vouched_for

CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PASSWORD, NEW = "sawah luas hijau", "gunung biru jauh"


@pytest.fixture
def accounts(story: Story) -> Accounts:
    return Accounts(story.office.sessions, story.office.office.policy.units, CHEAP)


@pytest.fixture
def sari(story: Story, accounts: Accounts) -> Staff:
    new = NewStaff(login="sari", name="Sari", role=Role.INTAKE_OFFICER)
    return accounts.add(new, PASSWORD, By("console", story.clock.at))


@pytest.fixture
def door(story: Story) -> SignIns:
    return SignIns(story.office.sessions, CHEAP)


def test_guesses_at_once_are_all_counted(story: Story, sari: Staff, door: SignIns) -> None:
    now = story.clock.at
    wrong = partial(door.sign_in, sari.login, "salah sama sekali", now)
    ends = race(story.office.sessions, STAFF, *[wrong] * TRIES)
    assert {end.code for end in ends if isinstance(end, Refused)} == {"wrong-login"}
    with pytest.raises(Refused, match="not right"):
        door.sign_in(sari.login, PASSWORD, now)


def test_who_comes_in_by_an_old_key_while_it_is_replaced_is_out_again(
    story: Story, sari: Staff, accounts: Accounts, door: SignIns
) -> None:
    now, sessions = story.clock.at, story.office.sessions
    links, by = Invitations(sessions, CHEAP), By("console", story.clock.at)
    old = PASSWORD

    def replaced(password: str) -> Callable[[], object]:
        token = links.make(sari, Kind.RESET, by).token
        return lambda: links.redeem(token, password, now)

    changes: tuple[Callable[[], object], ...] = (
        replaced("langit cerah pagi"),
        lambda: accounts.set_password(sari.id, NEW, by),
        lambda: accounts.close(sari.id, by),
    )
    for change, fresh in zip(changes, ("langit cerah pagi", NEW, NEW), strict=True):
        _, end = race(sessions, STAFF, change, partial(door.sign_in, sari.login, old, now))
        if isinstance(end, SignedIn):  # it came first, and was ended with all the others
            assert door.who(end.token, now) is None
        accounts.reopen(sari.id, by)
        if isinstance(end, SignedIn):
            assert door.who(end.token, now) is None
        assert door.open_of(sari, "", now) == []
        old = fresh


def test_a_half_sign_in_is_made_whole_once_and_not_after_all_were_ended(
    story: Story, sari: Staff, door: SignIns
) -> None:
    now, sessions = story.clock.at, story.office.sessions
    factors = SecondFactors(sessions, story.office.vault, b"k" * 32, demanded=True)
    app = pyotp.TOTP(factors.begin(sari))
    factors.confirm(sari, app.at(now), now)
    half = door.sign_in(sari.login, PASSWORD, now).token
    ends = race(sessions, STAFF, *[partial(door.complete, half, now)] * 2)
    assert sorted(isinstance(end, Refused) for end in ends) == [False, True]
    half = door.sign_in(sari.login, PASSWORD, now).token
    race(sessions, STAFF, partial(door.end_all, sari, By("console", now)),
         partial(door.complete, half, now))  # fmt: skip
    assert len(door.open_of(sari, "", now)) == 0


def test_of_two_links_made_at_once_one_is_good_and_a_factor_is_not_begun_over_one_that_is_on(
    story: Story, sari: Staff
) -> None:
    now, sessions = story.clock.at, story.office.sessions
    links = Invitations(sessions, CHEAP)
    make = partial(links.make, sari, Kind.RESET, By("console", now))
    made = race(sessions, STAFF, make, make)
    good = []
    for link in made:
        assert not isinstance(link, Refused)
        try:
            good.append(links.whose(link.token, now))
        except Refused:
            continue
    assert len(good) == 1
    factors = SecondFactors(sessions, story.office.vault, b"k" * 32, demanded=True)
    app = pyotp.TOTP(factors.begin(sari))
    gate = "select staff_id from second_factor for update"
    _, again = race(sessions, gate, partial(factors.confirm, sari, app.at(now), now),
                    partial(factors.begin, sari))  # fmt: skip
    assert isinstance(again, Refused)
    assert factors.state(sari.id).on


def test_of_two_who_are_vouched_for_at_once_the_account_is_one_s(story: Story, sari: Staff) -> None:
    now, sessions = story.clock.at, story.office.sessions
    claims = [Claim(subject=f"https://sso.example u-{n}", login="sari") for n in (1, 2)]
    ends = race(sessions, STAFF, *[partial(vouched_for, sessions, one, now) for one in claims])
    assert [isinstance(end, Staff) for end in ends] == [True, False]
