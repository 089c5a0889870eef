"""The door on each database: what counts once counts once, however many try at a time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pyotp
import pytest
from argon2 import PasswordHasher

from tests.story import Story
from workflow.core.refusal import Refused
from workflow.core.roles import Role
from workflow.invitations import Invitations, Kind
from workflow.passwords import Passwords
from workflow.second_factor import SecondFactors
from workflow.signins import SignIns
from workflow.staff import Accounts, By, NewStaff, Staff
from workflow.vouching import Claim, NotVouched, vouched_for

CHEAP = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
PASSWORD, NEW = "sawah luas hijau", "gunung biru jauh"
AT_ONCE = 4


@pytest.fixture
def accounts(story: Story) -> Accounts:
    return Accounts(story.office.sessions, story.office.office.policy.units, CHEAP)


@pytest.fixture
def sari(accounts: Accounts, story: Story) -> Staff:
    return _hire(accounts, story, "sari", Role.ADMINISTRATOR)


def _hire(accounts: Accounts, story: Story, login: str, role: Role) -> Staff:
    new = NewStaff(login=login, name=login.title(), role=role)
    return accounts.add(new, PASSWORD, By("console", story.clock.at))


def _at_once(*deeds: Callable[[], object]) -> int:
    """Do them all at the same time; how many were not refused."""

    def went_well(deed: Callable[[], object]) -> bool:
        try:
            deed()
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(len(deeds)) as pool:
        return sum(pool.map(went_well, deeds))


def test_one_code_and_one_recovery_code_let_one_in(story: Story, sari: Staff) -> None:
    factors = SecondFactors(story.office.sessions, story.office.vault, b"k" * 32, demanded=True)
    app, now = pyotp.TOTP(factors.begin(sari)), story.clock.at
    recovery = factors.confirm(sari, app.at(now - timedelta(seconds=30)), now)
    for code in (app.at(now), recovery[0]):
        assert _at_once(*[partial(factors.check, sari, code, now)] * AT_ONCE) == 1


def test_one_link_sets_one_password(story: Story, sari: Staff) -> None:
    links, now = Invitations(story.office.sessions, CHEAP), story.clock.at
    token = links.make(sari, Kind.RESET, By("console", now)).token
    assert _at_once(*[lambda: links.redeem(token, NEW, now)] * AT_ONCE) == 1
    signed_in = SignIns(story.office.sessions, CHEAP).sign_in("sari", NEW, now)
    assert signed_in.whole


def test_two_administrators_who_close_each_other_leave_one(
    story: Story, accounts: Accounts, sari: Staff
) -> None:
    budi = _hire(accounts, story, "budi", Role.ADMINISTRATOR)
    now = story.clock.at
    done = _at_once(
        lambda: accounts.close(sari.id, By(budi.actor.name, now)),
        lambda: accounts.close(budi.id, By(sari.actor.name, now)),
    )
    assert done == 1
    assert sum(one.active for one in accounts.everyone()) == 1


def test_a_half_sign_in_becomes_whole_once(story: Story, sari: Staff) -> None:
    factors = SecondFactors(story.office.sessions, story.office.vault, b"k" * 32, demanded=True)
    now = story.clock.at
    app = pyotp.TOTP(factors.begin(sari))
    factors.confirm(sari, app.at(now), now)
    sign_ins = SignIns(story.office.sessions, CHEAP)
    half = sign_ins.sign_in("sari", PASSWORD, now)
    assert not half.whole
    assert sign_ins.who(half.token, now) is None
    whole = sign_ins.complete(half.token, now)
    assert sign_ins.half(half.token, now) is None
    assert sign_ins.who(whole.token, now) is not None
    for token in (half.token, whole.token, ""):
        with pytest.raises(Refused):
            sign_ins.complete(token, now)


def test_a_subject_stays_with_its_account(story: Story, accounts: Accounts, sari: Staff) -> None:
    sessions, now = story.office.sessions, story.clock.at
    _hire(accounts, story, "budi", Role.INTAKE_OFFICER)
    first = Claim(subject="https://sso.example u-1", login="BUDI")
    assert vouched_for(sessions, first, now).login == "budi"
    renamed = Claim(subject=first.subject, login="sari")
    assert vouched_for(sessions, renamed, now).login == "budi"
    for nobody in (
        Claim(subject="https://sso.example u-2", login="budi"),
        Claim(subject="https://sso.example u-3", login=""),
        Claim(subject="", login="sari"),
        Claim(subject="https://sso.example u-4", email="sari@dinas.example"),
    ):
        with pytest.raises(NotVouched):
            vouched_for(sessions, nobody, now)
    accounts.unlink(accounts.find("budi").id, By("console", now))
    again = Claim(subject="https://sso.example u-2", login="budi")
    assert vouched_for(sessions, again, now).login == "budi"
