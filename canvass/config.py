"""Settings: read from the environment once, checked at start, frozen afterwards.

`SETTINGS` is the one documented table (`docs/deployment.md` is made from it); nothing here has a secret default.
"""

import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from canvass import backup_keys
from canvass.errors import N_
from canvass.setting_values import (
    Unfit,
    backup_key,
    base_url,
    bind,
    database_url,
    folder,
    geocoder,
    phone,
    text,
    time_zone,
    whole,
)

LANGUAGES = ("es", "en")
SECRET_FILE = "secret_key"  # noqa: S105 - a file's name
SECRET_BYTES = 32


@dataclass(frozen=True)
class Problem:
    """What is wrong with a setting: one msgid or more, and what stands in them."""

    variable: str
    messages: tuple[str, ...]
    params: Mapping[str, Any] = field(default_factory=dict)


class SettingsError(Exception):
    """One or more settings cannot be used; each problem names one and says what it must be."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__(self.tell(str))

    def tell(self, say: Callable[[str], str]) -> str:
        """A line for each problem, in words that `say` translates."""
        return "\n".join(
            f"{each.variable}: {' '.join(_filled(say(message), each.params) for message in each.messages)}"
            for each in self.problems
        )


def _filled(text: str, params: Mapping[str, Any]) -> str:
    return text % params if params else text


@dataclass(frozen=True)
class Setting:
    """A row of the table: the variable, its default (None: it must be given), what it means (a msgid), how it is read."""

    field: str
    variable: str
    default: str | None
    meaning: str
    read: Callable[[str], Any]


SETTINGS = (
    Setting(
        "instance",
        "CANVASS_INSTANCE",
        "instance",
        N_("Carpeta de la base de datos, los secretos, los archivos subidos y la cola de trabajos."),
        Path,
    ),
    Setting(
        "database_url",
        "DATABASE_URL",
        "",
        N_("postgresql://… o sqlite:///…; vacío: SQLite en la carpeta de CANVASS_INSTANCE."),
        str,
    ),
    Setting(
        "org_name", "CANVASS_ORG_NAME", None, N_("El nombre de la organización, como lo ve la gente."), text
    ),
    Setting(
        "hotline", "CANVASS_HOTLINE", None, N_("El teléfono de la Línea, que está en cada pantalla."), phone
    ),
    Setting(
        "time_zone",
        "CANVASS_TIME_ZONE",
        None,
        N_("Nombre de IANA; los días y los turnos son días de esta zona."),
        time_zone,
    ),
    Setting(
        "base_url",
        "CANVASS_BASE_URL",
        "http://localhost:8000",
        N_("Dónde encuentra la gente la aplicación; así empiezan los enlaces y los códigos QR."),
        base_url,
    ),
    Setting(
        "backups",
        "CANVASS_BACKUPS",
        "",
        N_(
            "Carpeta de la copia que se escribe cada noche y de la lista de lo que se borró, mejor en otro disco; vacío: en "
            "la carpeta de CANVASS_INSTANCE, y sin copia cada noche."
        ),
        folder,
    ),
    Setting(
        "backup_key",
        "CANVASS_BACKUP_KEY",
        "",
        N_(
            "Para quién se cifran las copias: lo que mostró `canvass backup-key` (age1…), o varias, separadas por espacios. "
            "Vacío: cada copia la puede leer quien la tenga."
        ),
        backup_key,
    ),
    Setting("bind", "CANVASS_BIND", "127.0.0.1:8000", N_("HOST:PUERTO donde atiende `canvass serve`."), bind),
    Setting("workers", "CANVASS_WORKERS", "2", N_("Procesos que atienden la web."), whole(1)),
    Setting(
        "trusted_proxies",
        "CANVASS_TRUSTED_PROXIES",
        "0",
        N_("Cuántos proxies hay delante de la aplicación; se cree en sus X-Forwarded-*."),
        whole(0),
    ),
    Setting(
        "grace_hours",
        "CANVASS_GRACE_HOURS",
        "24",
        N_("Horas entre el fin de una asignación y que el teléfono borra la zona."),
        whole(0),
    ),
    Setting(
        "pattern_floor",
        "CANVASS_PATTERN_FLOOR",
        "3",
        N_("De cuántos hogares con el mismo problema para arriba se muestra un patrón."),
        whole(2),
    ),
    Setting(
        "small_numbers",
        "CANVASS_SMALL_NUMBERS",
        "5",
        N_("De cuántas personas para arriba se dicen las respuestas; menos no se muestran."),
        whole(2),
    ),
    Setting(
        "rate_factor",
        "CANVASS_RATE_FACTOR",
        "1",
        N_("Cuántas veces lo normal puede pedir cada teléfono; más de 1 es solo para medir."),
        whole(1),
    ),
    Setting(
        "geocoder",
        "CANVASS_GEOCODER",
        "",
        N_(
            "Quién encuentra las direcciones que aquí no se conocen: vacío (nadie; nada sale del servidor), census "
            "(la Oficina del Censo de EE. UU.) o la dirección web de un Nominatim propio. Se le pregunta también "
            "cuando una lista solo se prueba."
        ),
        geocoder,
    ),
    Setting(
        "uploads_mb",
        "CANVASS_UPLOADS_MB",
        "2048",
        N_(
            "Cuántos MB pueden ocupar, todas juntas, las listas subidas que esperan a que alguien las importe."
        ),
        whole(1),
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
    backup_key: str = ""
    pattern_floor: int = 3
    small_numbers: int = 5
    rate_factor: int = 1
    geocoder: str = ""
    uploads_mb: int = 2048
    secret_key: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read all settings, or raise `SettingsError` that names every one that is missing or wrong."""
        found: dict[str, Any] = {}
        wrong: list[Problem] = []
        for setting in SETTINGS:
            value = environ.get(setting.variable, setting.default)
            if value is None:
                wrong.append(Problem(setting.variable, (N_("Falta."), setting.meaning)))
                continue
            try:
                found[setting.field] = setting.read(value)
            except Unfit as error:
                wrong.append(Problem(setting.variable, (error.message,), error.params))
        if wrong:
            raise SettingsError(*wrong)
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
    def backup_recipients(self) -> Sequence[Any]:
        """Whom backups are encrypted to; nobody where no key was given."""
        return backup_keys.read_public(self.backup_key)

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")


assert {setting.field for setting in SETTINGS} == {field.name for field in fields(Settings)} - {"secret_key"}  # noqa: S101


def _database(url: str, instance: Path) -> str:
    if not url:
        return f"sqlite:///{instance / 'canvass.sqlite3'}"
    try:
        return database_url(url)
    except Unfit as error:
        raise SettingsError(Problem("DATABASE_URL", (error.message,), error.params)) from error


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
