"""The commands that keep what was told: rebuild.

Exit codes are those of `canvass.cli`; 4: done, but something was not as it should be.
"""

import sys
from dataclasses import asdict

import click

from canvass import projections
from canvass.cli import SOME_REJECTED, Command, MakeApp, console, finish, machine_readable
from canvass.config import Settings
from canvass.db import begin_reading_one_moment, begin_writing, db


@click.command(cls=Command)
@click.option("--fix", is_flag=True, help="Write what the log tells, where a table differs.")
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
        console.print(f"{each.table} {each.id}: {each.field}", soft_wrap=True, highlight=False)
    console.print(f"Differences: {len(found)}{', written anew' if found and fix else ''}")
    finish(as_json, differences=[asdict(each) for each in found], fixed=bool(found) and fix)
    if found:
        sys.exit(SOME_REJECTED)


COMMANDS = (rebuild,)
