"""The words of bounces in free form, as tables: who sends them, what they say.

A new mail system is a phrase in a table. The phrases are only looked for in mail of a
daemon or with an empty return path, so they may be plain words.
"""

import re


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrase.replace(" ", r"\s+") for phrase in phrases), re.IGNORECASE)


DAEMON = re.compile(
    r"(?:mail(?:er)?-?daemon|.{0,30}-daemon|.{0,30}mailer_daemon|mdaemon|autobounce|undeliverable"
    r"|maildelivery|mail-?system|mailer|microsoftexchange.{0,60}|bounces?|no-?reply-bounces?)"
    r"(?:[+._-].{0,60})?",
    re.IGNORECASE,
)
"""Local parts behind which there is no person."""

OFFICE = re.compile(
    r"postmaster|mail-?admin(?:istrator)?|administrator|system-?administrator|delivery|uucp"
    r"|smtp.{0,20}|nobody|root"
)
"""Local parts that are a program's or a person's: the subject must say so too."""

DAEMON_NAME = _any_of(
    r"mail(?:er)?[ -]*daemon", r"delivery (?:sub ?)?system", r"mail deliver", r"post ?master",
    r"mail (?:system )?admin", r"system administrator", r"mail system", r"internet mail delivery",
    r"sistem pengiriman", r"microsoft (?:outlook|exchange)$",
)  # fmt: skip

_SUBJECTS = (
    r"undeliver", r"unable to deliver", r"non-?deliver", r"ndn\b", r"bounce", r"delayed",
    r"returned (?:e-?mail|mail|message|to)", r"message (?:delivery|status|not|undeliver)",
    r"message (?:bounced|delayed|returned|rejected|you sent)", r"user unknown", r"delay in",
    r"mail (?:delivery|failure|failed|returned|could|undeliver)", r"permanent", r"error sending",
    r"mail (?:system|error|problem|status)", r"address not found", r"notification: .{0,20}fail",
    r"(?:e?-?mail )?delivery (?:status|fail|has|report|error|problem|delay|unsucc|warn|notif)",
    r"delivery (?:to|of|temporarily|incomplete|attempt)", r"rejected(?: mail|:)",
    r"fail(?:ure|ed) (?:notice|delivery|notification|to deliver|mail|in deliver|message)",
    r"could not (?:send|deliver)",
    r"(?:message|e-?mail) could ?n[o'’]?t",
    r"(?:e-?mail|message) (?:was )?(?:not|rejected|blocked)",
    r"tidak (?:dapat )?(?:ter|di)kirim", r"gagal (?:kirim|terkirim|dikirim|mengirim)",
    r"pengiriman .{0,20}(?:gagal|tertunda|tidak)", r"surat tidak terkirim",
    r"pesan (?:anda )?(?:tidak|gagal|tertunda|dikembalikan)", r"alamat tidak ditemukan",
    r"pemberitahuan status pengiriman", r"email (?:tidak|gagal|ditolak|dikembalikan)",
)  # fmt: skip
SUBJECT = re.compile(
    r"\s*(?:\[[^\]]{0,30}\]\s*)?(?:warning|notice|peringatan)?[:,]?\s*(?:"
    + _any_of(*_SUBJECTS).pattern
    + ")",
    re.IGNORECASE,
)
"""How the subject of a bounce begins; a forwarded or answered one begins otherwise."""

SENTENCE = _any_of(
    r"(?:could|can|was|were|has|have|is|are|did|do|does)(?: ?not|n['’]?t) (?:be |been |yet )*"
    r"(?:deliver|reach|relayed|exist|sent|found)",
    r"unable to (?:be )?(?:deliver|reach|send|route|relay)", r"failed to deliver", r"undeliver",
    r"delivery (?:to|of|has|attempt|error|fail|status|problem|was|temporarily)", r"bounced",
    r"(?:permanent(?:ly)?|fatal) (?:fatal |delivery )?(?:error|fail|reject)", r"user unknown",
    r"unknown (?:user|local)", r"no such (?:user|mailbox|address|recipient|person)",
    r"mailbox (?:is |was )?(?:full|unavail|exceed)", r"returned to (?:the )?sender",
    r"(?:over|exceed\w*) (?:its |the |allowed |disk |storage )*(?:quota|size|limit)",
    r"message (?:was|has been|is being) (?:returned|rejected|delayed)", r"message that you sent",
    r"recipient (?:address )?(?:rejected|unknown|refused|not found)", r"tidak terkirim",
    r"following (?:address|recipient)", r"penerima (?:tidak|menolak)", r"tertunda",
    r"account (?:is |has been )?(?:disabled|inactive|expired|closed|suspended)",
    r"tidak (?:dapat|bisa|berhasil|ter) ?(?:di)?(?:kirim|sampaikan|antar)",
    r"alamat (?:email )?tidak (?:ditemukan|dikenal|ada|valid)",
    r"gagal (?:di)?(?:kirim|antar|sampai)", r"kotak (?:surat|masuk) .{0,20}penuh",
)  # fmt: skip

