"""For each route that takes JSON a body that it accepts, a key for each list in pages, and an event of each kind."""

import hashlib
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from canvass import devices
from canvass.outbox_files import proof_of
from canvass.sealing import b64encode
from tests.api.desk_bodies import DESK_BODIES, Make
from tests.api.hours_bodies import HOURS_BODIES
from tests.api.world import MAPPING, World, draft_plan, invitation
from tests.people import answers, contact, held_hour, sealed_part
from tests.walk import Phone

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-82.56, 35.58], [-82.54, 35.58], [-82.54, 35.6], [-82.56, 35.6], [-82.56, 35.58]]],
}


def _signature(world: World) -> dict[str, Any]:
    return {"challenge": "W10.x.y", "signature": b64encode(b"0" * 64)}


def _entries(world: World) -> dict[str, Any]:
    point = b64encode(b"\x04" + b"0" * 64)
    holder = {"id": str(uuid.uuid4()), "member": None, "box": point, "sign": point, "blob": b64encode(b"0")}
    return {
        "entries": [{"entry": b64encode(b"{}"), "signature": b64encode(b"0" * 64)}],
        "holders": [holder],
        "wraps": [{"key_id": "0" * 16, "holder": holder["id"], "wrap": b64encode(b"0")}],
    }


def _candidacy(world: World) -> dict[str, Any]:
    holder = _entries(world)["holders"][0]
    return {name: holder[name] for name in ("id", "box", "sign", "blob")}


def _resealing(world: World) -> dict[str, Any]:
    contact = world.ids["contact_id"]
    sealed = sealed_part(world.cast, "intake", "contact", contact)
    return {"items": [{"vault": "intake", "kind": "contact", "id": contact, "was": "0" * 64, **sealed}]}


def _listed() -> dict[str, Any]:
    return {"id": str(uuid.uuid4())}


def _rev_of_service(world: World) -> int:
    services = world.celia.get("/api/directory/{organisation_id}".format(**world.ids)).json["services"]
    return next(one["rev"] for one in services if one["id"] == world.ids["service_id"])


def _campaign(world: World) -> dict[str, Any]:
    return {
        "name": "Invierno",
        "starts_on": "2026-12-01",
        "ends_on": "2027-01-31",
        "languages": ["es", "en"],
        "members": [str(world.cast.beto.member_id)],
    }


def _campaign_changes(world: World) -> dict[str, Any]:
    return {**_campaign(world), "state": "open", "rev": world.rev("/api/campaigns/{campaign_id}")}


def _triage_rules(world: World) -> dict[str, Any]:
    kept = {each["campaign"]: each["rev"] for each in world.celia.get("/api/triage-rules").json["items"]}
    rule = {"needs": ["food"], "interests": [], "urgencies": [], "languages": [], "sources": [], "to": "both"}
    return {"rev": kept.get(world.ids["campaign_id"], 0), "rules": [rule]}


def _script(world: World) -> dict[str, Any]:
    text = {"es": "¿Renta?", "en": "Renting?"}
    options = [{"id": name, "text": text} for name in ("yes", "no")]
    first = {"id": "rent", "type": "single", "text": text, "sensitive": False, "options": options}
    then = {"question": "rent", "any_of": ["yes"]}
    second = {**first, "id": "more", "show_if": then}
    return {"body": {"greeting": text, "consent": text, "promise": text, "questions": [first, second]}}


def _new_turf(world: World) -> dict[str, Any]:
    """Its doors are free: whatever turf held them is retired."""
    live = f"/api/campaigns/{world.ground.campaign}/turfs?state=live"
    for turf in world.celia.get(live).json["items"]:
        world.celia.post(f"/api/turfs/{turf['id']}/retirement", {"rev": turf["rev"]})
    return {"name": "Loma", "polygon": SQUARE, "note": "Perro", "good_for": ["stairs"]}


def _turf_changes(world: World) -> dict[str, Any]:
    rev = world.rev("/api/turfs/{turf_id}")
    return {"rev": rev, "name": "Arroyo", "note": "Perro", "good_for": ["by_car"], "polygon": SQUARE}


def _start(world: World) -> dict[str, Any]:
    return {"rev": world.rev("/api/turfs/{turf_id}"), "start": [-82.55, 35.59]}


def _hand_out(world: World) -> dict[str, Any]:
    until = datetime.now(UTC) + timedelta(hours=6)
    return {"members": [str(world.cast.alma.member_id)], "until": until.isoformat()}


def _retirement(world: World) -> dict[str, Any]:
    return {"rev": world.rev("/api/turfs/{turf_id}")}


