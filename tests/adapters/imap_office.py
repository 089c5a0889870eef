"""A made-up office that polls the pretend IMAP server and keeps its books as the engine does."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from adapters.email.accounts import EmailAccount, EmailSetup, ImapServer, Limits
from adapters.email.channel import EmailChannel
from tests.adapters.imap_fake import PretendImap
from workflow.core.messages import ChannelDown, Fetched


def server(there: PretendImap) -> ImapServer:
    """It answers at once; the machine under it may be busy."""
    return ImapServer(
        host="127.0.0.1", port=there.port, security="none", user="k", answer_seconds=20
    )


def channel(there: ImapServer | PretendImap, limits: Limits | None = None) -> EmailChannel:
    imap = server(there) if isinstance(there, PretendImap) else there
    accounts = {"office": EmailAccount(address="kantor@dinas.example", imap=imap)}
    return EmailChannel(EmailSetup(accounts=accounts, limits=limits or Limits()))


def mail(number: int) -> bytes:
    words = b"Halo. " * (number * 37 % 60 + 1)
    return b"From: sari@warga.example\r\nSubject: surat %d\r\n\r\n%s\r\n" % (number, words)


@dataclass(slots=True)
class Books:
    """What an office has kept of a mailbox, as the engine does: step by step."""

    mark: str = ""
    raws: Counter[str] = field(default_factory=Counter)
    new: set[str] = field(default_factory=set)
    listed: int = 0
    gone: int = 0

    def keep(self, step: Fetched) -> None:
        self.mark = step.mark
        self.listed += step.listed
        self.gone += step.gone
        if step.raw:
            self.raws[step.raw.external_id] += 1
            if not step.old:
                self.new.add(step.raw.external_id)

    def keep_all(self, steps: Iterator[Fetched]) -> None:
        for step in steps:
            self.keep(step)

    def poll(self, office: EmailChannel, stops: Callable[[], bool] = lambda: False) -> bool:
        """One poll; false if it was the last one that was needed."""
        before, steps = self.mark, office.fetch("office", self.mark)
        try:
            for step in steps:
                if stops():
                    return True
                self.keep(step)
        except ChannelDown:
            return True
        finally:
            steps.close()
        return self.mark != before


def all_closed(there: PretendImap) -> bool:
    end = time.monotonic() + 5
    while there.lines and time.monotonic() < end:
        time.sleep(0.01)
    return there.lines == 0
