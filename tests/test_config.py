"""Settings: all of them are read and checked at start, and every wrong one is named at once."""

import stat
from pathlib import Path

import pytest

from canvass.config import SECRET_FILE, Settings, SettingsError, make_secret

GIVEN = {
    "CANVASS_ORG_NAME": "CIMA",
    "CANVASS_HOTLINE": "(828) 555-0100",
    "CANVASS_TIME_ZONE": "America/New_York",
}


def read(tmp_path: Path, **others: str) -> Settings:
    return Settings.from_environment({**GIVEN, "CANVASS_INSTANCE": str(tmp_path), **others})


def test_every_missing_and_wrong_setting_is_named_at_once(tmp_path: Path) -> None:
    wrong = {"CANVASS_HOTLINE": "no number", "CANVASS_TIME_ZONE": "Mars/Olympus", "CANVASS_WORKERS": "0"}

    with pytest.raises(SettingsError) as error:
        Settings.from_environment({**wrong, "CANVASS_BIND": "nowhere", "CANVASS_BASE_URL": "canvass.example"})

    for variable in (*wrong, "CANVASS_BIND", "CANVASS_BASE_URL", "CANVASS_ORG_NAME"):
        assert variable in str(error.value)


def test_another_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        read(tmp_path, DATABASE_URL="mysql://somewhere/canvass")


def test_a_process_of_ours_reads_the_same_settings_again(tmp_path: Path) -> None:
    settings = read(tmp_path, CANVASS_TRUSTED_PROXIES="1")

    assert Settings.from_environment(settings.as_environment()) == settings


def test_the_secret_is_its_owners_alone_and_stays(tmp_path: Path) -> None:
    make_secret(tmp_path)
    first = (tmp_path / SECRET_FILE).read_text()
    make_secret(tmp_path)

    assert (tmp_path / SECRET_FILE).read_text() == first
    assert len(first) >= 43
    assert stat.S_IMODE((tmp_path / SECRET_FILE).stat().st_mode) == 0o600
