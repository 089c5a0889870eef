"""`tuntas record`: what came, as files that name nobody and are read alike."""

from pathlib import Path

from tests.web.commands.program import furnished, write_form

SAID = "Sumiyati belum menerima bantuan sejak Agustus"


def test_what_came_is_written_without_anybody_and_read_alike(tmp_path: Path) -> None:
    office = furnished(tmp_path / "home")
    for number in (1, 2):
        write_form(tmp_path / f"{number}.json", number, SAID)
        office.done("ingest", tmp_path / f"{number}.json", "--channel", "form")
    kept = tmp_path / "recorded"
    rows = office.rows("record", kept, "--channel", "form", "--last", "5", "--json")
    assert [(Path(row["file"]).name, row["read"], row["same"]) for row in rows] == [
        ("001.json", ["person:message"], True),
        ("002.json", ["person:message"], True),
    ]
    first, second = (Path(row["file"]).read_text("utf-8") for row in rows)
    assert "Sumiyati" not in first + second
    again = office.rows("parse", kept, "--channel", "form", "--json")
    texts = [row["text"] for row in again]
    assert texts[0] == texts[1], "the same words are the same words afterwards, too"
    assert [len(word) for word in texts[0].split()] == [len(word) for word in SAID.split()]
    assert Path(rows[0]["file"]).stat().st_mode & 0o077 == 0
    other = tmp_path / "other"
    office.done("record", other, "--channel", "form")
    assert (other / "001.json").read_text("utf-8") != first, "the key is gone with the run"


def test_what_is_no_json_is_not_recorded(tmp_path: Path) -> None:
    office = furnished(tmp_path / "home")
    mail = tmp_path / "1.eml"
    mail.write_text(
        "From: a@warga.example\nMessage-ID: <1@x>\nSubject: s\n\nLampu mati.\n", "utf-8"
    )
    office.done("ingest", mail, "--channel", "email")
    assert "no JSON" in office.refusal("record", tmp_path / "kept", "--channel", "email")
