"""`canvass demo`: a fictional mountain town on SQLite, ready to try as lead, volunteer and staff."""

import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import segno
from flask import Flask

from canvass import basemap, serving, setup
from canvass.config import Settings, read_secret
from canvass.db import begin_writing, db
from canvass.demo.cast import link_for
from canvass.demo.seeding import seed, tell_nobody
from canvass.demo.story import Demo
from canvass.errors import N_
from canvass.terminal import Command, gettext, option

MARK = "made-by-canvass-demo"
SHOWN = (("lead", "Beto"), ("volunteer", "Alma"), ("staff", "Celia"))
ROLE_WORDS = {"lead": N_("coordina"), "volunteer": N_("toca puertas"), "staff": N_("revisa y da seguimiento")}
HOTLINE = "+18285550100"
"""A number reserved for fiction."""


@click.command(
    cls=Command,
    help=N_("Hace un pueblo inventado de la montaña y lo abre para coordinar, tocar puertas y revisar."),
)
@option("--port", default=8000, show_default=True, help=N_("Puerto en esta computadora."))
@option(
    "--folder",
    default="instance/demo",
    show_default=True,
    type=click.Path(path_type=Path),
    help=N_("Se hace de nuevo cada vez."),
)
@option("--serve/--no-serve", default=True, help=N_("Después inicia el servidor."))
@click.pass_obj
def demo(make_app: Callable[[Settings], Flask], port: int, folder: Path, serve: bool) -> None:
    """Make a fictional mountain town, and open it as lead, volunteer and staff."""
    settings = demo_settings(clear(folder.resolve()), port)
    click.echo(gettext(N_("Haciendo el pueblo de la demostración…")), err=True)
    app = make_app(settings)
    with app.app_context():
        setup.prepare_database()
        begin_writing(db.session)
        made = seed(settings.instance, datetime.now(settings.time_zone).date())
        links = {name: link_for(made.team[alias], host_of(name, port)) for name, alias in SHOWN}
        db.session.commit()
        basemap.make(settings.instance, tell_nobody)
        db.engine.dispose()
    show(made, links)
    if serve:
        serving.serve(lambda: make_app(settings), settings, with_worker=True)


def clear(folder: Path) -> Path:
    """An empty folder for the demo; one that the demo did not make is left alone."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            refusal = N_("%(folder)s no está vacía y no es de otra demostración. Elija otra con --folder.")
            raise click.ClickException(gettext(refusal, folder=folder))
        shutil.rmtree(folder)
    setup.prepare_instance(folder)
    (folder / MARK).touch()
    return folder


def demo_settings(instance: Path, port: int) -> Settings:
    """The demo's settings: its own folder and SQLite, whatever the environment says."""
    return Settings(
        instance=instance,
        database_url=f"sqlite:///{instance / 'canvass.sqlite3'}",
        org_name="CIMA (demo)",
        hotline=HOTLINE,
        time_zone=ZoneInfo("America/New_York"),
        base_url=f"http://localhost:{port}",
        bind=f"127.0.0.1:{port}",
        workers=2,
        trusted_proxies=0,
        grace_hours=24,
        secret_key=read_secret(instance),
    )


def host_of(name: str, port: int) -> str:
    """An address of one's own, so that all live side by side in one browser."""
    return f"http://{name}.localhost:{port}"


def show(made: Demo, links: dict[str, str]) -> None:
    """Print what there is and where to open it."""
    told = N_(
        "%(town)s: %(addresses)s direcciones, %(turfs)s zonas, %(visits)s visitas, %(contacts)s contactos."
    )
    click.echo(f"\n{gettext(told, town=made.town.name, **made.counts)}\n")
    for name, alias in SHOWN:
        click.echo(f"{alias}, {gettext(ROLE_WORDS[name])}:\n  {links[name]}")
        if sys.stdout.isatty():
            segno.make(links[name], error="l").terminal(compact=True)
    words = N_("Las siete palabras de Celia, que abren las bóvedas (solo la demostración las muestra):")
    click.echo(f"\n{gettext(words)}\n  {made.holder.words}")
    sheet = N_("Las palabras de la hoja de recuperación:")
    click.echo(f"{gettext(sheet)}\n  {made.recovery.words}\n")
    last = N_(
        "Abra cada enlace en el navegador de esta computadora. Para terminar, Ctrl-C; la próxima demostración empieza de nuevo."
    )
    click.echo(gettext(last))
