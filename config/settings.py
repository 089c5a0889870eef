"""What an installation sets from outside: variables that begin with `TUNTAS_`, each described.

What the office decides about its work (units, limits, texts) is not here but in the rule
files; keys are made by `keys.py`.
"""

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_core import ErrorDetails

from config import environment
from config.mistakes import BadSettings, Mistake, not_among, shown
from config.withholding import WithholdingSettings

HERE = Path(__file__).parent
LONGEST_DOMAIN = 253
DATABASES = ("sqlite", "postgresql", "postgresql+psycopg")

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
_HEX_KEY = re.compile(r"[0-9a-f]{64}")


def _folder(path: Path) -> Path:
    return path.expanduser().resolve()


def _zone(name: str) -> str:
    try:
        if name:
            ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("should be a time zone such as Asia/Jakarta, or empty") from error
    return name


def _domain(name: str) -> str:
    if len(name) > LONGEST_DOMAIN or not _DOMAIN.fullmatch(name.lower()):
        raise ValueError("should be a domain name such as aduan.example.org")
    return name.lower()


def _domains(names: str) -> str:
    return " ".join(_domain(name) for name in names.split())


def _host(name: str) -> str:
    try:
        return str(ip_address(name))
    except ValueError:
        return _domain(name)


def _web_address(address: str) -> str:
    try:
        parts = urlsplit(address)
        sound = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        sound = False
    if address and (not sound or set("?#@") & set(address)):
        raise ValueError("should begin with https:// or http://, such as https://aduan.example.org")
    return address.rstrip("/")


def _scanner(address: str) -> str:
    host, _, port = address.rpartition(":")
    sound = host and port.isdecimal() and 0 < int(port) < 2**16
    if address and not address.startswith("/") and not sound:
        raise ValueError("should be host:port such as 127.0.0.1:3310, or the path of a socket")
    return address


def _database(secret: SecretStr) -> SecretStr:
    address = secret.get_secret_value()
    scheme, separator, _ = address.partition("://")
    if address and (not separator or scheme not in DATABASES):
        raise ValueError(f"should begin with one of: {', '.join(f'{d}://' for d in DATABASES)}")
    return secret


def _key(secret: SecretStr | None) -> SecretStr | None:
    if secret is not None and not _HEX_KEY.fullmatch(secret.get_secret_value()):
        raise ValueError("should be 64 hexadecimal digits in lower case (32 bytes)")
    return secret


Folder = Annotated[Path, AfterValidator(_folder)]
Key = Annotated[SecretStr | None, AfterValidator(_key)]
WebAddress = Annotated[str, AfterValidator(_web_address)]


