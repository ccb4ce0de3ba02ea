"""`canvass backup-key`: makes the pair of keys for the backups, best on a machine that is not the server."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from canvass import backup_keys
from canvass.errors import N_
from canvass.terminal import REFUSED, Command, fail, finish, gettext, machine_readable, option, say

PRIVATE_FILE = 0o600
KEY = N_("La llave de las copias (AGE-SECRET-KEY-1…)")
TAKE_AWAY = N_(
    "Esta llave abre las copias y no se guarda en ninguna parte: imprímala o llévesela en un medio que no quede aquí, en dos "
    "lugares. Quien la pierde pierde las copias."
)
EXISTS = N_("%(file)s ya existe: no se escribe encima de una llave.")


@click.command(
    "backup-key",
    cls=Command,
    help=N_(
        "Hace la llave de las copias: la parte privada, para llevársela, y la pública, para CANVASS_BACKUP_KEY. "
        "Mejor en otra computadora que la del servidor."
    ),
)
@option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("El archivo nuevo donde escribir la parte privada; si no se dice, en la salida."),
)
@machine_readable
def backup_key(out: Path | None, as_json: bool) -> None:
    """Make a key for backups."""
    made = backup_keys.make_key()
    lines = f"# {made.public}\n{made.private}\n"
    if out is None:
        click.echo(lines, nl=False)
    else:
        _write(out, lines)
        say(gettext(N_("La parte privada: %(file)s"), file=out))
    say(gettext(TAKE_AWAY))
    say(gettext(N_("Para el servidor: %(setting)s"), setting=f"CANVASS_BACKUP_KEY={made.public}"))
    finish(as_json, public=made.public)


def read_key(path: Path | None) -> list[Any]:
    """The private keys in a file, or typed where the path is `-`; none where there is no path."""
    if path is None:
        return []
    if str(path) != "-":
        return backup_keys.read_private(path.read_text(encoding="utf-8", errors="replace"))
    if not sys.stdin.isatty():
        return backup_keys.read_private(sys.stdin.read())
    # Typed, it is not shown: who looks over a shoulder, or at the terminal's history, does not read it.
    return backup_keys.read_private(click.prompt(gettext(KEY), hide_input=True, err=True))


def _write(path: Path, lines: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
    except FileExistsError:
        fail(gettext(EXISTS, file=path), REFUSED)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(lines)
