"""The field: an organisation on a real server behind the proxy, its walks, its people, and what leads do meanwhile."""

import asyncio
import random
import threading
import uuid
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask
from shapely.geometry import box, mapping
from sqlalchemy import update

from canvass import devices, invitations
from canvass.access import actor_of
from canvass.app import create_app
from canvass.assignments import Assignment
from canvass.config import Settings
from canvass.db import db
from canvass.places import Place
from canvass.sealing import b64encode, make_token, token_hash
from canvass.setup import prepare_database, prepare_instance
from canvass.turf_drawing import change_turf
from canvass.turfs import Turf
from tests.cast import Cast, Person, gather_cast, join_all, writing_to
from tests.faults.deeds import Deeds
from tests.faults.fetching import sync
from tests.faults.phone import Clock, Phone
from tests.faults.proxy import Proxy
from tests.faults.server import FaultyServer, free_port
from tests.faults.store import Store
from tests.faults.wire import Wire
from tests.postgres import Cluster, copy_database
from tests.walk import MIDDLE, Ground, lay_ground, lend

T = TypeVar("T")
APART = 0.01


@dataclass
class Walk:
    """A campaign with one turf, and the phones that walk it."""

    ground: Ground
    people: list[Person]
    phones: list[Phone]
    deeds: Deeds = field(default_factory=Deeds)

    @property
    def turf(self) -> str:
        return str(self.ground.turf)

    @property
    def doors(self) -> list[str]:
        return [str(door) for door in self.ground.doors]


