"""Fills the demo's organisation through the front doors: the import, cutting, handing out, and what phones hand in."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from shapely.geometry import box, mapping
from sqlalchemy import select, update

from canvass import assignments, campaigns, contacts, imports, people, routing, scripts, sync, turfs
from canvass.assignments import Assignment
from canvass.campaigns import Campaign, ScriptVersion
from canvass.contacts import Contact
from canvass.db import db
from canvass.demo.cast import Seals, Teammate, found_vaults, gather_team
from canvass.demo.people import DemoContact, DemoVisit, make_contacts, make_visits
from canvass.demo.town import Town, build_town, write_addresses
from canvass.geo.sources import preview
from canvass.places import Door, Place
from canvass.sealing import NewHolder, b64encode
from canvass.turfs import Turf, TurfDoor

SOURCE = "demo"
TEAM = (
    ("Elena", "administrator"),
    ("Beto", "lead"),
    ("Celia", "staff"),
    ("Alma", "volunteer"),
    ("Fermín", "volunteer"),
    ("Gloria", "volunteer"),
)
WALKS = (
    ("Alma", 0.4),
    ("Fermín", 1.0),
    ("Gloria", 0.6),
    ("Fermín", 0.85),
    ("Alma", 0.0),
    None,
    ("Gloria", 1.0),
    ("Fermín", 0.7),
    ("Gloria", 0.15),
    ("Fermín", 1.0),
    ("Gloria", 0.9),
)
"""Who has the first turfs, in order of their making, and at which share of the doors they have been; the rest is
nobody's yet."""
TURF_DOORS = 70
WEEKS_BEFORE, WEEKS_AFTER = 5, 5
NOTE_NEXT = "Llamar para acordar una cita"
LEASE_HOURS = 12


@dataclass(frozen=True)
class Lease:
    """A turf in somebody's hands, and at which share of its doors they have been."""

    turf: Turf
    assignment: Assignment
    mate: Teammate
    share: float


@dataclass
class Demo:
    """What the demo's command shows of what was made."""

    town: Town
    team: dict[str, Teammate]
    holder: NewHolder
    recovery: NewHolder
    seals: Seals
    campaign: Campaign
    script: ScriptVersion
    counts: dict[str, int] = field(default_factory=dict)


def seed(folder: Path) -> Demo:
    """Make the whole demo in the caller's transaction; files that it needs on the way lie in `folder`."""
    town = build_town()
    team = gather_team(TEAM)
    seals, holder, recovery = found_vaults(team["Celia"], team["Elena"])
    _import(town, folder / "addresses.csv", team["Beto"])
    campaign, script = _open_campaign(town, team)
    demo = Demo(town, team, holder, recovery, seals, campaign, script)
    drawn = _draw_turfs(demo)
    leases = _hand_out(demo, drawn)
    walked = _walk(demo, leases)
    _meet(demo, walked)
    _end_shifts(leases)
    demo.counts |= {"addresses": len(town.addresses), "turfs": len(drawn)}
    return demo


def _import(town: Town, path: Path, lead: Teammate) -> None:
    write_addresses(town, path)
    listing = imports.read_listing(path, preview(path).mapping, _tell_nobody)
    imports.bring_in(listing, SOURCE, dry_run=False, by=lead.id, tell=_tell_nobody)


def _tell_nobody(done: int, total: int) -> None:
    """The demo's list is short; nobody waits for a bar."""


def _open_campaign(town: Town, team: dict[str, Teammate]) -> tuple[Campaign, ScriptVersion]:
    lead, today = team["Beto"].actor, datetime.now(UTC).date()
    campaign = campaigns.open_campaign(
        lead,
        name=f"{town.name}: vivienda y trabajo",
        starts_on=today - timedelta(weeks=WEEKS_BEFORE),
        ends_on=today + timedelta(weeks=WEEKS_AFTER),
        languages=["es", "en"],
        members=[mate.id for mate in team.values() if mate.role != "administrator"],
    )
    return campaign, campaigns.publish_script(campaign, lead, scripts.starting_script())


def _draw_turfs(demo: Demo) -> list[Turf]:
    """The mobile-home park first, whole; the rest of the town by halving it until a piece is a shift's work."""
    lead = demo.team["Beto"].actor
    shapes = [(f"Los Sauces {n}", park.buffer(0.0002)) for n, park in enumerate(demo.town.parks, start=1)]
    points = [(float(row["lon"]), float(row["lat"])) for row in demo.town.addresses]
    shapes += [(f"Zona {n}", piece) for n, piece in enumerate(_pieces(points), start=1)]
    drawn = []
    for name, shape in shapes:
        try:
            drawn.append(turfs.cut_turf(demo.campaign, lead, name=name, polygon=mapping(shape)))
        except turfs.TurfEmpty:
            continue
    return drawn