class Settings(WithholdingSettings):
    """One installation. Every field is a variable `TUNTAS_<FIELD>`; none has to be set.

    What is not given comes from the environment. A dozen lines do it: the library for it loads
    5 MB, and takes longer than most commands.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    def __init__(self, **given: object) -> None:
        known: dict[str, Any] = {**environment.values(type(self).model_fields), **given}
        super().__init__(**known)

    home: Folder = Field(
        default=Path("var"),
        validate_default=True,
        description="Folder for the database, attachments and keys; made on the first start.",
    )
    database_url: Annotated[SecretStr, AfterValidator(_database)] = Field(
        default=SecretStr(""),
        description="sqlite:// or postgresql:// address; empty: tuntas.db in TUNTAS_HOME.",
    )
    rules: Folder = Field(
        default=HERE / "rules",
        description="Folder with the office's rule files; the packaged ones unless set.",
    )
    replies: Folder = Field(
        default=HERE / "replies",
        description="Folder with the reply texts; the packaged ones unless set.",
    )
    channels: Folder | None = Field(
        default=None,
        description="Folder with further channels, beside those that come with Tuntas.",
    )
    language: Literal["id", "en"] = Field(
        default="id", description="Language of pages and replies until somebody chooses: id or en."
    )
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        default="", description="Zone in which pages show times; empty: the office's own."
    )
    host: Annotated[str, AfterValidator(_host)] = Field(
        default="127.0.0.1", description="Address on which the web server listens."
    )
    port: int = Field(
        default=8000, ge=1, le=65_535, description="Port on which the web server listens."
    )
    undo_seconds: int = Field(
        default=10, ge=0, le=60, description="Time to take back what was sent, in seconds; 0: none."
    )
    receipt_seconds: int = Field(
        default=20,
        ge=0,
        le=300,
        description="Time that a first receipt waits on a chat platform, in seconds; 0: none.",
    )
    threads: int = Field(
        default=8, ge=1, le=64, description="Requests that one web process answers at once."
    )
    public_url: WebAddress = Field(
        default="",
        description="Address by which people reach the pages, for links in replies; empty: "
        "made from host and port.",
    )
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="Number of proxies of yours in front whose X-Forwarded headers are believed.",
    )
    internal_domains: Annotated[str, AfterValidator(_domains)] = Field(
        default="",
        description="Mail domains inside the office's own network that addresses of its staff may "
        "have, such as kantor.local; apart by blanks.",
    )
    mail_domain: Annotated[str, AfterValidator(_domain)] = Field(
        default="localhost", description="Domain of the Message-IDs of outgoing mail."
    )
    body_characters: int = Field(
        default=20_000,
        ge=500,
        le=20_000,
        description="Longest text that the web form takes, in characters.",
    )
    attachment_megabytes: int = Field(
        default=10, ge=1, le=100, description="Largest single attachment, in megabytes."
    )
    attachments_per_message: int = Field(
        default=10, ge=0, le=50, description="Most attachments that one message may have."
    )
    request_megabytes: int = Field(
        default=25, ge=1, le=500, description="Largest request to the web server, in megabytes."
    )
    message_megabytes: int = Field(
        default=50, ge=1, le=500, description="Largest raw message that the inbox keeps whole."
    )
    kept_file_megabytes: int = Field(
        default=25, ge=1, le=500, description="Largest file kept of a message, in megabytes."
    )
    kept_files_per_message: int = Field(
        default=20, ge=1, le=200, description="Most files kept of one message."
    )
    kept_megabytes_per_message: int = Field(
        default=50, ge=1, le=500, description="All files kept of one message, in megabytes."
    )
    kept_files_per_complaint: int = Field(
        default=200, ge=1, le=5_000, description="Most files kept of one complaint."
    )
    kept_megabytes_per_complaint: int = Field(
        default=200, ge=1, le=5_000, description="All files kept of a complaint, in megabytes."
    )
    clamav: Annotated[str, AfterValidator(_scanner)] = Field(
        default="", description="Virus scanner (clamd): host:port, or its socket; empty: none."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="How much is logged: DEBUG, INFO, WARNING or ERROR."
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="Log lines as text, or as json for a collector."
    )
    vault_key: Key = Field(
        default=None,
        description="Key that encrypts identities, 64 hexadecimal digits; unset: kept in a file.",
    )
    blind_index_key: Key = Field(
        default=None, description="Key by which addresses are matched without being read."
    )
    session_key: Key = Field(default=None, description="Key that signs sign-ins and forms.")
    reply_token_key: Key = Field(
        default=None, description="Key that marks our messages, so that answers find back."
    )

    @property
    def database(self) -> str:
        """The database address as SQLAlchemy takes it. Holds a password: never log it."""
        address = self.database_url.get_secret_value()
        if not address:
            return f"sqlite:///{self.home / 'tuntas.db'}"
        return re.sub(r"^postgresql://", "postgresql+psycopg://", address)

    @property
    def address(self) -> str:
        """Where people reach the pages, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"


def load_settings() -> Settings:
    """The settings of this process, from its environment.

    Raises `BadSettings`; each mistake names the variable and what is allowed, and never
    quotes a value that could be a secret.
    """
    known = variables()
    notes = [
        Mistake("environment", name, not_among(name, known))
        for name in environment.unknown(Settings.model_fields)
    ]
    try:
        settings = Settings()
    except ValidationError as errors:
        notes += [_mistake(error) for error in errors.errors(include_url=False)]
        raise BadSettings(notes) from None  # pydantic's own words quote the values
    if notes:
        raise BadSettings(notes)
    return settings


def variables() -> dict[str, str]:
    """Every variable and what it is for, in the order of the fields."""
    return {
        environment.variable(name): field.description or ""
        for name, field in Settings.model_fields.items()
    }


# pydantic's name of an error -> the sentence; its `ctx` fills the braces
_SENTENCES = {
    "int_parsing": "should be a whole number",
    "literal_error": "should be one of: {expected}",
    "greater_than_equal": "should be at least {ge}",
    "less_than_equal": "should be at most {le}",
}


def _mistake(error: ErrorDetails) -> Mistake:
    name = str(error["loc"][0])
    context = error.get("ctx", {})
    if error["type"] == "value_error":
        sentence = str(context["error"])
    else:
        sentence = _SENTENCES.get(error["type"], error["msg"]).format(**context)
    value = error["input"]
    secret = "url" in name or name.endswith("_key")
    told = "" if secret or not isinstance(value, str) else f", not {shown(value)}"
    return Mistake("environment", environment.variable(name), f"{sentence}{told}.")
