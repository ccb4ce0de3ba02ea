"""Paring: a visit loses member, hour, note and its own id, which tells the hour; its result goes on to count at its door.

State stays a function of the set of events: an event of the server's own, under a random id, takes the place of what phones
told. What they hand in again is a duplicate, and what they say later of a pared visit is let go of.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select, update

from canvass import log
from canvass.arrivals import beyond_a_gap
from canvass.bulk import insert_rows
from canvass.counts import counts_at
from canvass.db import db
from canvass.devices import lock_every_device
from canvass.marks import lock_doors
from canvass.pared import middle_of, pared_event
from canvass.places import Door
from canvass.tellings import DO_NOT_KNOCK, KINDS
from canvass.visits import Touched, Visit, asked_at, lock_campaigns, rows_at, stamp, write_states

# Rows are written past the session, which holds none of them.
UNSEEN = {"synchronize_session": False}


def pare(visits: Collection[UUID], zone: ZoneInfo) -> int:
    """Take member and hour from these visits, some hundred at once; how many. One that was taken back is to be forgotten."""
    # A push on its way has asked already what was pared.
    lock_every_device()
    whole = select(*Visit.__table__.c).where(Visit.id.in_(visits), ~Visit.voided)
    lock_campaigns(set(db.session.scalars(whole.with_only_columns(Visit.campaign_id))))
    gone = [dict(row) for row in db.session.execute(whole).mappings()]
    if not gone:
        return 0
    ids = [row["id"] for row in gone]
    left = _left_of(gone, zone)
    told_by = {*ids, *log.ids_about(ids, KINDS)}
    log.strip(told_by, in_sequence=beyond_a_gap(told_by))
    db.session.execute(delete(Visit).where(Visit.id.in_(ids)), execution_options=UNSEEN)
    # By their new ids, which are random: neither the rows' order nor the log's says which was before which.
    rows = sorted(left.values(), key=lambda row: row["id"])
    insert_rows(Visit, rows)
    _rename_marks(left)
    states = {(row["campaign_id"], row["door_id"]) for row in rows}
    write_states(states, counts_at({door for _, door in states}))
    numbers = log.take_numbers(len(rows))
    log.append([pared_event(row) for row in rows], numbers)
    stamp(Touched(frozenset(states), frozenset()), numbers[-1])
    return len(rows)


def _left_of(gone: Sequence[Mapping[str, Any]], zone: ZoneInfo) -> dict[UUID, dict[str, Any]]:
    """What is left of each visit, by the id that it had. Which came last at its door stays so."""
    turns: Counter[tuple[object, ...]] = Counter()
    left: dict[UUID, dict[str, Any]] = {}
    for row in sorted(gone, key=lambda row: (row["at"], row["id"])):
        day = row["at"].astimezone(zone).date()
        place = row["campaign_id"], row["door_id"], day
        bare = {"member_id": None, "note": None, "language": None, "late": False, "clamped": False}
        left[row["id"]] = {**row, **bare, "id": uuid4(), "at": middle_of(day, zone, turns[place])}
        turns[place] += 1
    return left


def _rename_marks(left: Mapping[UUID, Mapping[str, Any]]) -> None:
    """Let a mark that names one of these visits name the least of those that ask for it now."""
    doors = {row["door_id"] for row in left.values() if row["result"] == DO_NOT_KNOCK}
    named = [each.id for each in lock_doors(doors) if each.do_not_knock_event_id in left]
    for door, visit in sorted(asked_at(rows_at(named)), reverse=True):
        mark = update(Door).where(Door.id == door).values(do_not_knock_event_id=visit)
        db.session.execute(mark, execution_options=UNSEEN)
