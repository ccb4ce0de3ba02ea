"""The `canvass` command: set up, invite, import, serve.

Exit codes: 0 done; 1 refused or failed, and the message says what to do; 2 wrong usage; 3 a setting is missing or
wrong, or `canvass init` has not been run; 4 done, but some rows could not be used.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask

from canvass import basemap, invitations, job_work, occupancy, serving, setup, surroundings, uploads, vaults
from canvass.config import SETTINGS, Settings
from canvass.db import begin_writing, db
from canvass.demo import command as demo_command
from canvass.errors import N_
from canvass.geo import compiled
from canvass.geo.lists.rows import REASONS
from canvass.geo.sources import preview
from canvass.members import ROLES
from canvass.sealing import Fragment, Head, enrolment_link, entry_hash, make_token, token_hash
from canvass.terminal import (
    SOME_REJECTED,
    Group,
    GroupWithDefault,
    Option,
    finish,
    gettext,
    machine_readable,
    option,
    progress_bar,
    say,
    show_link,
)

MakeApp = Callable[[Settings], Flask]
SOURCE_HELP = N_(
    "El nombre con que se reconocen después las filas de esta lista. Si no se dice: el del archivo."
)
SHORT_ROLES = {"admin": "administrator"}


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    help=N_("Recorridos puerta a puerta: prepara, invita, importa y sirve la aplicación."),
)
@click.version_option(package_name="canvass", cls=Option, help=N_("Muestra la versión y termina."))
def canvass() -> None:
    """The command that all others stand under."""


command = canvass.command


@command(
    help=N_(
        "Prepara la carpeta, el secreto y la base de datos en su última versión. Se puede repetir sin daño."
    )
)
@machine_readable
@click.pass_obj
def init(make_app: MakeApp, as_json: bool) -> None:
    """Set up: instance folder, secret, database at its newest version."""
    setup.prepare_instance(Settings.from_environment().instance)
    settings = Settings.from_environment()
    with make_app(settings).app_context():
        setup.prepare_database()
    prepare_kernels(settings)
    say(gettext(N_("Listo: %(instance)s"), instance=settings.instance))
    say(gettext(N_("Ahora: canvass invite --role admin --alias NOMBRE, y después canvass serve.")))
    finish(as_json, instance=str(settings.instance), database=settings.database_url.split(":")[0])


@command(
    help=N_("Hace un enlace, válido una vez y por 72 horas, que da a un teléfono su lugar en el equipo.")
)
@option(
    "--role",
    required=True,
    type=click.Choice([*ROLES, *SHORT_ROLES]),
    help=N_("Qué hace esa persona en el equipo."),
)
@option("--alias", help=N_("El nombre con que la conoce el equipo. Si no se dice: su papel."))
@machine_readable
@click.pass_obj
def invite(make_app: MakeApp, role: str, alias: str | None, as_json: bool) -> None:
    """Make a link that makes a device a member's."""
    role = SHORT_ROLES.get(role, role)
    settings = Settings.from_environment()
    with writing(make_app(settings)):
        if role != "administrator" and not vaults.vaults_exist():
            raise vaults.VaultsMissing
        token = make_token()
        invitations.invite(bytes.fromhex(token_hash(token)), role, alias or role)
        link = enrolment_link(settings.base_url, Fragment(token, _head()))
    show_link(link)
    finish(as_json, role=role, link=link)


@canvass.group(
    "import",
    cls=GroupWithDefault,
    default="addresses",
    help=N_("Trae datos: direcciones, si no se dice otra cosa."),
)
def import_() -> None:
    """Bring data in."""