def _way_back(world: World) -> dict[str, Any]:
    return {"device": str(world.celia.device_id), "secret_hash": "0" * 64}


def _renewal(world: World) -> dict[str, Any]:
    world.phone.hand_in(world.phone.visit(world.ground.doors[1]))
    return _retirement(world)


def _push(world: World) -> dict[str, Any]:
    return {"client": "canvass 0.1.0", "events": [world.phone.visit(world.ground.doors[1])]}


def _people(world: World) -> dict[str, Any]:
    return {"client": "canvass 0.1.0", "records": [contact(world.cast, world.ground.campaign)]}


def _outbox_file(world: World) -> dict[str, Any]:
    alma, pushed = world.cast.alma, _push(world)
    proof = proof_of(devices.secret_hash(alma.push_token), alma.device_id, pushed["events"])
    file = {"format": "canvass outbox", "version": 1, "device": str(alma.device_id), "proof": proof}
    return {**file, **pushed, "records": []}


def _decision(world: World) -> dict[str, Any]:
    astray = Phone(world.cast.alma).visit(world.ground.doors[3])
    assert world.phone.hand_in(astray) == ["quarantined"]
    world.ids["event_id"] = astray["id"]
    digest = hashlib.sha256(astray["envelope"].encode()).hexdigest()
    return {"digest": digest, "reason": "Alma me lo contó"}


def _erasure(world: World) -> dict[str, Any]:
    """Nothing is held any more."""
    for hold in world.celia.get("/api/holds").json["items"]:
        world.celia.post(f"/api/holds/{hold['id']}/end")
    return {"name": world.celia.get(f"/api/campaigns/{world.ids['campaign_id']}").json["name"]}


def _other_turf(world: World) -> dict[str, Any]:
    """A second live turf: two of the plan's are published first."""
    body = {**_publish(world), "turfs": [1, 2]}
    made = world.celia.post("/api/plans/{plan_id}/publish".format(**world.ids), body).json["turfs"]
    world.ids["turf_id"] = made[0]
    return dict(world.celia.get(f"/api/turfs/{made[1]}").json)


def _split(world: World) -> dict[str, Any]:
    _other_turf(world)
    return {"rev": world.rev("/api/turfs/{turf_id}"), "line": None}


def _merge(world: World) -> dict[str, Any]:
    other = _other_turf(world)
    return {"rev": world.rev("/api/turfs/{turf_id}"), "other": other["id"], "other_rev": other["rev"]}


def _moves(world: World) -> dict[str, Any]:
    other = _other_turf(world)
    rows = world.celia.get("/api/turfs/{turf_id}/snapshot".format(**world.ids)).json["rows"]
    moving = {"doors": [rows[0]["door"]], "to": other["id"], "to_rev": other["rev"]}
    return {"rev": world.rev("/api/turfs/{turf_id}"), **moving}


def _plan(world: World) -> dict[str, Any]:
    """A campaign has only so many that wait to be cut."""
    for plan in world.celia.get(f"/api/campaigns/{world.ground.campaign}/plans").json["items"]:
        if plan["state"] == "cutting":
            world.celia.delete(f"/api/plans/{plan['id']}")
    return {
        "wish": {"kind": "doors", "doors": 6, "canvassers": 3, "hours": 2, "doors_per_hour": 20},
        "area": SQUARE,
        "filter": {"not_visited_since": "2026-12-01", "never_home": False},
        "start": [-82.55, 35.59],
        "seed": 1,
    }


def _edit(world: World) -> dict[str, Any]:
    return {"rev": world.rev("/api/plans/{plan_id}"), "edit": {"kind": "rename", "turf": 1, "name": "Loma"}}


def _plan_rev(world: World) -> dict[str, Any]:
    return {"rev": world.rev("/api/plans/{plan_id}")}


def _publish(world: World) -> dict[str, Any]:
    """Of a plan of its own: what is published has no way back."""
    world.ids["plan_id"] = str(draft_plan(world.cast, world.ground))
    return {**_plan_rev(world), "turfs": [1]}


def _place_rev(world: World) -> dict[str, Any]:
    return {"rev": world.rev("/api/places/{place_id}")}


