"""Handing out a file: always to be saved, never opened as a page of ours.

Its type is one of the positive list or none; the browser may not guess, and where it shows it
all the same, the file may do nothing (`sandbox`).
"""

from io import BytesIO

from flask import Response, send_file

from workflow.attachments import SHOWN, TEXTS
from workflow.store.files import Stored

SANDBOX = "default-src 'none'; sandbox"
ANY = "application/octet-stream"


def hand_out(file: Stored) -> Response:
    """The file as a download."""
    response = send_file(
        BytesIO(file.content),
        mimetype=file.media_type if file.media_type in SHOWN | TEXTS else ANY,
        as_attachment=True,
        download_name=file.name.replace("/", "_").replace("\\", "_") or "file",
        etag=False,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "private, no-store"
    return response
