"""What is found in a mail: texts, markup, attached files. Only collects and names."""

import re
from dataclasses import dataclass, field
from dataclasses import replace as changed

from adapters.email.file_names import name_for, safe_name
from adapters.email.mime import Part
from adapters.email.quote_marks import without_marks
from adapters.email.words import header_text, parameters, words_of
from workflow.core.messages import Attachment

MOST_FILES = 500

_CONTENT_ID = re.compile(r"cid:([^\s\"'<>)]{1,250})", re.IGNORECASE)


@dataclass(slots=True)
class Content:
    """What has been found so far; texts hold the marks of `quote_marks`."""

    texts: list[str] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)
    """Texts to fall back on where the mail itself has none."""
    markup: list[str] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    shown_ids: set[str] = field(default_factory=set)
    """Content-IDs that the markup shows in its text."""
    warnings: list[str] = field(default_factory=list)

    @property
    def marked(self) -> str:
        return "\n\n".join(text.strip("\n") for text in self.texts if text.strip())

    @property
    def text(self) -> str:
        return without_marks(self.marked).strip("\n")

    def add(self, other: "Content") -> None:
        self.texts += other.texts
        self.add_beside(other)

    def add_beside(self, other: "Content") -> None:
        """All but the text, of which another version was chosen."""
        self.spare += other.spare
        self.markup += other.markup
        self.files += other.files
        self.shown_ids |= other.shown_ids
        for code in other.warnings:
            self.warn(code)

    def warn(self, code: str) -> None:
        if code not in self.warnings:
            self.warnings.append(code)

    def note_shown(self, markup: str) -> None:
        self.shown_ids |= set(_CONTENT_ID.findall(markup))

    def placed_files(self) -> tuple[Attachment, ...]:
        """The files, each with a name, inline where the markup shows them in the text."""
        return tuple(
            changed(
                one,
                name=one.name or name_for("", one.media_type, number),
                inline=one.inline or (bool(one.content_id) and one.content_id in self.shown_ids),
            )
            for number, one in enumerate(self.files[:MOST_FILES], 1)
        )


def written_name(part: Part) -> str:
    """The file name that a part gives itself, not yet made safe."""
    found = part.headers.raw("content-disposition")
    named = parameters(header_line(found)).get("filename", "") if b";" in found else ""
    return named or part.parameters.get("name", "") or part.parameters.get("filename", "")


def header_line(raw: bytes) -> str:
    """A raw value as text with its encoded words still in place."""
    return raw.decode("utf-8", "replace").partition(";")[2]


def file_of(part: Part) -> Attachment:
    """A part as an attached file; its name may be empty still."""
    name = written_name(part)
    if not name and "." in (described := part.headers.text("content-description")):
        name = described
    return Attachment(
        name=safe_name(name),
        media_type=part.media_type,
        content=part.content(),
        inline=part.disposition == "inline",
        content_id=part.headers.text("content-id").strip("<> "),
    )


def mail_as_file(part: Part) -> Attachment:
    """A mail inside a mail, as a file named after its subject."""
    inner = part.parts[0] if part.parts else None
    subject = header_text(inner.headers.raw("subject")) if inner else ""
    name = written_name(part) or (f"{safe_name(subject)}.eml" if safe_name(subject) else "")
    return Attachment(
        name=safe_name(words_of(name)),
        media_type=part.media_type,
        content=inner.source() if inner else part.content(),
        inline=False,
    )
