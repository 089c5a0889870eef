"""The words of clean markup, one line for each block, with the quotations marked.

Written in one pass over markup that nh3 has made well-formed. No layout engine: those draw
tables and nesting as a picture, which hostile mail turns into hundreds of megabytes or
into nothing at all.
"""

import re
from dataclasses import dataclass
from html import unescape
from itertools import islice

from adapters.email.quote_marks import (
    QUOTE,
    QUOTE_BLOCK,
    QUOTE_BLOCK_END,
    SIGNATURE,
    SIGNATURE_END,
    is_quote_block,
    is_quote_start,
    is_signature,
)

MOST_PIECES = 60_000
"""Tags and runs of text that are read; a page of words that a person wrote has hundreds."""

DEEPEST_QUOTE = 5
LONGEST_LINK = 300
RULE = "_" * 32
NO_NUMBERS = -1

BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt",
     "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
     "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody",
     "tfoot", "thead", "tr", "ul"}
)  # fmt: skip
VOID = frozenset({"br", "hr", "img", "wbr"})
_PARAGRAPHS = frozenset(
    {"blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"}
)

_PIECE = re.compile(r'<(/?)([a-z0-9]+)((?:\s+[^\s=>"]+="[^"]*")*)\s*/?>|([^<]+)|<')
_ATTRIBUTE = re.compile(r'([^\s=>"]+)="([^"]*)"')
_SPACE = re.compile(r"[ \t\n\r\f]+")
_WIDTHLESS = re.compile(r"[\u200b\ufeff\u034f\u00ad\u2060]+|\u200c+(?=[\s\u00a0\u034f\ufeff]|$)")
"""Marks inside words for the line break, and filling after the first words of a newsletter."""

_HIDDEN = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden"
    r"|(?:^|[;\s])(?:max-height|opacity)\s*:\s*0(?:\.0+)?(?:px|pt|em|%)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_NO_SIZE = re.compile(r"font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|%)?\s*(?:;|!|$)", re.IGNORECASE)
_EMOJI = re.compile(r'alt="((?:[^"\x00-\x7f]|&#\d+;){1,8})"')
_HOST = re.compile(r"https?://(?:www\.)?([^/?#]+)", re.IGNORECASE)
_TIGHT = re.compile(r"MsoNormal|margin(?:-bottom)?\s*:\s*0", re.IGNORECASE)
_BLANKS = re.compile(r"\n{3,}")


def words_in(markup: str) -> str:
    """The text of well-formed markup with marks of `quote_marks` around what it quotes."""
    page = _Page()
    for piece in islice(_PIECE.finditer(markup), MOST_PIECES):
        if piece[2]:
            page.tag(piece[2], None if piece[1] else piece[3])
        elif not page.hidden:
            page.write(unescape(piece[0]))
    return page.text()


@dataclass(slots=True)
class _Element:
    """An open element and what its end means."""

    name: str
    hides: bool = False
    quotes: bool = False
    signs: bool = False
    link: str = ""
    begins: int = 0


