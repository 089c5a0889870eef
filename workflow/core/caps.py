"""How much passes by itself: automatic words to one address, and new complaints from one sender.

Numbers come from the rule files; what is counted here was counted by others. Nothing is lost
by a cap: what comes beyond it waits for a person, and what does not go out says why.
"""

import re
from dataclasses import dataclass

SHARED = (
    "gmail.com", "googlemail.com", "yahoo.com", "yahoo.co.id", "ymail.com", "rocketmail.com",
    "outlook.com", "outlook.co.id", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com",
    "aol.com", "proton.me", "protonmail.com", "zoho.com", "mail.com", "gmx.com", "yandex.com",
)  # fmt: skip
"""Domains at which anybody has an address: whoever writes from there is not one sender."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """What may pass before a person looks; the last three are counted by the hour."""

    receipts_per_address: int = 5
    receipts_per_domain: int = 60
    receipts_per_shared_domain: int = 1000
    receipts_per_network: int = 60
    automatic_per_pair: int = 10
    new_per_sender: int = 10
    new_per_domain: int = 60
    messages_per_sender: int = 30
    shared_domains: tuple[str, ...] = SHARED

    def is_shared(self, domain: str) -> bool:
        """Whether a domain belongs to a mail provider of everybody's."""
        return domain in self.shared_domains

    def receipts_of(self, domain: str) -> int:
        """How many receipts a day go to addresses of a domain."""
        if self.is_shared(domain):
            return self.receipts_per_shared_domain
        return self.receipts_per_domain


USUAL_CAPS = Caps()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """What came within the hour before a message: from its sender, and from its like.

    `alike` counts the new complaints from one proved domain or one network, whichever has
    more; `same_words` tells that the sender's last complaint says the very same.
    """

    wrote: int = 0
    opened: int = 0
    alike: int = 0
    same_words: bool = False
    caps: Caps = USUAL_CAPS

    @property
    def floods(self) -> bool:
        """Whether no person writes that often, to whatever complaint."""
        return self.wrote >= self.caps.messages_per_sender

    @property
    def overflows(self) -> bool:
        """Whether another new complaint would be one too many."""
        return self.opened >= self.caps.new_per_sender or self.alike >= self.caps.new_per_domain


NOTHING_LATELY = Lately()

_NOBODY = re.compile(
    r"(?:no|do[._-]?not|dont|tidak|jangan)[._-]?(?:reply|respond|replies|balas|dibalas)(?:[._+-].*)?"
    r"|.*[._+-]no-?reply"
    r"|mailer[._-]?daemon|postmaster|daemon|nobody|null|bounces?(?:[._+=-].*)?|.*[._-]bounces?"
    r"|.*-(?:request|owner|admin|subscribe|unsubscribe|return|confirm)|owner-.*"
    r"|listserv|majordomo|mailman|sympa|auto(?:matic|reply|responder|mailer)?|robot|notifications?",
    re.IGNORECASE,
)


def is_nobody(address: str) -> bool:
    """Whether a mail address belongs to a program or a list, to which no robot should write."""
    local, at, _ = address.strip().rpartition("@")
    return bool(at) and bool(_NOBODY.fullmatch(local))


def domain_of(address: str) -> str:
    """The domain of a mail address in lower case; empty for what is none."""
    return address.strip().rpartition("@")[2].lower() if "@" in address else ""
