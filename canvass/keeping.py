"""The commands that keep what was told: backup, restore, rebuild.

Exit codes are those of `canvass.cli`; 4: done, but something was not as it should be.
"""

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from canvass import backups, forgetting, projections, rewriting
from canvass.backup_key_command import backup_key, read_key
from canvass.cli import MakeApp
from canvass.config import Settings
from canvass.db import begin_reading_one_moment, begin_writing_patiently, db
from canvass.errors import N_
from canvass.occupancy import together
from canvass.terminal import SOME_REJECTED, Command, finish, gettext, machine_readable, option, say


@click.command(
    cls=Command,
    help=N_(
        "Escribe una copia en FOLDER (si no se dice, en CANVASS_BACKUPS), también mientras la gente trabaja. "
        "Solo su dueño puede leerla."
    ),
)
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@machine_readable
@click.pass_obj
def backup(make_app: MakeApp, folder: Path | None, as_json: bool) -> None:
    """Write a backup into a folder, also while people work."""
    settings = Settings.from_environment()
    with make_app(settings).app_context():
        made = backups.back_up(settings, folder or settings.backup_folder)
    size, holding = made.path.stat().st_size, made.holding
    say(gettext(N_("Copia: %(file)s (%(bytes)s bytes)"), file=made.path, bytes=size))
    if holding is None:
        say(
            gettext(N_("La base de datos es de una versión anterior: los teléfonos no sabrán de esta copia."))
        )
    finish(as_json, file=str(made.path), bytes=size, number=holding and holding.number, marked=bool(holding))


@click.command(
    cls=Command,
    help=N_(
        "Pone la copia FILE en lugar de lo que hay, que antes se guarda. Primero detenga canvass serve. "
        "Lo que se borró desde entonces sigue borrado, y los teléfonos ofrecen de nuevo lo que falta."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help=N_("El archivo de la llave que abre la copia; con - se escribe o se pega aquí."),
)
@machine_readable
@click.pass_obj
def restore(make_app: MakeApp, file: Path, key: Path | None, as_json: bool) -> None:
    """Put a backup back, in place of what is there."""
    settings, keys = Settings.from_environment(), read_key(key)
    with make_app(settings).app_context():
        done = backups.restore(settings, file, keys)
    if done.before:
        say(gettext(N_("Lo que había antes: %(file)s"), file=done.before))
    said = N_("Restaurado hasta el número %(number)s. Vueltos a borrar: %(erased)s.")
    say(gettext(said, number=done.number, erased=done.erased))
    say(gettext(N_("Ahora: canvass serve.")))
    finish(as_json, number=done.number, erased=done.erased, before=done.before and str(done.before))


KINDS_SAID = {
    "visits": N_("Quién y a qué hora, de visitas de hace más de %(days)s días: %(count)s"),
    "results": N_("Resultados de campañas cerradas hace más de %(days)s días: %(count)s"),
    "contacts": N_("Contactos que esperan desde hace más de %(days)s días: %(count)s"),
    "reviewed": N_("Contactos revisados hace más de %(days)s días: %(count)s"),
    "cases": N_("Casos cerrados hace más de %(days)s días: %(count)s"),
    "quarantine": N_("Apartado hace más de %(days)s días: %(count)s"),
    "audit": N_("Actos de hace más de %(days)s días: %(count)s"),
    "backups": N_("Copias de hace más de %(days)s días: %(count)s"),
}


@click.command(
    cls=Command,
    help=N_(
        "Borra lo que ya cumplió su tiempo, como cada noche, y escribe de nuevo las tablas de personas. "
        "Con --dry-run solo cuenta."
    ),
)
@option("--dry-run", is_flag=True, help=N_("Cuenta, y no borra nada."))
@machine_readable
@click.pass_obj
def forget(make_app: MakeApp, dry_run: bool, as_json: bool) -> None:
    """Forget what is due, as every night, or with `--dry-run` count it."""
    settings = Settings.from_environment()
    with make_app(settings).app_context(), together(settings.instance):
        where = datetime.now(UTC), settings.time_zone, settings.backup_folder
        told = forgetting.due(*where) if dry_run else forgetting.forget_due(*where)
        if not dry_run:
            rewriting.rewrite()
    for each in told:
        say(gettext(KINDS_SAID[each.kind], days=each.days, count=each.count))
        if each.held:
            say(gettext(N_("Hay una orden de conservarlo: no se borra.")))
    finish(as_json, dry_run=dry_run, kinds=[asdict(each) for each in told])


@click.command(
    cls=Command,
    help=N_(
        "Calcula de nuevo, desde el registro, visitas, puertas, marcas y bandejas de salida, y muestra cada diferencia."
    ),
)
@option("--fix", is_flag=True, help=N_("Escribe lo que dice el registro donde una tabla no coincide."))
@machine_readable
@click.pass_obj
def rebuild(make_app: MakeApp, fix: bool, as_json: bool) -> None:
    """Work out visits, doors' states, marks and outboxes from the log anew, and report every difference.

    Ends with 4 where there is one. While it writes, pushes wait.
    """
    with make_app(Settings.from_environment()).app_context():
        (begin_writing_patiently if fix else begin_reading_one_moment)(db.session)
        found = projections.rebuild(fix=fix)
        db.session.commit()
    for each in found:
        say(f"{each.table} {each.id}: {each.field}")
    say(gettext(N_("Diferencias: %(count)s"), count=len(found)))
    if found and fix:
        say(gettext(N_("Se escribieron de nuevo.")))
    finish(as_json, differences=[asdict(each) for each in found], fixed=bool(found) and fix)
    if found:
        sys.exit(SOME_REJECTED)


COMMANDS = (backup, backup_key, restore, rebuild, forget)
