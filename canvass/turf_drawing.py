"""Turfs that leads draw by hand: previewed, cut, changed; and where a turf's walk begins: the parking, the entrance."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from canvass.access import Actor
from canvass.audit import write_act
from canvass.bulk import one_of
from canvass.campaigns import Campaign, check_open, find_campaign
from canvass.db import db, table_of
from canvass.errors import N_, Invalid
from canvass.geo.distance import LonLat, path_metres
from canvass.geo.shapes import Area, from_geojson
from canvass.geo.surveying import Claim, SeenDoor, Survey, survey
from canvass.geo.walking import WalkDoor, walk_order
from canvass.places import Door, Place
from canvass.revisions import take_turn
from canvass.turfs import Turf, TurfDoor, TurfRetired, in_order, in_reach, rewalk, start_of
from canvass.walkways import KnownGround


class TurfEmpty(Invalid):
    code = "turf_empty"
    message = N_("En este polígono no hay ninguna puerta libre. Trace otro, o mire qué zonas ya las tienen.")


class StartTooFar(Invalid):
    code = "turf_start_far"
    message = N_("Ese punto queda demasiado lejos de la zona. Elija uno más cerca.")


def preview(campaign: Campaign, polygon: Mapping[str, Any], turf: UUID | None = None) -> Survey[UUID]:
    """What the drawn polygon (GeoJSON) would make as a new turf of the campaign, or as `turf`'s new polygon.

    A door that lists no longer name, or that must not be knocked at, joins none. Raises a `ShapeError` for a
    polygon that cannot be used.
    """
    return _survey(campaign.id, from_geojson(polygon), turf)


def cut_turf(
    campaign: Campaign,
    actor: Actor,
    *,
    name: str,
    polygon: Mapping[str, Any],
    note: str = "",
    good_for: Collection[str] = (),
) -> Turf:
    """Cut a turf out of the drawn polygon (GeoJSON): its free doors in walking order; `TurfEmpty` if none."""
    check_open(campaign)
    drawn = from_geojson(polygon)
    # One cutter at a time in a campaign, so that the second one sees what the first has taken.
    db.session.refresh(campaign, with_for_update={"key_share": True})
    found = _survey(campaign.id, drawn)
    turf = Turf(id=uuid4(), campaign_id=campaign.id, name=name, note=note, state="live", rev=1)
    turf.good_for = in_order(good_for)
    walk = _settle(turf, found)
    db.session.add(turf)
    write_act("turf_cut", actor=actor.member_id, subject=turf.id, doors=found.doors)
    rewalk(turf, walk, found.walk_metres)
    return turf


def change_turf(
    turf: Turf,
    actor: Actor,
    rev: int,
    *,
    polygon: Mapping[str, Any] | None = None,
    good_for: Collection[str] | None = None,
    **texts: str,
) -> Turf:
    """Change what is given of name, note, `good_for` and polygon; `Stale` where `rev` is an old one.

    A new polygon adds and removes doors; phones learn of it by the new revisions. A start that is too far from it is
    none any more.
    """
    campaign = find_campaign(turf.campaign_id, actor)
    check_open(campaign)
    drawn = None if polygon is None else from_geojson(polygon)
    db.session.refresh(campaign, with_for_update={"key_share": True})
    take_turn(turf, rev)
    if turf.state != "live":
        raise TurfRetired
    for field, value in texts.items():
        setattr(turf, field, value)
    if good_for is not None:
        turf.good_for = in_order(good_for)
    write_act("turf_changed", actor=actor.member_id, subject=turf.id, redrawn=drawn is not None)
    if drawn is not None:
        if turf.start is not None and not in_reach(turf.start, drawn):
            turf.start = None
        found = _survey(campaign.id, drawn, turf.id, start_of(turf))
        rewalk(turf, _settle(turf, found), found.walk_metres)
    db.session.flush()
    return turf


def begin_at(turf: Turf, actor: Actor, rev: int, start: Sequence[float] | None) -> Turf:
    """Let the turf's walk begin there (WGS84), or wherever it is shortest; `Stale` where `rev` is an old one, `StartTooFar`.

    Its doors stay what they are: phones learn of their new order by the new revisions.
    """
    campaign = find_campaign(turf.campaign_id, actor)
    check_open(campaign)
    # Locked before the turf, as whoever redraws it does.
    db.session.refresh(campaign, with_for_update={"key_share": True})
    take_turn(turf, rev)
    if turf.state != "live":
        raise TurfRetired
    if start is not None and not in_reach(start, turf.polygon):
        raise StartTooFar
    turf.start = None if start is None else list(start)
    write_act("turf_changed", actor=actor.member_id, subject=turf.id, redrawn=False)
    mine = select(TurfDoor.door_id).where(TurfDoor.turf_id == turf.id, ~TurfDoor.removed)
    walk, metres = walk_from(start_of(turf), db.session.scalars(mine).all())
    rewalk(turf, walk, metres)
    db.session.flush()
    return turf


def walk_from(start: LonLat | None, doors: Sequence[UUID]) -> tuple[list[UUID], int]:
    """The doors in the order of a short walk from there, and its metres from door to door, as the crow flies."""
    query = select(Door, Place.number, Place.street).join(Place, Place.id == Door.place_id)
    rows = db.session.execute(query.where(one_of(table_of(Door).c.id, doors)))
    found = {str(door.id): _walk_door(door, number, street) for door, number, street in rows}
    walk = [found[door] for door in walk_order(found.values(), start=start, metric=KnownGround())]
    return [UUID(door.id) for door in walk], round(path_metres([(door.lon, door.lat) for door in walk]))


def _survey(
    campaign_id: UUID, drawn: Area, own: UUID | None = None, start: LonLat | None = None
) -> Survey[UUID]:
    query = (
        select(Turf).where(Turf.campaign_id == campaign_id, Turf.state == "live").order_by(Turf.name, Turf.id)
    )
    others = [Claim(turf.id, turf.name, turf.polygon) for turf in db.session.scalars(query) if turf.id != own]
    return survey(drawn, _doors_near(campaign_id, drawn), others, own, KnownGround(), start)


def _doors_near(campaign_id: UUID, area: Area) -> list[SeenDoor[UUID]]:
    """The doors in the area's bounding box, each with the live turf of this campaign that it is in."""
    west, south, east, north = area.bounds
    in_turf = (TurfDoor.door_id == Door.id) & (TurfDoor.campaign_id == campaign_id) & TurfDoor.live
    query = (
        select(Door, Place.number, Place.street, TurfDoor.turf_id)
        .join(Place, Place.id == Door.place_id)
        .outerjoin(TurfDoor, in_turf)
        .where(Door.lon.between(west, east), Door.lat.between(south, north))
    )
    return [_seen(*row) for row in db.session.execute(query)]


def _seen(door: Door, number: str, street: str, turf: UUID | None) -> SeenDoor[UUID]:
    shunned = door.do_not_knock or door.vanished
    return SeenDoor(_walk_door(door, number, street), turf, door.do_not_knock, shunned)


def _walk_door(door: Door, number: str, street: str) -> WalkDoor:
    place = str(door.place_id)
    return WalkDoor(str(door.id), number, street, door.label, door.lon, door.lat, place, door.floor)


def _settle(turf: Turf, found: Survey[UUID]) -> list[UUID]:
    """Give the turf its ground; its doors in walking order."""
    if not found.walk or found.polygon is None:
        raise TurfEmpty
    turf.polygon = found.polygon
    return [UUID(door.id) for door in found.walk]
