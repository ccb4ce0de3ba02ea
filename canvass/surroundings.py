"""What the machine around the app must not keep: looked at before serving, as far as a process can see it.

Nothing here refuses to serve: who serves decides. Each finding says what was seen and what to do; what nobody can see from
inside is said as well, so that its silence is not taken for safety.
"""

import resource
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from sqlalchemy import Connection, text

from canvass import backup_files
from canvass.config import SECRET_FILE, Settings
from canvass.errors import N_
from canvass.rewriting import may_drop_log

Verdict = Literal["good", "bad", "unknown"]
LOCAL = ("localhost", "127.0.0.1", "::1")
CRYPT = "CRYPT-"
"""How the kernel names the device of an encrypted disk (LUKS, plain dm-crypt)."""

SWAP_PLAIN = N_("La memoria de intercambio «%(device)s» no está cifrada. Cífrela o quítela.")
DISK_PLAIN = N_(
    "La carpeta %(folder)s no está en un disco que esta máquina cifre. Póngala en uno cifrado (LUKS)."
)
DISK_UNSEEN = N_(
    "No se puede ver si el disco de %(folder)s está cifrado: el sistema no lo dice. Mírelo usted."
)
OPEN_TO_OTHERS = N_("Otras cuentas de esta máquina pueden leer %(path)s. Ejecute: chmod go-rwx %(path)s")
NO_TLS = N_(
    "CANVASS_BASE_URL no empieza con https://: las sesiones no llegan a otros aparatos. Ponga TLS delante, y https:// ahí."
)
NO_BACKUP_KEY = N_(
    "Las copias no se cifran: quien tome una lee todo lo que guarda el servidor. Ejecute canvass backup-key y ponga "
    "CANVASS_BACKUP_KEY."
)
BACKUPS_IN_CLEAR = N_("En %(folder)s hay copias sin cifrar: %(count)s. Bórrelas en cuanto haya una cifrada.")
DATABASE_KEEPS = N_("PostgreSQL guarda lo que Canvass olvida: %(name)s = %(value)s. Debe ser %(wanted)s.")
LOG_STAYS = N_(
    "El registro de escritura de PostgreSQL dice en qué orden llegó cada contacto, y Canvass no puede cerrarlo cada noche. "
    "Ejecute como superusuario: GRANT pg_checkpoint TO %(role)s; GRANT EXECUTE ON FUNCTION pg_switch_wal() TO %(role)s;"
)
UNSEEN = (
    N_(
        "No se puede ver desde aquí: si el proxy lleva un registro de accesos. Apáguelo (nginx: access_log off)."
    ),
    N_("No se puede ver desde aquí: si una CDN abre el TLS. No use ninguna."),
    N_("No se puede ver desde aquí: si el nombre del sitio dice de quién es. Elija uno que no diga nada."),
    N_("No se puede ver desde aquí: quién copia los discos de esta máquina, y si los cifra."),
)

POSTGRES_WANTED: Mapping[str, tuple[frozenset[str], str]] = {
    "archive_mode": (frozenset({"off"}), "off"),
    "wal_recycle": (frozenset({"off"}), "off"),
    "track_commit_timestamp": (frozenset({"off"}), "off"),
    "log_statement": (frozenset({"none"}), "none"),
    "log_min_duration_statement": (frozenset({"-1"}), "-1"),
    "log_duration": (frozenset({"off"}), "off"),
    "log_connections": (frozenset({"off", ""}), "off"),
    "log_parameter_max_length": (frozenset({"0"}), "0"),
    "log_parameter_max_length_on_error": (frozenset({"0"}), "0"),
    "log_min_error_statement": (frozenset({"fatal", "panic"}), "panic"),
}
"""What PostgreSQL must be set to: who wrote what, and when, is nobody's business afterwards."""


@dataclass(frozen=True)
class Finding:
    """What was seen: a msgid and what stands in it."""

    verdict: Verdict
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)


def keep_no_core() -> None:
    """Let this process and those that it starts leave no picture of their memory on a disk."""
    _, most = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, most))


def look_around(settings: Settings, connection: Connection, root: Path = Path("/")) -> list[Finding]:
    """Everything that is not as it should be, or cannot be seen. `root` is where `/proc` and `/sys` are."""
    found = [
        *_swap(root),
        *_disk(settings.instance, root),
        *_files(settings),
        *_address(settings),
        *_backups(settings),
        *_postgres(connection),
    ]
    return [*found, *(Finding("unknown", message) for message in UNSEEN)]


def _swap(root: Path) -> Iterator[Finding]:
    lines = _lines(root / "proc/swaps")[1:]
    for device in (line.split()[0] for line in lines if line.strip()):
        name = Path(device).name
        # zram is memory; it never reaches a disk.
        if not (name.startswith("zram") or _is_encrypted(name, root)):
            yield Finding("bad", SWAP_PLAIN, {"device": device})


def _disk(folder: Path, root: Path) -> Iterator[Finding]:
    number = folder.stat().st_dev
    name = f"{number >> 8 & 0xFFF}:{number & 0xFF | number >> 12 & 0xFFF00}"
    device = root / "sys/dev/block" / name
    if not device.exists():
        yield Finding("unknown", DISK_UNSEEN, {"folder": folder})
    elif not _is_encrypted(device.resolve().name, root):
        yield Finding("bad", DISK_PLAIN, {"folder": folder})


def _is_encrypted(name: str, root: Path, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a block device is encrypted, or all that it lies on is: a volume on a LUKS disk, say."""
    home = root / "sys/class/block" / name
    if any(line.startswith(CRYPT) for line in _lines(home / "dm/uuid")):
        return True
    below = [each.name for each in _entries(home / "slaves") if each.name not in seen]
    return bool(below) and all(_is_encrypted(each, root, seen | {name}) for each in below)


def _files(settings: Settings) -> Iterator[Finding]:
    for path in (settings.instance, settings.instance / SECRET_FILE, settings.backup_folder):
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding("bad", OPEN_TO_OTHERS, {"path": path})


def _address(settings: Settings) -> Iterator[Finding]:
    address = urlsplit(settings.base_url)
    if address.scheme != "https" and address.hostname not in LOCAL:
        yield Finding("bad", NO_TLS)


def _backups(settings: Settings) -> Iterator[Finding]:
    if not settings.backup_key:
        yield Finding("bad", NO_BACKUP_KEY)
    elif clear := backup_files.in_clear(settings.backup_folder):
        yield Finding("bad", BACKUPS_IN_CLEAR, {"folder": settings.backup_folder, "count": len(clear)})


def _postgres(connection: Connection) -> Iterator[Finding]:
    if connection.dialect.name != "postgresql":
        return
    asked = text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names) ORDER BY name")
    for name, value in connection.execute(asked, {"names": list(POSTGRES_WANTED)}):
        good, wanted = POSTGRES_WANTED[name]
        if value not in good:
            yield Finding("bad", DATABASE_KEEPS, {"name": name, "value": value, "wanted": wanted})
    if not may_drop_log(connection):
        yield Finding("bad", LOG_STAYS, {"role": connection.scalar(text("SELECT current_user"))})


def _lines(path: Path) -> list[str]:
    with suppress(OSError):
        return path.read_text().splitlines()
    return []


def _entries(path: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(path.iterdir())
    return []


def worth_saying(findings: Iterable[Finding]) -> list[Finding]:
    """What is wrong; what merely cannot be seen is said by `canvass check`."""
    return [each for each in findings if each.verdict == "bad"]
