"""What the tests of one channel stand on: its platform on this machine, and the channel opened.

`there` is the platform of the channel that a test file names in `CHANNEL`, new for each test; a
file that needs another one, or one that is prepared, overrides it by the same name.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager

import pytest

from adapters.facebook.channel import FacebookChannel
from adapters.facebook.channel import make as make_facebook
from adapters.instagram.channel import InstagramChannel
from adapters.mastodon.channel import MastodonChannel
from adapters.telegram.channel import TelegramChannel
from adapters.whatsapp.channel import WhatsappChannel
from tests.adapters import mastodon_office, telegram_bot, whatsapp_number
from tests.adapters.fakes.facebook import Facebook
from tests.adapters.fakes.instagram import Instagram
from tests.adapters.fakes.mastodon import Mastodon
from tests.adapters.fakes.site import serving
from tests.adapters.fakes.telegram import Telegram
from tests.adapters.fakes.whatsapp import Whatsapp
from tests.adapters.imap_fake import pretending
from tests.adapters.pages import Clock, opened_instagram, settings_of
from tests.adapters.terms import NOW

PLATFORMS: Mapping[str, Callable[[], AbstractContextManager[object]]] = {
    "email": pretending,
    "facebook": lambda: serving(Facebook(NOW)),
    "instagram": lambda: serving(Instagram(NOW)),
    "mastodon": lambda: serving(Mastodon(mastodon_office.KEY)),
    "telegram": lambda: serving(Telegram(telegram_bot.BOT_TOKEN)),
    "whatsapp": lambda: serving(whatsapp_number.new_service()),
}


@pytest.fixture
def there(request: pytest.FixtureRequest) -> Iterator[object]:
    """The platform, as it stands before anything happened."""
    with PLATFORMS[request.module.CHANNEL]() as platform:
        yield platform


@pytest.fixture
def clock() -> Clock:
    """Stands still until it is moved."""
    return Clock()


@pytest.fixture
def facebook(there: Facebook, clock: Clock) -> FacebookChannel:
    """The office's page."""
    return make_facebook(settings_of("facebook", clock, api=there.address))


@pytest.fixture
def instagram(there: Instagram, clock: Clock) -> InstagramChannel:
    """The office's account."""
    return opened_instagram(there, clock)


@pytest.fixture
def mastodon(there: Mastodon) -> MastodonChannel:
    """The office's account."""
    return mastodon_office.opened(there.address)


@pytest.fixture
def telegram(there: Telegram) -> TelegramChannel:
    """The office's bot."""
    return telegram_bot.opened(there)


@pytest.fixture
def whatsapp(there: Whatsapp) -> WhatsappChannel:
    """The office's number."""
    return whatsapp_number.opened(there)
