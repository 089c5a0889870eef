"""The office's own sign-in, where there is one: what pages ask of it, and what may go wrong.

How it is spoken with stands in `openid.py`, which most installations never load.
"""

from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Protocol

from config.door import DoorSettings
from workflow.vouching import Claim


class IssuerFailed(Exception):
    """The office's own sign-in did not do its part; `code` says at which step, for the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One person's way through the issuer; each secret is random and for this way alone."""

    redirect: str
    state: str
    nonce: str
    verifier: str


class Issuer(Protocol):
    """The issuer of an installation."""

    def door(self, attempt: Attempt) -> str:
        """The address to which the browser is sent; raises `IssuerFailed`."""
        ...

    def claim(self, attempt: Attempt, code: str, now: datetime) -> Claim:
        """Who came back with this code; raises `IssuerFailed`."""
        ...


def issuer_of(settings: DoorSettings) -> Issuer | None:
    """The issuer that is set; none where none is."""
    if not settings.oidc_issuer:
        return None
    # Asked for by name: signatures and requests are 5 MB that few installations need.
    found: Issuer = import_module("config.openid").OpenIdConnect(settings)
    return found
