"""Mail that is written into a folder instead of being sent: for trying out, and for the demo.

The files are what a server would have been given; they can be opened by any mail program.
"""

from pathlib import Path

from adapters.email.outbound import Mail
from workflow.core.messages import TryLater


def put_down(mail: Mail, key: str, folder: Path) -> None:
    """Write one mail as `<key>.eml`; the same key overwrites, so nothing is there twice.

    Raises `TryLater` when the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{key}"
        draft.write_bytes(mail.data)
        draft.rename(folder / f"{key}.eml")
    except OSError as error:
        raise TryLater("folder") from error
