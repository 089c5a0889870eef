"""A mail server pipes each mail into `tuntas ingest -`: what fails here is to be tried again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result

from tests.web.commands.program import ROOT, Program
from web.bench.mails import mails

EX_TEMPFAIL = 75
(MAIL,) = mails(1)


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


def piped(program: Program, channel: str = "email") -> Result:
    return program("ingest", "-", "--channel", channel, given=MAIL)


def test_a_mail_that_is_taken_in_ends_well_and_so_does_its_double(program: Program) -> None:
    program.furnish()
    first, second = piped(program), piped(program)
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.startswith("opened  C-")
    assert second.stdout.startswith("duplicate  C-")


def test_where_the_database_is_away_the_mail_is_to_come_again(program: Program) -> None:
    away = Program(program.home, "postgresql://nobody@127.0.0.1:1/none")
    result = piped(away)
    assert (result.exit_code, result.stdout) == (EX_TEMPFAIL, "")
    assert result.stderr.startswith("Error: The database cannot be used: ")
    assert piped(program).exit_code == 0


def test_where_something_is_set_up_wrongly_the_mail_is_to_come_again(program: Program) -> None:
    result = piped(program, channel="memory")
    assert (result.exit_code, result.stdout) == (EX_TEMPFAIL, "")
    assert "memory" in result.stderr


def test_a_failure_that_has_no_sentence_is_tried_again_too(program: Program) -> None:
    program.home.mkdir(mode=0o700)
    (program.home / "tuntas.db").write_bytes(b"This is no database at all. " * 100)
    result = piped(program)
    assert (result.exit_code, result.stdout) == (EX_TEMPFAIL, "")
    assert "DatabaseError" in result.stderr


def test_a_mail_server_sees_the_exit_code(program: Program) -> None:
    words = [sys.executable, "-m", "web.cli", "ingest", "-", "--channel", "email"]
    for url, code in (("postgresql://nobody@127.0.0.1:1/none", EX_TEMPFAIL), ("", 0)):
        given = {**os.environ, **Program(program.home, url).settings}
        done = subprocess.run(
            words, check=False, cwd=ROOT, env=given, input=MAIL, capture_output=True
        )
        assert done.returncode == code, done.stderr


def test_what_is_piped_is_one_mail_whatever_its_text_pretends(program: Program) -> None:
    postmark = b"From warga1@warga.example  Mon Nov 16 09:00:00 2026\n"
    forged = MAIL.replace(b"<letter.1@", b"<forged@").replace(b"warga1@", b"kepala@")
    (row,) = program.rows("ingest", "-", "--channel", "email", given=postmark + MAIL)
    assert (row["path"], row["outcome"]) == ("-", "opened")
    (row,) = program.rows("ingest", "-", "--channel", "email", given=MAIL)
    assert row["outcome"] == "duplicate"
    both = postmark + postmark + MAIL + b"\n" + postmark + forged
    (row,) = program.rows("parse", "-", "--channel", "email", given=both)
    assert row["sender"]["address"] == "warga1@warga.example"


def test_files_that_fail_are_told_as_ever(program: Program, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL)
    away = Program(program.home, "postgresql://nobody@127.0.0.1:1/none")
    assert away("ingest", tmp_path / "a.eml", "--channel", "email").exit_code == 1
