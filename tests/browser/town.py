"""A town for a whole file of tests: one server, its list imported, and Elena; each test has a phone and a campaign of its
own, in which every door is free."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from flask import Flask

from canvass.app import create_app
from canvass.config import Settings
from canvass.db import db
from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import Device
from tests.browser.links import link_for
from tests.browser.server import Server
from tests.cast import Person as AtTheApi
from tests.cast import join
from tests.town import open_campaign


@dataclass
class Town:
    """The server, and the one administrator, whatever device she holds."""

    server: Server
    app: Flask
    elena: AtTheApi

    def enrol(self, device: Device) -> Person:
        """This device is Elena's from now on."""
        return acts.enrol(device, link_for(self.app, self.elena.member_id, self.server.url))

    def open_campaign(self) -> str:
        """The address of a new campaign of Elena's, from today on."""
        today = date.today()  # noqa: DTZ011 - the day on a person's calendar
        days = {"starts_on": str(today), "ends_on": str(today + timedelta(days=30))}
        return f"/campaigns/{open_campaign(self.elena, **days)['id']}"


@contextmanager
def serving_town(folder: Path, addresses: str) -> Iterator[Town]:
    """Set an organisation up in `folder`, bring in the list, serve it, and stop it again."""
    server = Server(folder / "instance")
    server.canvass("init")
    listed = folder / "emma.csv"
    listed.write_text(addresses)
    server.canvass("import", "addresses", str(listed))
    server.start()
    try:
        app = create_app(Settings.from_environment(server.environment()))
        yield Town(server, app, join(app, "Elena", "administrator"))
        with app.app_context():
            db.engine.dispose()
    finally:
        server.stop()
