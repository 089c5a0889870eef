"""Word-processing files and spreadsheets, made part by part, also such as nobody honest makes."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

TYPES = (
    '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.x+xml"/></Types>'
)


def package(
    more: Mapping[str, str | bytes] | None = None, *, main: str = "word/document.xml"
) -> bytes:
    """A package with further parts, by their names."""
    out = BytesIO()
    parts: dict[str, str | bytes] = {"[Content_Types].xml": TYPES, main: "<document/>"}
    parts.update(more or {})
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def link(kind: str, mode: str = "External") -> str:
    """A list of links with one of a kind."""
    return (
        '<Relationships><Relationship Id="r1" '
        f'Type="http://schemas.example/relationships/{kind}" '
        f'Target="https://far.example/x" TargetMode="{mode}"/></Relationships>'
    )


def archive(**parts: bytes) -> bytes:
    """Any zip; `_` before the last word of a name stands for a dot."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(".".join(name.rsplit("_", 1)), content)
    return out.getvalue()
