"""How staff get in: what an installation sets about sign-ins, second factors, the office's own SSO.

A part of `Settings`, with the same rules: every field is a variable `TUNTAS_<FIELD>`.
"""

from datetime import timedelta
from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
)


def _issuer(address: str) -> str:
    if address and not _is_sound(address):
        raise ValueError("should begin with https://, such as https://sso.example.org/realms/dinas")
    return address


def _is_sound(address: str) -> bool:
    """A host by https; without it only this machine. No user, question or fragment."""
    try:
        parts = urlsplit(address)
        whole = bool(parts.hostname) and parts.port != 0 and not set("?#@") & set(address)
    except ValueError:
        return False
    plain_here = parts.scheme == "http" and is_this_machine(parts.hostname or "")
    return whole and (parts.scheme == "https" or plain_here)


def is_this_machine(host: str) -> bool:
    """Whether a host is a loopback address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class DoorSettings(BaseModel):
    """The part of the settings that is about getting in."""

    session_hours: int = Field(
        default=10, ge=1, le=72, description="Hours after which staff sign in again."
    )
    session_idle_minutes: int = Field(
        default=120,
        ge=15,
        le=1440,
        description="Minutes after which a sign-in that nobody uses ends.",
    )
    second_factor: Literal["required", "optional"] = Field(
        default="required",
        description="Whether supervisors and administrators must have a second factor: "
        "required, or optional for trials.",
    )
    oidc_issuer: Annotated[str, AfterValidator(_issuer)] = Field(
        default="", description="Address of the office's own sign-in (OpenID Connect); empty: none."
    )
    oidc_client_id: str = Field(
        default="", validate_default=True, description="Name by which that sign-in knows Tuntas."
    )
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="Secret that belongs to that name; empty: none."
    )
    oidc_name: str = Field(
        default="SSO", min_length=1, max_length=40, description="What its button is called."
    )
    oidc_claim: str = Field(
        default="preferred_username",
        min_length=1,
        max_length=80,
        description="Claim that holds the login, and that people cannot change themselves; "
        "email: the verified address.",
    )

    @field_validator("oidc_client_id")
    @classmethod
    def _goes_with_issuer(cls, name: str, info: ValidationInfo) -> str:
        if info.data.get("oidc_issuer") and not name:
            raise ValueError("should be set where TUNTAS_OIDC_ISSUER is")
        return name

    @property
    def session_lasts(self) -> timedelta:
        """How long a sign-in lasts, whatever is done."""
        return timedelta(hours=self.session_hours)

    @property
    def session_idle(self) -> timedelta:
        """How long a sign-in lasts while nothing is done."""
        return timedelta(minutes=self.session_idle_minutes)
