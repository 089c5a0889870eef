"""WhatsApp put together: its options, what it can do, and its parts.

Pushed only: Meta lets nobody fetch messages. Numbers of one app may share one address for
pushes. Reading is `inbound.py`, writing `outbound.py`, the network `wire.py`.
"""

import re
from collections.abc import Iterator

from adapters.absent import NotPolled
from adapters.documents import AsDocuments
from adapters.meta.signature import (
    accounts_of_app,
    answer_challenge,
    check_signature,
    user_to_forget,
)
from adapters.sending import send_parts
from adapters.settings import Account, ChannelSettings, Option, refuse
from adapters.whatsapp.inbound import read
from adapters.whatsapp.outbound import CAN, Templates, orders_of, read_templates
from adapters.whatsapp.pieces import LINK
from adapters.whatsapp.probing import Asked, probes_of
from adapters.whatsapp.wire import VERSION, VERSION_FORM, BadAddress, Line, Secrets, line_of
from workflow.core.messages import (
    Attachment,
    BadSignature,
    OutboundMessage,
    Probe,
    RawMessage,
    Read,
    Sent,
    Undeliverable,
    WebhookCall,
)

NAME = "whatsapp"
NUMBER = Option(name="number", required=True, meaning="Meta's id of the number, not the number")
TOKEN = Option(name="token", required=True, secret=True, meaning="the system user's token")
SECRET = Option(name="secret", required=True, secret=True, meaning="the app's secret; signs pushes")
OLD_SECRET = Option(name="old_secret", secret=True, meaning="also valid while `secret` replaces it")
VERIFY = Option(
    name="verify_token",
    secret=True,
    meaning="what Meta says when it asks whether the address is ours",
    without="Meta cannot be told the address for pushes: it asks for this word first",
)
APP = Option(
    name="app",
    meaning="the app's id, to ask how long the token lives",
    without="nobody is warned before the token runs out",
)
BUSINESS = Option(name="business", meaning="the WhatsApp Business Account's id, to ask for pushes")
PROOF = Option(
    name="proof", default="on", words=("on", "off"), meaning="whether calls prove the secret"
)
TEMPLATES = Option(
    name="templates",
    default="receipt=laporan_diterima:number, question=perlu_informasi:number-text, "
    "resolved=laporan_selesai:number, *=tindak_lanjut:number-text",
    meaning="which approved template goes for what after 24 hours, and its fields",
)
LANGUAGE = Option(name="template_language", default="id", meaning="the language they are filed in")
VERSION_OF = Option(name="version", default=VERSION, meaning="of the Graph API")
API = Option(name="api", default="https://graph.facebook.com", meaning="another address of it")
OPTIONS = (
    *(NUMBER, TOKEN, SECRET, OLD_SECRET, VERIFY, APP, BUSINESS),
    *(PROOF, TEMPLATES, LANGUAGE, VERSION_OF, API),
)

ID_FORM = re.compile(r"\d{5,30}")
LANGUAGE_FORM = re.compile(r"[a-z]{2,3}(?:_[A-Z]{2})?")

__all__ = ["CAN", "NAME", "OPTIONS", "WhatsappChannel", "make"]


