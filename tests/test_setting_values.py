"""What a setting may say: read as it is meant, or refused."""

from collections.abc import Callable

import pytest

from canvass.setting_values import Unfit, base_url, database_url, geocoder, phone


def test_a_telephone_number_is_kept_as_the_world_dials_it() -> None:
    assert phone("(828) 555-0100") == "+18285550100"


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("postgres://canvass@db/canvass", "postgresql+psycopg://canvass@db/canvass"),
        ("postgresql://canvass@db/canvass", "postgresql+psycopg://canvass@db/canvass"),
        ("sqlite:////var/lib/c.sqlite3", "sqlite:////var/lib/c.sqlite3"),
    ],
)
def test_any_spelling_of_postgresql_means_psycopg_3(given: str, meant: str) -> None:
    assert database_url(given) == meant


@pytest.mark.parametrize("read", [base_url, geocoder])
@pytest.mark.parametrize("value", ["https://", "https:///search", "http://[", "https://:8080"])
def test_an_address_names_somebody(read: Callable[[str], str], value: str) -> None:
    with pytest.raises(Unfit):
        read(value)
