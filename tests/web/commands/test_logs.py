"""Log lines: to standard error, in two forms, and never a person's words."""

import contextlib
import io
import json
import logging
from collections.abc import Iterator

import pytest

from web import logs

NAME = "Sumiyati Wiratmoko"
log = logging.getLogger("tests.logs")


Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """The loggers are as before afterwards."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


def fail() -> None:
    raise ValueError(f"cannot greet {NAME}")


def tell() -> None:
    """A line as our code writes them, with more than it should say."""
    extra = {"action": "inbox.failed", "inbox_id": 7, "sender": NAME, "text_id": [NAME]}
    try:
        fail()
    except ValueError:
        log.exception("message failed", extra=extra)


def test_a_json_line_has_the_facts_and_the_place_and_no_personal_word(capsys: Capture) -> None:
    logs.configure("INFO", "json")
    tell()
    (line,) = capsys.readouterr().err.splitlines()
    row = json.loads(line)
    assert row["action"] == "inbox.failed"
    assert row["inbox_id"] == 7
    assert row["message"] == "message failed"
    assert row["level"] == "error"
    assert row["failure"] == "ValueError"
    assert row["place"].split(" < ")[0].endswith("fail")
    assert row["at"].endswith("+00:00")
    assert NAME not in line


def test_a_text_line_says_the_same(capsys: Capture) -> None:
    logs.configure("INFO", "text")
    tell()
    (line,) = capsys.readouterr().err.splitlines()
    assert "ERROR   message failed" in line
    assert "action=inbox.failed" in line
    assert "failure=ValueError" in line
    assert NAME not in line


def test_what_others_log_is_told_without_what_fills_its_gaps(capsys: Capture) -> None:
    logs.configure("INFO", "text")
    logging.getLogger("somebody.else").warning("cannot reach %s", NAME)
    line = capsys.readouterr().err
    assert "cannot reach %s" in line
    assert NAME not in line


def test_commands_keep_to_warnings_and_servers_to_the_level_that_was_set(
    capsys: Capture,
) -> None:
    logs.configure("INFO", "text", quiet=True)
    log.info("message ended")
    assert capsys.readouterr().err == ""
    logs.configure("INFO", "text")
    log.info("message ended")
    log.debug("looked")
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_configuring_twice_does_not_say_everything_twice(capsys: Capture) -> None:
    logs.configure("INFO", "text")
    logs.configure("INFO", "json")
    log.info("message ended")
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_reader_of_the_log_that_goes_away_stops_nothing() -> None:
    logs.configure("INFO", "text")
    gone = io.StringIO()
    gone.close()
    with contextlib.redirect_stderr(gone):
        log.info("message ended")