DELAY = _any_of(
    r"delay", r"not yet been", r"still (?:being |trying|retrying|attempt|in the queue)",
    r"will be retried", r"will (?:continue|keep|retry|try again)", r"warning (?:message )?only",
    r"do not (?:need to )?(?:resend|retry)", r"no action is required", r"postponed",
    r"could not send message for past", r"temporar\w+ (?:fail|problem|unable|undeliver)",
    r"tertunda", r"(?:akan|masih) (?:terus )?(?:dicoba|mencoba)", r"belum terkirim",
)  # fmt: skip

FINAL = _any_of(
    r"permanent", r"fatal", r"giv(?:en|ing) up", r"gave up", r"has failed", r"no further",
    r"will not (?:be )?retr", r"expired", r"returned to (?:the )?sender", r"timeout exceeded",
    r"(?:could|can) ?not be delivered to", r"too (?:long|old)", r"undeliver(?:ed|able)",
    r"returned mail", r"failure notice", r"unable to deliver", r"retry time not reached",
    r"gagal total",
)  # fmt: skip

_FENCED = (
    r"copy|original|returned|unsent|below this line|message (?:text|header|content|follows|body)"
    r"|message source|your message|undelivered|header|email follows|pesan asli|salinan"
)
_ANNOUNCED = (
    r"(?:the )?(?:original|returned|your|first).{0,40}(?:message|mail|header|text|lines).{0,60}"
    r"(?:follow|below|returned|was)"
    r"|(?:message|mail|header)s?(?: text| headers?)? follows?|content-type: *message/rfc822"
    r"|pesan asli|below (?:is|this)|included (?:is|below)"
    r"|(?:received|return-path|message-id|x-mailer|mime-version):"
)
COPY = re.compile(
    rf"^[ \t>*|]{{0,4}}(?:[-=_*#~]{{2,}}.{{0,20}}\b(?:{_FENCED})\b|{_ANNOUNCED})",
    re.IGNORECASE | re.MULTILINE,
)
"""Where the notice ends and the returned mail begins."""

HEADER_RUN = re.compile(
    r"^[ \t>|]{0,4}(?:from|date|to|subject): .*\n"
    r"[ \t>|]{0,4}(?:from|date|to|subject|cc|message-id): ",
    re.IGNORECASE | re.MULTILINE,
)
QUOTED_FIELD = re.compile(
    r"^[ \t>|]{0,8}(?:to|from|cc|subject|sent|date|kepada|dari|dikirim|tanggal|perihal)[ \t]*:"
    r"[^\n]*$|smtp=",
    re.IGNORECASE | re.MULTILINE,
)
"""Fields of the returned mail that a notice repeats: who stands there has not failed by that."""

RETURNED_TO = re.compile(r"^[ \t>|]{0,8}(?:to|kepada):([^\n]*)$", re.IGNORECASE | re.MULTILINE)

_AT = r"[^\s<>\"'(),;:\[\]\\@]{1,64}@[^\s<>\"'(),;:\[\]\\@]{1,255}"
HEAD_OF_LINE = re.compile(
    rf"^[ \t>*|-]{{0,12}}(?:\d{{1,3}}[.)] )?"
    rf"(?:to |user |recipient:? |address:? |smtp:|rfc822;|failed address: )?"
    rf"[<\"'(\[]{{0,2}}(?:mailto:|smtp:)?({_AT})[>\"')\]]{{0,2}}[ \t]*"
    rf"(?:$|[:,;.(\t-]|\.\.\.| on | is | was | - )",
    re.IGNORECASE | re.MULTILINE,
)
"""A notice that lists addresses puts each at the head of a line, often with its reason."""

IN_SENTENCE = re.compile(
    rf"(?:deliver(?:ed|y)?\b.{{0,40}}|reach|sent|failed|undeliverable|unknown|rcpt|recipient"
    rf"|address|mailbox|user|account|relay|tujuan|kepada|ke|alamat|penerima|size|5\d\d.{{0,20}})"
    rf"[^\n@]{{0,40}}?[\s:<\"'(=;]({_AT})",
    re.IGNORECASE,
)
"""Else the address stands in the sentence."""
