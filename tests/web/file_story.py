"""Files at complaints, for the stories of the desk: how they come, and how officers send them."""

from base64 import b64encode
from io import BytesIO

from werkzeug.datastructures import FileStorage

from tests.web.desk_story import JEMBER, Desk, DeskOffice
from workflow.store import files
from workflow.store.tables import AttachmentRow

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def came(office: DeskOffice, *sent: tuple[str, str, bytes]) -> str:
    """A complaint that came with files: (name, declared type, content)."""
    attached = [
        {"name": name, "media_type": kind, "content": b64encode(content).decode()}
        for name, kind, content in sent
    ]
    return office.hears("Water is out", files=attached)  # type: ignore[arg-type]


def rows(office: DeskOffice, reference: str) -> list[AttachmentRow]:
    """The files of a complaint."""
    with office.installation.sessions.reading() as db:
        found = files.of_complaint(db, office.id(reference))
    return [row for message in found.values() for row in message]


def token(office: DeskOffice, reference: str) -> str:
    """The link of its only file."""
    [row] = rows(office, reference)
    return row.token


def sent(office: DeskOffice, desk: Desk, name: str, content: bytes, status: int) -> str:
    """An officer looks at a reply with a file before it goes."""
    reference = office.hears("Water is out")
    office.assigned(reference, JEMBER)
    desk.opens(f"/aduan/{reference}/balas")
    file = FileStorage(BytesIO(content), name)
    return desk.sends(f"/aduan/{reference}/balas", status, text="See.", files=file).text
