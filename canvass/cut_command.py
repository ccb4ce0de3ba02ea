"""`canvass cut`: turfs of a campaign as a draft, for leads to look at and publish."""

from contextlib import suppress
from typing import Any
from uuid import UUID

import click
from sqlalchemy import select

from canvass import plan_cutting, plans
from canvass.campaigns import Campaign
from canvass.cli import MakeApp
from canvass.config import Settings
from canvass.db import begin_writing, db
from canvass.errors import N_, NotFound
from canvass.geo import compiled
from canvass.terminal import Command, finish, gettext, machine_readable, option, progress_bar, say


@click.command(
    cls=Command,
    help=N_(
        "Corta las puertas libres de CAMPAIGN (su nombre o su id) en zonas, como borrador. "
        "Nada llega a los teléfonos hasta que alguien lo publica."
    ),
)
@click.argument("campaign")
@option("--doors", type=click.IntRange(1, 2000), default=50, help=N_("Cuántas puertas por zona: si no, 50."))
@option(
    "--seed",
    type=click.IntRange(0, plans.MOST_SEED),
    default=0,
    help=N_("La misma semilla da las mismas zonas."),
)
@machine_readable
@click.pass_obj
def cut(make_app: MakeApp, campaign: str, doors: int, seed: int, as_json: bool) -> None:
    """Cut the campaign's free doors into a draft of turfs."""
    settings = Settings.from_environment()
    compiled.keep_in(settings.instance)
    with make_app(settings).app_context():
        begin_writing(db.session)
        wish = {"kind": "doors", "doors": doors}
        plan_id = plans.begin_plan(_find(campaign), None, wish=wish, seed=seed).id
        db.session.commit()
        figures = _cut(plan_id, settings)
    line = N_("Borrador: %(turfs)s zonas, %(doors)s puertas, %(metres)s metros, %(hours)s horas")
    say(gettext(line, **figures))
    finish(as_json, plan=str(plan_id), **figures)


def _cut(plan_id: UUID, settings: Settings) -> dict[str, Any]:
    """The figures; whatever goes wrong, no plan is left that waits for ever."""
    try:
        with progress_bar(gettext(N_("Cortando"))) as advance:
            figures = plan_cutting.cut_plan(plan_id, settings.time_zone, advance)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        begin_writing(db.session)
        plan_cutting.close_cutting(plan_id, "discarded")
        db.session.commit()
        raise
    return figures


def _find(named: str) -> Campaign:
    """By its id, or by its name if only one has it."""
    query = select(Campaign).where(Campaign.name == named)
    with suppress(ValueError):
        query = select(Campaign).where(Campaign.id == UUID(named))
    found = db.session.scalars(query.limit(2)).all()
    if len(found) != 1:
        raise NotFound
    return found[0]
