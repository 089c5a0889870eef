"""Where a signature begins: the dashes of RFC 3676, and what mail programs add by themselves.

Only what nobody wrote for this mail goes. Names and closing words that a person typed stay.
"""

import re

MOST_SIGNATURE_LINES = 20
MOST_ADDED_LINES = 4
LONGEST_ADDED = 160

_PROGRAMS = (
    "iphone|ipad|ipod|samsung|galaxy|android|xiaomi|redmi|poco|oppo|vivo|realme|huawei|honor|nokia|"
    "asus|lenovo|infinix|tecno|itel|pixel|motorola|htc|sony|blackberry|windows|yahoo|ymail|outlook|"
    "hotmail|gmail|aquamail|k-9|thunderbird|bluemail|spark|zimbra|proton|telkomsel|indosat"
)
_DEVICES = "ponsel|hp|perangkat|telepon|smartphone|tablet|mobile|phone|mail|email"
_ADDED = re.compile(
    rf"""\s*[*_-]?\s*(?:
        (?:sent|terkirim|dikirim|dikirimkan)\s+(?:from|dari|via|melalui|by|dengan|lewat|using|with)
            \s[^.!?\n]{{0,40}}?\b(?:{_PROGRAMS})\b[^\n]{{0,100}}
      | (?:sent\s+from|dikirim\s+dari|terkirim\s+dari)\s(?:[^.!?\n]{{0,20}}\s)?(?:{_DEVICES})
            (?:\s[^.!?\n]{{0,30}})?\.?
      | sent\s+from\s+my\s[^.!?,\n]{{1,40}}\.?
      | (?:get|dapatkan|unduh|download)\s+\[?(?:the\s+|aplikasi\s+)?(?:{_PROGRAMS})\b[^\n]{{0,100}}
      | (?:powered|didukung)\s+(?:by|oleh)\s[^\n]{{0,40}}?\b(?:{_PROGRAMS})\b[^\n]{{0,60}}
      | yahoo\s+mail:\s[^\n]{{0,60}}
      | (?:virus-free|bebas\s+virus|tanpa\s+virus)\b[^\n]{{0,80}}
      | (?:envoyé|enviado|gesendet|von\s+meinem|verstuurd|inviato)\s[^\n]{{0,20}}?
            \b(?:{_PROGRAMS})\b[^\n]{{0,60}}
      | (?:maaf|mohon\s+maaf|harap\s+maklum|please\s+excuse|excuse|sorry)\b[^\n]{{0,30}}
            \b(?:brevity|singkat|typos?|pendek)\b[^\n]{{0,40}}
    )\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
_LINK = re.compile(r"\s?[<\[(]https?://[^\s<>\])]{1,300}[>\])]")
_LIST_FOOTER = re.compile(r"[^\n]{0,60}\bmailing list\b[^\n]{0,60}$", re.IGNORECASE)


def without_signature(lines: list[str]) -> str:
    """The text of `lines` without the signature at their end."""
    kept = _trimmed(lines)
    for _ in range(MOST_ADDED_LINES):
        shorter = _without_added(_trimmed(_without_block(kept)))
        if shorter == kept:
            break
        kept = shorter
    return "\n".join(kept).strip()


def _trimmed(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    return lines[:end]


def _without_block(lines: list[str]) -> list[str]:
    """Cut at the last `-- ` that has something above it and little below it."""
    lowest = max(0, len(lines) - MOST_SIGNATURE_LINES - 1)
    for place in range(len(lines) - 1, lowest - 1, -1):
        line = lines[place]
        if line.rstrip() == "--" or _is_list_footer(lines, place):
            return lines[:place]
    return lines


def _is_list_footer(lines: list[str], place: int) -> bool:
    ruled = len(lines[place]) > MOST_SIGNATURE_LINES and not lines[place].strip("_")
    return ruled and place + 1 < len(lines) and bool(_LIST_FOOTER.match(lines[place + 1]))


def _without_added(lines: list[str]) -> list[str]:
    """Without a last line, or a last line broken in two, that the program has added."""
    for count in (1, 2):
        tail = _LINK.sub("", " ".join(line.strip() for line in lines[-count:])).rstrip()
        if lines[-count:] and len(tail) <= LONGEST_ADDED and _ADDED.match(tail):
            return _trimmed(lines[:-count])
    return lines
