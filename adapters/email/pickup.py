"""Mail that is written into a folder instead of being sent: for trying out, and for the demo.

The files are what a server would have been given; they can be opened by any mail program. Only
their owner reads them: they name complainants and hold their secret codes.
"""

import os
from pathlib import Path

from adapters.email.outbound import Mail
from workflow.core.messages import TryLater

_ANEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC


def put_down(mail: Mail, key: str, folder: Path) -> None:
    """Write one mail as `<key>.eml`; the same key overwrites, so nothing is there twice.

    Raises `TryLater` when the folder cannot be written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = folder / f".{key}"
        with os.fdopen(os.open(draft, _ANEW, 0o600), "wb") as file:
            file.write(mail.data)
        draft.rename(folder / f"{key}.eml")
    except OSError as error:
        raise TryLater("folder") from error
