"""`tuntas staff`: accounts on the console, and passwords that nobody else sees."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.web.commands.program import PASSWORD, UNIT, Program, furnished
from workflow.core.refusal import Refused
from workflow.invitations import Invitations
from workflow.now import now
from workflow.signins import SignIns
from workflow.store.database import Sessions

HEAD = ("--name", "Bu Rini", "--role", "unit_head", "--unit", UNIT)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return furnished(tmp_path / "home")


def test_an_account_is_opened_with_a_password_from_standard_input(program: Program) -> None:
    made = program.row("staff", "add", "rini", *HEAD, given=f"{PASSWORD}\n")
    assert (made["login"], made["role"], made["unit"]) == ("rini", "unit_head", UNIT)
    (listed,) = program.rows("staff", "list")
    assert listed == made
    assert PASSWORD not in str(listed)


def test_a_password_comes_from_the_first_line_of_a_file(program: Program, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\nnot this\n", encoding="utf-8")
    program.done("staff", "add", "rini", *HEAD, "--password-file", file)
    assert signs_in(program, "rini", PASSWORD)


def test_a_password_is_set_anew(program: Program) -> None:
    program.done("staff", "add", "rini", *HEAD, given=f"{PASSWORD}\n")
    program.done("staff", "passwd", "rini", given="another-password\n")
    assert signs_in(program, "rini", "another-password")
    assert not signs_in(program, "rini", PASSWORD)


def test_a_closed_account_stays_in_the_list(program: Program) -> None:
    program.done("staff", "add", "rini", *HEAD, given=f"{PASSWORD}\n")
    program.done("staff", "close", "rini")
    assert [row["active"] for row in program.rows("staff", "list")] == [False]
    assert "rini" in program.done("staff", "list")


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (("rini", *HEAD), "short\n", "A password has"),
        (("r!", *HEAD), f"{PASSWORD}\n", "A login has"),
        (("rini", "--name", "R", "--role", "unit_head"), f"{PASSWORD}\n", "belongs to a unit"),
        (("rini", *HEAD[:-1], "nowhere"), f"{PASSWORD}\n", "no unit"),
    ],
)
def test_what_is_unfit_is_refused_in_words(
    program: Program, words: tuple[str, ...], given: str, said: str
) -> None:
    assert said in program.refusal("staff", "add", *words, given=given)


def test_a_login_is_taken_once_and_an_unknown_one_is_not_found(program: Program) -> None:
    program.done("staff", "add", "rini", *HEAD, given=f"{PASSWORD}\n")
    assert "taken" in program.refusal("staff", "add", "rini", *HEAD, given=f"{PASSWORD}\n")
    assert "no such account" in program.refusal("staff", "passwd", "rani", given=f"{PASSWORD}\n")


def test_no_password_is_ever_an_argument(program: Program) -> None:
    assert program("staff", "add", "rini", *HEAD, "--password", PASSWORD).exit_code == 2


def test_an_invitation_is_printed_once_and_opens_nothing_by_itself(program: Program) -> None:
    made = program.row("staff", "add", "rini", *HEAD, "--invite")
    link = made["link"]
    assert link.startswith("http://127.0.0.1:8000/undangan/")
    assert not signs_in(program, "rini", "")
    (listed,) = program.rows("staff", "list")
    assert "link" not in listed
    sessions = Sessions(f"sqlite:///{program.home / 'tuntas.db'}")
    token = link.rpartition("/")[2]
    Invitations(sessions).redeem(token, PASSWORD, now())
    sessions.close()
    assert signs_in(program, "rini", PASSWORD)


def test_a_reset_makes_a_link_and_turns_the_second_factor_off_where_it_is_told_to(
    program: Program,
) -> None:
    program.done("staff", "add", "rini", *HEAD, given=f"{PASSWORD}\n")
    first = program.done("staff", "reset", "rini")
    second = program.done("staff", "reset", "rini", "--factor")
    assert "/undangan/" in first
    assert "second factor" not in second  # there was none
    assert first.splitlines()[-1] != second.splitlines()[-1]
    program.done("staff", "close", "rini")
    assert "is closed" in program.refusal("staff", "reset", "rini")
    assert "is open" in program.done("staff", "reopen", "rini")
    assert not signs_in(program, "rini", PASSWORD)
    assert "no such account" in program.refusal("staff", "reset", "rani")


def signs_in(program: Program, login: str, password: str) -> bool:
    """Whether that opens the door of the same office."""
    sessions = Sessions(f"sqlite:///{program.home / 'tuntas.db'}")
    try:
        SignIns(sessions).sign_in(login, password, datetime(2026, 11, 16, tzinfo=UTC))
    except Refused:
        return False
    finally:
        sessions.close()
    return True


def test_an_address_is_given_later_and_taken_away_by_an_empty_one(program: Program) -> None:
    program.done("staff", "add", "rini", *HEAD, given=f"{PASSWORD}\n")
    program.done("staff", "email", "rini", "rini@dinas.example")
    assert [row["email"] for row in program.rows("staff", "list")] == ["rini@dinas.example"]
    assert "no e-mail address" in program("staff", "email", "rini", "rini").output
    program.done("staff", "email", "rini", "")
    assert [row["email"] for row in program.rows("staff", "list")] == [""]
