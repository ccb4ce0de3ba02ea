"""Results: what was found at each door of a campaign, for other systems, by NGP VAN's codes; nothing of anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

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
    """A visit that stands: where, on which day, what was found, and its codes."""

    id: UUID
    door: DoorName | None
    on: date
    result: str
    literature: bool
    van_codes: Sequence[int]


def list_results(campaign_id: UUID, zone: ZoneInfo, after: UUID | None, limit: int) -> list[DoorResult]:
    """Visits that stand, by their random ids; the next page begins after `after`."""
    standing = Visit.campaign_id == campaign_id, ~Visit.voided, Visit.result.not_in(KEPT_HERE)
    query = select(Visit.id, Visit.door_id, Visit.at, Visit.result, Visit.literature).where(*standing)
    if after is not None:
        query = query.where(Visit.id > after)
    rows = db.session.execute(query.order_by(Visit.id).limit(limit)).all()
    doors = door_names({row.door_id for row in rows})
    return [
        DoorResult(
            row.id,
            doors.get(row.door_id),
            row.at.astimezone(zone).date(),
            row.result,
            row.literature,
            codes_of(row.result, literature=row.literature),
        )
        for row in rows
    ]


def codes_of(result: str, *, literature: bool) -> list[int]:
    """The codes of a result and of the flyer left beside it."""
    codes = [VAN_CODES[result]] if result in VAN_CODES else []
    return [*codes, LIT_DROPPED] if literature else codes
