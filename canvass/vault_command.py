"""`canvass vault open`: a sealed export in clear, on a keyholder's own machine, without settings, server or network."""

import json
import os
import sys
from pathlib import Path

import click

from canvass.errors import N_
from canvass.sealing import KeyLogRefused, Malformed, WrongWords, open_export
from canvass.terminal import REFUSED, SOME_REJECTED, Command, Group, fail, gettext, option, say

WORDS = N_("Sus siete palabras, o las doce de la hoja de recuperación")
NO_EXPORT = N_("%(file)s no es una copia sellada de Canvass, o está dañada.")
NO_KEY_LOG = N_("La bitácora de llaves de %(file)s no se sostiene: %(code)s. Alguien la cambió.")
WRONG_WORDS = N_("Estas palabras no abren ninguna llave de %(file)s.")
PLAIN = N_(
    "%(file)s está en claro: quien lo tenga lo lee. Guárdelo cifrado, y bórrelo cuando ya no haga falta."
)
OPENED = N_("Registros abiertos: %(count)s")
NOT_OPENED = N_("%(kind)s %(id)s: no se abrió (%(code)s)")
PRIVATE_FILE = 0o600


@click.group(name="vault", cls=Group, help=N_("Las bóvedas, en la computadora de quien tiene llave."))
def vault_group() -> None:
    """The vaults, on a keyholder's machine."""


@vault_group.command(
    name="open",
    cls=Command,
    help=N_(
        "Abre la copia sellada FILE, que se baja de la pantalla «Bóvedas», y escribe cada registro en una línea de JSON. "
        "Termina con 4 si alguno no se abrió."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("Dónde escribirlos; si no se dice, en la salida. Solo su dueño puede leer el archivo."),
)
def open_file(file: Path, out: Path | None) -> None:
    """Open a sealed export."""
    # Asked for, never an argument: what is typed after a command stays in the shell's history.
    words = click.prompt(gettext(WORDS), hide_input=True, err=True)
    try:
        opened = list(open_export(file.read_bytes(), words))
    except WrongWords:
        fail(gettext(WRONG_WORDS, file=file), REFUSED)
    except KeyLogRefused as error:
        fail(gettext(NO_KEY_LOG, file=file, code=error.code), REFUSED)
    except Malformed:
        fail(gettext(NO_EXPORT, file=file), REFUSED)
    lines = [
        json.dumps(
            {"vault": each.vault, "kind": each.kind, "id": each.id, "clear": each.clear, "body": each.body},
            ensure_ascii=False,
        )
        for each in opened
        if each.code is None
    ]
    _write(lines, out)
    say(gettext(OPENED, count=len(lines)))
    failed = [each for each in opened if each.code is not None]
    for each in failed:
        say(gettext(NOT_OPENED, kind=each.kind, id=each.id, code=each.code))
    if failed:
        sys.exit(SOME_REJECTED)


def _write(lines: list[str], out: Path | None) -> None:
    if out is None:
        for line in lines:
            click.echo(line)
        return
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as written:
        written.writelines(f"{line}\n" for line in lines)
    say(gettext(PLAIN, file=out))
