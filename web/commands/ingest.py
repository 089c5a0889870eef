"""`tuntas ingest`: real messages out of files, through intake like any other message.

One line for each message, in order, as soon as it is handled. Stopped at any moment and
started again it goes on where it was: what came before is a duplicate. A mail server that
pipes its mail into us is told to try again whenever we fail.
"""

import logging
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, Unpack

import click

from config.wiring import Installation
from web.commands.opened import opened
from web.commands.sources import STDIN, account_of, messages, paths_argument
from web.commands.words import Row, as_json, examples, say_rows, sentence_of
from workflow.core.messages import RawMessage
from workflow.core.refusal import Refused
from workflow.intake import Outcome
from workflow.store import complaints
from workflow.store.inbox import TRIES

log = logging.getLogger(__name__)


class TryAgain(click.ClickException):
    """Whoever pipes a mail into us keeps it, and pipes it again later."""

    exit_code = 75
    """EX_TEMPFAIL of sysexits.h, which mail servers know."""


class Options(TypedDict):
    """What the command line gave."""

    paths: tuple[Path, ...]
    channel: str
    account: str
    quiet: bool
    as_json: bool


EXAMPLES = examples(
    "tuntas ingest inbox.mbox --channel email",
    "tuntas ingest maildir/ old/*.eml --channel email --quiet --json",
    "curl ... | tuntas ingest - --channel memory",
    "|/opt/tuntas/bin/tuntas ingest - --channel email    in a mail server's aliases",
)


@click.command(epilog=EXAMPLES)
@paths_argument
@click.option("--channel", required=True, help="The channel by which they came, such as email.")
@click.option("--account", default="", help="The channel's account; its first one unless given.")
@click.option("--quiet", is_flag=True, help="Old messages: never answered by itself.")
@as_json
def ingest(**options: Unpack[Options]) -> None:
    """Take messages out of files, folders or - (standard input).

    A line each: path, external id, outcome (opened, continued, ignored, set_aside,
    duplicate), reference, rule and reason. A message that fails stops no other one.
    With standard input every failure of ours ends in exit code 75, so that a mail server
    tries again; whatever is done twice is a duplicate.
    """
    is_piped = Path(STDIN) in options["paths"]
    with _trying_again(is_piped=is_piped), opened() as office:
        run = Run(office, quiet=options["quiet"])
        account = account_of(office.settings, options["channel"], options["account"])
        rows = run.rows(options["channel"], account, options["paths"])
        say_rows(rows, _plain, json_lines=options["as_json"])
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(run.counts.items()))
    click.echo(f"{run.counts.total()} messages: {told or 'nothing to do'}", err=True)
    sys.exit(TryAgain.exit_code if run.is_short and is_piped else run.is_short)


@contextmanager
def _trying_again(*, is_piped: bool) -> Iterator[None]:
    """What fails while a mail server waits for our answer, be it a bug, is to be tried again."""
    try:
        yield
    except Exception as failure:
        if not is_piped:
            raise
        words = sentence_of(failure)
        if not words:
            log.exception("ingest failed", extra={"action": "ingest.failed"})
        raise TryAgain(words or f"The program failed: {type(failure).__name__}.") from failure


COMMANDS: tuple[click.Command, ...] = (ingest,)


@dataclass
class Run:
    """One ingest, message after message. `is_short`: a path could not be read to its end."""

    office: Installation
    quiet: bool = False
    is_short: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def rows(self, channel: str, account: str, paths: Sequence[Path]) -> Iterator[Row]:
        """A row for each message; raises `Refused` where the channel is not switched on."""
        opened_channel = self.office.channels.get(channel)
        for label, raw in messages(opened_channel, account, paths, self._unread):
            outcome = self._take(raw)
            self.counts[outcome.fate] += 1
            yield {
                "path": label,
                "external_id": outcome.external_id or raw.external_id,
                "outcome": outcome.fate,
                "reference": self._reference(outcome.complaint),
                "rule": outcome.rule,
                "reason": outcome.reason,
            }

    def _take(self, raw: RawMessage) -> Outcome:
        """Intake sets aside what has failed often enough: nobody else is going to try again.

        Raises `Refused` where the database itself fails; what came is kept all the same.
        """
        for _ in range(TRIES):
            outcome = self.office.intake.take(raw, self.office.now(), quiet=self.quiet)
            if outcome.fate != "failed":
                return outcome
        raise Refused("out-of-order", "The database is full or away; look at the log.")

    def _reference(self, complaint: int | None) -> str | None:
        if complaint is None:
            return None
        with self.office.sessions.reading() as db:
            return complaints.row_of(db, complaint).reference

    def _unread(self, path: str, error: OSError) -> None:
        self.is_short = True
        click.echo(f"{path}: {error.strerror or error}", err=True)


def _plain(row: Row) -> str:
    words = (row["outcome"], row["reference"] or "-", row["rule"], row["path"], row["reason"])
    return "  ".join(word for word in words if word)
