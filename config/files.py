"""How an installation keeps files: its limits, and the virus scanner that it has or has not."""

from adapters.clamav.wire import Clamd
from config.settings import Settings
from workflow.attachments import MEGABYTE, FileRules
from workflow.channels import Channels
from workflow.media import Media
from workflow.runners import Runner, Runners
from workflow.scanning import Scanned, Scanner, Scanning
from workflow.store.database import Sessions

EVERY_SECONDS = 5
"""Somebody who sends a file along waits for it at the desk."""


def file_rules(settings: Settings) -> FileRules:
    """How much is kept, and whether it waits for the scanner."""
    return FileRules(
        each=settings.kept_file_megabytes * MEGABYTE,
        message_files=settings.kept_files_per_message,
        message_bytes=settings.kept_megabytes_per_message * MEGABYTE,
        complaint_files=settings.kept_files_per_complaint,
        complaint_bytes=settings.kept_megabytes_per_complaint * MEGABYTE,
        scanned=bool(settings.clamav),
    )


def scanner_at(address: str) -> Scanner:
    """The clamd at an address, in the engine's words."""
    clamd = Clamd(address)

    def scan(content: bytes) -> Scanned:
        answer = clamd(content)
        return Scanned(threat=answer.threat, too_much=answer.too_much)

    return scan


def looking_after_files(
    runners: Runners, settings: Settings, sessions: Sessions, channels: Channels
) -> Runners:
    """The runners, one more that fetches what came as a link, and one if there is a scanner."""
    media = Media(sessions, channels, file_rules(settings))
    runners.add(Runner("media", EVERY_SECONDS, media.turn))
    if settings.clamav:
        scanning = Scanning(sessions, scanner_at(settings.clamav))
        runners.add(Runner("scan", EVERY_SECONDS, scanning.turn))
    return runners