@dataclass
class Field:
    """Everything that a test of faults stands on. Phones and proxy run in a loop of their own; leads act from the test."""

    settings: Settings
    app: Flask
    cast: Cast
    server: FaultyServer
    proxy: Proxy
    loop: asyncio.AbstractEventLoop
    cluster: Cluster | None = None
    walks: int = 0
    people: dict[str, Person] = field(default_factory=dict)

    def run(self, *work: Coroutine[Any, Any, T], seconds: float = 90) -> list[T]:
        """What these come to, done at once."""
        return asyncio.run_coroutine_threadsafe(together(*work), self.loop).result(seconds)

    def begin(self, work: Coroutine[Any, Any, T]) -> Any:
        """Begin this and go on: its `result()` waits for it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def gate(self) -> asyncio.Event:
        return asyncio.Event()

    def open(self, gate: asyncio.Event) -> None:
        self.loop.call_soon_threadsafe(gate.set)

    def calm(self) -> None:
        """The faults stop."""
        self.proxy.calm()
        self.server.disarm()

    def writing(self) -> AbstractContextManager[None]:
        """A writer's transaction beside the server's."""
        return writing_to(self.app)

    def walk(
        self, people: int = 1, doors: int = 5, hours: float = 6, campaign: uuid.UUID | None = None
    ) -> Walk:
        """A turf of its own, handed out to so many new volunteers, each with a phone."""
        self.walks += 1
        middle = MIDDLE[0] + self.walks % 90 * APART, MIDDLE[1] + self.walks // 90 * APART
        ground = lay_ground(self.cast, doors, campaign=campaign, middle=middle)
        team = self.join(people)
        lend(self.cast, ground.turf, *team, hours=hours)
        return Walk(ground, team, [self.phone(person) for person in team])

    def join(self, people: int = 1) -> list[Person]:
        """New volunteers, enrolled."""
        team = join_all(self.app, [f"Alma {uuid.uuid4().hex[:12]}" for _ in range(people)], "volunteer")
        self.people |= {str(person.member_id): person for person in team}
        return team

    def enrol_again(self, person: Person) -> Person:
        """The same member on a new phone."""
        with self.writing():
            token = make_token()
            invitations.invite(
                bytes.fromhex(token_hash(token)), "volunteer", person.name, member_id=person.member_id
            )
            made = devices.enrol(b64encode(token))
            return replace(person, device_id=made.device.id, push_token=made.push_token, cookie=made.cookie)

    def phone(self, person: Person, **clock: Any) -> Phone:
        """A phone of this person's own, that asks through the proxy."""
        store = Store(str(person.member_id), str(person.device_id), person.push_token, person.cookie)
        return Phone(store, Wire(self.proxy.port), Clock(**clock), random.Random(person.push_token))

    def reborn(self, phone: Phone) -> Phone:
        """The app started anew on the phone's store."""
        return Phone(phone.store, Wire(self.proxy.port, phone.wire.timeout), phone.clock, phone.dice)

    def reassign(self, walk: Walk, *people: Person, hours: float = 6) -> None:
        """Hand the turf to others."""
        lend(self.cast, walk.ground.turf, *people, hours=hours)

    def expire(self, walk: Walk, hours_ago: float = 48) -> None:
        """The lease on the walk's turf has ended so long ago."""
        with self.writing():
            ended = datetime.now(UTC) - timedelta(hours=hours_ago)
            leases = update(Assignment).where(Assignment.turf_id == walk.ground.turf)
            db.session.execute(leases.values(until=ended, starts_at=ended - timedelta(hours=6)))
        for phone in walk.phones:
            # So much time has passed since: what was shown then was shown in time.
            phone.store.ledger.shown.clear()

    def take_out_last_door(self, walk: Walk) -> str:
        """Redraw the turf without its last door, as a lead does; the door."""
        with self.writing():
            turf = db.session.get_one(Turf, walk.ground.turf)
            first = db.session.get_one(Place, walk.ground.places[0])
            lon, lat = first.lon, first.lat
            east = lon + (len(walk.doors) - 1.5) * 0.0002
            polygon = mapping(box(lon - 0.0001, lat - 0.001, east, lat + 0.001))
            change_turf(turf, self._beto(), turf.rev, polygon=polygon)
        return str(walk.ground.doors.pop())

    def revoke(self, person: Person) -> None:
        """End the person's device, as a lead does."""
        with self.writing():
            devices.revoke(devices.get_device(person.device_id), self.cast.beto.member_id)

    def _beto(self) -> Any:
        found = devices.find_session(self.cast.beto.cookie)
        assert found is not None
        return actor_of(found)

    def let_go(self) -> None:
        """Keep no connection to the database here."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


async def together(*work: Coroutine[Any, Any, T]) -> list[T]:
    """What these come to, done at once."""
    return list(await asyncio.gather(*work))


def drain(field: Field, phones: Sequence[Phone], runs: int = 8) -> list[str | None]:
    """Faults have stopped: let each phone try again until nothing waits, and fetch what the others did; how that ended."""

    async def settle(phone: Phone) -> None:
        for _ in range(runs):
            phone.store.pace.not_before = 0
            if await sync(phone) is None and not (phone.store.waiting() or phone.store.people.waiting()):
                return

    field.run(*map(settle, phones))
    for phone in phones:
        phone.store.pace.not_before = 0
    return field.run(*map(sync, phones))


@contextmanager
def open_field(folder: Path, cluster: Cluster | None = None) -> Iterator[Field]:
    """Set an organisation up, on SQLite or on this PostgreSQL server, and serve it until the end."""
    settings = _settings(folder, _new_database(cluster) if cluster else "")
    app = create_app(settings)
    with app.app_context():
        prepare_database()
    server = FaultyServer(settings)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    found = Field(settings, app, gather_cast(app), server, Proxy(server.port), loop, cluster)
    try:
        found.run(found.proxy.open())
        server.start()
        yield found
    finally:
        server.stop()
        found.begin(_end(found.proxy)).result(10)
        found.let_go()
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


async def _end(proxy: Proxy) -> None:
    """Close, and end what still waits for a line that nobody answers any more."""
    await proxy.close()
    waiting = asyncio.all_tasks() - {asyncio.current_task()}
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


def _settings(folder: Path, database_url: str) -> Settings:
    instance = folder / "instance"
    prepare_instance(instance)
    return Settings.from_environment(
        {
            "CANVASS_INSTANCE": str(instance),
            "DATABASE_URL": database_url,
            "CANVASS_ORG_NAME": "CIMA",
            "CANVASS_HOTLINE": "+1 828 555 0100",
            "CANVASS_TIME_ZONE": "America/New_York",
            "CANVASS_BIND": f"127.0.0.1:{free_port()}",
        }
    )


def _new_database(cluster: Cluster) -> str:
    return copy_database(cluster.address, f"field_{uuid.uuid4().hex[:8]}")
