"""A walk for the tests: a campaign with a turf of doors, its leases, and phones that hand in what happened."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from shapely.geometry import box
from werkzeug.test import TestResponse

from canvass import log
from canvass.assignments import Assignment, AssignmentMember
from canvass.campaigns import Campaign, CampaignMember, ScriptVersion
from canvass.db import begin_writing, db
from canvass.places import Door, Place
from canvass.turfs import Turf, TurfDoor
from tests.cast import Cast, Person

MIDDLE = (-82.55, 35.59)
SCRIPT = {
    "greeting": {"es": "Buenas tardes"},
    "consent": {"es": "¿Podemos llamarle?"},
    "promise": {"es": "Le llamamos antes del jueves."},
    "questions": [
        {"id": "rent", "type": "yes_no", "text": {"es": "¿Renta?"}, "sensitive": False},
        {
            "id": "worries",
            "type": "multiple",
            "text": {"es": "¿Qué le preocupa?"},
            "sensitive": False,
            "options": [
                {"id": "roof", "text": {"es": "El techo"}},
                {"id": "price", "text": {"es": "El precio"}},
            ],
        },
        {"id": "fear", "type": "yes_no", "text": {"es": "¿Tiene miedo?"}, "sensitive": True},
    ],
}


@dataclass
class Ground:
    """A campaign of Beto's, with one turf, its doors in walking order, and a script."""

    campaign: uuid.UUID
    turf: uuid.UUID
    doors: list[uuid.UUID]
    places: list[uuid.UUID]
    script: uuid.UUID


@dataclass
class Phone:
    """A person's phone under a lease: freezes envelopes and hands them in."""

    person: Person
    assignment: uuid.UUID | None = None
    generation: int | None = 1
    outbox: uuid.UUID = field(default_factory=uuid.uuid4)
    seq: int = 0

    def freeze(self, kind: str, body: Any, **over: Any) -> dict[str, str]:
        """An item of a push. `over` replaces the envelope's fields."""
        self.seq += 1
        envelope = {
            "id": str(new_id()),
            "device_seq": self.seq,
            "outbox": str(self.outbox),
            "kind": kind,
            "assignment": str(self.assignment) if self.assignment else None,
            "generation": self.generation if self.assignment else None,
            "recorded_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "clock": {"offset_ms": 0, "round_trip_ms": 80},
            "schema": 1,
            "body": body,
            **over,
        }
        return {"id": envelope["id"], "envelope": json.dumps(envelope)}

    def visit(
        self, door: uuid.UUID, result: str = "not_home", *, literature: bool = False, **over: Any
    ) -> dict[str, str]:
        sealed = {part: over.pop(part) for part in ("note", "language") if part in over}
        return self.freeze(
            "visit.recorded",
            {"door": str(door), "result": result, "literature": literature, **sealed},
            **over,
        )

    def correct(self, visit: str, door: uuid.UUID, result: str, **over: Any) -> dict[str, str]:
        sealed = {part: over.pop(part) for part in ("note", "language") if part in over}
        body = {"visit": visit, "door": str(door), "result": result, "literature": False, **sealed}
        return self.freeze("visit.corrected", body, **over)

    def void(self, visit: str, **over: Any) -> dict[str, str]:
        return self.freeze("visit.voided", {"visit": visit}, **over)

    def add_door(self, turf: uuid.UUID, door: uuid.UUID, **over: Any) -> dict[str, str]:
        body = {
            "door": str(door),
            "turf": str(turf),
            "place": None,
            "kind": "house",
            "number": "99",
            "label": "",
        }
        return self.freeze("door.added", {**body, "street": "Calle Nueva", "lon": None, "lat": None, **over})

    def push(self, *items: Any) -> TestResponse:
        return self.person.push("/api/sync/push", {"client": "canvass 0.1.0", "events": list(items)})

    def hand_in(self, *items: Any) -> list[str]:
        """The verdicts of a push that succeeds, in the order of its answer."""
        answer = self.push(*items)
        assert answer.status_code == 200, answer.json
        return [each["verdict"] for each in answer.json["verdicts"]]

    def snapshot(self, turf: uuid.UUID) -> dict[str, Any]:
        answer = self.person.get(f"/api/turfs/{turf}/snapshot")
        assert answer.status_code == 200, answer.json
        return answer.json

    def row(self, turf: uuid.UUID, door: uuid.UUID) -> dict[str, Any]:
        return next(row for row in self.snapshot(turf)["rows"] if row["door"] == str(door))