@import_.command(
    "addresses",
    help=N_(
        "Trae lugares y puertas de un CSV (también comprimido con gzip), GeoJSON, GeoPackage o Shapefile (en .zip), y de "
        "un mapa de OpenStreetMap (.osm.pbf) además las calles y lo que hay entre ellas. "
        "Se puede repetir: el mismo archivo otra vez no cambia nada."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help=N_("Dice qué columna es cuál, por ejemplo number=HOUSE_NO."),
)
@option("--source", help=SOURCE_HELP)
@option("--dry-run", is_flag=True, help=N_("Muestra qué pasaría, y no cambia nada."))
@option(
    "--rejected",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("Dónde se escriben las filas que no se pudieron usar."),
)
@machine_readable
@click.pass_obj
def import_addresses(
    make_app: MakeApp,
    file: Path,
    columns: tuple[str, ...],
    source: str | None,
    dry_run: bool,
    rejected: Path | None,
    as_json: bool,
) -> None:
    """Import places and doors from a list, or from a map with its streets."""
    app = make_app(Settings.from_environment())
    mapping = preview(file, read_mapping(columns)).mapping
    with app.app_context(), progress_bar(gettext(N_("Importando"))) as advance:
        report, refused = job_work.import_list(
            file, (source or file.name)[:60], mapping, dry_run=dry_run, by=None, tell=advance
        )
        db.session.commit()
    if refused and (rejected or not dry_run):
        rejected = rejected or Path.cwd() / f"{file.name}.rejected.csv"
        uploads.write_rejected(rejected, refused, gettext)
        say(gettext(N_("Las filas que no se pudieron usar: %(file)s"), file=rejected))
    for line in describe(report):
        say(line)
    finish(as_json, **report)
    if report["rejected_rows"]:
        sys.exit(SOME_REJECTED)


@import_.command(
    "streets",
    help=N_(
        "Trae calles y caminos de un GeoJSON, GeoPackage o Shapefile (en .zip), con los números de sus casas si los dice. "
        "Lo que la misma fuente trajo antes se reemplaza."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@option("--source", help=SOURCE_HELP)
@machine_readable
@click.pass_obj
def import_streets(make_app: MakeApp, file: Path, source: str | None, as_json: bool) -> None:
    """Import streets and walkways, with the house numbers along them."""
    app = make_app(Settings.from_environment())
    with app.app_context(), progress_bar(gettext(N_("Importando"))) as advance:
        report, _ = job_work.import_streets(file, source or file.name, dry_run=False, by=None, tell=advance)
        db.session.commit()
    say(gettext(N_("Trazos del mapa: %(count)s"), count=report["streets"]))
    if report["rejected_rows"]:
        say(gettext(N_("Datos que no se leyeron: %(count)s"), count=report["rejected_rows"]))
    finish(as_json, **report)


@command(
    "basemap",
    help=N_(
        "Hace el mapa de fondo con las calles y lo demás que se trajo. Se hace solo después de cada importación con calles; "
        "esto sirve después de restaurar una copia."
    ),
)
@machine_readable
@click.pass_obj
def draw_basemap(make_app: MakeApp, as_json: bool) -> None:
    """Draw the basemap from the streets that were imported."""
    settings, doing = Settings.from_environment(), gettext(N_("Haciendo el mapa de fondo"))
    with make_app(settings).app_context(), progress_bar(doing) as advance:
        made = basemap.make(settings.instance, advance)
    if made["bytes"]:
        say(gettext(N_("Mapa de fondo: %(kilobytes)s kB"), kilobytes=made["bytes"] // 1024))
    else:
        say(gettext(N_("Todavía no hay calles. Tráigalas con canvass import.")))
    finish(as_json, **made)


@command(help=N_("Sirve la aplicación (gunicorn), con la base de datos en su última versión."))
@option(
    "--no-worker",
    is_flag=True,
    help=N_("No hace aquí los trabajos largos: los hace `canvass worker`, en otra parte."),
)
@click.pass_obj
def serve(make_app: MakeApp, no_worker: bool) -> None:
    """Serve the app (gunicorn), after bringing the database to its newest version."""
    settings = Settings.from_environment()
    app = make_app(settings)
    surroundings.keep_no_core()
    with occupancy.together(settings.instance):
        with app.app_context():
            setup.prepare_database()
            for each in surroundings.worth_saying(
                surroundings.look_around(settings, db.session.connection())
            ):
                say(gettext(each.message, **each.params))
            db.session.remove()
            db.engine.dispose()
        serving.serve(lambda: make_app(settings), settings, with_worker=not no_worker)


@command(
    help=N_(
        "Mira lo que rodea a la aplicación: disco, memoria de intercambio, permisos, PostgreSQL. "
        "Termina con 4 si algo no está bien, y dice lo que no se puede ver desde aquí."
    )
)
@machine_readable
@click.pass_obj
def check(make_app: MakeApp, as_json: bool) -> None:
    """Look at what is around the app: disk, swap, permissions, PostgreSQL."""
    settings = Settings.from_environment()
    with make_app(settings).app_context():
        found = surroundings.look_around(settings, db.session.connection())
    for each in found:
        say(gettext(each.message, **each.params))
    bad = surroundings.worth_saying(found)
    if not bad:
        say(gettext(N_("Lo que se puede ver está bien.")))
    told = [{"verdict": each.verdict, "message": gettext(each.message, **each.params)} for each in found]
    finish(as_json, findings=told)
    if bad:
        sys.exit(SOME_REJECTED)


@command(help=N_("Hace los trabajos largos que se piden en la aplicación, como importar."))
@click.pass_obj
def worker(make_app: MakeApp) -> None:
    """Do the long jobs that people start in the app: imports and the like."""
    settings = Settings.from_environment()
    prepare_kernels(settings)
    surroundings.keep_no_core()
    with occupancy.together(settings.instance), make_app(settings).app_context():
        job_work.work()


@command(help=N_("Muestra la tabla de ajustes."))
def settings() -> None:
    """Print the table of settings."""
    for setting in SETTINGS:
        if setting.default is None:
            default = gettext(N_("hace falta"))
        else:
            default = gettext(N_("si no: %(default)s"), default=setting.default or gettext(N_("vacío")))
        click.echo(f"{setting.variable:26} {default:34} {gettext(setting.meaning)}")


canvass.add_command(demo_command.demo)


def prepare_kernels(settings: Settings) -> None:
    """Compile what is to be compiled, so that no job has to wait for it."""
    compiled.keep_in(settings.instance)
    compiled.warm()


def describe(report: dict[str, Any]) -> Iterator[str]:
    """What came of an import, in lines."""
    if report["dry_run"]:
        yield gettext(N_("Fue solo una prueba: no se escribió nada."))
    yield gettext(N_("Filas: %(rows)s"), rows=report["rows"])
    counts = N_(
        "%(noun)s: %(added)s se agregan, %(updated)s cambian, %(unchanged)s siguen igual, %(vanished)s ya no están"
    )
    for noun, named in (("places", N_("Lugares")), ("doors", N_("Puertas"))):
        yield gettext(counts, noun=gettext(named), **report[noun])
    yield gettext(N_("Lugares sin puertas: %(count)s"), count=report["without_doors"])
    yield gettext(N_("Filas unidas a otras: %(count)s"), count=report["duplicates"])
    if report["features"]:
        yield gettext(N_("Trazos del mapa: %(count)s"), count=sum(report["features"].values()))
    for reason, count in report["rejected"].items():
        line = N_("Filas sin usar: %(count)s. %(reason)s (%(code)s)")
        yield gettext(line, count=count, reason=gettext(REASONS[reason]), code=reason)


def read_mapping(columns: tuple[str, ...]) -> dict[str, str]:
    """`number=HOUSE_NO` and the like, as a mapping; a usage error for anything else."""
    pairs = [column.partition("=") for column in columns]
    for field, sign, name in pairs:
        if not (field and sign and name):
            wrong = gettext(N_("«%(text)s» no tiene la forma FIELD=COLUMN."), text=field + sign + name)
            raise click.BadParameter(wrong, param_hint="--column")
    return {field: name for field, _, name in pairs}


@contextmanager
def writing(app: Flask) -> Iterator[None]:
    """One writer's transaction in the app's context: all of it, or nothing."""
    with app.app_context():
        begin_writing(db.session)
        yield
        db.session.commit()


def _head() -> Head | None:
    log = vaults.key_log()
    return Head(len(log) - 1, entry_hash(log[-1].entry)) if log else None
