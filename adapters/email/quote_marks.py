"""How a mail shows what it quotes: marks in its HTML, and the marks that we put in texts.

The marks are private-use characters alone on a line, which `charset.clean` takes out of
everything that comes in, so nobody can forge one.
"""

import re

QUOTE = "\ue000"
"""From here on the mail program has put the message that is answered or forwarded."""

QUOTE_BLOCK, QUOTE_BLOCK_END = "\ue001", "\ue002"
"""Around a quoted passage, which may be followed by new words."""

SIGNATURE, SIGNATURE_END = "\ue003", "\ue004"
"""Around what the mail program has put in as the sender's signature."""

MARKS = (QUOTE, SIGNATURE, SIGNATURE_END)
"""Those that are still in a text once a page has been written out."""

_SIGNATURE = re.compile(
    r"(?:^|\s)(?:x_)*(?:gmail_signature|moz-signature|bluemail_signature|protonmail_signature_block"
    r"|(?:ms-outlook-mobile-|AppleMail|lineBreakAtBeginning)?Signature|signature_editor"
    r"|composer_signature|ymail_android_signature|zm_?signature|zmail_signature)(?:\s|$)",
    re.IGNORECASE,
)
_START_ID = re.compile(
    r"(?:^|\s)(?:x_)*(?:appendonsend|divRplyFwdMsg|stopSpelling|OLK_SRC_BODY_SECTION"
    r"|mail-editor-reference-message-container|ms-outlook-mobile-reference-message"
    r"|isForwardContent|isReplyContent|yahoo_quoted_\w+|ymail_android_signature_quote"
    r"|replyBlockquote|divTaggedContent)(?:\s|$)",
    re.IGNORECASE,
)
_START_CLASS = re.compile(
    r"(?:^|\s)(?:x_)*(?:yahoo_quoted|protonmail_quote|OutlookMessageHeader|zmail_extra"
    r"|ms-outlook-mobile-reference-message|mail_quote_container|moz-forward-container"
    r"|WM_QUOTE|x_gmail_quote_header)(?:\s|$)",
    re.IGNORECASE,
)
_START_STYLE = re.compile(
    # The line that Outlook draws over the header of the message it answers.
    r"border:\s*none;\s*border-top:\s*solid\s+(?:#(?:B5C4DF|E1E1E1)|windowtext)\s+1(?:\.0)?pt"
    r"|border-top-color:\s*rgb\(181,\s*196,\s*223\)"
    r"|border-top:\s*(?:1pt\s+)?solid\s+(?:1pt\s+)?rgb\((?:225,\s*225,\s*225|181,\s*196,\s*223)\)",
    re.IGNORECASE,
)
_BLOCK_CLASS = re.compile(r"quote|cite|reply|original", re.IGNORECASE)
_BLOCK_STYLE = re.compile(r"border-left", re.IGNORECASE)


def is_quote_start(attributes: dict[str, str]) -> bool:
    """Whether an element with these attributes opens the quoted rest of a mail."""
    if not attributes:
        return False
    return bool(
        _START_ID.search(attributes.get("id", ""))
        or _START_CLASS.search(attributes.get("class", ""))
        or _START_STYLE.search(attributes.get("style", ""))
    )


def is_signature(attributes: dict[str, str]) -> bool:
    """Whether an element with these attributes is one that a program fills by itself."""
    if not attributes:
        return False
    return bool(
        _SIGNATURE.search(attributes.get("id", ""))
        or _SIGNATURE.search(attributes.get("class", ""))
    )


def is_quote_block(attributes: dict[str, str]) -> bool:
    """Whether a `blockquote` with these attributes is a quotation, not an indented list."""
    return bool(
        attributes.get("type", "").lower() == "cite"
        or _BLOCK_CLASS.search(attributes.get("class", ""))
        or _BLOCK_STYLE.search(attributes.get("style", ""))
    )


def without_marks(text: str) -> str:
    """The text as people read it."""
    if not any(mark in text for mark in MARKS):
        return text
    return "\n".join(line for line in text.split("\n") if line.lstrip("> ") not in MARKS)


def without_signed(text: str) -> str:
    """The text without the signatures that are marked in it."""
    if SIGNATURE not in text:
        return text
    out: list[str] = []
    depth = 0
    for line in text.split("\n"):
        mark = line.lstrip("> ")
        if mark in {SIGNATURE, SIGNATURE_END}:
            depth = max(0, depth + (1 if mark == SIGNATURE else -1))
        elif not depth:
            out.append(line)
    return "\n".join(out)
