"""Projections: what the log tells of visits, doors, marks and outboxes, worked out anew, and where the tables differ."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, delete, or_, select, update

from canvass import arrivals, counts, log, visits
from canvass.bulk import upsert
from canvass.campaigns import Campaign
from canvass.counts import Count
from canvass.db import db
from canvass.devices import lock_every_device
from canvass.erasures import in_portions
from canvass.facts import by_visit, facts_of
from canvass.log import Event
from canvass.marks import told_mark
from canvass.places import Door
from canvass.tellings import CONVERSATION, DO_NOT_KNOCK, TOLD, tell
from canvass.turfs import TurfDoor
from canvass.visits import DoorState, Touched, Visit

PORTION = 1000
# Rows are written past the session, which holds none of them.
UNSEEN = {"synchronize_session": False}

DoorKey = tuple[UUID, UUID]
State = tuple[UUID | None, int, int]


@dataclass(frozen=True, order=True)
class Difference:
    """A field of a row that is not as the log tells it; `row` is the field where the row is missing or one too many."""

    table: str
    id: str
    field: str


@dataclass
class Tally:
    """What stands at the doors, as visits and counts add up, in any order."""

    attempts: dict[DoorKey, int] = field(default_factory=dict)
    conversations: dict[DoorKey, int] = field(default_factory=dict)
    last: dict[DoorKey, tuple[datetime, UUID]] = field(default_factory=dict)
    asked: dict[UUID, set[UUID]] = field(default_factory=dict)
    kept: set[UUID] = field(default_factory=set)

    def add_visit(self, row: Mapping[str, Any]) -> None:
        """Add a visit that stands at its door."""
        key = row["campaign_id"], row["door_id"]
        self._add(key, 1, int(row["result"] == CONVERSATION))
        self.last[key] = max((row["at"], row["id"]), self.last.get(key, (row["at"], row["id"])))
        if row["result"] == DO_NOT_KNOCK:
            self.asked.setdefault(row["door_id"], set()).add(row["id"])

    def add_count(self, count: Count) -> None:
        """Add visits that were forgotten."""
        self._add((count.campaign, count.door), count.attempts, count.conversations)
        if count.do_not_knock:
            self.kept.add(count.door)

    def _add(self, key: DoorKey, attempts: int, conversations: int) -> None:
        self.attempts[key] = self.attempts.get(key, 0) + attempts
        self.conversations[key] = self.conversations.get(key, 0) + conversations

    def state(self, key: DoorKey) -> State:
        """A door's state in a campaign."""
        last = self.last.get(key)
        return last[1] if last else None, self.attempts.get(key, 0), self.conversations.get(key, 0)


@dataclass
class Rebuild:
    """One rebuild: what it found, and what it changed where it may."""

    fix: bool
    found: list[Difference] = field(default_factory=list)
    states: set[DoorKey] = field(default_factory=set)
    marks: set[UUID] = field(default_factory=set)


def rebuild(*, fix: bool) -> list[Difference]:
    """Compare the tables with the log, and with `fix` write what it tells. In the caller's transaction.

    To compare, it should be one that sees the database as of one moment; to write, a writer's, which the caller commits.
    """
    if fix:
        _stop_pushes()
    work, tally = Rebuild(fix), Tally()
    for portion, told in _told_visits():
        _compare_visits(work, portion, told)
        for row in _at_their_doors(told.values()):
            tally.add_visit(row)
    for count in counts.all_counts():
        tally.add_count(count)
    _compare_states(work, tally)
    _compare_marks(work, tally)
    _compare_outboxes(work)
    if work.states or work.marks:
        visits.stamp(Touched(frozenset(work.states), frozenset(work.marks)), log.take_number())
    return sorted(work.found)


def _stop_pushes() -> None:
    lock_every_device()
    visits.lock_campaigns(db.session.scalars(select(Campaign.id)).all())


def _told_visits() -> Iterator[tuple[Callable[[Any], ColumnElement[bool]], dict[UUID, dict[str, Any]]]]:
    """The visits as their events tell them, in portions of their ids, each with the condition that makes the portion."""
    after: UUID | None = None
    while True:
        subjects = select(Event.subject_id).where(Event.kind.in_(TOLD), Event.body.is_not(None)).distinct()
        if after is not None:
            subjects = subjects.where(Event.subject_id > after)
        last = db.session.scalar(subjects.order_by(Event.subject_id).offset(PORTION - 1).limit(1))
        portion = _between(after, last)
        events = log.events_where(portion(Event.subject_id), TOLD)
        yield portion, {row["id"]: row for row in map(tell, by_visit(facts_of(events))) if row}
        if last is None:
            return
        after = last


def _between(after: UUID | None, last: UUID | None) -> Callable[[Any], ColumnElement[bool]]:
    """After the one and up to the other, where there is one."""

    def condition(column: Any) -> ColumnElement[bool]:
        above = column > after if after else column.is_not(None)
        return and_(above, column <= last) if last else and_(above)

    return condition


