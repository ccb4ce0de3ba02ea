"""One of everything that a route can name."""

import uuid
from dataclasses import dataclass
from typing import Any

from shapely import LineString, to_wkb

from canvass import basemap, job_work
from canvass.db import begin_writing, db
from canvass.geo.features import Feature
from canvass.members import Member
from canvass.streets import replace_features
from tests.cast import Cast, Person, let_all_ask, prove
from tests.desk import lay_records
from tests.people import contact, hand_in
from tests.town import build_town
from tests.walk import Ground, Phone, lay_ground, lend

LIST = b"number,street,lon,lat\n14,Calle Roble,-82.55,35.59\n"
MAPPING = {"number": "number", "street": "street", "lon": "lon", "lat": "lat"}
HOURS = {
    "weekday": 1,
    "begins": "09:00",
    "ends": "10:00",
    "minutes": 30,
    "place": "Centro comunitario",
    "languages": ["es"],
}
ROAD = Feature("street", "residential", "Roble", "1", to_wkb(LineString([(-82.56, 35.59), (-82.54, 35.59)])))


@dataclass
class World:
    """`celia` administers here and holds every key; `ids` are what stands in paths."""

    cast: Cast
    ground: Ground
    phone: Phone
    ids: dict[str, str]

    @property
    def celia(self) -> Person:
        return self.cast.celia

    def rev(self, path: str) -> int:
        found: int = self.celia.get(path.format(**self.ids)).json["rev"]
        return found

    def fresh_contact(self) -> str:
        """A contact that waits for its review."""
        item = contact(self.cast, self.ground.campaign)
        hand_in(self.cast.alma, item)
        return item["id"]


def open_world(cast: Cast) -> World:
    """A campaign with a turf that Alma walks, a contact, a case, somebody on the ladder, a list, a job and a basemap."""
    let_all_ask(cast.app)
    prove(cast.celia)
    with cast.app.app_context():
        begin_writing(db.session)
        db.session.get_one(Member, cast.celia.member_id).role = "administrator"
        replace_features("town", [[ROAD]])
        db.session.commit()
        basemap.make(cast.app.config["SETTINGS"].instance, lambda done, total: None)
    ground = lay_ground(cast)
    phone = lend(cast, ground.turf, cast.alma)
    records = lay_records(cast, ground.campaign)
    listed = str(uuid.uuid4())
    assert cast.celia.upload(f"/api/imports/{listed}/file", LIST).status_code == 200
    run = {"source": "town", "mapping": MAPPING, "dry_run": True}
    job = cast.celia.post(f"/api/imports/{listed}/runs", run).json["id"]
    invited = cast.celia.post("/api/invitations", invitation()).json["id"]
    hold = {"covers": "kind", "campaign": None, "kind": "audit", "reason": "Expediente 11"}
    held = cast.celia.post("/api/holds", hold)
    assert held.status_code == 201, held.json
    # Over already: what is held can be neither erased nor forgotten, and that is to be tried as well.
    held_id = held.json["items"][0]["id"]
    assert cast.celia.post(f"/api/holds/{held_id}/end").status_code == 200
    hours = cast.celia.post("/api/hours", HOURS).json["items"][0]["id"]
    slot = cast.celia.get("/api/slots").json["items"][0]["id"]
    listed_ids = add_listed(cast)
    ids = {
        **listed_ids,
        "hold_id": held_id,
        "hours_id": hours,
        "slot_id": slot,
        "plan_id": draft_plan(cast, ground),
        "invitation_id": invited,
        "phone_id": uuid.uuid4(),
        "member_id": cast.dario.member_id,
        "device_id": cast.dario.device_id,
        "campaign_id": ground.campaign,
        "script_id": ground.script,
        "place_id": ground.places[0],
        "door_id": ground.doors[0],
        "import_id": listed,
        "job_id": job,
        "turf_id": ground.turf,
        "assignment_id": phone.assignment,
        **{f"{name}_id": record for name, record in records.items()},
        **found_on_a_walk(phone, ground),
    }
    return World(cast, ground, phone, {name: str(value) for name, value in ids.items()})


def add_listed(cast: Cast) -> dict[str, str]:
    """An organisation of the directory, and a service of it."""
    organisation, service = str(uuid.uuid4()), str(uuid.uuid4())
    added = cast.celia.post("/api/directory", {"id": organisation, "name": "Despensa"})
    assert added.status_code == 201, added.json
    offered = cast.celia.post(f"/api/directory/{organisation}/services", {"id": service, "name": "Comida"})
    assert offered.status_code == 201, offered.json
    return {"organisation_id": organisation, "service_id": service}


def draft_plan(cast: Cast, ground: Ground) -> uuid.UUID:
    """A plan of some free doors, cut."""
    with cast.app.app_context():
        begin_writing(db.session)
        build_town()
        db.session.commit()
    asked = {"wish": {"kind": "doors", "doors": 6}}
    begun = cast.elena.post(f"/api/campaigns/{ground.campaign}/plans", asked)
    assert begun.status_code == 202, begun.json
    with cast.app.app_context():
        job_work.carry_out(uuid.UUID(begun.json["job"]["id"]))
    return uuid.UUID(begun.json["plan"])


def found_on_a_walk(phone: Phone, ground: Ground) -> dict[str, str]:
    """Something that a lead may let in or discard, and a door that somebody found."""
    astray, found = Phone(phone.person).visit(ground.doors[3]), phone.add_door(ground.turf, uuid.uuid4())
    assert phone.hand_in(astray, found) == ["quarantined", "accepted"]
    return {"event_id": astray["id"], "finding_id": found["id"]}


def invitation() -> dict[str, Any]:
    return {
        "token_hash": uuid.uuid4().hex * 2,
        "role": "volunteer",
        "alias": uuid.uuid4().hex,
        "member": None,
    }
