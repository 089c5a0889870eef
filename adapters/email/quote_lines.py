"""The lines with which mail programs open a quotation or a forwarded mail, as tables.

Words are Indonesian and English first, then what else arrives at an office. A new mail
program is a word in a table here, never a new branch in `quoting.py`.
"""

import re
from enum import Enum

LONGEST_LINE = 400
"""Characters of a line (or wrapped lines) that may open a quotation."""


class Field(Enum):
    """What a line of a quoted header says."""

    FROM = "from"
    SENT = "sent"
    TO = "to"
    SUBJECT = "subject"
    OTHER = "other"


_FIELDS = {
    Field.FROM: "from|dari|daripada|pengirim|von|de|van|från|fra|od|от|da|kimden|发件人|寄件者|"
    "差出人|보낸 사람|من|từ",
    Field.SENT: "sent|date|dikirim|terkirim|tanggal|tgl|dikirim pada|gesendet|datum|envoyé|"
    "enviado|enviado el|fecha|data|verzonden|skickat|sendt|дата|отправлено|发送时间|日期|送信日時|"
    "보낸 날짜|dikirimkan|dihantar|tgl kirim|تم الإرسال|تاريخ الإرسال|التاريخ|"
    "đã gửi",
    Field.TO: "to|kepada|ke|untuk|an|à|para|aan|till|til|do|кому|kime|收件人|"
    "宛先|받는 사람|إلى|đến",
    Field.SUBJECT: "subject|perihal|subjek|subyek|judul|hal|betreff|objet|asunto|assunto|onderwerp|"
    "oggetto|ämne|emne|temat|тема|konu|主题|主旨|件名|제목|"
    "الموضوع|chủ đề",
    Field.OTHER: "cc|bcc|tembusan|tembusan kepada|salinan|reply-to|balas ke|balas-ke|importance|"
    "kepentingan|prioritas|attachments?|lampiran|kopie|copie|organisasi|organization|message-id",
}
_FIELD_OF = {word: field for field, words in _FIELDS.items() for word in words.split("|")}
_FIELD = re.compile(
    r"\s{0,3}[*_]{0,2}([^\W\d][\w '-]{0,24}?|\w)[*_]{0,2}\s?[*_]{0,2}[:：][*_]{0,2}(.*)"
)

_VERBS = (
    "wrote|writes|menulis|menulis pesan|tulis|nulis|nyerat|mengirim|schrieb|a écrit|écrit|"
    "escribió|"
    "escribio|ha scritto|scrisse|escreveu|schreef|skrev|napisał|napisała|napisal|"
    "написал|написала|"
    "пишет|пише|geschreven|heeft geschreven|yazdı|kirjoitti|đã viết|写道|寫道|كتب|كتبت"
)
_QUOTING = "quoting|mengutip|zitat von|citando|citando a|citeren|quoting message from"
"""What Horde writes before a name."""

VERB = re.compile(
    rf"(?:\b(?:{_VERBS})|写道|寫道|님이 작성|のメール|เขียนว่า|نوشت)\s*[*_]?[:：]\s*$"
    r"|(?:\b(?:schrieb|schreef|skrev|kirjoitti)\b|تمت كتابة ما يلي بواسطة)[^\n]{0,200}[:：]\s*$"
    rf"|^\s*(?:{_QUOTING})\s[^\n]{{0,200}}[:：]\s*$",
    re.IGNORECASE,
)
VERB_AND_MORE = re.compile(rf"\b(?:{_VERBS})\s*[:：]\s{{2,}}\S", re.IGNORECASE)
"""Yahoo on telephones begins the quotation on the same line."""

OPENING = re.compile(
    r"[*_-]{0,4}\s?(?:(?:on|pada|am|le|el|em|op|den|il|w dniu|dne|ing|vào|tanggal|dalam"
    r"|il giorno|kl|в|hari|في)\b"
    r"|\d{1,2}\.?\s[^\W\d]{3,12}\s(?:19|20)\d\d\b|בתאריך"
    r"|(?:19|20)\d\d[-/年]|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|于|在"
    r"|[^<>@]{0,80}[<(\[]\s*[^@\s<>]{1,64}@[^@\s<>]{1,255})",
    re.IGNORECASE,
)
GROUPWISE = re.compile(r">>> .{0,200}\d.{0,60} >>>\s*$")
"""`>>> Budi <b@example.org> 04/05/2026 9:12 AM >>>`, with nothing marked below it."""