class WhatsappChannel(NotPolled, AsDocuments):
    """One number for each account; `lines` by the account's id.

    What WhatsApp brought cannot be asked for again.
    """

    name = NAME

    def __init__(self, settings: ChannelSettings, lines: dict[str, Line]) -> None:
        self.can = CAN
        self.accounts = tuple(lines)
        self._settings = settings
        self._lines = lines

    def probe(self, account: str) -> tuple[Probe, ...]:
        """Whether number, token and pushes are in order, and until when."""
        found, line = self._settings.account(account), self._lines.get(account)
        if found is None or line is None:
            return (Probe(what="sign_in", code="no-account"),)
        asked = Asked(app=APP.of(found), secret=SECRET.of(found), business=BUSINESS.of(found))
        return probes_of(line, asked)

    def verify(self, call: WebhookCall) -> RawMessage:
        """The pushed bytes under their own hash, if a secret of the account's app signed them."""
        account = self._settings.account(call.account)
        if account is None:
            raise BadSignature("no-account")
        check_signature(call.headers, call.body, (SECRET.of(account), OLD_SECRET.of(account)))
        return self.raw(call.account, call.body)

    def to_forget(self, call: WebhookCall) -> str:
        """Whom Meta asks us to forget; raises `BadSignature`."""
        account = self._settings.account(call.account)
        secrets = (SECRET.of(account), OLD_SECRET.of(account)) if account else ()
        return user_to_forget(call.body, secrets)

    def withdrawn(self, call: WebhookCall) -> tuple[str, ...]:
        """The accounts of the app that somebody took off; raises `BadSignature`."""
        accounts = self._settings.accounts
        secrets = {one.id: (SECRET.of(one), OLD_SECRET.of(one)) for one in accounts}
        return accounts_of_app(call, secrets)

    def challenge(self, call: WebhookCall) -> str:
        """What Meta wants to hear when the address is entered over there."""
        account = self._settings.account(call.account)
        return answer_challenge(call.query, VERIFY.of(account) if account else "")

    def parse(self, raw: RawMessage) -> list[Read]:
        """Everything in the delivery, each message under the account whose number it came to."""
        return read(raw, self._numbers(raw.account))

    def send(self, message: OutboundMessage) -> Sent:
        """Texts and files, one call each; the message is known by the id of its last part."""
        account, line = self._settings.account(message.account), self._lines.get(message.account)
        if account is None or line is None:
            raise Undeliverable("no-account")
        orders = orders_of(message, _templates(account), self._settings.now())
        kinds = tuple(str(order.fields["type"]) for order in orders)
        ids = send_parts(kinds, lambda _, number: line.post(orders[number - 1]))
        return Sent(external_id=ids[-1], delivered=False)

    def download(self, account: str, file: Attachment) -> Attachment:
        """A file that a message named, by the line of the number that it came to."""
        number = file.url.removeprefix(LINK).partition("/")[0]
        line = self._lines.get(self._numbers(account).get(number, ""))
        if line is None:
            raise Undeliverable("no-account")
        return line.download(file)

    def _numbers(self, account_id: str) -> dict[str, str]:
        """The numbers of which a delivery to an account may speak: those of the same app.

        Who has the secret of one app must not be able to write to the numbers of another.
        """
        found = self._settings.account(account_id)
        secret = SECRET.of(found) if found else ""
        same = (one for one in self._settings.accounts if secret and SECRET.of(one) == secret)
        return {NUMBER.of(one): one.id for one in same}


def make(settings: ChannelSettings) -> WhatsappChannel:
    """The channel of an installation; raises `BadChannels` for what no number could work with."""
    refuse(NAME, settings, lambda account: _mistakes(account, settings))
    return WhatsappChannel(settings, {one.id: _line(one, settings) for one in settings.accounts})


def _line(account: Account, settings: ChannelSettings) -> Line:
    proof = SECRET.of(account) if PROOF.of(account) == "on" else ""
    secrets = Secrets(TOKEN.of(account), proof)
    place = (API.of(account), VERSION_OF.of(account))
    return line_of(NUMBER.of(account), secrets, place, settings.now)


def _mistakes(account: Account, settings: ChannelSettings) -> Iterator[tuple[str, str]]:
    for option in (NUMBER, APP, BUSINESS):
        if option.of(account) and not ID_FORM.fullmatch(option.of(account)):
            yield option.name, "is not an id of Meta's: 5 to 30 digits"
    twins = [one for one in settings.accounts if NUMBER.of(one) == NUMBER.of(account)]
    if len(twins) > 1:
        yield NUMBER.name, "stands at more than one account"
    if not VERSION_FORM.fullmatch(VERSION_OF.of(account)):
        yield VERSION_OF.name, f"must look like {VERSION}"
    if not LANGUAGE_FORM.fullmatch(LANGUAGE.of(account)):
        yield LANGUAGE.name, "must look like id or en_US"
    try:
        read_templates(TEMPLATES.of(account))
    except ValueError:
        yield TEMPLATES.name, "must be rows of <purpose>=<name>:<fields> with commas between"
    try:
        _line(account, settings)
    except BadAddress as bad:
        yield API.name, str(bad)


def _templates(account: Account) -> Templates:
    return Templates(read_templates(TEMPLATES.of(account)), LANGUAGE.of(account))
