"""The `canvass` command: set up, invite, import, serve.

Exit codes: 0 done; 1 refused or failed, and the message says what to do; 2 wrong usage; 3 a setting is missing or
wrong, or `canvass init` has not been run; 4 done, but some rows could not be used.
"""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click
import segno
from flask import Flask
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import DBAPIError

from canvass import imports, invitations, jobs, serving, setup, uploads, vaults
from canvass.config import SETTINGS, Settings, SettingsError
from canvass.db import begin_writing, db
from canvass.demo import command as demo_command
from canvass.errors import DomainError
from canvass.geo.sources import preview
from canvass.members import ROLES
from canvass.sealing import Fragment, Head, enrolment_link, entry_hash, make_token, token_hash

MakeApp = Callable[[Settings], Flask]
REFUSED, SETTINGS_WRONG, SOME_REJECTED = 1, 3, 4
SHORT_ROLES = {"admin": "administrator"}

console = Console(stderr=True)


class Command(click.Command):
    """A command whose failures end in one clear sentence and a number that means something."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            fail(str(error), SETTINGS_WRONG)
        except DomainError as error:
            fail(f"{error.message % error.params} ({error.code})", REFUSED)
        except DBAPIError as error:
            fail(
                f"The database did not answer as it should: {type(error.orig).__name__}. Run: canvass init",
                REFUSED,
            )


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="canvass")
def canvass() -> None:
    """Door-to-door outreach: recorridos puerta a puerta."""


command = canvass.command
machine_readable = click.option("--json", "as_json", is_flag=True, help="End with one line of JSON.")


@command(cls=Command)
@machine_readable
@click.pass_obj
def init(make_app: MakeApp, as_json: bool) -> None:
    """Set up: instance folder, secret, database at its newest version. Safe to repeat."""
    setup.prepare_instance(Settings.from_environment().instance)
    settings = Settings.from_environment()
    with make_app(settings).app_context():
        setup.prepare_database()
    console.print(f"Ready: {settings.instance}")
    console.print("Next: canvass invite --role admin, then canvass serve.")
    finish(as_json, instance=str(settings.instance), database=settings.database_url.split(":")[0])


@command(cls=Command)
@click.option(
    "--role", required=True, type=click.Choice([*ROLES, *SHORT_ROLES]), help="What they do in the team."
)
@click.option("--alias", help="The name the team knows them by. Default: the role.")
@machine_readable
@click.pass_obj
def invite(make_app: MakeApp, role: str, alias: str | None, as_json: bool) -> None:
    """Make a link, good once and for 72 hours, that makes a device a member's."""
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


@canvass.group("import")
def import_() -> None:
    """Bring data in."""


@import_.command("addresses", cls=Command)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Say which column is which, e.g. number=HOUSE_NO.",
)
@click.option(
    "--source", help="The name under which this source's rows are found again. Default: the file's name."
)
@click.option("--dry-run", is_flag=True, help="Show what would happen, and change nothing.")
@click.option(
    "--rejected",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where rows that could not be used are written.",
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
    """Import places and doors from a CSV, plain or gzipped. Repeatable: the same file again changes nothing."""
    app = make_app(Settings.from_environment())
    mapping = preview(file, read_mapping(columns)).mapping
    with app.app_context(), progress_bar("Importing") as advance:
        report, refused = jobs.import_list(
            file, (source or file.name)[:60], mapping, dry_run=dry_run, by=None, tell=advance
        )
        db.session.commit()
    if refused and (rejected or not dry_run):
        rejected = rejected or Path.cwd() / f"{file.name}.rejected.csv"
        uploads.write_rejected(rejected, refused)
        console.print(f"Rows that could not be used: {rejected}")
    for line in imports.describe(report):
        console.print(line)
    finish(as_json, **report)
    if report["rejected_rows"]:
        sys.exit(SOME_REJECTED)


@command(cls=Command)
@click.option("--no-worker", is_flag=True, help="Don't run long jobs here: `canvass worker` does, elsewhere.")
@click.pass_obj
def serve(make_app: MakeApp, no_worker: bool) -> None:
    """Serve the app (gunicorn), after bringing the database to its newest version."""
    settings = Settings.from_environment()
    app = make_app(settings)
    with app.app_context():
        setup.prepare_database()
        db.engine.dispose()
    serving.serve(lambda: make_app(settings), settings, with_worker=not no_worker)


@command(cls=Command)
@click.pass_obj
def worker(make_app: MakeApp) -> None:
    """Do the long jobs that people start in the app: imports and the like."""
    with make_app(Settings.from_environment()).app_context():
        jobs.work()


@command(cls=Command)
def settings() -> None:
    """Print the table of settings."""
    for setting in SETTINGS:
        default = "required" if setting.default is None else f"default: {setting.default or 'empty'}"
        click.echo(f"{setting.variable:26} {default:34} {setting.meaning}")


canvass.add_command(demo_command.demo)


def read_mapping(columns: tuple[str, ...]) -> dict[str, str]:
    """`number=HOUSE_NO` and the like, as a mapping; a usage error for anything else."""
    pairs = [column.partition("=") for column in columns]
    for field, sign, name in pairs:
        if not (field and sign and name):
            raise click.BadParameter(f"{field!r} is not FIELD=COLUMN", param_hint="--column")
    return {field: name for field, _, name in pairs}


@contextmanager
def writing(app: Flask) -> Iterator[None]:
    """One writer's transaction in the app's context: all of it, or nothing."""
    with app.app_context():
        begin_writing(db.session)
        yield
        db.session.commit()


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal; yields `advance(done, total)`."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def show_link(link: str) -> None:
    """The link as text, and as a QR code where somebody is looking."""
    click.echo(link)
    if sys.stderr.isatty():
        segno.make(link, error="m").terminal(out=sys.stderr, compact=True)


def finish(as_json: bool, **facts: Any) -> None:
    """The last line, for machines that asked for one."""
    if as_json:
        click.echo(json.dumps(facts, default=str))


def fail(message: str, code: int) -> NoReturn:
    click.echo(f"canvass: {message}", err=True)
    sys.exit(code)


def _head() -> Head | None:
    log = vaults.key_log()
    return Head(len(log) - 1, entry_hash(log[-1].entry)) if log else None
