"""The HTML version of a letter: the very words of the plain one, set so that they read well.

Made from the plain text alone, so both always say the same. Everything is escaped; nothing is
loaded from anywhere; colours follow the reader's light or dark screen.
"""

import re
from html import escape

from adapters.email.charset import clean

_STYLE = (
    "body{margin:0;background:#fff;color:#1c2024}"
    ".l{max-width:36em;margin:0 auto;padding:24px 16px;font:16px/1.6 system-ui,-apple-system,"
    "'Segoe UI',Roboto,Helvetica,Arial,sans-serif}"
    "p{margin:0 0 1em}a{color:#0b5cad;overflow-wrap:anywhere}"
    "table{border-collapse:collapse;margin:0 0 1em}td{padding:2px 16px 2px 0;vertical-align:top}"
    "hr{border:0;border-top:1px solid #c9ced6;margin:1.5em 0}.f{color:#5a626d;font-size:14px}"
    "@media (prefers-color-scheme:dark){body{background:#16191d;color:#e8eaed}a{color:#8ab8f0}"
    "hr{border-color:#434a54}.f{color:#a9b1bc}}"
)
_PAGE = (
    '<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width">'
    '<meta name="color-scheme" content="light dark">'
    '<meta name="supported-color-schemes" content="light dark">'
    "<title>{subject}</title><style>{style}</style></head>\n"
    '<body><div class="l">\n{body}\n</div></body></html>\n'
)
_GAP = re.compile(r"\n[ \t]*\n")
_RULE = re.compile(r"-{2,}|_{3,}|\*{3,}")
_PAIR = re.compile(r"([^\s:][^:\n]{0,28}?)[ \t]+:[ \t]+(\S.*)")
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)\]}]")
_REFERENCE = re.compile(r"\bC-[0-9A-Z]{4}-[0-9A-Z]{4}\b")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?")

Block = tuple[str, tuple[str, ...]]
"""The kind of a block (`text`, `pairs`, `rule`) and its lines."""


def letter_html(text: str, subject: str, language: str) -> str:
    """The letter as a page of its own. The last paragraph, who writes, stands as its foot."""
    found = _blocks(text)
    last = max((n for n, (kind, _) in enumerate(found) if kind == "text"), default=-1)
    body = [_shown(block, foot=number == last > 0) for number, block in enumerate(found)]
    return _PAGE.format(
        language=language if _LANGUAGE.fullmatch(language) else "id",
        subject=escape(clean(subject)),
        style=_STYLE,
        body="\n".join(body),
    )


def _blocks(text: str) -> list[Block]:
    """Paragraphs; within one, a rule and a run of `Name : value` lines stand for themselves."""
    found: list[Block] = []
    for paragraph in _GAP.split(text.strip("\n")):
        lines: list[str] = []
        kind = ""
        for line in paragraph.split("\n"):
            kind_now = _kind(line)
            if lines and kind_now != kind:
                found.append((kind, tuple(lines)))
                lines = []
            kind = kind_now
            lines.append(line)
        found.append((kind, tuple(lines)))
    return [(kind, lines) for kind, lines in found if any(line.strip() for line in lines)]


def _kind(line: str) -> str:
    if _RULE.fullmatch(line.strip()):
        return "rule"
    return "pairs" if _PAIR.fullmatch(line.strip()) else "text"


def _shown(block: Block, *, foot: bool) -> str:
    kind, lines = block
    if kind == "rule":
        return "<hr>"
    if kind == "pairs":
        return f"<table>{''.join(_row(line) for line in lines)}</table>"
    words = "<br>\n".join(_words(line) for line in lines)
    return f'<hr><p class="f">{words}</p>' if foot else f"<p>{words}</p>"


def _row(line: str) -> str:
    pair = _PAIR.fullmatch(line.strip())
    name, value = (pair[1], pair[2]) if pair else (line, "")
    return f"<tr><td>{_words(name)}</td><td><strong>{_words(value)}</strong></td></tr>"


def _words(line: str) -> str:
    """A line with its links to be followed: only addresses that are written out in full."""
    out: list[str] = []
    place = 0
    for link in _LINK.finditer(line):
        address = escape(link[0])
        out += [_marked(line[place : link.start()]), f'<a href="{address}">{address}</a>']
        place = link.end()
    return "".join([*out, _marked(line[place:])])


def _marked(words: str) -> str:
    """Escaped, with references standing out."""
    return _REFERENCE.sub(lambda found: f"<strong>{found[0]}</strong>", escape(words))
