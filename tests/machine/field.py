"""The field of the state machine: three turfs in two campaigns, four phones of three members, and a server that may fall."""

import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from shapely.geometry import box
from sqlalchemy import event, select

from canvass import backups, devices, invitations, log
from canvass.api.edge import COOKIE
from canvass.app import create_app
from canvass.campaigns import Campaign, CampaignMember
from canvass.config import Settings
from canvass.db import begin_writing, db
from canvass.log import LogHead
from canvass.places import Door as DoorTable
from canvass.places import Place
from canvass.sealing import b64encode, make_token, token_hash
from canvass.turfs import Turf as TurfTable
from canvass.turfs import TurfDoor
from tests.cast import Cast, Person, join, let_all_ask, writing_to
from tests.machine.facts import Door, Turf
from tests.machine.model import Server

WEST, STEP = -82.55, 0.0002
STREETS = {"Roble": 35.59, "Pino": 35.60}
# The name of a turf, its street, its campaign, and how many of the street's doors it has: the last one shares doors.
CUT = (("Roble", "Roble", 0, 5), ("Pino", "Pino", 0, 3), ("Roble again", "Roble", 1, 3))


class Crash(BaseException):
    """The worker dies here."""


@dataclass
class Field:
    """The server as it runs now, who calls it, and how to begin again from the same start."""

    settings: Settings
    app: Flask
    elena: Person
    beto: Person
    first_phones: Sequence[Person]
    phones: list[Person]
    start: Server
    notes: list[str]
    copy: Callable[[bool], None]

    def restart(self) -> None:
        """Another process takes over: an application that knows nothing but its database."""
        self.stop()
        self.app = create_app(self.settings)
        self.app.testing = True
        let_all_ask(self.app)
        self.elena, self.beto = self.elena.at(self.app), self.beto.at(self.app)
        self.phones = [each.at(self.app) for each in self.phones]

    def stop(self) -> None:
        with self.app.app_context():
            db.engine.dispose()

    def begin_again(self) -> None:
        """Everything as it was before the first step."""
        self.stop()
        self.copy(False)
        shutil.rmtree(self.settings.backup_folder, ignore_errors=True)
        self.phones = list(self.first_phones)
        self.restart()

    def writing(self) -> AbstractContextManager[None]:
        return writing_to(self.app)

    def back_up(self) -> Path:
        with self.app.app_context():
            return backups.back_up(self.settings, self.settings.backup_folder).path

    def restore(self, path: Path) -> None:
        self.stop()
        with self.app.app_context():
            backups.restore(self.settings, path)
        self.restart()

    def last_number(self) -> int:
        """The last number that the log has given out."""
        with self.app.app_context():
            return db.session.scalars(select(LogHead.number)).one()

    @contextmanager
    def at_commit(self, fault: BaseException) -> Iterator[None]:
        """The next COMMIT never happens: this does instead, and the transaction is gone."""
        factory = db.session.session_factory

        def fail(session: object) -> None:
            raise fault

        event.listen(factory, "before_commit", fail)
        try:
            yield
        finally:
            event.remove(factory, "before_commit", fail)


def lay_field(cast: Cast, settings: Settings, copy: Callable[[bool], None]) -> Field:
    """Campaigns, turfs and doors, Fabio beside Alma and Darío, a second phone of Alma's; and the model of all that."""
    fabio = join(cast.app, "Fabio", "volunteer")
    phones = [cast.alma, _second_phone(cast), cast.dario, fabio]
    start = Server({}, {}, {str(each.device_id): str(each.member_id) for each in phones})
    start.sessions = {(str(each.device_id), each.cookie) for each in phones}
    with cast.app.app_context():
        begin_writing(db.session)
        campaigns = [
            _campaign(name, cast.beto if name == "Otoño" else None) for name in ("Otoño", "Invierno")
        ]
        start.beto_leads = str(campaigns[0])
        doors = {street: [_door(street, n, start) for n in range(6)] for street in STREETS}
        for name, street, campaign, size in CUT:
            _turf(name, street, campaigns[campaign], doors[street][:size], start)
        db.session.commit()
        db.engine.dispose()
    copy(True)
    notes = [cast.sealed_text("field", "visit.note", str(uuid.uuid4()), {"text": each}) for each in "ab"]
    return Field(settings, cast.app, cast.elena, cast.beto, phones, list(phones), start, notes, copy)


def _second_phone(cast: Cast) -> Person:
    with cast.app.app_context():
        begin_writing(db.session)
        token = make_token()
        hashed = bytes.fromhex(token_hash(token))
        invitations.invite(hashed, "volunteer", "Alma", member_id=cast.alma.member_id)
        made = devices.enrol(b64encode(token))
        ids, secrets = made.device.id, (made.push_token, made.cookie)
        db.session.commit()
    client = cast.app.test_client()
    client.set_cookie(COOKIE, secrets[1], domain="localhost")
    return replace(
        cast.alma, name="Alma again", device_id=ids, push_token=secrets[0], cookie=secrets[1], client=client
    )


def _campaign(name: str, lead: Person | None) -> uuid.UUID:
    made = Campaign(name=name, starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 31), languages=["es"])
    db.session.add(made)
    db.session.flush()
    if lead:
        db.session.add(CampaignMember(campaign_id=made.id, member_id=lead.member_id))
    return made.id


def _door(street: str, n: int, start: Server) -> uuid.UUID:
    lon, lat = WEST + n * STEP, STREETS[street]
    place = Place(
        id=uuid.uuid4(), kind="house", number=str(10 + n), street=f"Calle {street}", city="Montaña", state="NC",
        postcode="28801", lon=lon, lat=lat, address_key=f"{n}|{street}|montana",
    )  # fmt: skip
    db.session.add(place)
    db.session.flush()
    made = DoorTable(id=uuid.uuid4(), place_id=place.id, label="", lon=lon, lat=lat)
    db.session.add(made)
    db.session.flush()
    start.doors[str(made.id)] = Door(str(place.id), lon, lat)
    return made.id


def _turf(name: str, street: str, campaign: uuid.UUID, doors: list[uuid.UUID], start: Server) -> None:
    made = TurfTable(
        id=uuid.uuid4(),
        campaign_id=campaign,
        name=name,
        state="live",
        polygon=box(*bounds(street, len(doors))),
    )
    db.session.add(made)
    db.session.flush()
    start.turfs[str(made.id)] = Turf(str(campaign), STREETS[street])
    for position, (door, number) in enumerate(zip(doors, log.take_numbers(len(doors)), strict=True), 1):
        db.session.add(
            TurfDoor(turf_id=made.id, door_id=door, campaign_id=campaign, position=position, revision=number)
        )
        start.turfs[str(made.id)].rows[str(door)] = position


def bounds(street: str, size: int) -> tuple[float, float, float, float]:
    """West, south, east and north of a street's first `size` houses."""
    lat = STREETS[street]
    return WEST - STEP / 2, lat - STEP, WEST + (size - 0.5) * STEP, lat + STEP


def street_of(lat: float) -> str:
    return next(name for name, there in STREETS.items() if there == lat)


def ring(street: str, size: int) -> dict[str, Any]:
    """The same as GeoJSON."""
    west, south, east, north = bounds(street, size)
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [corners]}


def now() -> datetime:
    return datetime.now(UTC)
