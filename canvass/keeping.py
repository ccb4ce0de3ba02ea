"""The commands that keep what was told: rebuild.

Exit codes are those of `canvass.cli`; 4: done, but something was not as it should be.
"""

import sys
from dataclasses import asdict

import click

from canvass import projections
from canvass.cli import MakeApp
from canvass.config import Settings
from canvass.db import begin_reading_one_moment, begin_writing, db
from canvass.errors import N_
from canvass.terminal import SOME_REJECTED, Command, finish, gettext, machine_readable, option, say


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
        (begin_writing if fix else begin_reading_one_moment)(db.session)
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


COMMANDS = (rebuild,)