class _Page:
    """A text being written: which elements are open, and how the next words are set apart."""

    def __init__(self) -> None:
        self.hidden = 0
        self._out: list[str] = []
        self._open: list[_Element] = []
        self._numbers: list[int] = []
        self._gap = 0
        self._lead = ""

    def tag(self, name: str, attributes: str | None) -> None:
        """A start tag with its attributes, or an end tag without."""
        if attributes is None:
            self._end(name)
        elif name in VOID:
            self._void(name, attributes)
        else:
            self._start(name, dict(_ATTRIBUTE.findall(attributes)) if attributes else {})

    def write(self, words: str) -> None:
        if any(element.name == "pre" for element in self._open):
            self._put(words.replace("\u00a0", " "))
            return
        words = _WIDTHLESS.sub("", words)
        starts_line = self._gap or not self._out
        if starts_line and words.strip(" \t\r\n") == "\u00a0":
            self._gap += 1  # a paragraph of nothing but a hard space is an empty line
            return
        words = _SPACE.sub(" ", words).replace("\u00a0", " ")
        if starts_line or self._out[-1].endswith(" "):
            words = words.removeprefix(" ")
        if words:
            self._put(words)

    def text(self) -> str:
        depth = 0
        lines: list[str] = []
        for line in "".join(self._out).split("\n"):
            if line in {QUOTE_BLOCK, QUOTE_BLOCK_END}:
                depth = max(0, depth + (1 if line == QUOTE_BLOCK else -1))
            else:
                lines.append((("> " * min(depth, DEEPEST_QUOTE)) + line).rstrip())
        return _BLANKS.sub("\n\n", "\n".join(lines)).strip("\n")

    def _put(self, words: str) -> None:
        if self._gap and self._out:
            self._out.append("\n" * min(self._gap, 2))
        self._out.append(self._lead + words)
        self._gap, self._lead = 0, ""

    def _break(self, gap: int) -> None:
        self._gap = max(self._gap, gap)

    def _mark(self, mark: str) -> None:
        self._break(1)
        self._put(mark)
        self._break(1)

    def _void(self, name: str, attributes: str) -> None:
        if self.hidden:
            return
        if name == "br":
            self._gap += 1
        elif name == "hr":
            self._mark(RULE)
        elif name == "img" and (alt := _EMOJI.search(attributes)):
            self._put(unescape(alt[1]))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = _Element(name, hides=_is_hidden(name, attributes))
        self._open.append(element)
        self.hidden += element.hides
        if self.hidden:
            return
        self._break(_gap_around(name, attributes))
        if is_quote_start(attributes):
            self._mark(QUOTE)
        self._set_apart(element, attributes)
        if name in {"ol", "ul"}:
            self._numbers.append(0 if name == "ol" else NO_NUMBERS)
        elif name == "li":
            self._lead = self._bullet()
        elif name in {"td", "th"} and self._out and not self._gap:
            self._put("  ")
        elif name == "a":
            element.link, element.begins = attributes.get("href", ""), len(self._out)

    def _set_apart(self, element: _Element, attributes: dict[str, str]) -> None:
        """Mark where a quoted passage or a signature begins."""
        if element.name == "blockquote" and is_quote_block(attributes):
            element.quotes = True
            self._mark(QUOTE_BLOCK)
        elif element.name == "div" and is_signature(attributes):
            element.signs = True
            self._mark(SIGNATURE)

    def _end(self, name: str) -> None:
        if not any(element.name == name for element in self._open):
            return
        element = self._open.pop()
        while element.name != name:
            self.hidden -= element.hides
            element = self._open.pop()
        was_hidden = self.hidden
        self.hidden -= element.hides
        if was_hidden:
            return
        if element.quotes:
            self._mark(QUOTE_BLOCK_END)
        elif element.signs:
            self._mark(SIGNATURE_END)
        elif element.link:
            self._target(element)
        elif name in {"ol", "ul"} and self._numbers:
            self._numbers.pop()
        self._break(_gap_around(name, {}))

    def _bullet(self) -> str:
        if not self._numbers or self._numbers[-1] == NO_NUMBERS:
            return "- "
        self._numbers[-1] += 1
        return f"{self._numbers[-1]}. "

    def _target(self, link: _Element) -> None:
        """Where a link leads, unless its words say so: "see the video here" needs it."""
        shown = "".join(self._out[link.begins :]).strip()
        target = unescape(link.link)
        host = _HOST.match(target)
        if shown and host and host[1] not in shown and len(target) <= LONGEST_LINK:
            self._put(f" <{target}>")


def _is_hidden(name: str, attributes: dict[str, str]) -> bool:
    """Whether a mail program shows nothing of an element."""
    style = attributes.get("style", "")
    if "hidden" in attributes or _HIDDEN.search(style):
        return True
    return name == "span" and bool(_NO_SIZE.search(style))  # a block's parts may have a size


def _gap_around(name: str, attributes: dict[str, str]) -> int:
    """Line breaks that an element asks for: two set a paragraph apart."""
    if name in _PARAGRAPHS:
        tight = name == "p" and _TIGHT.search(" ".join(attributes.values()))
        return 1 if tight else 2
    return 1 if name in BLOCKS else 0
