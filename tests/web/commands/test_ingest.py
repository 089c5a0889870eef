"""`tuntas ingest` and `tuntas parse`: real messages out of files, one line each."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.web.commands.program import Program, Row, furnished, write_form
from web.bench.mails import mails

OUTCOMES = {"opened", "continued", "ignored", "set_aside", "duplicate"}
KEYS = ["path", "external_id", "outcome", "reference", "rule", "reason"]
PARSED = [
    "path", "kind", "external_id", "in_reply_to", "references", "sender", "recipients", "subject",
    "text", "reply_text", "language", "attachments", "failed", "sent_at", "warnings",
]  # fmt: skip
UNREADABLE = "/proc/self/mem"
"""There, and everybody's; reading its beginning is an error."""

BROKEN = b"\xff\xfe\x00From nobody\x00\x00"


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path / "home")


@pytest.fixture
def office(tmp_path: Path) -> Program:
    """The program where there is an office already."""
    return furnished(tmp_path / "home")


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """Ten mails of ten kinds, and one file that is no mail."""
    folder = tmp_path / "letters"
    folder.mkdir()
    for number, body in enumerate(mails(10), 1):
        (folder / f"{number:02}.eml").write_bytes(body)
    (folder / "11.eml").write_bytes(BROKEN)
    return folder


def outcomes(rows: list[Row]) -> list[str]:
    return [row["outcome"] for row in rows]


def test_each_message_has_a_line_in_order_the_broken_one_too(
    office: Program, letters: Path
) -> None:
    rows = office.rows("ingest", letters, "--channel", "email")
    assert [Path(row["path"]).name for row in rows] == [f"{n:02}.eml" for n in range(1, 12)]
    assert all(list(row) == KEYS for row in rows)
    assert set(outcomes(rows)) <= OUTCOMES
    assert outcomes(rows).count("opened") == 9
    assert rows[7]["outcome"] == "ignored"  # a machine wrote it
    assert all((row["reference"] is not None) == (row["outcome"] == "opened") for row in rows)
    assert len({row["external_id"] for row in rows}) == 11


def test_the_same_messages_again_are_duplicates_of_what_they_were(
    office: Program, letters: Path
) -> None:
    first = office.rows("ingest", letters, "--channel", "email")
    again = office.rows("ingest", letters, "--channel", "email")
    assert set(outcomes(again)) == {"duplicate"}
    assert [row["reference"] for row in again] == [row["reference"] for row in first]


def test_the_summary_stands_on_standard_error(office: Program, letters: Path) -> None:
    result = office("ingest", letters, "--channel", "email")
    assert result.exit_code == 0
    assert result.stderr.startswith("11 messages: ")
    assert "9 opened" in result.stderr
    assert len(result.stdout.splitlines()) == 11


def test_old_mail_is_taken_in_without_receipts(office: Program, letters: Path) -> None:
    office.done("ingest", letters, "--channel", "email", "--quiet")
    assert office.row("tick")["outbox"] == {}


def test_mail_from_standard_input_is_labelled_with_a_dash(office: Program) -> None:
    (mail,) = mails(1)
    (row,) = office.rows("ingest", "-", "--channel", "email", given=mail)
    assert (row["path"], row["outcome"]) == ("-", "opened")


def test_json_lines_from_standard_input_are_many_messages(office: Program, tmp_path: Path) -> None:
    for number in (1, 2):
        write_form(tmp_path / f"{number}.json", number, "Kamar mandi licin.")
    lines = b"\n".join((tmp_path / f"{number}.json").read_bytes() for number in (1, 2))
    rows = office.rows("ingest", "-", "--channel", "form", given=lines + b"\n")
    assert [row["path"] for row in rows] == ["-:1", "-:2"]
    one = json.dumps(json.loads(lines.splitlines()[0]) | {"id": "form-00000009"}, indent=2)
    (row,) = office.rows("ingest", "-", "--channel", "form", given=one)
    assert row["path"] == "-"


def test_a_channel_that_is_off_and_an_unknown_account_are_refused_by_name(
    program: Program, letters: Path
) -> None:
    assert "email" in program.refusal("ingest", letters, "--channel", "emial")
    said = program.refusal("ingest", letters, "--channel", "email", "--account", "ofice")
    assert 'Did you mean "office"?' in said


@pytest.mark.skipif(not Path(UNREADABLE).exists(), reason="only Linux has such a file")
@pytest.mark.parametrize("command", ["ingest", "parse"])
def test_a_path_that_cannot_be_read_is_told_and_stops_no_other(
    program: Program, letters: Path, command: str
) -> None:
    mails = (letters / "01.eml", UNREADABLE, letters / "02.eml")
    result = program(command, *mails, "--channel", "email", "--json")
    assert result.exit_code == 1
    assert [Path(json.loads(line)["path"]).name for line in result.stdout.splitlines()] == [
        "01.eml", "02.eml"
    ]  # fmt: skip
    assert result.stderr.startswith(f"{UNREADABLE}: ")


def test_parse_says_everything_of_every_message_and_needs_no_database(
    program: Program, letters: Path
) -> None:
    rows = program.rows("parse", letters, "--channel", "email")
    assert len(rows) == 11
    assert all(list(row) == PARSED for row in rows)
    assert not list(program.home.glob("*.db"))
    plain = rows[1]
    assert plain["kind"] == "person"
    assert plain["sender"] == {"name": "Warga Nomor 2", "address": "warga2@warga.example"}
    assert plain["subject"] == "Kamar mandi wisma 2 rusak"
    assert "simbah jatuh" in plain["text"]
    assert plain["sent_at"] == "2026-11-15T17:02:00+00:00"
    assert rows[10]["kind"] == "unreadable"
    assert rows[7]["kind"] == "auto_reply"


def test_parse_shows_attachments_by_their_hash(program: Program, letters: Path) -> None:
    (row,) = program.rows("parse", letters / "03.eml", "--channel", "email")
    (photo,) = row["attachments"]
    seed = hashlib.sha256(b"3").digest()
    content = b"\xff\xd8\xff\xe0" + seed * (40_000 // 32)
    assert photo == {
        "name": "foto kamar mandi 3.jpg",
        "media_type": "image/jpeg",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "inline": False,
    }


def test_parse_cuts_quotations_from_what_is_new(program: Program, letters: Path) -> None:
    (row,) = program.rows("parse", letters / "05.eml", "--channel", "email")
    assert row["in_reply_to"] == "<somebody.5@elsewhere.example>"
    assert "Laporan Anda kami terima" in row["text"]
    assert "Laporan Anda kami terima" not in row["reply_text"]


def test_parse_names_a_channel_that_there_is_not(program: Program, letters: Path) -> None:
    assert 'Did you mean "email"?' in program.refusal("parse", letters, "--channel", "emali")
