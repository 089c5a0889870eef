"""Makes plain words of the HTML in which Mastodon hands out posts.

Servers send sanitised HTML: paragraphs, line ends, links, little else. Pure, and linear in
the length of what comes, whatever it is. Nothing of the HTML is kept.
"""

import html
import re
from dataclasses import dataclass, field

from adapters.plain import plain

LONGEST_MARKUP = 400_000
"""Characters that are looked at; far beyond the longest post of any server."""

TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>|([^<]+|<)")
HREF = re.compile(r"""\bhref=(?:"([^"]*)"|'([^']*)')""")
WEB = re.compile(r"https?://", re.IGNORECASE)
PARAGRAPHS = frozenset(
    {"p", "blockquote", "ul", "ol", "pre", "div", *(f"h{n}" for n in range(1, 7))}
)
_GAPS = re.compile(r"[ \t]*\n[ \t]*\n\s*")


@dataclass(slots=True)
class _Writing:
    """What is written so far, and the link that is open."""

    parts: list[str] = field(default_factory=list)
    link: str = ""
    link_at: int = 0

    def open(self, attributes: str) -> None:
        found = HREF.search(attributes)
        self.link = html.unescape(found[1] or found[2] or "") if found else ""
        self.link_at = len(self.parts)

    def close(self) -> None:
        """A link is kept whole: servers show only a part of it."""
        words = "".join(self.parts[self.link_at :])
        self.parts[self.link_at :] = [_linked(words, self.link)]
        self.link = ""


def words_in(markup: str) -> str:
    """The words, a blank line between paragraphs, links written out where they do not show."""
    writing = _Writing()
    for found in TOKEN.finditer(_without_comments(markup[:LONGEST_MARKUP])):
        closes, name, attributes, text = found.groups()
        if text is not None:
            writing.parts.append(html.unescape(text))
        else:
            _tag(writing, name.lower(), attributes, closes=bool(closes))
    return plain(_GAPS.sub("\n\n", "".join(writing.parts)).strip())


def _without_comments(markup: str) -> str:
    """One that never ends is kept as words: rather too much than too little."""
    first, *others = markup.split("<!--")
    rest = (one.partition("-->") for one in others)
    return first + "".join(after if end else f"<!--{before}" for before, end, after in rest)


def _tag(writing: _Writing, name: str, attributes: str, *, closes: bool) -> None:
    if name == "br":
        writing.parts.append("\n")
    elif name in PARAGRAPHS:
        writing.parts.append("\n\n")
    elif name == "li" and not closes:
        writing.parts.append("\n- ")
    elif name == "a" and closes and writing.link:
        writing.close()
    elif name == "a" and not closes:
        writing.open(attributes)


def _linked(words: str, link: str) -> str:
    shown = words.strip()
    if not WEB.match(link) or shown.startswith(("@", "#")):
        return words
    address, part = WEB.sub("", link), WEB.sub("", shown).rstrip("\u2026")
    if not part or (part.startswith(address.partition("/")[0]) and address.startswith(part)):
        return link
    return words if link in shown else f"{words} ({link})"
