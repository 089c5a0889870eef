"""The keys of an installation: made once, kept to their owner, never silently replaced."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from config.keys import KEYS, channel_secret, check_keys, load_keys
from config.mistakes import BadKeys
from config.settings import Settings, load_settings, variables


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Settings:
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TUNTAS_HOME", str(tmp_path / "home"))
    return load_settings()


def refused(settings: Settings) -> dict[str, str]:
    with pytest.raises(BadKeys) as bad:
        load_keys(settings)
    with pytest.raises(BadKeys) as checked:
        check_keys(settings)
    assert checked.value.mistakes == bad.value.mistakes
    return {Path(mistake.file).name: mistake.sentence for mistake in bad.value.mistakes}


def test_the_first_start_makes_four_keys_that_only_their_owner_can_read(settings: Settings) -> None:
    keys = load_keys(settings)
    folder = settings.home / "keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name for path in folder.iterdir()} == set(KEYS)
    for path in folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = {keys.vault, keys.blind_index, keys.session, keys.reply_token}
    assert len(found) == 4
    assert {len(key) for key in found} == {32}


def test_the_second_start_finds_the_same_keys_and_says_where(settings: Settings) -> None:
    first = load_keys(settings)
    assert load_keys(settings) == first
    assert first.origins == {name: str(settings.home / "keys" / name) for name in KEYS}
    assert check_keys(settings) == first.origins


def test_many_processes_that_start_at_once_agree_on_the_keys(settings: Settings) -> None:
    with ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda _: load_keys(settings), range(12)))
    assert all(keys == found[0] for keys in found)
    assert len(list((settings.home / "keys").iterdir())) == len(KEYS)


def test_looking_makes_no_keys(settings: Settings) -> None:
    assert set(check_keys(settings).values()) == {"made at start"}
    assert not settings.home.exists()


def test_a_key_from_the_environment_needs_no_file(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in KEYS:
        monkeypatch.setenv(f"TUNTAS_{name.upper()}_KEY", f"{len(name):02x}" * 32)
    keys = load_keys(load_settings())
    assert keys.vault == bytes([5]) * 32
    assert keys.reply_token == bytes([11]) * 32
    assert set(keys.origins.values()) == {"environment"}
    assert not settings.home.exists()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o660, 0o777])
def test_a_key_that_others_can_touch_is_refused_with_the_command_that_mends_it(
    settings: Settings, mode: int
) -> None:
    load_keys(settings)
    path = settings.home / "keys" / "vault"
    path.chmod(mode)
    assert refused(settings) == {"vault": f"can be read by others; run: chmod 600 {path}"}
    path.chmod(0o600)
    load_keys(settings)


def test_an_open_folder_is_refused_although_each_file_is_closed(settings: Settings) -> None:
    load_keys(settings)
    folder = settings.home / "keys"
    folder.chmod(0o755)
    assert set(refused(settings)) == set(KEYS)
    assert refused(settings)["vault"].endswith(f"chmod 700 {folder}")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_that_belongs_to_somebody_else_is_refused(settings: Settings) -> None:
    load_keys(settings)
    os.chown(settings.home / "keys" / "vault", 12_345, 12_345)
    assert "belongs to another user (uid 12345)" in refused(settings)["vault"]


@pytest.mark.parametrize("content", [b"", b"abc", b"\xff" * 64, b"zz" * 32, b"ab" * 31, b"ab" * 33])
def test_a_damaged_key_is_told_and_left_as_it_is(settings: Settings, content: bytes) -> None:
    load_keys(settings)
    path = settings.home / "keys" / "vault"
    path.write_bytes(content)
    assert refused(settings) == {"vault": "should hold 64 hexadecimal digits; it is damaged."}
    assert path.read_bytes() == content


def test_a_lost_key_is_not_made_anew_beside_a_database_that_needs_it(settings: Settings) -> None:
    load_keys(settings)
    (settings.home / "tuntas.db").touch()
    for name in KEYS:
        (settings.home / "keys" / name).unlink()
    assert set(refused(settings)) == {"vault", "blind_index", "reply_token"}
    assert "Restore it from your backup" in refused(settings)["vault"]


def test_a_lost_session_key_only_signs_everybody_out(settings: Settings) -> None:
    before = load_keys(settings)
    (settings.home / "tuntas.db").touch()
    (settings.home / "keys" / "session").unlink()
    after = load_keys(settings)
    assert after.session != before.session
    assert replace(after, session=before.session) == before


def test_a_home_that_cannot_hold_keys_is_told(settings: Settings) -> None:
    settings.home.write_text("a file where a folder should be")
    with pytest.raises(BadKeys, match="cannot be used"):
        load_keys(settings)


def test_a_folder_in_place_of_a_key_is_told(settings: Settings) -> None:
    (settings.home / "keys" / "vault").mkdir(parents=True, mode=0o700)
    (settings.home / "keys").chmod(0o700)
    assert refused(settings)["vault"].startswith("cannot be used: ")


def test_keys_shown_by_accident_show_nothing_but_where_they_come_from(settings: Settings) -> None:
    keys = load_keys(settings)
    shown = repr(keys)
    assert "origins" in shown
    for key in (keys.vault, keys.blind_index, keys.session, keys.reply_token):
        assert key.hex() not in shown
        assert repr(key) not in shown


def test_a_database_can_tell_another_vault_key_by_its_print(settings: Settings) -> None:
    keys = load_keys(settings)
    other = replace(keys, vault=bytes(32))
    assert len(keys.vault_print) == 16
    assert keys.vault_print != other.vault_print
    assert keys.vault_print not in keys.vault.hex()


def test_a_channels_password_comes_from_the_environment_or_a_private_file(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(BadKeys, match=r"is missing: .*TUNTAS_SECRET_OFFICE_MAIL"):
        channel_secret(settings, "office-mail")
    path = settings.home / "secrets" / "office-mail"
    path.parent.mkdir(parents=True, mode=0o700)
    path.write_text("from a file \n")
    with pytest.raises(BadKeys, match="chmod 600"):
        channel_secret(settings, "office-mail")
    path.chmod(0o600)
    assert channel_secret(settings, "office-mail") == "from a file "
    monkeypatch.setenv("TUNTAS_SECRET_OFFICE_MAIL", "from outside")
    assert channel_secret(settings, "office-mail") == "from outside"


def test_a_password_file_that_is_no_text_is_told_without_its_content(settings: Settings) -> None:
    path = settings.home / "secrets" / "office-mail"
    path.parent.mkdir(parents=True, mode=0o700)
    path.write_bytes(b"p\xffword")
    path.chmod(0o600)
    with pytest.raises(BadKeys, match=r"is not UTF-8 text\.$"):
        channel_secret(settings, "office-mail")


def test_a_key_of_the_right_length_in_the_settings_is_taken_as_it_is(settings: Settings) -> None:
    given = settings.model_copy(update={"vault_key": SecretStr("0f" * 32)})
    assert load_keys(given).vault == bytes([15]) * 32
