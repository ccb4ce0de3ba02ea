"""The door's stream: the append-only log of what phones hand in, and its one counter."""

import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    bindparam,
    cast,
    delete,
    false,
    null,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from canvass import erasures
from canvass.bulk import among, insert_rows
from canvass.db import Base, db, insert_into, table_of
from canvass.quarantine import Quarantined

HEAD = 1
MARK_BYTES = 8
BARE = "forgotten"
FOUND = "kind IN ('door.added', 'door.reported')"
LINEAGE = ("device_id", "outbox", "device_seq")
# Who, when and where are no part of the header: an event that kept them would still say where somebody was.
PURGED = (
    *LINEAGE,
    "subject_id",
    "assignment_id",
    "generation",
    "received_at",
    "effective_at",
    "body",
)


class LogHead(Base):
    """The one counter row. Numbers are taken from it last in a transaction, so they appear in the order of commits."""

    __tablename__ = "log_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    log_id: Mapped[UUID] = mapped_column(default=uuid4)
    number: Mapped[int] = mapped_column(BigInteger, default=0)
    backed_up: Mapped[int] = mapped_column(BigInteger, default=0)
    restored_at: Mapped[datetime | None]


class Change(Base):
    """A number that was given out, with a random mark: a cursor names both, so a rolled-back log is noticed."""

    __tablename__ = "changes"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    mark: Mapped[bytes] = mapped_column(LargeBinary(8))


class Event(Base):
    """A fact: a header that stays (id, number, digest, kind), and what it tells, which can be purged. Else never updated.

    `subject_id` is the visit or the door that the event speaks of; `body` the envelope's text as it was frozen.
    An event that the server itself makes has no device.
    """

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_outbox_device_seq", "outbox", "device_seq"),
        # What phones found is little among the visits, and leads ask for it all the time.
        Index("ix_events_found", "number", sqlite_where=text(FOUND), postgresql_where=text(FOUND)),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, unique=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[UUID | None] = mapped_column(index=True)
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("devices.id"))
    outbox: Mapped[UUID | None]
    device_seq: Mapped[int | None] = mapped_column(BigInteger)
    assignment_id: Mapped[UUID | None]
    generation: Mapped[int | None]
    late: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[datetime | None]
    effective_at: Mapped[datetime | None]
    clamped: Mapped[bool] = mapped_column(default=False)
    schema: Mapped[int]
    body: Mapped[str | None]


_head, _events, _held = table_of(LogHead), table_of(Event), table_of(Quarantined)

# Made once: a push is to spend its time in the database, and not on writing the same statements again.
_MOVE = (
    update(_head)
    .where(_head.c.id == HEAD)
    .values(number=_head.c.number + bindparam("n"))
    .returning(_head.c.number)
)
_KEPT = union_all(
    select(_events.c.id, _events.c.digest, _events.c.late, cast(null(), String).label("reason")).where(
        among(_events.c.id, "ids")
    ),
    select(_held.c.event_id, _held.c.digest, false(), _held.c.reason).where(among(_held.c.event_id, "ids")),
)
_BARE = select(_events.c.id).where(among(_events.c.id, "ids"), _events.c.body.is_(None))
_TOLD = [column for column in _events.c if column.name != "number"]
_ABOUT = select(*_TOLD).where(
    among(_events.c.subject_id, "subjects"),
    _events.c.kind.in_(bindparam("kinds", expanding=True)),
    _events.c.body.is_not(None),
)


def found_log() -> LogHead:
    """Make the counter row if there is none; the one there is otherwise."""
    head = db.session.get(LogHead, HEAD)
    if head is None:
        row = {"id": HEAD, "log_id": uuid4(), "number": 0, "backed_up": 0}
        db.session.execute(insert_into(LogHead).values(row).on_conflict_do_nothing())
        head = db.session.get_one(LogHead, HEAD)
    return head


def take_numbers(n: int) -> range:
    """The log's next `n` numbers, each with its mark.

    Take them last in a transaction: the counter row stays locked until its end, so that numbers appear in the order of
    commits and no reader of "everything up to N" can pass one by.
    """
    if n == 0:
        return range(0)
    last = _move_counter(n)
    taken = range(last - n + 1, last + 1)
    marks = [{"number": number, "mark": secrets.token_bytes(MARK_BYTES)} for number in taken]
    insert_rows(Change, marks)
    return taken


def take_number() -> int:
    """The log's next number; see `take_numbers`."""
    return take_numbers(1)[0]


def _move_counter(n: int) -> int:
    moved = db.session.scalar(_MOVE, {"n": n})
    if moved is None:
        found_log()
        moved = db.session.scalars(_MOVE, {"n": n}).one()
    return int(moved)


@dataclass(frozen=True)
class Logged:
    """What the log has under an id: the digest of the bytes that came, and whether they came late."""

    digest: bytes
    late: bool


