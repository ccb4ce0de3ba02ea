"""Publishing a plan, or some of its turfs: they become live turfs, all in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import cast
from uuid import UUID, uuid4

import numpy as np
import shapely
from numpy.typing import NDArray

from canvass.access import Actor
from canvass.audit import write_acts
from canvass.bulk import insert_rows
from canvass.campaigns import check_open, find_campaign
from canvass.db import db
from canvass.geo.drafting.draft_rounds import go_round
from canvass.geo.drafting.edits import TurfUnknown
from canvass.geo.drafting.layouts import DraftTurf, Layout, in_degrees
from canvass.geo.drafting.naming import unlike
from canvass.geo.shapes import Area, subtract
from canvass.log import take_numbers
from canvass.plan_doors import Stock, find_unavailable, taken_ground
from canvass.plan_steps import start_anew
from canvass.plans import Face, Plan, check_draft, look_at, terms_of
from canvass.revisions import take_turn
from canvass.turfs import Turf, TurfDoor, in_reach

Ints = NDArray[np.int64]

MOST_ALONG_STREETS = 40
"""Turfs; where more are walked anew at once, straight lines have to do, for the lead waits."""
ROUND_A_DOOR = 5e-5
"""Degrees, some five metres."""


@dataclass(frozen=True)
class NewTurf:
    """A live turf to be: its doors in walking order."""

    id: UUID
    name: str
    polygon: Area
    walk_metres: int
    doors: Sequence[UUID]


@dataclass(frozen=True)
class Published:
    """The live turfs that came of it, and how many doors somebody took meanwhile, or may not be knocked at now."""

    turfs: list[UUID]
    left_out: int


def walk_anew(face: Face, chosen: Collection[int] | None = None) -> dict[int, Ints]:
    """The walks of those of the turfs, by their numbers, of which doors were put elsewhere since they were made."""
    if face.stock is None or face.layout is None:
        return {}
    named = [turf for turf in face.layout.turfs if chosen is None or turf.n in chosen]
    turfs = [turf for turf in named if face.moved_in(turf)]
    terms = terms_of(face.plan)
    if len(turfs) > MOST_ALONG_STREETS:
        terms = replace(terms, metric=None)
    return {turf.n: go_round(face.stock.doors, turf.doors, terms)[0] for turf in turfs}


def publish(
    plan: Plan,
    actor: Actor,
    rev: int,
    chosen: Collection[int] | None = None,
    walks: Mapping[int, Ints] = MappingProxyType({}),
) -> Published:
    """Cut the plan's turfs, or those with these numbers, as live ones; `walks` are other ones than the plan's, by the
    turf's number (see `walk_anew`). `Stale` where `rev` is an old one.

    Doors that are in a live turf by now, or that nobody may knock at any more, are left out, and the plan lets go of
    them; a turf of which nothing is left is not cut. There is no way back from here: undo begins anew.
    """
    campaign = find_campaign(plan.campaign_id, actor)
    check_open(campaign)
    # As whoever cuts turfs by hand: one at a time in a campaign, and its row before any other.
    db.session.refresh(campaign, with_for_update={"key_share": True})
    take_turn(plan, rev)
    _, stock, layout = check_draft(look_at(plan))
    asked = _chosen(layout, chosen)
    taken, names = taken_ground(campaign.id)
    gone = _gone(stock, find_unavailable(campaign.id, stock.ids))
    used, made, after, left_out = set(names), [], [], []
    ground = shapely.STRtree(taken)
    for turf in asked:
        walk = walks.get(turf.n, turf.doors)
        walk = walk[~gone[walk]]
        left_out.append(turf.doors[gone[turf.doors]])
        if not len(walk):
            continue
        name = unlike(turf.name, used)
        used.add(name)
        new = _new_turf(turf, name, walk, stock, ground)
        made.append(new)
        after.append(replace(turf, name=name, doors=walk, published=str(new.id)))
    write_acts("turf_cut", actor=actor.member_id, acts=[(new.id, {"doors": len(new.doors)}) for new in made])
    _add(plan, made)
    kept = layout.replaced(after, [turf.n for turf in asked])
    kept = replace(kept, gone=np.unique(np.concatenate([kept.gone, *left_out])))
    if all(turf.published for turf in kept.turfs):
        plan.state = "published"
    start_anew(plan, kept, len(stock.ids))
    return Published([new.id for new in made], sum(map(len, left_out)))


def _chosen(layout: Layout, chosen: Collection[int] | None) -> list[DraftTurf]:
    """The turfs to publish; naming one that is live already does no harm."""
    if chosen is not None and not {turf.n for turf in layout.turfs}.issuperset(chosen):
        raise TurfUnknown
    return [turf for turf in layout.turfs if not turf.published and (chosen is None or turf.n in chosen)]


def _gone(stock: Stock, unavailable: set[UUID]) -> NDArray[np.bool_]:
    return np.array([door in unavailable for door in stock.ids], bool)


def _new_turf(turf: DraftTurf, name: str, walk: Ints, stock: Stock, taken: shapely.STRtree) -> NewTurf:
    shape = in_degrees(turf.polygon, stock.doors.plane)
    over = [taken.geometries[at] for at in taken.query(shape, predicate="intersects")]
    left = subtract(shape, over) if over else shape
    if left is None:
        points = shapely.MultiPoint(np.column_stack((stock.doors.lon[walk], stock.doors.lat[walk])))
        left = cast(Area, points.buffer(ROUND_A_DOOR))
    return NewTurf(uuid4(), name, left, stock.metres_of(walk), stock.ids_of(walk))


def _add(plan: Plan, new: Sequence[NewTurf]) -> None:
    db.session.add_all(
        Turf(
            id=turf.id,
            campaign_id=plan.campaign_id,
            name=turf.name,
            note="",
            state="live",
            polygon=turf.polygon,
            walk_metres=turf.walk_metres,
            start=plan.start if plan.start and in_reach(plan.start, turf.polygon) else None,
            rev=1,
        )
        for turf in new
    )
    db.session.flush()
    walks = [(turf.id, door, at) for turf in new for at, door in enumerate(turf.doors, 1)]
    rows = [
        {
            "turf_id": turf,
            "door_id": door,
            "campaign_id": plan.campaign_id,
            "position": at,
            "removed": False,
            "live": True,
            "revision": number,
        }
        for (turf, door, at), number in zip(walks, take_numbers(len(walks)), strict=True)
    ]
    insert_rows(TurfDoor, rows)
