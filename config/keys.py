"""The four keys of an installation: from the environment, or from files only their owner can read.

Made once, on the first start. A key that protects stored data is never made anew beside
an existing database: that would lock the office out of its own records. Never logged.
"""

import os
import secrets
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from config.environment import secret_from_environment, secret_variable
from config.mistakes import BadKeys, Mistake
from config.settings import Settings

Found = TypeVar("Found")

BYTES = 32
ENVIRONMENT = "environment"

# name of a key -> whether data stored earlier cannot be read without it
KEYS = {"vault": True, "blind_index": True, "session": False, "reply_token": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """32 bytes each, kept out of `repr`. `origins` says where each comes from: a path or a word."""

    vault: bytes = field(repr=False)
    blind_index: bytes = field(repr=False)
    session: bytes = field(repr=False)
    reply_token: bytes = field(repr=False)
    origins: Mapping[str, str]

    @property
    def vault_print(self) -> str:
        """Sixteen digits by which a database can tell another vault key from its own."""
        return sha256(b"print of the vault key" + self.vault).hexdigest()[:16]


class _Unusable(Exception):
    """Why a file cannot be used as a secret; the text is the sentence to show."""


def load_keys(settings: Settings) -> Keys:
    """The keys of this installation, made where there are none yet.

    Raises `BadKeys` when a file is damaged or open to others, or when a key is gone while
    a database that needs it is there.
    """
    found = _each(settings, _key)
    keys = {name: key for name, (key, _) in found.items()}
    return Keys(**keys, origins={name: origin for name, (_, origin) in found.items()})


def check_keys(settings: Settings) -> dict[str, str]:
    """Where each key comes from, without making any: a path, "environment" or "made at start".

    Raises `BadKeys` as `load_keys` does.
    """
    return _each(settings, _origin)


def _each(settings: Settings, read: Callable[[str, Path, Settings], Found]) -> dict[str, Found]:
    folder = settings.home / "keys"
    notes: list[Mistake] = []
    found: dict[str, Found] = {}
    for name in KEYS:
        try:
            found[name] = read(name, folder, settings)
        except (_Unusable, OSError) as error:
            notes.append(Mistake(str(folder / name), "", _why(error)))
    if notes:
        raise BadKeys(notes)
    return found


def channel_secret(settings: Settings, name: str) -> str:
    """A password or token of a channel: from the environment, or a file in `secrets`.

    Raises `BadKeys` that says where it was looked for.
    """
    given = secret_from_environment(name)
    if given:
        return given
    path = settings.home / "secrets" / name
    why = f"is missing: put the secret there (mode 0600) or in {secret_variable(name)}."
    try:
        if path.exists():
            return _read_private(path).decode().rstrip("\r\n")
    except UnicodeDecodeError:
        why = "is not UTF-8 text."
    except (_Unusable, OSError) as error:
        why = _why(error)
    raise BadKeys([Mistake(str(path), "", why)])


def _why(error: _Unusable | OSError) -> str:
    return f"cannot be used: {error.strerror}." if isinstance(error, OSError) else str(error)


def _from_settings(name: str, settings: Settings) -> bytes | None:
    given = {
        "vault": settings.vault_key,
        "blind_index": settings.blind_index_key,
        "session": settings.session_key,
        "reply_token": settings.reply_token_key,
    }[name]
    return bytes.fromhex(given.get_secret_value()) if given else None


def _key(name: str, folder: Path, settings: Settings) -> tuple[bytes, str]:
    given = _from_settings(name, settings)
    if given:
        return given, ENVIRONMENT
    path = folder / name
    origin = _origin(name, folder, settings)
    if origin != str(path):
        _make(path)
    return bytes.fromhex(_digits(path)), str(path)


def _origin(name: str, folder: Path, settings: Settings) -> str:
    if _from_settings(name, settings):
        return ENVIRONMENT
    path = folder / name
    if path.exists():
        _digits(path)
        return str(path)
    if KEYS[name] and _has_database(settings):
        raise _Unusable(
            "is gone, but there is a database that needs it. Restore it from your backup, or "
            f"set TUNTAS_{name.upper()}_KEY; a new key could not read what is stored."
        )
    return "made at start"


def _has_database(settings: Settings) -> bool:
    """Only a SQLite file can be seen from here; the store checks the rest by its key's print."""
    scheme, _, path = settings.database.partition(":///")
    return scheme == "sqlite" and bool(path) and Path(path).is_file()


def _digits(path: Path) -> str:
    content = _read_private(path).decode("ascii", "replace").strip()
    try:
        sound = len(bytes.fromhex(content)) == BYTES
    except ValueError:
        sound = False
    if not sound:
        raise _Unusable(f"should hold {2 * BYTES} hexadecimal digits; it is damaged.")
    return content


def _read_private(path: Path) -> bytes:
    """The content of a file that nobody but its owner can touch; otherwise says what to change."""
    for place in (path.parent, path):
        found = place.stat()
        if found.st_uid not in (os.geteuid(), 0):
            raise _Unusable(f"belongs to another user (uid {found.st_uid}); give it to this one.")
        if stat.S_IMODE(found.st_mode) & 0o077:
            mode = "700" if place.is_dir() else "600"
            raise _Unusable(f"can be read by others; run: chmod {mode} {place}")
    return path.read_bytes()


def _make(path: Path) -> None:
    """Write a new key. It appears whole or not at all, and the first of two processes wins."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was faster; its key counts
    finally:
        draft.unlink()
