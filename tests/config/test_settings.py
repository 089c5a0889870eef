"""Settings from the environment: what is taken, what is refused, and that secrets stay secret."""

import logging
from pathlib import Path

import pytest

from config.mistakes import BadSettings
from config.settings import Settings, load_settings, variables

SECRET = "postgresql://office:hunter2@db.example/tuntas"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of ours is set but the home folder."""
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TUNTAS_HOME", str(tmp_path))


def mistakes(monkeypatch: pytest.MonkeyPatch, **values: str) -> list[str]:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(BadSettings) as bad:
        load_settings()
    assert bad.value.__cause__ is None
    return [str(mistake) for mistake in bad.value.mistakes]


def test_an_installation_starts_with_nothing_set_but_sound_defaults(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.database == f"sqlite:///{tmp_path}/tuntas.db"
    assert (settings.language, settings.host, settings.port) == ("id", "127.0.0.1", 8000)
    assert settings.address == "http://127.0.0.1:8000"
    assert settings.trusted_proxies == 0
    assert (settings.rules / "sla.toml").is_file()
    assert (settings.replies / "receipt.id.txt").is_file()


def test_a_relative_home_is_fixed_at_the_start_and_does_not_move_with_the_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("TUNTAS_HOME")
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    monkeypatch.chdir("/")
    assert settings.database == f"sqlite:///{tmp_path}/var/tuntas.db"


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNTAS_PORT", "")
    assert load_settings().port == 8000


def test_a_postgresql_address_gets_the_driver_that_we_ship(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNTAS_DATABASE_URL", SECRET)
    assert load_settings().database == SECRET.replace("postgresql://", "postgresql+psycopg://")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TUNTAS_PORT", "http", 'should be a whole number, not "http".'),
        ("TUNTAS_PORT", "0", 'should be at least 1, not "0".'),
        ("TUNTAS_PORT", "70000", 'should be at most 65535, not "70000".'),
        ("TUNTAS_LANGUAGE", "jv", "should be one of: 'id' or 'en', not \"jv\"."),
        ("TUNTAS_LOG_LEVEL", "loud", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"),
        ("TUNTAS_TIMEZONE", "Java", "should be a time zone such as Asia/Jakarta, or empty"),
        ("TUNTAS_TIMEZONE", "../../etc/passwd", "should be a time zone"),
        ("TUNTAS_HOST", "no host", "should be a domain name"),
        ("TUNTAS_INTERNAL_DOMAINS", "a@b", "should be a domain name such as aduan.example.org"),
        ("TUNTAS_MAIL_DOMAIN", "a@b", "should be a domain name such as aduan.example.org"),
        ("TUNTAS_PUBLIC_URL", "aduan.example.org", "should begin with https:// or http://"),
        ("TUNTAS_PUBLIC_URL", "javascript:alert(1)", "should begin with https:// or http://"),
        ("TUNTAS_PUBLIC_URL", "https://u:p@example.org", "should begin with https://"),
        ("TUNTAS_PUBLIC_URL", "https://[", "should begin with https://"),
        ("TUNTAS_DATABASE_URL", "mysql://x", "sqlite://, postgresql://, postgresql+psycopg://"),
        ("TUNTAS_VAULT_KEY", "short", "64 hexadecimal digits"),
        ("TUNTAS_SESSION_HOURS", "1000", "at most 72"),
        ("TUNTAS_PROT", "8000", 'Did you mean "TUNTAS_PORT"?'),
        ("tuntas_prot", "8000", "is not known"),
    ],
)
def test_a_wrong_value_names_its_variable_and_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    [said] = mistakes(monkeypatch, **{name: value})
    assert said.startswith(f"environment: {name}: ")
    assert sentence in said
    assert said.endswith(".")


def test_all_wrong_values_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    said = mistakes(monkeypatch, TUNTAS_PORT="x", TUNTAS_LANGUAGE="x", TUNTAS_HOUSE="x")
    assert [line.split(": ")[1] for line in said] == [
        "TUNTAS_HOUSE",
        "TUNTAS_LANGUAGE",
        "TUNTAS_PORT",
    ]


def test_a_wrong_secret_is_never_quoted_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = mistakes(
        monkeypatch, TUNTAS_DATABASE_URL="oracle://u:hunter2@x", TUNTAS_VAULT_KEY="hunter2"
    )
    assert "hunter2" not in "\n".join(said) + caplog.text


def test_settings_shown_by_accident_hold_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNTAS_DATABASE_URL", SECRET)
    monkeypatch.setenv("TUNTAS_VAULT_KEY", "ab" * 32)
    settings = load_settings()
    shown = f"{settings!r} {settings} {settings.model_dump_json()}"
    assert "hunter2" not in shown
    assert "abab" not in shown


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({"TUNTAS_PUBLIC_URL": "https://aduan.example.org/"}, "https://aduan.example.org"),
        ({"TUNTAS_HOST": "::1", "TUNTAS_PORT": "81"}, "http://[::1]:81"),
    ],
)
def test_links_are_made_from_the_address_by_which_people_come(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], address: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert load_settings().address == address


def test_every_setting_says_what_it_is_for() -> None:
    assert len(variables()) == len(Settings.model_fields)
    for name, description in variables().items():
        assert name.startswith("TUNTAS_")
        assert description.endswith(".")


def test_a_channels_secret_is_no_misspelt_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUNTAS_SECRET_OFFICE_MAIL", "x")
    load_settings()
