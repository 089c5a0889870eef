"""Square codes (QR), drawn by us into the page: no script, no other machine, no picture file."""

from importlib import import_module

from markupsafe import Markup, escape


class _Drawn(str):
    """A drawing that holds nothing of what people wrote, or only as letters."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def square_code(words: str, title: str) -> Markup:
    """A code that a telephone reads; `title` is what screen readers say."""
    # Asked for by name: half a megabyte that is needed when a code is drawn, which is seldom.
    drawn: str = (
        import_module("segno")
        .make(words, error="m")
        .svg_inline(border=2, svgclass="qr", lineclass=None, omitsize=True, title=title)
    )
    return as_drawn(drawn)


def as_drawn(drawing: str) -> Markup:
    """A drawing for a page, as it is: for what we drew, and never for what somebody wrote."""
    return escape(_Drawn(drawing))