def _pieces(points: Sequence[tuple[float, float]]) -> Iterator[Any]:
    if len(points) <= TURF_DOORS:
        lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
        margin = 0.0001
        yield box(min(lons) - margin, min(lats) - margin, max(lons) + margin, max(lats) + margin)
        return
    spread = [max(values) - min(values) for values in zip(*points, strict=True)]
    axis = spread.index(max(spread))
    ordered = sorted(points, key=lambda point: point[axis])
    yield from _pieces(ordered[: len(ordered) // 2])
    yield from _pieces(ordered[len(ordered) // 2 :])


def _hand_out(demo: Demo, drawn: Sequence[Turf]) -> list[Lease]:
    lead, until = demo.team["Beto"].actor, datetime.now(UTC) + timedelta(hours=LEASE_HOURS)
    leases = []
    for turf, walk in zip(drawn, WALKS, strict=False):
        if walk is not None:
            alias, share = walk
            lease = assignments.hand_out(turf, lead, members=[demo.team[alias].id], until=until)
            leases.append(Lease(turf, lease, demo.team[alias], share))
    ids = [lease.assignment.id for lease in leases]
    # The demo's past: these were handed out weeks ago.
    begun = datetime.now(UTC) - timedelta(weeks=WEEKS_BEFORE)
    db.session.execute(update(Assignment).where(Assignment.id.in_(ids)).values(starts_at=begun))
    return leases


def _walk(demo: Demo, leases: Sequence[Lease]) -> list[tuple[Turf, Door]]:
    """Visits along each turf, handed in as each walker's phone would; the doors where somebody talked."""
    visits, talked, sequences = iter(make_visits()), [], {lease.mate.alias: 0 for lease in leases}
    outboxes = {alias: str(uuid4()) for alias in sequences}
    for lease in leases:
        mate, events = lease.mate, []
        for door, visit in zip(_walked_doors(lease), visits, strict=False):
            sequences[mate.alias] += 1
            events.append(
                _visit_event(demo, lease.assignment, door, visit, outboxes[mate.alias], sequences[mate.alias])
            )
            if visit.result == "conversation":
                talked.append((lease.turf, door))
        _push(mate, events)
        demo.counts["visits"] = demo.counts.get("visits", 0) + len(events)
    return talked


def _walked_doors(lease: Lease) -> Sequence[Door]:
    """The first doors of the turf's walk, as many as its walker came to."""
    query = select(Door).join(TurfDoor, TurfDoor.door_id == Door.id)
    query = query.where(TurfDoor.turf_id == lease.turf.id, ~TurfDoor.removed)
    doors = db.session.scalars(query.order_by(TurfDoor.position)).all()
    return doors[: round(len(doors) * lease.share)]


def _visit_event(
    demo: Demo, lease: Assignment, door: Door, visit: DemoVisit, outbox: str, number: int
) -> dict[str, str]:
    visit_id, at = str(uuid7()), datetime.now(UTC) - timedelta(minutes=visit.minutes_ago)
    body: dict[str, Any] = {"door": str(door.id), "result": visit.result, "literature": visit.literature}
    for kind, part in (("note", {"text": visit.note}), ("language", {"language": visit.language})):
        if next(iter(part.values())):
            inside = {"v": 1, "id": visit_id, "door": str(door.id), **part}
            body[kind] = b64encode(demo.seals.seal("field", f"visit.{kind}", visit_id, inside))
    return _frozen(
        id=visit_id,
        device_seq=number,
        outbox=outbox,
        kind="visit.recorded",
        assignment=str(lease.id),
        generation=lease.generation,
        recorded_at=at.isoformat(timespec="milliseconds"),
        clock={"offset_ms": 0, "round_trip_ms": 60},
        schema=1,
        body=body,
    )


def _push(mate: Teammate, events: list[dict[str, str]]) -> None:
    for start in range(0, len(events), 100):
        answer = sync.push(
            mate.device, events[start : start + 100], now=datetime.now(UTC), grace=timedelta(0)
        )
        refused = [verdict for verdict in answer.verdicts if verdict.verdict != "accepted"]
        if refused:
            raise RuntimeError(f"the demo's own visits were not let in: {refused[0]}")


def _meet(demo: Demo, talked: Sequence[tuple[Turf, Door]]) -> None:
    """Contacts and answers of these conversations, handed in apart from the visits, and what staff made of them."""
    met = make_contacts()
    for number, person in enumerate(met):
        turf, door = talked[number % len(talked)]
        body = _contact_body(demo, person, turf, door)
        sealed = demo.seals.seal("intake", "contact", body["id"], body)
        _hand_in(
            id=body["id"],
            kind="contact",
            campaign=body["campaign"],
            week=body["week"],
            urgent=person.urgent,
            schema=1,
            body={"sealed": b64encode(sealed)},
        )
        _decide(demo, body, person)
    for number in range(len(talked)):
        _hand_in(
            id=str(uuid4()),
            kind="answers",
            campaign=str(demo.campaign.id),
            week=_week(date.today()),  # noqa: DTZ011 - a week is enough
            urgent=False,
            schema=1,
            body={"script": str(demo.script.id), "answers": _answers(demo.script, number), "sealed": None},
        )
    demo.counts["contacts"] = len(met)


def _contact_body(demo: Demo, person: DemoContact, turf: Turf, door: Door) -> dict[str, Any]:
    met_on = datetime.now(UTC).date() - timedelta(weeks=person.weeks_ago)
    language = person.body["consent"]["language"]
    consent = {**person.body["consent"], "words": demo.script.body["consent"][language], "on": str(met_on)}
    return {
        **person.body,
        "id": str(uuid4()),
        "campaign": str(demo.campaign.id),
        "week": _week(met_on),
        "on": str(met_on),
        "source": {"kind": "door", "door": str(door.id), "turf": str(turf.id), "address": _address(door)},
        "met_by": "Alma",
        "consent": consent,
    }


def _address(door: Door) -> str:
    """As a phone writes it: the place, then the apartment or lot."""
    address = db.session.get_one(Place, door.place_id).address
    return f"{address}, {door.label}" if door.label else address


def _decide(demo: Demo, body: dict[str, Any], person: DemoContact) -> None:
    """What staff's browser would do: pick up, route with everything sealed anew, or close."""
    contact = db.session.get_one(Contact, UUID(body["id"]))
    if person.fate == "new":
        return
    if person.fate == "picked_up":
        contacts.pick_up(contact, contact.rev)
        return
    chosen = {"consulta": ["consulta"], "leadership": ["leadership"], "both": ["consulta", "leadership"]}.get(
        person.fate, []
    )
    review = {"on": body["on"], "by": "Celia", "suggested": chosen, "chosen": chosen, "reason": ""}
    resealed = demo.seals.seal("intake", "contact", body["id"], {**body, "review": review})
    intake: dict[str, Any] = {"key_id": demo.seals.key_id("intake"), "sealed": resealed}
    if person.fate == "closed":
        contacts.close(contact, contact.rev, **intake)
        return
    case = _case(demo, body) if "consulta" in chosen else None
    person_on_ladder = _person(demo, body) if "leadership" in chosen else None
    routing.route(contact, contact.rev, **intake, case=case, ladder=person_on_ladder)


CARD = ("name", "phone", "channel", "when", "voicemail", "ask_for", "language")


def _case(demo: Demo, body: dict[str, Any]) -> routing.NewCase:
    record = str(uuid4())
    inside = {
        "v": 1,
        "id": record,
        "card": {name: body[name] for name in CARD},
        **{name: body[name] for name in ("needs", "urgency", "note", "consent")},
        "next_step": NOTE_NEXT,
        "opened_on": body["on"],
        "opened_by": "Celia",
    }
    sealed = demo.seals.seal("consulta", "case", record, inside)
    return routing.NewCase(
        UUID(record), demo.seals.key_id("consulta"), sealed, demo.team["Celia"].id, _soon(record)
    )


def _person(demo: Demo, body: dict[str, Any]) -> routing.NewPerson:
    record = str(uuid4())
    inside = {
        "v": 1,
        "id": record,
        "card": {name: body[name] for name in CARD},
        **{name: body[name] for name in ("interests", "consent")},
        "next_step": NOTE_NEXT,
        "history": [{"step": "met", "on": body["on"], "by": "Celia", "note": ""}],
    }
    sealed = demo.seals.seal("leadership", "ladder", record, inside)
    step = ("met", "met", "one_on_one", "event")[UUID(record).int % 4]
    return routing.NewPerson(
        UUID(record), demo.seals.key_id("leadership"), sealed, step, demo.team["Celia"].id, _soon(record)
    )


def _soon(record: str) -> date:
    """A next date between three days ago (a promise that is overdue) and ten days from now."""
    return datetime.now(UTC).date() + timedelta(days=UUID(record).int % 14 - 3)


def _answers(script: ScriptVersion, number: int) -> dict[str, list[str]]:
    """Coded answers to the questions that need no condition, in turn."""
    given = {}
    for question in script.body["questions"]:
        if not question.get("show_if") and not question.get("sensitive"):
            options = scripts.option_ids(question)
            given[question["id"]] = [options[number % len(options)]]
    return given


def _hand_in(**record: Any) -> None:
    verdict = people.take_in([_frozen(**record)])[0]
    if verdict.verdict != "accepted":
        raise RuntimeError(f"the demo's own record was not let in: {verdict}")


def _end_shifts(leases: Sequence[Lease]) -> None:
    """One turf came back already, so that the lead sees every state."""
    last = leases[-1]
    assignments.return_assignment(last.assignment, last.mate.actor)


def _frozen(**envelope: Any) -> dict[str, str]:
    return {"id": envelope["id"], "envelope": json.dumps(envelope)}


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def uuid7() -> UUID:
    """RFC 9562's version 7: milliseconds, then random bits."""
    value = (time.time_ns() // 1_000_000) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
