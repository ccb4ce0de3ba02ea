"""Fills the demo's organisation through the front doors: the import, cutting, handing out, and what phones hand in."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from shapely.geometry import box, mapping
from sqlalchemy import update

from canvass import assignments, campaigns, hours, imports, scripts, slots, turf_drawing
from canvass.assignments import Assignment
from canvass.campaigns import Campaign, ScriptVersion
from canvass.db import db
from canvass.demo import directory
from canvass.demo.cast import Teammate, found_vaults, gather_team
from canvass.demo.hosting import host
from canvass.demo.meeting import meet
from canvass.demo.outlines import features_of
from canvass.demo.story import Demo, Lease
from canvass.demo.town import Town, build_town, write_addresses
from canvass.demo.visiting import walk
from canvass.geo.sources import preview
from canvass.streets import replace_features
from canvass.turfs import Turf

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
OFFICE_HOURS = (
    {"weekday": 1, "begins": "16:00", "ends": "18:00", "minutes": 30, "place": "Centro comunitario"},
    {"weekday": 4, "begins": "09:00", "ends": "11:00", "minutes": 40, "place": "Biblioteca, sala 2"},
)
WEEKS_BEFORE, WEEKS_AFTER = 5, 5
LEASE_HOURS = 12


def seed(folder: Path, today: date) -> Demo:
    """Make the whole demo in the caller's transaction; files that it needs on the way lie in `folder`. It is `today`."""
    town = build_town()
    team = gather_team(TEAM)
    seals, holder, recovery = found_vaults(team["Celia"], team["Elena"])
    _import(town, folder / "addresses.csv", team["Beto"])
    replace_features(SOURCE, features_of(town))
    campaign, script = _open_campaign(town, team)
    demo = Demo(town, team, holder, recovery, seals, campaign, script)
    drawn = _draw_turfs(demo)
    leases = _hand_out(demo, drawn)
    walked = walk(demo, leases)
    meet(demo, walked)
    host(demo)
    _receive(team["Celia"], today)
    _end_shifts(leases)
    demo.counts["organisations"] = directory.fill(team["Celia"].id)
    demo.counts |= {"addresses": len(town.addresses), "turfs": len(drawn)}
    return demo


def _import(town: Town, path: Path, lead: Teammate) -> None:
    write_addresses(town, path)
    listing = imports.read_listing(path, preview(path).mapping, tell_nobody)
    imports.bring_in(listing, SOURCE, dry_run=False, by=lead.id, tell=tell_nobody)


def tell_nobody(done: int, total: int) -> None:
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


def _receive(staff: Teammate, today: date) -> None:
    """Office hours, of which somebody already has two conversations; some of the others travel with the phones."""
    for line in OFFICE_HOURS:
        hours.add_hours(staff.id, **line, languages=["es", "en"])
    slots.lay_out(today)
    for slot in slots.list_slots(today)[1:4:2]:
        slots.set_state(slot, slot.rev, "kept", staff.id)
    slots.publish(today)


def _draw_turfs(demo: Demo) -> list[Turf]:
    """The mobile-home park first, whole; the rest of the town by halving it until a piece is a shift's work."""
    lead = demo.team["Beto"].actor
    shapes = [(f"Los Sauces {n}", park.buffer(0.0002)) for n, park in enumerate(demo.town.parks, start=1)]
    points = [(float(row["lon"]), float(row["lat"])) for row in demo.town.addresses]
    shapes += [(f"Zona {n}", piece) for n, piece in enumerate(_pieces(points), start=1)]
    drawn = []
    for name, shape in shapes:
        try:
            drawn.append(turf_drawing.cut_turf(demo.campaign, lead, name=name, polygon=mapping(shape)))
        except turf_drawing.TurfEmpty:
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
    for turf, walker in zip(drawn, WALKS, strict=False):
        if walker is not None:
            alias, share = walker
            lease = assignments.hand_out(turf, lead, members=[demo.team[alias].id], until=until)
            leases.append(Lease(turf, lease, demo.team[alias], share))
    ids = [lease.assignment.id for lease in leases]
    # The demo's past: these were handed out weeks ago.
    begun = datetime.now(UTC) - timedelta(weeks=WEEKS_BEFORE)
    db.session.execute(update(Assignment).where(Assignment.id.in_(ids)).values(starts_at=begun))
    return leases


def _end_shifts(leases: Sequence[Lease]) -> None:
    """One turf came back already, so that the lead sees every state."""
    last = leases[-1]
    assignments.return_assignment(last.assignment, last.mate.actor)
