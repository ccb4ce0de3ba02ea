"""Live turfs split, merged, made anew, and doors moved between them: as drafts are edited, while people walk them.

Phones learn of it by revisions and tombstones, as when a turf is redrawn. A lease stays with the turf that keeps its id.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import or_, select

from canvass.access import Actor
from canvass.assignments import retire
from canvass.audit import write_act
from canvass.bulk import one_of
from canvass.campaigns import Campaign, check_open, find_campaign
from canvass.db import db, table_of
from canvass.errors import N_, Conflict, NotFound
from canvass.geo.cuts.wishes import Size
from canvass.geo.drafting import edits
from canvass.geo.drafting.editing import edit
from canvass.geo.drafting.layouts import DraftTurf, Layout, Terms, in_degrees
from canvass.geo.drafting.naming import unlike
from canvass.geo.plane import reproject
from canvass.geo.shapes import line_from_geojson
from canvass.places import Door
from canvass.plan_doors import Stock, stock_of_turfs, taken_ground
from canvass.revisions import take_turn
from canvass.turf_drawing import walk_from
from canvass.turfs import Turf, TurfDoor, TurfRetired, find_turf, in_order, rewalk, start_of
from canvass.visits import DoorState
from canvass.walkways import KnownGround

ANY_SIZE = Terms(Size(1.0), metric=KnownGround())
FIRST, SECOND = 1, 2
LONGEST_NOTE = 500


class TurfLeftEmpty(Conflict):
    code = "turf_left_empty"
    message = N_("En la zona no quedaría ninguna puerta. Júntela con la otra.")


class NothingLeftOver(Conflict):
    code = "turf_all_visited"
    message = N_("En esta zona ya se visitaron todas las puertas.")


class StillWhole(Conflict):
    code = "turf_untouched"
    message = N_("En esta zona todavía no se ha visitado ninguna puerta. Repártala tal como está.")


def split_turf(
    turf: Turf, actor: Actor, rev: int, line: Mapping[str, Any] | None = None
) -> tuple[Turf, Turf]:
    """The turf in two, evenly or along a line (GeoJSON); the new one is nobody's yet. `Stale` where `rev` is an old one.

    Both keep what is noted of the whole: nobody can tell which part it is about. `TurfLeftEmpty` where nobody is to knock
    at any door of the new one.
    """
    drawn = None if line is None else line_from_geojson(line)
    campaign = _lock(turf, actor)
    _take(turf, rev)
    stock, layout = _lay(campaign, [turf])
    after = edit(stock.doors, layout, edits.Split(FIRST, drawn), ANY_SIZE)
    kept, other = (_find(after, n) for n in (FIRST, after.last))
    new = Turf(id=uuid4(), campaign_id=campaign.id, note=turf.note, state="live", rev=1)
    new.good_for, new.start = turf.good_for, turf.start
    new.name = unlike(turf.name, taken_ground(campaign.id)[1])
    write_act("turf_changed", actor=actor.member_id, subject=turf.id, redrawn=True)
    write_act("turf_cut", actor=actor.member_id, subject=new.id, doors=len(other.doors))
    _write(turf, kept, stock)
    db.session.add(new)
    _write(new, other, stock)
    return turf, new


def merge_turfs(turf: Turf, actor: Actor, rev: int, other: UUID, other_rev: int) -> Turf:
    """The other turf's doors and note join this one's; the other is retired, its leases end. `Stale` where a `rev` is an
    old one."""
    campaign = _lock(turf, actor)
    beside = _beside(turf, other, actor)
    _take(turf, rev)
    stock, layout = _lay(campaign, [turf, beside])
    after = edit(stock.doors, layout, edits.Merge(FIRST, SECOND), ANY_SIZE)
    retire(beside, actor, other_rev)
    turf.note = _both_notes(turf.note, beside.note)
    turf.good_for = _good_for_both(turf.good_for, beside.good_for)
    write_act("turf_changed", actor=actor.member_id, subject=turf.id, redrawn=True)
    _write(turf, _find(after, FIRST), stock)
    return turf


def move_doors(
    turf: Turf, actor: Actor, rev: int, doors: Sequence[UUID], to: UUID, to_rev: int
) -> tuple[Turf, Turf]:
    """Doors of this turf go to another of its campaign, with all of their building that is here. `Stale` where a `rev` is
    an old one; `TurfLeftEmpty` if none stayed."""
    campaign = _lock(turf, actor)
    beside = _beside(turf, to, actor)
    _take(turf, rev)
    _take(beside, to_rev)
    stock, layout = _lay(campaign, [turf, beside])
    asked, mine = set(doors), set(_find(layout, FIRST).doors.tolist())
    moving = [number for number, door in enumerate(stock.ids) if door in asked and number in mine]
    after = edit(stock.doors, layout, edits.Move(np.array(moving, np.int64), SECOND), ANY_SIZE)
    if all(left.n != FIRST for left in after.turfs):
        raise TurfLeftEmpty
    for changed in (turf, beside):
        write_act("turf_changed", actor=actor.member_id, subject=changed.id, redrawn=True)
    # The one that loses doors first: in no moment is a door in two.
    _write(turf, _find(after, FIRST), stock)
    _write(beside, _find(after, SECOND), stock)
    return turf, beside


def renew_turf(turf: Turf, actor: Actor, rev: int) -> Turf:
    """A new turf of the doors of this one that nobody has visited in its campaign: on the same ground, with what was noted
    of it, nobody's yet. This one is retired, its leases end. `NothingLeftOver`, `StillWhole`: there is nothing to do.
    """
    campaign = _lock(turf, actor)
    retire(turf, actor, rev)
    every, left = _doors_left(turf)
    if not left:
        raise NothingLeftOver
    if len(left) == every:
        raise StillWhole
    new = Turf(id=uuid4(), campaign_id=campaign.id, note=turf.note, state="live", rev=1)
    new.good_for, new.start, new.polygon = turf.good_for, turf.start, turf.polygon
    new.name = unlike(turf.name, taken_ground(campaign.id)[1])
    walk, metres = walk_from(start_of(turf), left)
    db.session.add(new)
    write_act("turf_cut", actor=actor.member_id, subject=new.id, doors=len(walk))
    rewalk(new, walk, metres)
    return new


def _doors_left(turf: Turf) -> tuple[int, list[UUID]]:
    """How many doors the turf has, and those that nobody has visited in its campaign and where anybody may knock."""
    state = (DoorState.campaign_id == TurfDoor.campaign_id) & (DoorState.door_id == TurfDoor.door_id)
    query = (
        select(TurfDoor.door_id, DoorState.attempts, Door.do_not_knock, Door.vanished_at)
        .join(Door, Door.id == TurfDoor.door_id)
        .outerjoin(DoorState, state)
        .where(TurfDoor.turf_id == turf.id, ~TurfDoor.removed)
    )
    rows = db.session.execute(query).all()
    left = [row.door_id for row in rows if not (row.attempts or row.do_not_knock or row.vanished_at)]
    return len(rows), left


def _both_notes(mine: str, theirs: str) -> str:
    """The other's note below one's own, as far as there is room; a line said twice is said once."""
    said = mine.splitlines()
    more = [line for line in theirs.splitlines() if line not in said]
    return "\n".join([*said, *more])[:LONGEST_NOTE]


def _good_for_both(mine: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Stairs of either are stairs of both together; a short walk is one only if both were."""
    short = {"short_walk"} & set(mine) & set(theirs)
    return in_order(short | ({*mine, *theirs} - {"short_walk"}))