def new_id() -> uuid.UUID:
    """A UUIDv7, as phones make them for the door's stream."""
    milliseconds = int(datetime.now(UTC).timestamp() * 1000)
    value = (milliseconds << 80) | (7 << 76) | (uuid.uuid4().int & ((1 << 76) - 1))
    return uuid.UUID(int=value & ~(3 << 62) | (2 << 62))


def lay_ground(
    cast: Cast,
    doors: int = 5,
    *,
    lead: Person | None = None,
    campaign: uuid.UUID | None = None,
    middle: tuple[float, float] = MIDDLE,
) -> Ground:
    """A turf of houses of its own, in a new campaign of the lead's or in one that is there; they stand east of `middle`."""
    with cast.app.app_context():
        begin_writing(db.session)
        campaign, script = (campaign, uuid.uuid4()) if campaign else _open_campaign(cast, lead or cast.beto)
        turf = Turf(
            id=uuid.uuid4(),
            campaign_id=campaign,
            name="Arroyo",
            state="live",
            polygon=box(-82.6, 35.5, -82.5, 35.6),
        )
        places = [_place(n, middle) for n in range(doors)]
        db.session.add_all([turf, *places])
        db.session.flush()
        made = [
            Door(id=uuid.uuid4(), place_id=place.id, label="", lon=place.lon, lat=place.lat)
            for place in places
        ]
        db.session.add_all(made)
        db.session.flush()
        for position, (door, number) in enumerate(zip(made, log.take_numbers(doors), strict=True), 1):
            db.session.add(
                TurfDoor(
                    turf_id=turf.id, door_id=door.id, campaign_id=campaign, position=position, revision=number
                )
            )
        ground = Ground(campaign, turf.id, [door.id for door in made], [place.id for place in places], script)
        db.session.commit()
    return ground


def _open_campaign(cast: Cast, lead: Person) -> tuple[uuid.UUID, uuid.UUID]:
    campaign = Campaign(
        name="Otoño", starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 31), languages=["es"]
    )
    db.session.add(campaign)
    db.session.flush()
    db.session.add(CampaignMember(campaign_id=campaign.id, member_id=lead.member_id))
    script = ScriptVersion(campaign_id=campaign.id, version=1, published_at=datetime.now(UTC), body=SCRIPT)
    db.session.add(script)
    db.session.flush()
    return campaign.id, script.id


def _place(n: int, middle: tuple[float, float]) -> Place:
    lon, lat = middle[0] + n * 0.0002, middle[1]
    words = {
        "kind": "house",
        "number": str(10 + n),
        "street": "Calle Roble",
        "city": "Montaña",
        "state": "NC",
    }
    return Place(
        id=uuid.uuid4(), **words, postcode="28801", lon=lon, lat=lat, address_key=f"{n}|roble|montana"
    )


def lend(cast: Cast, turf: uuid.UUID, *people: Person, hours: float = 6) -> Phone:
    """Hand the turf out to these people from now on, as a lead does; the phone of the first of them."""
    with cast.app.app_context():
        begin_writing(db.session)
        now = datetime.now(UTC)
        earlier = db.session.query(Assignment).filter_by(turf_id=turf).order_by(Assignment.generation).all()
        for lease in earlier:
            lease.superseded_at = lease.superseded_at or now
        until = now + timedelta(hours=hours)
        lease = Assignment(
            turf_id=turf, generation=len(earlier) + 1, starts_at=now - timedelta(hours=1), until=until
        )
        db.session.add(lease)
        db.session.flush()
        campaign = db.session.get_one(Turf, turf).campaign_id
        for person in people:
            _take_part(campaign, person)
            db.session.add(AssignmentMember(assignment_id=lease.id, member_id=person.member_id))
        phone = Phone(people[0], lease.id, lease.generation)
        db.session.commit()
    return phone


def _take_part(campaign: uuid.UUID, person: Person) -> None:
    if db.session.get(CampaignMember, (campaign, person.member_id)) is None:
        db.session.add(CampaignMember(campaign_id=campaign, member_id=person.member_id))
        db.session.flush()


def reasons(answer: TestResponse) -> list[str | None]:
    """The reasons of a push's verdicts."""
    verdicts: Sequence[dict[str, Any]] = answer.json["verdicts"]
    return [each["reason"] for each in verdicts]
