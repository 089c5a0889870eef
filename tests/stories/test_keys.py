"""A database and the key that sealed its identities belong together."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from config.mistakes import BadKeys
from config.wiring import open_office
from tests.story import HandClock, fakes, settings_for


def test_another_vault_key_is_refused_before_anything_is_read(
    tmp_path: Path, database_url: str
) -> None:
    clock = HandClock()
    settings = settings_for(tmp_path, database_url)
    open_office(settings, now=clock, channels=fakes(clock)).close()
    open_office(settings, now=clock, channels=fakes(clock)).close()
    other = settings.model_copy(update={"vault_key": SecretStr("f" * 64)})
    with pytest.raises(BadKeys, match="not the key that sealed"):
        open_office(other, now=clock, channels=fakes(clock))
