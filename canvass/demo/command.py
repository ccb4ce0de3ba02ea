"""`canvass demo`: a fictional mountain town on SQLite, ready to try as lead, volunteer and staff."""

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import segno
from flask import Flask

from canvass import invitations, serving, setup, vaults
from canvass.config import Settings, read_secret
from canvass.db import begin_writing, db
from canvass.demo.cast import Teammate
from canvass.demo.seeding import seed
from canvass.demo.story import Demo
from canvass.sealing import Fragment, Head, enrolment_link, entry_hash, make_token, token_hash

MARK = "made-by-canvass-demo"
SHOWN = (("lead", "Beto"), ("volunteer", "Alma"), ("staff", "Celia"))
HOTLINE = "+18285550100"
"""A number reserved for fiction."""


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port on this machine.")
@click.option(
    "--folder",
    default="instance/demo",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Made anew each time.",
)
@click.option("--serve/--no-serve", default=True, help="Start the server afterwards.")
@click.pass_obj
def demo(make_app: Callable[[Settings], Flask], port: int, folder: Path, serve: bool) -> None:
    """Make a fictional mountain town, and open it as lead, volunteer and staff."""
    settings = demo_settings(clear(folder.resolve()), port)
    click.echo("Making the town of the demo…", err=True)
    app = make_app(settings)
    with app.app_context():
        setup.prepare_database()
        begin_writing(db.session)
        made = seed(settings.instance)
        links = {name: link_for(name, made.team[alias], port) for name, alias in SHOWN}
        db.session.commit()
        db.engine.dispose()
    show(made, links)
    if serve:
        serving.serve(lambda: make_app(settings), settings, with_worker=True)


def clear(folder: Path) -> Path:
    """An empty folder for the demo; one that the demo did not make is left alone."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise click.ClickException(
                f"{folder} is not empty and is not an earlier demo's. Choose another with --folder."
            )
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


def link_for(name: str, mate: Teammate, port: int) -> str:
    """A link that makes a browser the teammate's, on a host of its own, so that all live side by side in one browser."""
    token, log = make_token(), vaults.key_log()
    invitations.invite(bytes.fromhex(token_hash(token)), mate.role, mate.alias, member_id=mate.id)
    head = Head(len(log) - 1, entry_hash(log[-1].entry))
    return enrolment_link(f"http://{name}.localhost:{port}", Fragment(token, head))


def show(made: Demo, links: dict[str, str]) -> None:
    """Print what there is and where to open it."""
    counts = made.counts
    click.echo(
        f"\n{made.town.name}: {counts['addresses']} addresses, {counts['turfs']} turfs, "
        f"{counts['visits']} visits, {counts['contacts']} contacts.\n"
    )
    for name, alias in SHOWN:
        click.echo(f"{alias}, {name}:\n  {links[name]}")
        if sys.stdout.isatty():
            segno.make(links[name], error="l").terminal(compact=True)
    click.echo(
        f"\nCelia's seven words, which open the vaults (only the demo ever shows them):\n  {made.holder.words}"
    )
    click.echo(f"The words of the recovery sheet:\n  {made.recovery.words}\n")
    click.echo("Open each link in this machine's browser. Stop with Ctrl-C; the next demo starts anew.")
