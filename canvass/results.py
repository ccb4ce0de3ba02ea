"""Results: what was found at each door of a campaign, for other systems, by NGP VAN's codes; nothing of anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from canvass.access import PROOF_LIFE
from canvass.audit import was_written, write_act
from canvass.db import db
from canvass.places import DoorName, door_names
from canvass.visits import Visit

VAN_CODES: Mapping[str, int] = {
    "conversation": 14,
    "not_home": 1,
    "declined": 2,
    "do_not_knock": 2,
    "inaccessible": 3,
    "vacant": 10,
}
"""NGP VAN's result codes; for the other results it has none that every committee has."""
LIT_DROPPED = 21
KEPT_HERE = ("skipped_unsafe",)
"""Why somebody did not dare to knock is the leads' to know, and no other system's."""


@dataclass(frozen=True)
class DoorResult:
    """A visit that stands: where, on which day, what was found, and its codes. Its id holds its time, and stays here."""

    door: DoorName | None
    on: date
    result: str
    literature: bool
    van_codes: Sequence[int]


@dataclass(frozen=True)
class Page:
    """Some of them, and where the next begin: a door, and how many of its visits were told."""

    items: Sequence[DoorResult]
    next: tuple[UUID, int] | None


def list_results(campaign_id: UUID, zone: ZoneInfo, after: tuple[UUID, int] | None, limit: int) -> Page:
    """Visits that stand, door by door; the next page begins after so many of a door's.

    In the order of their ids, which hold the time, they would tell how each turf was walked.
    """
    standing = Visit.campaign_id == campaign_id, ~Visit.voided, Visit.result.not_in(KEPT_HERE)
    query = select(Visit.door_id, Visit.at, Visit.result, Visit.literature).where(*standing)
    first, told = after or (None, 0)
    if first is not None:
        query = query.where(Visit.door_id >= first).offset(told)
    rows = db.session.execute(query.order_by(Visit.door_id, Visit.id).limit(limit)).all()
    doors = door_names({row.door_id for row in rows})
    found = [
        DoorResult(
            doors.get(row.door_id),
            row.at.astimezone(zone).date(),
            row.result,
            row.literature,
            codes_of(row.result, literature=row.literature),
        )
        for row in rows
    ]
    if len(rows) < limit:
        return Page(found, None)
    last = rows[-1].door_id
    here = sum(1 for row in rows if row.door_id == last)
    return Page(found, (last, here + told if last == first else here))


def note_export(campaign_id: UUID, by: UUID, *, begins: bool) -> None:
    """Note once that somebody takes the results out: also where they begin in the middle."""
    act, since = "results_exported", datetime.now(UTC) - PROOF_LIFE
    if begins or not was_written(act, actor=by, subject=campaign_id, since=since):
        write_act(act, actor=by, subject=campaign_id)


def codes_of(result: str, *, literature: bool) -> list[int]:
    """The codes of a result and of the flyer left beside it."""
    codes = [VAN_CODES[result]] if result in VAN_CODES else []
    return [*codes, LIT_DROPPED] if literature else codes
