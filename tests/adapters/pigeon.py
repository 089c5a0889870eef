"""A channel as small as one can be, as text: tests lay it into a folder somewhere else.

It only takes messages in, which no channel of this repository does.
"""

PIGEON = {
    "__init__.py": '"""Notes that birds bring."""\n',
    "channel.py": '''"""The pigeon post: notes come in, nothing goes out."""

from adapters.documents import documents_in
from adapters.pigeon.inbound import read
from adapters.pigeon.outbound import send
from adapters.pigeon.wire import refuse
from adapters.settings import Option
from workflow.core.messages import Capabilities

NAME = "pigeon"
OPTIONS = (
    Option(name="loft", meaning="where they land", required=True),
    Option(name="colour", meaning="of the ring", words=("red", "blue")),
    Option(name="birds", meaning="how many", between=(1, 40)),
    Option(name="whistle", meaning="calls them", secret=True, between=(1, 9)),
)


class PigeonChannel:
    name = NAME

    def __init__(self):
        self.can = Capabilities(reply=False)
        self.accounts = ("loft",)

    def fetch(self, account, mark):
        return iter(())

    def wait(self, account, seconds):
        return False

    def probe(self, account):
        return ()

    verify = staticmethod(refuse)
    parse = staticmethod(read)

    def send(self, message):
        return send(message, self.can)

    def files(self, account, path):
        return documents_in(NAME, account, path)


def make(settings):
    return PigeonChannel()
''',
    "inbound.py": '''"""Reads a note."""

from adapters.documents import BadDocument, as_text, read_object, unreadable
from adapters.plain import one_line, plain
from workflow.core.messages import InboundMessage, Kind, Sender


def read(raw):
    try:
        note = read_object(raw.body)
        author, text = (as_text(note.get(key), key) for key in ("from", "note"))
    except BadDocument as why:
        return [unreadable(raw, why)]
    return [InboundMessage(
        kind=Kind.PERSON, channel=raw.channel, account=raw.account,
        external_id=raw.external_id, sender=Sender(address=one_line(author)), text=plain(text),
    )]
''',
    "outbound.py": '''"""Nothing goes out."""

from adapters.sending import parts_of


def send(message, can):
    return parts_of(message, can)
''',
    "wire.py": '''"""Birds are not wired."""

from workflow.core.messages import BadSignature


def refuse(call):
    raise BadSignature("not pushed")
''',
    "README.md": "`pigeon` takes `loft`, `colour`, `birds` and `whistle`.\n",
}
