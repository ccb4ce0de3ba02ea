"""Settings: read from the environment once, checked at start, frozen afterwards.

`SETTINGS` is the one documented table (`docs/deployment.md` is made from it); nothing here has a secret default.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers

LANGUAGES = ("es", "en")
SECRET_FILE = "secret_key"  # noqa: S105 - a file's name
SECRET_BYTES = 32


class SettingsError(Exception):
    """One or more settings cannot be used; the message names each and says what it must be."""


@dataclass(frozen=True)
class Setting:
    """A row of the table: the variable, its default (None: it must be given), what it means, how it is read."""

    field: str
    variable: str
    default: str | None
    meaning: str
    read: Callable[[str], Any]


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("must not be empty")
    return value.strip()


def _time_zone(value: str) -> ZoneInfo:
    if value not in available_timezones():
        raise ValueError(f"{value!r} is no time zone of the IANA database, e.g. America/New_York")
    return ZoneInfo(value)


def _phone(value: str) -> str:
    try:
        number = phonenumbers.parse(value, "US")
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"{value!r} is no telephone number, e.g. +1 828 555 0100") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError(f"{value!r} is no possible telephone number, e.g. +1 828 555 0100")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _whole(minimum: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not value.isdigit() or int(value) < minimum:
            raise ValueError(f"{value!r} must be a whole number of at least {minimum}")
        return int(value)

    return read


def _folder(value: str) -> Path | None:
    return Path(value).resolve() if value else None


def _base_url(value: str) -> str:
    if not value.startswith(("http://", "https://")):
        raise ValueError(f"{value!r} must begin with https:// (or http:// on this machine)")
    return value.rstrip("/")


def _bind(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(f"{value!r} must be HOST:PORT, e.g. 127.0.0.1:8000")
    return value


def _database_url(value: str) -> str:
    """SQLAlchemy's address of the database, with psycopg 3 for every spelling of PostgreSQL."""
    for prefix in ("postgres://", "postgresql://"):
        if value.startswith(prefix):
            return "postgresql+psycopg://" + value.removeprefix(prefix)
    if not value.startswith(("sqlite:", "postgresql+psycopg:")):
        raise ValueError("must begin with postgresql:// or sqlite:///")
    return value


SETTINGS = (
    Setting(
        "instance",
        "CANVASS_INSTANCE",
        "instance",
        "Folder for the database, secrets, uploads and job queue.",
        Path,
    ),
    Setting(
        "database_url",
        "DATABASE_URL",
        "",
        "postgresql://… or sqlite:///…; empty: SQLite in the instance folder.",
        str,
    ),
    Setting("org_name", "CANVASS_ORG_NAME", None, "The organisation's name as people see it.", _text),
    Setting(
        "hotline", "CANVASS_HOTLINE", None, "The Línea's telephone number, shown on every screen.", _phone
    ),
    Setting(
        "time_zone",
        "CANVASS_TIME_ZONE",
        None,
        "IANA name; days and shifts are days of this zone.",
        _time_zone,
    ),
    Setting(
        "base_url",
        "CANVASS_BASE_URL",
        "http://localhost:8000",
        "Where people reach the app; links and QR codes begin with it.",
        _base_url,
    ),
    Setting(
        "backups",
        "CANVASS_BACKUPS",
        "",
        "Folder for backups and the list of what was erased, best on another disk; empty: in the instance folder.",
        _folder,
    ),
    Setting("bind", "CANVASS_BIND", "127.0.0.1:8000", "HOST:PORT that `canvass serve` listens on.", _bind),
    Setting("workers", "CANVASS_WORKERS", "2", "Web worker processes.", _whole(1)),
    Setting(
        "trusted_proxies",
        "CANVASS_TRUSTED_PROXIES",
        "0",
        "How many proxies stand before the app; their X-Forwarded-* are believed.",
        _whole(0),
    ),
    Setting(
        "grace_hours",
        "CANVASS_GRACE_HOURS",
        "24",
        "Hours after a lease's end until the phone deletes the turf.",
        _whole(0),
    ),
)


@dataclass(frozen=True)
class Settings:
    """Every setting, read and checked. `secret_key` comes from a file in the instance folder, never the environment."""

    instance: Path
    database_url: str
    org_name: str
    hotline: str
    time_zone: ZoneInfo
    base_url: str
    bind: str
    workers: int
    trusted_proxies: int
    grace_hours: int
    backups: Path | None = None
    secret_key: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read all settings, or raise `SettingsError` that names every one that is missing or wrong."""
        found: dict[str, Any] = {}
        wrong: list[str] = []
        for setting in SETTINGS:
            value = environ.get(setting.variable, setting.default)
            if value is None:
                wrong.append(f"{setting.variable} is not set. {setting.meaning}")
                continue
            try:
                found[setting.field] = setting.read(value)
            except ValueError as error:
                wrong.append(f"{setting.variable}: {error}")
        if wrong:
            raise SettingsError("\n".join(wrong))
        found["instance"] = found["instance"].resolve()
        found["database_url"] = _database(found["database_url"], found["instance"])
        return cls(**found, secret_key=read_secret(found["instance"]))

    def as_environment(self) -> dict[str, str]:
        """The variables that a process of ours must be given to read just these settings again."""
        values = {setting.variable: getattr(self, setting.field) for setting in SETTINGS}
        return {variable: "" if value is None else str(value) for variable, value in values.items()}

    @property
    def backup_folder(self) -> Path:
        """Where backups lie unless somebody names another folder, and where the list of what was erased is kept."""
        return self.backups or self.instance / "backups"

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


assert {setting.field for setting in SETTINGS} == {field.name for field in fields(Settings)} - {"secret_key"}  # noqa: S101


def _database(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'canvass.sqlite3'}"
    try:
        return _database_url(url)
    except ValueError as error:
        raise SettingsError(f"DATABASE_URL {error}") from error


def read_secret(instance: Path) -> str:
    """The instance's secret, or "" before `canvass init` has made one."""
    path = instance / SECRET_FILE
    return path.read_text().strip() if path.exists() else ""


def make_secret(instance: Path) -> None:
    """Make the instance's secret, readable by its owner alone; an existing one stays."""
    path = instance / SECRET_FILE
    if path.exists():
        return
    # Whole from its first moment, and one only, also where two processes set up at once.
    made = instance / f"{SECRET_FILE}.{secrets.token_hex(8)}"
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(SECRET_BYTES))
    with suppress(FileExistsError):
        path.hardlink_to(made)
    made.unlink()
