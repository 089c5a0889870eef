"""The office's own sign-in as Tuntas speaks with it: OpenID Connect, code flow with PKCE.

Calls the issuer's host and no other, with time limits, and follows no redirect. Keeps nothing
between two calls and knows no account; who may come in is decided by `workflow/vouching.py`.
Loaded only where an issuer is set.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization

from adapters.http import Call, Http, Reach
from config.door import DoorSettings, is_this_machine
from config.issuer import Attempt, IssuerFailed
from workflow.core.messages import TryLater, Undeliverable, Unsure
from workflow.vouching import Claim

DISCOVERY = "/.well-known/openid-configuration"
SCOPES = "openid profile email"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures that a key set can prove; never `none`, never one made with our own secret."""

SECONDS = 8.0
LARGEST = 256 * 1024
LEEWAY = 60
"""Seconds by which the issuer's clock may differ from ours."""

EMAIL = "email"


class OpenIdConnect:
    """The issuer of an installation, as `config/issuer.py` asks it."""

    def __init__(self, settings: DoorSettings) -> None:
        self._settings = settings
        host = urlsplit(settings.oidc_issuer).hostname or ""
        reach = Reach(
            base=settings.oidc_issuer,
            hosts=frozenset({host}),
            private=True,  # it often stands in the office's own network
            loopback=is_this_machine(host),
        )
        self._http = Http(reach)

    def door(self, attempt: Attempt) -> str:
        """The address to which the browser is sent; raises `IssuerFailed`."""
        found = self._endpoint(self._discovered(), "authorization_endpoint")
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": attempt.redirect,
            "scope": SCOPES,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge(attempt.verifier),
            "code_challenge_method": "S256",
        }
        return f"{found}{'&' if '?' in found else '?'}{urlencode(asked)}"

    def claim(self, attempt: Attempt, code: str, now: datetime) -> Claim:
        """Who came back with this code; raises `IssuerFailed`."""
        known = self._discovered()
        token = self._token(self._endpoint(known, "token_endpoint"), attempt, code)
        keys = self._json(Call(path=self._endpoint(known, "jwks_uri"), method="GET"), "keys")
        claims = self._claims(token, keys, attempt, now)
        return claim_of(claims, self._settings.oidc_issuer, self._settings.oidc_claim)

    def _discovered(self) -> Mapping[str, object]:
        address = self._settings.oidc_issuer.rstrip("/") + DISCOVERY
        found = self._json(Call(path=address, method="GET"), "discovery")
        # OpenID Connect Discovery 1.0, 4.3: else another issuer could speak in this one's name.
        if found.get("issuer") != self._settings.oidc_issuer:
            raise IssuerFailed("other-issuer")
        return found

    def _endpoint(self, known: Mapping[str, object], name: str) -> str:
        """An address that the issuer names, on its own host."""
        address = known.get(name)
        ours = urlsplit(self._settings.oidc_issuer)
        parts = urlsplit(address) if isinstance(address, str) else None
        if parts is None or (parts.scheme, parts.hostname) != (ours.scheme, ours.hostname):
            raise IssuerFailed(f"bad-{name}")
        return parts.geturl()

    def _token(self, address: str, attempt: Attempt, code: str) -> str:
        fields = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": attempt.redirect,
            "client_id": self._settings.oidc_client_id,
            "code_verifier": attempt.verifier,
        }
        call = Call(path=address, fields=fields, headers=self._authorization())
        token = self._json(call, "token").get("id_token")
        if not isinstance(token, str):
            raise IssuerFailed("no-id-token")
        return token

    def _authorization(self) -> dict[str, str]:
        """Who asks, with the secret in a header (RFC 6749, 2.3.1), where there is one."""
        secret = self._settings.oidc_client_secret.get_secret_value()
        if not secret:
            return {"Accept": "application/json"}
        pair = f"{quote(self._settings.oidc_client_id, safe='')}:{quote(secret, safe='')}"
        basic = base64.b64encode(pair.encode()).decode()
        return {"Accept": "application/json", "Authorization": f"Basic {basic}"}

    def _claims(
        self, token: str, keys: dict[str, Any], attempt: Attempt, now: datetime
    ) -> Mapping[str, object]:
        """What the token says, once signature, issuer, audience, times and nonce hold."""
        wanted = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self._settings.oidc_issuer},
            aud={"essential": True, "value": self._settings.oidc_client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": attempt.nonce},
        )
        try:
            known = KeySet.import_key_set(cast("KeySetSerialization", keys))
            claims = jwt.decode(token, known, algorithms=ALGORITHMS).claims
            wanted.validate(claims)
        except (JoseError, ValueError, TypeError, KeyError):
            raise IssuerFailed("bad-id-token") from None
        # OpenID Connect Core 1.0, 3.1.3.7: a token for several must have been asked for by us.
        if claims.get("azp", self._settings.oidc_client_id) != self._settings.oidc_client_id:
            raise IssuerFailed("bad-id-token")
        return claims

    def _json(self, call: Call, step: str) -> dict[str, Any]:
        try:
            answer = self._http.call(replace(call, seconds=SECONDS, largest=LARGEST))
            found = json.loads(answer.body) if answer.status == HTTPStatus.OK else None
        except (TryLater, Undeliverable, Unsure, ValueError, RecursionError):
            raise IssuerFailed(f"{step}-unreachable") from None
        if not isinstance(found, dict):
            raise IssuerFailed(f"{step}-refused")
        return found


def challenge(verifier: str) -> str:
    """What is shown of the verifier beforehand (RFC 7636, 4.2, S256)."""
    hashed = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


def claim_of(claims: Mapping[str, object], issuer: str, name: str) -> Claim:
    """Who the claims speak of; raises `IssuerFailed` for an address that was not verified."""
    subject, value = claims.get("sub"), claims.get(name)
    if not isinstance(subject, str) or not subject.strip():
        raise IssuerFailed("no-subject")
    if not isinstance(value, str) or not value.strip():
        raise IssuerFailed("no-claim")
    known_as = f"{issuer} {subject}"
    if name != EMAIL:
        return Claim(subject=known_as, login=value)
    if claims.get("email_verified") is not True:
        raise IssuerFailed("email-not-verified")
    return Claim(subject=known_as, email=value.strip())