def _lock(turf: Turf, actor: Actor) -> Campaign:
    """The turf's campaign, its row before any turf's, as whoever cuts or hands out locks them."""
    campaign = find_campaign(turf.campaign_id, actor)
    check_open(campaign)
    db.session.refresh(campaign, with_for_update={"key_share": True})
    return campaign


def _beside(turf: Turf, other: UUID, actor: Actor) -> Turf:
    found = find_turf(other, actor)
    if found.campaign_id != turf.campaign_id or found.id == turf.id:
        raise NotFound
    return found


def _take(turf: Turf, rev: int) -> None:
    take_turn(turf, rev)
    if turf.state != "live":
        raise TurfRetired


def _lay(campaign: Campaign, turfs: Sequence[Turf]) -> tuple[Stock, Layout]:
    """These turfs as a layout's first ones, and beside them, as published ones, all whose ground is not to be had."""
    if any(turf.state != "live" for turf in turfs):
        raise TurfRetired
    stock, walks = stock_of_turfs([turf.id for turf in turfs])
    own = [
        _draft(n, turf, stock, np.array(walk, np.int64))
        for n, (turf, walk) in enumerate(zip(turfs, walks, strict=True), FIRST)
    ]
    mine = {turf.id for turf in turfs}
    theirs = select(Turf).where(Turf.campaign_id == campaign.id, Turf.state == "live", Turf.id.not_in(mine))
    others = [
        _draft(n, turf, stock, np.zeros(0, np.int64), str(turf.id))
        for n, turf in enumerate(db.session.scalars(theirs.order_by(Turf.id)), len(own) + 1)
    ]
    return stock, Layout((*own, *others), (), len(own) + len(others))


def _draft(n: int, turf: Turf, stock: Stock, walk: Any, published: str | None = None) -> DraftTurf:
    polygon = reproject(turf.polygon, stock.doors.plane.to_metres)
    return DraftTurf(n, f"{n} {turf.name}", walk, 0.0, 0.0, polygon, published)


def _find(layout: Layout, n: int) -> DraftTurf:
    return next(turf for turf in layout.turfs if turf.n == n)


def _write(turf: Turf, draft: DraftTurf, stock: Stock) -> None:
    turf.polygon, start = in_degrees(draft.polygon, stock.doors.plane), start_of(turf)
    ids = stock.ids_of(draft.doors)
    shunned, own = _shunned_among(ids), _doors_of(turf)
    if shunned.issuperset(ids):
        raise TurfLeftEmpty
    doors = draft.doors[[id_ not in shunned or id_ in own for id_ in ids]]
    walk, metres = stock.ids_of(doors), stock.metres_of(doors)
    if start is not None:
        walk, metres = walk_from(start, walk)
    rewalk(turf, walk, metres)


def _shunned_among(doors: Sequence[UUID]) -> set[UUID]:
    """Those where nobody is to knock, or that no list names: they stay in the turf that they are in, and join no other."""
    shunned = or_(Door.do_not_knock, Door.vanished_at.is_not(None))
    with db.session.no_autoflush:
        return set(db.session.scalars(select(Door.id).where(one_of(table_of(Door).c.id, doors), shunned)))


def _doors_of(turf: Turf) -> set[UUID]:
    own = select(TurfDoor.door_id).where(TurfDoor.turf_id == turf.id, ~TurfDoor.removed)
    with db.session.no_autoflush:
        return set(db.session.scalars(own))
