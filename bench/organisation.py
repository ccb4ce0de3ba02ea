"""An organisation on a server that is measured: set up before it serves, through the product's own verbs."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from canvass import campaigns, scripts
from canvass.app import create_app
from canvass.campaigns import Campaign
from canvass.config import Settings
from canvass.db import begin_writing, db
from canvass.demo.cast import Teammate
from tests.browser.server import Server


@contextmanager
def writing_on(server: Server) -> Iterator[None]:
    """A writer's transaction on the server's database, committed at its end."""
    with create_app(Settings.from_environment(server.environment())).app_context():
        begin_writing(db.session)
        yield
        db.session.commit()
        db.engine.dispose()


def open_campaign(lead: Teammate, team: Iterable[Teammate], around: timedelta) -> Campaign:
    """A campaign of them all, with a script, that began so long ago and lasts as long from now."""
    today = datetime.now(UTC).date()
    made = campaigns.open_campaign(
        lead.actor,
        name="Vivienda y trabajo",
        starts_on=today - around,
        ends_on=today + around,
        languages=["es", "en"],
        members=[mate.id for mate in team],
    )
    campaigns.publish_script(made, lead.actor, scripts.starting_script())
    return made