def _at_their_doors(rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that stand at a door that their turf has, or had."""
    standing = [row for row in rows if not row["voided"]]
    there: set[tuple[UUID, UUID]] = set()
    for doors in in_portions([row["door_id"] for row in standing]):
        pairs = select(TurfDoor.turf_id, TurfDoor.door_id).where(TurfDoor.door_id.in_(doors))
        there.update((turf_id, door_id) for turf_id, door_id in db.session.execute(pairs))
    return [row for row in standing if (row["turf_id"], row["door_id"]) in there]


def _compare_visits(
    work: Rebuild, portion: Callable[[Any], ColumnElement[bool]], told: Mapping[UUID, dict[str, Any]]
) -> None:
    columns = Visit.__table__.c
    stored = {
        row["id"]: dict(row)
        for row in db.session.execute(select(*columns).where(portion(columns.id))).mappings()
    }
    wrong = [each for each in told if stored.get(each) != told[each]]
    extra = [each for each in stored if each not in told]
    for each in (*wrong, *extra):
        _note(work, "visits", str(each), stored.get(each), told.get(each))
    if work.fix and (wrong or extra):
        work.states |= {
            (row["campaign_id"], row["door_id"])
            for each in wrong
            for row in (told[each], stored.get(each, told[each]))
        }
        visits.write_visits([told[each] for each in wrong])
        for some in in_portions(extra):
            db.session.execute(delete(Visit).where(Visit.id.in_(some)), execution_options=UNSEEN)


def _note(
    work: Rebuild, table: str, row_id: str, stored: Mapping[str, Any] | None, told: Mapping[str, Any] | None
) -> None:
    if stored is None or told is None:
        work.found.append(Difference(table, row_id, "row"))
        return
    work.found += [Difference(table, row_id, name) for name in told if stored[name] != told[name]]


def _compare_states(work: Rebuild, tally: Tally) -> None:
    table = DoorState.__table__.c
    query = select(table.campaign_id, table.door_id, table.visit_id, table.attempts, table.conversations)
    unseen, wrong = set(tally.attempts), []
    for campaign_id, door_id, *stored in db.session.execute(query.execution_options(yield_per=PORTION)):
        key = campaign_id, door_id
        unseen.discard(key)
        if tuple(stored) != tally.state(key):
            wrong.append(key)
            _note(work, "door_states", _name(key), _columns(stored), _columns(tally.state(key)))
    for key in unseen:
        _note(work, "door_states", _name(key), None, None)
    if work.fix:
        work.states.update(wrong, unseen)
        rows = [
            {"campaign_id": key[0], "door_id": key[1], **_columns(tally.state(key))}
            for key in sorted({*wrong, *unseen})
        ]
        upsert(DoorState, rows, ("campaign_id", "door_id"))


def _name(key: DoorKey) -> str:
    return f"{key[0]}/{key[1]}"


def _columns(state: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(("visit_id", "attempts", "conversations"), state, strict=True))


def _compare_marks(work: Rebuild, tally: Tally) -> None:
    concerned = tally.kept | set(tally.asked)
    marked = select(Door.id).where(or_(Door.do_not_knock, Door.do_not_knock_event_id.is_not(None)))
    for doors in in_portions([*concerned, *db.session.scalars(marked)]):
        for door in _doors(doors, lock=work.fix):
            stands = door.do_not_knock, door.do_not_knock_event_id
            told = told_mark(
                *stands,
                decided=door.do_not_knock_reason is not None,
                asked=tally.asked.get(door.id, ()),
                kept=door.id in tally.kept,
            )
            if told == stands:
                continue
            _note(work, "doors", str(door.id), _mark(stands), _mark(told))
            if work.fix:
                work.marks.add(door.id)
                mark = update(Door).where(Door.id == door.id).values(_mark(told))
                db.session.execute(mark, execution_options=UNSEEN)


def _mark(mark: tuple[bool, UUID | None]) -> dict[str, Any]:
    return dict(zip(("do_not_knock", "do_not_knock_event_id"), mark, strict=True))


def _doors(ids: Collection[UUID], *, lock: bool) -> Sequence[Row[UUID, bool, UUID | None, str | None]]:
    columns = Door.id, Door.do_not_knock, Door.do_not_knock_event_id, Door.do_not_knock_reason
    query = select(*columns).where(Door.id.in_(ids)).order_by(Door.id)
    return db.session.execute(query.with_for_update() if lock else query).all()


def _compare_outboxes(work: Rebuild) -> None:
    wrong = []
    for key, stored, told in arrivals.recount():
        if stored == told:
            continue
        wrong.append((key, told))
        _note(work, "outboxes", _name(key), _reach(stored) if stored else None, _reach(told))
    if work.fix:
        arrivals.correct(wrong)


def _reach(reach: arrivals.Reach) -> dict[str, Any]:
    return dict(zip(("contiguous_through", "top"), reach, strict=True))
