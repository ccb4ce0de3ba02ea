"""The street: a real server behind a line that may fail, and Alma, whose phone walks a turf of its own."""

from collections import Counter
from dataclasses import KW_ONLY, dataclass

from playwright.sync_api import expect
from sqlalchemy import select

from canvass.arrivals import Outbox
from canvass.db import db
from canvass.devices import Device as EnrolledDevice
from canvass.log import Event, Quarantined
from canvass.visits import Visit
from tests.browser import acts
from tests.browser.acts import Person
from tests.browser.device import Device
from tests.browser.links import link_for
from tests.browser.stopping import read_store, wait_until
from tests.faults.field import Field, Walk
from tests.faults.proxy import Line


async def cut(line: Line) -> None:
    """The line ends, and nobody has said anything."""
    line.phone.transport.abort()


@dataclass
class Facts:
    """What the server's database holds of a member's phones."""

    visits: Counter[str]
    """How many visits count at each door."""
    numbers: dict[str, list[int]]
    """By outbox: the numbers of its events, in order."""
    contiguous: dict[str, int]
    quarantined: int
    late: int

    def assert_whole(self) -> None:
        """No event is missing between two others, none is doubled, none had to be looked at."""
        for outbox, numbers in self.numbers.items():
            assert numbers == list(range(1, len(numbers) + 1)), outbox
            assert self.contiguous[outbox] == len(numbers)
        assert set(self.visits.values()) <= {1}
        assert self.quarantined == 0


@dataclass
class Walker(Person):
    """Somebody who walks: their phone, the turf on it, and the server that it belongs to."""

    _: KW_ONLY
    office: Field
    walk: Walk

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.office.proxy.port}"

    @property
    def turf(self) -> str:
        return f"/turfs/{self.walk.turf}"

    def door(self, n: int) -> str:
        """The path of the n-th door's screen."""
        return f"/doors/{self.walk.doors[n]}"

    def tap(self, result: str) -> None:
        """Tap what happened at the door, and wait for nothing that comes of it."""
        self.button(result).click(no_wait_after=True)

    def go(self, path: str) -> None:
        self.page.goto(self.origin + path)

    def leave_reach(self) -> None:
        """No network from here on, for the worker neither: it is the first that the browser wakes."""
        self.office.proxy.always["/"] = cut
        self.device.offline()

    def reach(self) -> None:
        """There is a network again."""
        self.office.proxy.always.pop("/", None)
        self.device.offline(False)

    def killed(self, path: str) -> None:
        """The browser is killed, and started anew out of reach, on this screen."""
        self.office.proxy.always["/"] = cut
        self.device.kill()
        self.device.open()
        self.device.offline()
        self.go(path)

    def send(self) -> None:
        """In reach again, and a tap on "send now": nothing waits any more."""
        self.reach()
        self.go("/records")
        self.button("Enviar ahora").click()
        self.waits(0)

    def waits(self, n: int) -> None:
        """So many are on this phone only, and the line of truth says so: right after a Save it still says what was before."""
        wait_until(self.page, lambda: self.waiting() == n, f"not {n} wait")
        said = f"{n} en este teléfono".replace(" ", "\u00a0")
        expect(self.page.locator("a.truth")).to_contain_text(said, timeout=30_000)

    def waiting(self) -> int:
        """How many records its store holds that nobody else has."""
        store = read_store(self.page)
        return sum(one["state"] in ("saved", "sending") for one in (*store["outbox"], *store["people"]))

    def at_the_server(self) -> Facts:
        """What came of all this, read from the database."""
        member = self.walk.people[0].member_id
        of_the_member = select(EnrolledDevice.id).where(EnrolledDevice.member_id == member)
        with self.office.app.app_context():
            visits = select(Visit.door_id).where(Visit.member_id == member, Visit.voided.is_(False))
            events = select(Event).where(Event.device_id.in_(of_the_member)).order_by(Event.device_seq)
            outboxes = select(Outbox).where(Outbox.device_id.in_(of_the_member))
            held = select(Quarantined).where(Quarantined.device_id.in_(of_the_member))
            found = Facts(Counter(map(str, db.session.scalars(visits))), {}, {}, 0, 0)
            for event in db.session.scalars(events):
                found.numbers.setdefault(str(event.outbox), []).append(event.device_seq or 0)
                found.late += event.late
            found.contiguous = {
                str(one.outbox): one.contiguous_through for one in db.session.scalars(outboxes)
            }
            found.quarantined = len(db.session.scalars(held).all())
            db.session.rollback()
        return found

    def on_the_server(self) -> dict[str, int]:
        """The turf's doors, each with the revision of its row."""
        answer = self.walk.people[0].get(f"/api/turfs/{self.walk.turf}/snapshot")
        assert answer.status_code == 200, answer.json
        return {row["door"]: row["revision"] for row in answer.json["rows"]}


def invite(field: Field, walk: Walk) -> str:
    """A link for one more device of the walk's first member."""
    return link_for(field.app, walk.people[0].member_id, f"http://localhost:{field.proxy.port}")


def begin_walk(field: Field, device: Device, *, doors: int = 12) -> Walker:
    """A turf handed out, its member's phone enrolled, the turf on it, and the app kept for when there is no network."""
    walk = field.walk(doors=doors)
    acts.enrol(device, invite(field, walk))
    walker = Walker(device, office=field, walk=walk)
    walker.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    # Chromium writes cookies down every half minute, and when it is closed: a phone that is killed before has no session.
    device.close()
    device.open()
    walker.go("/turfs")
    walker.page.get_by_role("link", name="Arroyo").click()
    walker.sees("Siguiente")
    return walker