BODIES: dict[tuple[str, str], Make] = {
    ("POST", "/api/invitations/lookup"): lambda world: {"token_hash": "0" * 64},
    ("POST", "/api/enrolments"): lambda world: {"token": b64encode(b"0" * 16)},
    ("POST", "/api/sessions"): _signature,
    ("PUT", "/api/session/return"): _way_back,
    ("POST", "/api/session/return"): lambda world: {"secret": "0" * 43},
    ("POST", "/api/session/proof"): _signature,
    ("PUT", "/api/vaults/candidacy"): _candidacy,
    ("POST", "/api/vaults/export"): lambda world: {},
    ("POST", "/api/vaults/resealing"): _resealing,
    ("PATCH", "/api/members/{member_id}"): lambda world: {
        "alias": "Darío",
        "role": "volunteer",
        "active": True,
    },
    ("POST", "/api/invitations"): lambda world: invitation(),
    ("POST", "/api/vaults/entries"): _entries,
    ("POST", "/api/campaigns"): _campaign,
    ("PATCH", "/api/campaigns/{campaign_id}"): _campaign_changes,
    ("POST", "/api/campaigns/{campaign_id}/scripts"): _script,
    ("PUT", "/api/campaigns/{campaign_id}/triage-rules"): _triage_rules,
    ("POST", "/api/held-pushes/{phone_id}/confirmation"): lambda world: {"member": world.ids["member_id"]},
    ("POST", "/api/held-pushes/discards"): lambda world: {"phones": [world.ids["member_id"]]},
    ("PUT", "/api/doors/{door_id}/do-not-knock"): lambda world: {"reason": "asked"},
    ("PUT", "/api/places/{place_id}/point"): lambda world: {
        **_place_rev(world),
        "point": [-82.5501, 35.5901],
    },
    ("DELETE", "/api/places/{place_id}/point"): _place_rev,
    ("POST", "/api/places/{place_id}/point/confirmation"): _place_rev,
    ("DELETE", "/api/doors/{door_id}/do-not-knock"): lambda world: {"reason": "Lo pidieron"},
    ("POST", "/api/imports/{import_id}/runs"): lambda world: {
        "source": "town",
        "mapping": MAPPING,
        "dry_run": True,
    },
    ("POST", "/api/campaigns/{campaign_id}/turf-previews"): lambda world: {"polygon": SQUARE, "turf": None},
    ("POST", "/api/campaigns/{campaign_id}/plans"): _plan,
    ("POST", "/api/plans/{plan_id}/edits"): _edit,
    ("POST", "/api/plans/{plan_id}/undo"): _plan_rev,
    ("POST", "/api/plans/{plan_id}/redo"): _plan_rev,
    ("POST", "/api/plans/{plan_id}/publish"): _publish,
    ("PATCH", "/api/turfs/{turf_id}"): _turf_changes,
    ("PUT", "/api/turfs/{turf_id}/start"): _start,
    ("POST", "/api/turfs/{turf_id}/renewal"): _renewal,
    ("POST", "/api/turfs/{turf_id}/split"): _split,
    ("POST", "/api/turfs/{turf_id}/merge"): _merge,
    ("POST", "/api/turfs/{turf_id}/moves"): _moves,
    ("POST", "/api/turfs/{turf_id}/assignments"): _hand_out,
    ("POST", "/api/sync/push"): _push,
    ("POST", "/api/sync/people"): _people,
    ("POST", "/api/sync/standing"): lambda world: {"leases": [world.ids["assignment_id"]]},
    ("POST", "/api/sync/outbox-files"): _outbox_file,
    ("POST", "/api/quarantine/{event_id}/acceptance"): _decision,
    ("POST", "/api/quarantine/{event_id}/discard"): _decision,
    ("POST", "/api/contacts/statuses"): lambda world: {"ids": [world.ids["contact_id"]]},
    ("POST", "/api/slots/holds/statuses"): lambda world: {"ids": [world.ids["slot_hold_id"]]},
    **DESK_BODIES,
    ("POST", "/api/turfs/{turf_id}/retirement"): _retirement,
    ("POST", "/api/campaigns/{campaign_id}/turfs"): _new_turf,
    ("PUT", "/api/steps"): lambda world: world.celia.get("/api/steps").json,
    ("PUT", "/api/needs"): lambda world: world.celia.get("/api/needs").json,
    ("PUT", "/api/accompaniment"): lambda world: {
        "most": 4,
        "was": world.celia.get("/api/accompaniment").json["most"],
    },
    ("POST", "/api/directory"): lambda world: {**_listed(), "name": "Despensa", "phone": "828-555-0101"},
    ("PATCH", "/api/directory/{organisation_id}"): lambda world: {
        "rev": world.rev("/api/directory/{organisation_id}"),
        "about_es": "Reparte comida",
        "about_en": "Hands out food",
        "web": "despensa.example",
        "place": "Calle Roble 14",
        "active": False,
    },
    ("POST", "/api/directory/{organisation_id}/services"): lambda world: {
        **_listed(),
        "name": "Comida",
        "needs": ["food"],
        "languages": ["es"],
    },
    ("PATCH", "/api/directory/services/{service_id}"): lambda world: {
        "rev": _rev_of_service(world),
        "area": "Condado",
        "hours": "Mo-Fr 09:00-17:00",
        "eligibility": "Quien la pida",
        "reach": "Llamar antes",
    },
    ("PUT", "/api/retention"): lambda world: {"kind": "contacts", "days": 60},
    ("POST", "/api/holds"): lambda world: {
        "covers": "campaign",
        "campaign": world.ids["campaign_id"],
        "kind": None,
        "reason": "Expediente 12",
    },
    **HOURS_BODIES,
    ("POST", "/api/campaigns/{campaign_id}/erasure"): _erasure,
}
"""In an order in which one may be called after the other."""

