"""`tuntas parse`: what a channel reads out of messages, without a database or an office.

One line for each message, also for one that cannot be read. Shows personal data: it goes
to standard output and nowhere else.
"""

import hashlib
import sys
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path
from typing import TypedDict, Unpack

import click

from config.settings import load_settings
from web import logs
from web.commands.channels import channel_named
from web.commands.sources import account_of, messages, paths_argument
from web.commands.words import Row, as_json, examples, say_rows
from workflow.core.messages import Attachment, InboundMessage, RawMessage, Read, Sender


class Options(TypedDict):
    """What the command line gave."""

    paths: tuple[Path, ...]
    channel: str
    account: str
    as_json: bool


EXAMPLES = examples(
    "tuntas parse letter.eml --channel email --json",
    "tuntas parse maildir/ --channel email --json > read.jsonl",
)


@click.command(epilog=EXAMPLES)
@paths_argument
@click.option("--channel", required=True, help="The channel that reads them, such as email.")
@click.option("--account", default="", help="The channel's account; its first one unless given.")
@as_json
def parse(**options: Unpack[Options]) -> None:
    """Read messages from files, folders or - (standard input), and keep nothing."""
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format, quiet=True)
    channel = channel_named(settings, options["channel"])
    account = account_of(settings, options["channel"], options["account"])
    short: list[str] = []

    def unread(path: str, error: OSError) -> None:
        short.append(path)
        click.echo(f"{path}: {error.strerror or error}", err=True)

    def rows() -> Iterator[Row]:
        for label, raw in messages(channel, account, options["paths"], unread):
            yield from (row_of(label, raw, read) for read in channel.parse(raw))

    say_rows(rows(), _plain, json_lines=options["as_json"])
    sys.exit(bool(short))


COMMANDS: tuple[click.Command, ...] = (parse,)


def row_of(label: str, raw: RawMessage, read: Read) -> Row:
    """One message as a row; a receipt has the same keys as a message, those it lacks empty."""
    message = read if isinstance(read, InboundMessage) else None
    receipt = None if isinstance(read, InboundMessage) else read
    return {
        "path": label,
        "kind": str(read.kind),
        "external_id": read.external_id or raw.external_id,
        "in_reply_to": message.in_reply_to if message else "",
        "references": list(message.references if message else ()),
        "sender": _sender(read.sender),
        "recipients": list(read.recipients),
        "subject": read.subject,
        "text": read.text,
        "reply_text": message.reply_text if message else "",
        "language": read.language,
        "attachments": [_attachment(file) for file in message.attachments] if message else [],
        "failed": list(receipt.failed if receipt else ()),
        "sent_at": read.sent_at.astimezone(UTC).isoformat() if read.sent_at else None,
        "warnings": list(read.warnings),
    }


def _sender(sender: Sender | None) -> Row:
    return {"name": sender.name if sender else "", "address": sender.address if sender else ""}


def _attachment(file: Attachment) -> Row:
    return {
        "name": file.name,
        "media_type": file.media_type,
        "size": len(file.content),
        "sha256": hashlib.sha256(file.content).hexdigest(),
        "inline": file.inline,
    }


def _plain(row: Row) -> str:
    words = (row["kind"], row["sender"]["address"] or "-", row["subject"] or "-", row["path"])
    return "  ".join(words)