def kept_under(ids: Collection[UUID]) -> tuple[dict[UUID, Logged], dict[tuple[UUID, bytes], str]]:
    """What is here under these ids: the log's events, and why what is in quarantine is there."""
    logged: dict[UUID, Logged] = {}
    held: dict[tuple[UUID, bytes], str] = {}
    for row in db.session.execute(_KEPT, {"ids": ids}):
        if row.reason is None:
            logged[row.id] = Logged(row.digest, row.late)
        else:
            held[row.id, row.digest] = row.reason
    return logged, held


def append(events: Iterable[Mapping[str, Any]], numbers: Iterable[int]) -> None:
    """Append events, each a mapping of all of `Event`'s columns but `number`, under the numbers taken for them."""
    rows = [{**event, "number": number} for event, number in zip(events, numbers, strict=True)]
    insert_rows(Event, rows)


def events_about(subjects: Collection[UUID], kinds: Collection[str]) -> list[Mapping[str, Any]]:
    """The events of these kinds that speak of these visits or doors, as mappings like `append`'s, in no particular order.

    Those whose body was purged are left out: what they told stands in its projection.
    """
    found = db.session.execute(_ABOUT, {"subjects": subjects, "kinds": kinds})
    return [dict(row) for row in found.mappings()]


def events_where(condition: ColumnElement[bool], kinds: Collection[str]) -> list[Mapping[str, Any]]:
    """The events of these kinds that meet a condition, as `events_about` gives them."""
    found = select(*_TOLD).where(condition, _events.c.kind.in_(kinds), _events.c.body.is_not(None))
    return [dict(row) for row in db.session.execute(found).mappings()]


def ids_about(subjects: Collection[UUID], kinds: Collection[str]) -> list[UUID]:
    """The ids of the events of these kinds that speak of these visits or doors."""
    found = select(Event.id).where(Event.subject_id.in_(subjects), Event.kind.in_(kinds))
    return list(db.session.scalars(found))


def purge(ids: Collection[UUID], *, in_sequence: Collection[UUID] = ()) -> None:
    """Erase what these events tell, and whatever was handed in under their ids, for good: a redelivery is a duplicate.

    Those `in_sequence` keep their place in their outbox (`arrivals.beyond_a_gap`). What an event told of a visit must
    be gone from the tables as well: see `visits.forget`.
    """
    erasures.remember(ids)
    strip(ids, in_sequence=in_sequence)
    for some in erasures.in_portions(ids):
        held = delete(Quarantined).where(Quarantined.event_id.in_(some))
        db.session.execute(held, execution_options={"synchronize_session": False})


def strip(ids: Collection[UUID], *, in_sequence: Collection[UUID] = ()) -> None:
    """Take from these events all that they tell. Their headers stay, by which a redelivery is known as one; see `purge`."""
    told = [name for name in PURGED if name not in LINEAGE]
    for some in erasures.in_portions(ids):
        for names, those in ((told, set(some)), (LINEAGE, set(some) - set(in_sequence))):
            bare = update(Event).where(Event.id.in_(those)).values(dict.fromkeys(names))
            db.session.execute(bare, execution_options={"synchronize_session": False})


def bare_among(ids: Collection[UUID]) -> set[UUID]:
    """Those of these ids under which an event tells nothing any more."""
    return set(db.session.scalars(_BARE, {"ids": ids})) if ids else set()


def anything_bare() -> bool:
    """Whether from any event was taken what it told."""
    return db.session.scalar(select(Event.id).where(Event.body.is_(None)).limit(1)) is not None


def bare_event(event_id: UUID, digest: bytes, lineage: tuple[UUID, UUID, int]) -> dict[str, Any]:
    """The header of something that was forgotten before it came, number aside, with its place in its outbox."""
    told = dict.fromkeys(PURGED) | dict(zip(LINEAGE, lineage, strict=True))
    return {
        "id": event_id,
        "digest": digest,
        "kind": BARE,
        "late": False,
        "clamped": False,
        "schema": 0,
        **told,
    }


def mark_backed_up(number: int) -> None:
    """Note up to which number a backup holds the log."""
    head = update(LogHead).where(LogHead.id == HEAD, LogHead.backed_up < number).values(backed_up=number)
    db.session.execute(head, execution_options={"synchronize_session": False})


def note_restore(now: datetime) -> int:
    """Note that the log was put back to an earlier state, and where it stands.

    It is another log from here on, so that every cursor of before is refused. Its marks alone would let one pass that
    comes from the middle of a pull: of a row that had moved on by then, it has not seen what is here again.
    """
    head = db.session.get_one(LogHead, HEAD, with_for_update=True, populate_existing=True)
    head.restored_at, head.log_id = now, uuid4()
    db.session.flush()
    return head.number


def restored_at() -> datetime | None:
    """When a backup was put back, if that ever happened."""
    return db.session.scalar(select(LogHead.restored_at).where(LogHead.id == HEAD))
