"""What a setting may say: each reads the text of a variable, or raises `Unfit` in words for whoever wrote it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers

from canvass import backup_keys
from canvass.errors import N_

CENSUS = "census"
NO_PHONE = N_("«%(value)s» no es un número de teléfono, por ejemplo +1 828 555 0100.")

# What was given is not repeated: it may be the other half.
NO_BACKUP_KEY = N_(
    "Tiene que ser la parte pública de la llave, como la muestra canvass backup-key: empieza con age1."
)


class Unfit(ValueError):
    """A value that a setting cannot have: a msgid, and what stands in it."""

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(message % params)
        self.message = message
        self.params = params


def text(value: str) -> str:
    """Any text but none."""
    if not value.strip():
        raise Unfit(N_("No puede quedar vacío."))
    return value.strip()


def time_zone(value: str) -> ZoneInfo:
    """A zone by IANA's name."""
    if value not in available_timezones():
        raise Unfit(
            N_("«%(value)s» no es una zona horaria de IANA, por ejemplo America/New_York."), value=value
        )
    return ZoneInfo(value)


def phone(value: str) -> str:
    """A number as the world dials it; one of the United States may be given as they write it."""
    try:
        number = phonenumbers.parse(value, "US")
    except phonenumbers.NumberParseException as error:
        raise Unfit(NO_PHONE, value=value) from error
    if not phonenumbers.is_possible_number(number):
        raise Unfit(NO_PHONE, value=value)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def whole(minimum: int) -> Callable[[str], int]:
    """A reader of whole numbers from that one on."""

    def read(value: str) -> int:
        if not value.isdigit() or int(value) < minimum:
            raise Unfit(
                N_("«%(value)s» tiene que ser un número entero, %(minimum)s o más."),
                value=value,
                minimum=minimum,
            )
        return int(value)

    return read


def folder(value: str) -> Path | None:
    """A folder, or none."""
    return Path(value).resolve() if value else None


def backup_key(value: str) -> str:
    """The public half of a key for backups, or several; or none."""
    try:
        return " ".join(str(each) for each in backup_keys.read_public(value))
    except ValueError as error:
        raise Unfit(NO_BACKUP_KEY) from error


def base_url(value: str) -> str:
    """The address under which something answers, without a slash at its end."""
    if not (value.startswith(("http://", "https://")) and _host_of(value)):
        raise Unfit(
            N_("«%(value)s» tiene que empezar con https:// (o http:// en esta misma computadora)."),
            value=value,
        )
    return value.rstrip("/")


def _host_of(value: str) -> str | None:
    try:
        return urlsplit(value).hostname
    except ValueError:
        return None


def bind(value: str) -> str:
    """`HOST:PORT`."""
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise Unfit(N_("«%(value)s» tiene que ser HOST:PUERTO, por ejemplo 127.0.0.1:8000."), value=value)
    return value


def geocoder(value: str) -> str:
    """Nobody (""), the Census, or the address of somebody else."""
    return value if value in ("", CENSUS) else base_url(value)


def database_url(value: str) -> str:
    """SQLAlchemy's address of the database, with psycopg 3 for every spelling of PostgreSQL."""
    for prefix in ("postgres://", "postgresql://"):
        if value.startswith(prefix):
            return "postgresql+psycopg://" + value.removeprefix(prefix)
    if not value.startswith(("sqlite:", "postgresql+psycopg:")):
        raise Unfit(N_("Tiene que empezar con postgresql:// o sqlite:///."))
    return value
