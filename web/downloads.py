"""Handing out a file: always to be saved, never opened as a page of ours.

Its type is one of the positive list or none; the browser may not guess, and where it shows it
all the same, the file may do nothing (`sandbox`). A picture is handed out as we drew it: what
its telephone wrote into it (place, camera, a small copy from before it was cropped) stays here;
so does, of a document, who wrote it.
"""

from io import BytesIO

from flask import Response, send_file

from web.here import installation
from web.labels import label
from workflow import pictures
from workflow.attachments import BROKEN
from workflow.core.refusal import Refused
from workflow.file_kinds import HANDED_OUT
from workflow.store.files import Stored

SANDBOX = "default-src 'none'; sandbox"
ANY = "application/octet-stream"


def hand_out(file: Stored) -> Response:
    """The file as a download; raises `Refused` for a picture that cannot be drawn."""
    return _sent(_drawn(pictures.cleaned(installation().sessions, file)), as_attachment=True)


def show_picture(file: Stored, longest: int) -> Response:
    """A picture to be shown in a page; raises `NotFound` for what is none, and `Refused`."""
    drawn = _drawn(pictures.shown(installation().sessions, file, longest))
    return _sent(drawn, as_attachment=False)


def _drawn(file: Stored | None) -> Stored:
    if file is None:
        why = label("quarantine", BROKEN)
        raise Refused("file-locked", "This file is not handed out. {why}", why=why)
    return file


def _sent(file: Stored, *, as_attachment: bool) -> Response:
    known = file.media_type in HANDED_OUT and not file.released
    response = send_file(
        BytesIO(file.content),
        mimetype=file.media_type if known else ANY,
        as_attachment=as_attachment,
        download_name=file.name.replace("/", "_").replace("\\", "_") or "file",
        etag=False,
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