REFUSED = {
    ("POST", "/api/invitations/lookup"): 404,
    ("POST", "/api/enrolments"): 404,
    ("POST", "/api/sessions"): 403,
    ("POST", "/api/session/return"): 403,
    ("POST", "/api/session/proof"): 403,
    ("POST", "/api/vaults/entries"): 422,
    ("POST", "/api/held-pushes/{phone_id}/confirmation"): 404,
}
"""What is only ever refused here: a secret or a signature would have to be true, and nothing is held of any phone."""

KEYS: dict[str, Callable[[World], list[Any]]] = {
    "/api/members": lambda world: ["Alma"],
    "/api/invitations": lambda world: ["2026-11-23T08:00:00+00:00", world.ids["door_id"]],
    "/api/campaigns": lambda world: ["2026-11-23", world.ids["campaign_id"]],
    "/api/places/unsure": lambda world: ["range", "Calle Roble", "14", world.ids["place_id"]],
    "/api/campaigns/{campaign_id}/results": lambda world: [world.ids["door_id"], 1],
    "/api/campaigns/{campaign_id}/points": lambda world: [world.ids["place_id"], -82.5, 35.6],
    "/api/campaigns/{campaign_id}/turfs": lambda world: ["Arroyo", world.ids["turf_id"]],
    "/api/contacts": lambda world: [True, world.ids["contact_id"]],
    "/api/slots/holds": lambda world: [world.ids["slot_hold_id"]],
    "/api/quarantine": lambda world: [True, "2026-11-23T08:00:00+00:00", world.ids["event_id"], "00" * 32],
    "/api/findings": lambda world: [12],
    "/api/cases": lambda world: ["2026-11-23", world.ids["case_id"]],
    "/api/cases/tasks": lambda world: ["2026-11-23", world.ids["case_task_id"]],
    "/api/patterns/likenesses": lambda world: [world.ids["meeting_id"]],
    "/api/patterns/meetings": lambda world: ["2026-11-23", world.ids["meeting_id"]],
    "/api/gatherings": lambda world: ["2026-11-23", world.ids["gathering_id"]],
    "/api/gatherings/{gathering_id}/replies": lambda world: [world.ids["gathering_id"]],
    "/api/ladder/tasks": lambda world: ["", world.ids["person_task_id"]],
    "/api/ladder/notes": lambda world: [world.ids["person_id"]],
    "/api/ladder": lambda world: ["", world.ids["person_id"]],
    "/api/directory": lambda world: ["Despensa", world.ids["organisation_id"]],
}
"""A last row's key for each list that comes in pages."""

PEOPLE_KINDS: tuple[Callable[[World], dict[str, str]], ...] = (
    lambda world: contact(world.cast, world.ground.campaign),
    lambda world: answers(world.ground.campaign, world.ground.script, {"rent": ["yes"]}),
    lambda world: held_hour(world.cast, world.ground.campaign, world.ids["slot_id"]),
)
DOOR_KINDS: tuple[Callable[[World], dict[str, str]], ...] = (
    lambda world: world.phone.visit(world.ground.doors[2], **_sealed_visit(world)),
    lambda world: world.phone.correct(str(uuid.uuid4()), world.ground.doors[2], "vacant"),
    lambda world: world.phone.void(str(uuid.uuid4())),
    lambda world: world.phone.add_door(world.ground.turf, uuid.uuid4(), lon=-82.55, lat=35.59),
    lambda world: world.phone.freeze(
        "door.reported", {"door": str(world.ground.doors[2]), "problem": "wrong"}
    ),
    lambda world: world.phone.freeze("shift.started", {"turf": str(world.ground.turf)}),
)


def _sealed_visit(world: World) -> dict[str, Any]:
    record = str(uuid.uuid4())
    return {
        "id": record,
        "note": world.cast.sealed_text("field", "visit.note", record, {"v": 1, "id": record}),
        "language": None,
    }
