"""What was handed out: which sealed records somebody was given to read, as acts of the chain, and few of them.

An act says who, what kind, and how many that day at least: the first, ten, a hundred, a thousand. No exact count, which from
one read to the next would tell when a contact came; no id of a record. Between two such steps nothing is written, so that
reading stays reading. Each worker counts for itself, in memory. Turfs are handed out by leases, which are acts already: to note
each time when a phone fetched its turf would keep for a year who walked when.
"""

import threading
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import OperationalError

from canvass.audit import write_act
from canvass.db import begins_writing, db

HANDOUTS = "canvass.handouts"
"""Where the application keeps its tally."""
ACT = "handed_out"
STEPS = (1, 10, 100, 1_000, 10_000)
NEXT_TRY = timedelta(minutes=1)

Key = tuple[UUID, str]


class Tally:
    """How many records of each kind each member was given today by this process, and how much of it is noted."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._day: date | None = None
        self._given: Counter[Key] = Counter()
        self._noted: dict[Key, int] = {}
        self._not_before: dict[Key, datetime] = {}

    def add(self, member_id: UUID, what: str, records: int, now: datetime) -> int | None:
        """Count what was given; the step to be noted now, by this caller alone."""
        key = member_id, what
        with self._lock:
            self._begin_day(now.astimezone(UTC).date())
            self._given[key] += records
            step = max((each for each in STEPS if each <= self._given[key]), default=0)
            if step <= self._noted.get(key, 0) or now < self._not_before.get(key, now):
                return None
            # Whoever asks at the same moment must not note it once more.
            self._not_before[key] = now + NEXT_TRY
            return step

    def note(self, member_id: UUID, what: str, step: int) -> None:
        """Remember that an act says so."""
        key = member_id, what
        with self._lock:
            self._noted[key] = max(step, self._noted.get(key, 0))
            self._not_before.pop(key, None)

    def _begin_day(self, day: date) -> None:
        if day != self._day:
            self._day = day
            for each in (self._given, self._noted, self._not_before):
                each.clear()


def tell(tally: Tally, member_id: UUID, what: str, records: int) -> None:
    """Count what a member is given, and append the act where it is time for one, in a transaction of its own.

    While somebody writes for long it is tried again later: who only reads is not refused.
    """
    step = tally.add(member_id, what, records, datetime.now(UTC))
    if step is None or not begins_writing(db.session):
        return
    try:
        write_act(ACT, actor=member_id, what=what, at_least=step)
        db.session.commit()
    except OperationalError:
        db.session.rollback()
    else:
        tally.note(member_id, what, step)
