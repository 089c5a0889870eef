"""The network side of the webhook: signed posts to the other system, and files from its hosts.

The only file of this channel that calls anybody. A redirect is followed for files only, and
only to hosts that the account allows.
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urldefrag, urljoin

from adapters.http import Answer, BadAddress, Call, Http, Reach, reach_of
from adapters.signing import HEADER, sign
from adapters.webhook.inbound import BY_HASH
from workflow.core.messages import Attachment, TryLater, Undeliverable

__all__ = ["Answer", "BadAddress", "Peer", "peer_of"]

LARGEST_FILE = 25 * 1024 * 1024
MOST_REDIRECTS = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
GONE = frozenset({400, 401, 403, 404, 410})
OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """The other system: where our messages go, where its files may lie, and our common secret."""

    reach: Reach
    secret: str = field(repr=False)

    def post(self, key: str, body: bytes, now: datetime) -> Answer:
        """Hand over one event, signed; raises `TryLater` or `Unsure` where nobody answers."""
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            HEADER: sign(self.secret, body, now),
        }
        return Http(self.reach).call(Call(path=self.reach.base, headers=headers, body=body))

    def download(self, file: Attachment) -> Attachment:
        """The file with its bytes; raises `TryLater`, or `Undeliverable` where that is no use."""
        url, wanted = file.url.partition(BY_HASH)[::2]
        answer = self._followed(url)
        if wanted and hashlib.sha256(answer.body).hexdigest() != wanted:
            raise Undeliverable("wrong-hash")
        return replace(file, content=answer.body)

    def _followed(self, url: str, left: int = MOST_REDIRECTS) -> Answer:
        call = Call(path=urldefrag(url).url, method="GET", largest=LARGEST_FILE)
        answer = Http(self.reach).read(call)
        if answer.status == OK:
            return answer
        if answer.status in REDIRECTS and left:
            return self._followed(urljoin(url, answer.headers.get("location", "")), left - 1)
        if answer.status in GONE | REDIRECTS:
            raise Undeliverable("gone")
        raise TryLater("away")


def peer_of(url: str, hosts: str, secret: str, *, private: bool) -> Peer:
    """The other system as the account's options tell it; raises `BadAddress`.

    `hosts` are further hosts for files, between spaces.
    """
    return Peer(reach=reach_of(url, hosts.lower().split(), private=private), secret=secret)