_TURNS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
WHEN = re.compile(r"\b\d{1,2}[:.]\d{2}\b|\b(?:19|20)\d\d\b|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")
ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,64}")
WRITER_LAST = re.compile(r"(?:[>)\]]|\s[^\s@<>]{1,64}@[^\s@<>:]{1,64})[:：*_ ]*$")

_FORWARDS = (
    "forwarded message|forwarded by|pesan terusan|pesan yang diteruskan|pesan diteruskan|terusan|"
    "pesan yang diforward|teruskan pesan|pesan penerusan|meneruskan pesan|diteruskan oleh|forward|"
    "weitergeleitete nachricht|message transféré|mensaje reenviado|mensagem encaminhada|"
    "doorgestuurd bericht|messaggio inoltrato|пересылаемое сообщение|"
    "转发的邮件|転送メッセージ"
)
_ORIGINALS = (
    "original message|original appointment|original|pesan asli|pesan asal|pesan semula|asli|"
    "pesan original|reply message|pesan balasan|pesan sebelumnya|previous message|"
    "ursprüngliche nachricht|message d'origine|message original|mensaje original|"
    "mensagem original|oorspronkelijk bericht|messaggio originale|"
    "исходное сообщение|"
    "antwort nachricht|oprindelig meddelelse|opprinnelig melding|ursprungligt meddelande|"
    "原始邮件|原始郵件|元のメッセージ|originalnachricht|original-nachricht"
)
_LINE = r"[-_=*–—]{2,}"
FORWARD = re.compile(
    rf"\s*(?:{_LINE}\s*(?:{_FORWARDS})\b.{{0,120}}?{_LINE}"
    r"|(?:begin forwarded message|start of forwarded message|mulai pesan yang diteruskan"
    r"|mulai meneruskan pesan|awal pesan terusan|pesan terusan dimulai|pesan yang diteruskan"
    r"|anfang der weitergeleiteten nachricht|début du message transféré"
    r"|inicio del mensaje reenviado"
    r")\s*[:：])\s*$",
    re.IGNORECASE,
)
ORIGINAL = re.compile(
    rf"\s*{_LINE}\s*(?:{_ORIGINALS})\b.{{0,60}}?{_LINE}"
    r"\s*(?:$|(?:from|dari)\s?:.{0,300}\b(?:to|ke|kepada|subject|subjek)\s?:)",
    re.IGNORECASE,
)
FENCE = re.compile(rf"\s*{_LINE}\s*[^\W\d_][^-_=*]{{2,60}}{_LINE}\s*$")
WRITER = re.compile(
    rf"\s*-{{2,}}\s*[^-].{{0,150}}?\b(?:{_VERBS})\s*:?\s*-{{2,}}\s*$", re.IGNORECASE
)
"""`---- Budi wrote ----`, as some telephones write it."""

RULE = re.compile(r"\s*(?:[_]{8,}|[-]{8,}|[=]{8,}|[*]{8,}|—{3,})\s*$")

_SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{0,40}\]\s*)?([a-zäöü]{1,12}|回复|答复|转发)"
    r"(?:\s?[\[(]\d{1,3}[\])])?\s?[:：]",
    re.IGNORECASE,
)
_ANSWERED = frozenset(
    {"re", "aw", "antw", "sv", "vs", "odp", "bls", "balas", "balasan", "bal", "ynt", "atb", "res",
     "rif", "回复", "答复"}
)  # fmt: skip
_FORWARDED = frozenset(
    {"fw", "fwd", "wg", "tr", "rv", "enc", "trs", "terusan", "teruskan", "vl", "pd", "inol",
     "trus", "转发"}
)  # fmt: skip


def field_of(line: str) -> tuple[Field, str] | None:
    """Which field of a quoted header a line is, with its value."""
    if len(line) > LONGEST_LINE:
        return None
    found = _FIELD.match(line)
    field = _FIELD_OF.get(found[1].strip().lower()) if found else None
    return (field, found[2].strip()) if found and field else None


def straight(line: str) -> str:
    """A line without the marks that turn the direction of writing."""
    return line if line.isascii() else _TURNS.sub("", line)


def is_answer(subject: str) -> bool:
    """Whether a subject begins with `Re:` in one of its languages."""
    return _prefix(subject) in _ANSWERED


def is_forward(subject: str) -> bool:
    """Whether a subject begins with `Fwd:` in one of its languages."""
    return _prefix(subject) in _FORWARDED


def _prefix(subject: str) -> str:
    found = _SUBJECT.match(subject)
    return found[1].lower() if found else ""
