"""Arrivals: how far each outbox of a phone has come, kept beside the log so that no push reads a whole history."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Uuid, bindparam, or_, select, union_all, update
from sqlalchemy.orm import Mapped, mapped_column

from canvass.bulk import among, upsert
from canvass.db import Base, db, table_of
from canvass.erasures import anything_forgotten, in_portions
from canvass.log import Event, anything_bare
from canvass.quarantine import Quarantined

MISSING_SHOWN = 100
WINDOW = 1000


class Outbox(Base):
    """One life of a phone's outbox: everything up to `contiguous_through` is here, `top` is the highest that is.

    Its rows are written under the device's lock, or all of them at once in the order of their key, and always before
    the log's counter is taken: so nobody waits in a circle.
    """

    __tablename__ = "outboxes"

    # A foreign key's type comes from the table that it names; `_KNOWN` needs it before that one may have been read.
    device_id: Mapped[UUID] = mapped_column(Uuid, ForeignKey("devices.id"), primary_key=True)
    outbox: Mapped[UUID] = mapped_column(primary_key=True)
    contiguous_through: Mapped[int] = mapped_column(BigInteger)
    top: Mapped[int] = mapped_column(BigInteger)
    backed_up_through: Mapped[int] = mapped_column(BigInteger, default=0)


_outboxes = table_of(Outbox).c
_KNOWN = select(
    _outboxes.outbox, _outboxes.contiguous_through, _outboxes.backed_up_through, _outboxes.top
).where(_outboxes.device_id == bindparam("device"), among(_outboxes.outbox, "outboxes"))


@dataclass(frozen=True)
class Arrivals:
    """What of an outbox has arrived: everything up to `contiguous_through`; `missing` are the first gaps after it."""

    outbox: UUID
    contiguous_through: int = 0
    missing: Sequence[int] = ()
    backed_up_through: int = 0
    top: int = 0


def note_arrivals(device_id: UUID, new: Mapping[UUID, Collection[int]]) -> list[Arrivals]:
    """Reconcile the device's sequence of each of these outboxes with what just came, under the device's lock.

    `new` has the sequence numbers that this transaction is about to keep, in the log or in quarantine: both are here
    to stay. An outbox of which nothing came is only told of.
    """
    if not new:
        return []
    known = _known(device_id, new)
    told = [
        _advance(device_id, known.get(outbox, Arrivals(outbox)), sequence) for outbox, sequence in new.items()
    ]
    moved = [each for each in told if new[each.outbox]]
    if moved:
        _write(device_id, moved)
    return told


def beyond_a_gap(ids: Collection[UUID]) -> set[UUID]:
    """Those of these events before which something of their outbox has not arrived: the sequence must still know them."""
    same = (Outbox.device_id == Event.device_id) & (Outbox.outbox == Event.outbox)
    behind = or_(Outbox.contiguous_through.is_(None), Outbox.contiguous_through < Event.device_seq)
    found: set[UUID] = set()
    for some in in_portions(ids):
        waiting = select(Event.id).outerjoin(Outbox, same).where(Event.id.in_(some), behind)
        found.update(db.session.scalars(waiting.where(Event.device_seq.is_not(None))))
    return found


Key = tuple[UUID, UUID]
Reach = tuple[int, int]
"""How far an outbox has come without a gap, and the highest number that is here."""


def recount() -> Iterator[tuple[Key, Reach | None, Reach]]:
    """Every outbox, by device and outbox: how far it has come as its row says, and as log and quarantine say.

    What was forgotten counts as here, and the row alone still says so.
    """
    stored: dict[Key, Reach] = {
        (row.device_id, row.outbox): (row.contiguous_through, row.top)
        for row in db.session.execute(select(*Outbox.__table__.c))
    }
    forgetful = anything_forgotten() or anything_bare()
    for key, numbers in _here():
        before = stored.pop(key, None)
        start, top = before if before and forgetful else (0, 0)
        through = max(walk(numbers, 0), walk([each for each in numbers if each > start], start))
        yield key, before, (through, max(top, through, *numbers))
    for key, before in stored.items():
        yield key, before, before if forgetful else (0, 0)


def _here() -> Iterator[tuple[Key, list[int]]]:
    """The sorted sequence numbers that are here, of each outbox."""
    stored = union_all(
        *(
            select(model.device_id, model.outbox, model.device_seq).where(model.device_seq.is_not(None))
            for model in (Event, Quarantined)
        )
    ).subquery()
    ordered = select(stored).order_by(*stored.c).execution_options(yield_per=WINDOW)
    rows = (row for row in db.session.execute(ordered) if row.outbox)
    for key, same in groupby(rows, key=lambda row: (row.device_id, row.outbox)):
        yield key, sorted({row.device_seq for row in same})


def correct(reaches: Iterable[tuple[Key, Reach]]) -> None:
    """Write how far these outboxes have come, in the order of their keys."""
    for (device_id, outbox), (through, top) in sorted(reaches):
        _write(device_id, [Arrivals(outbox, through, top=top)])


def mark_backed_up(outboxes: Collection[tuple[UUID, UUID, int]]) -> None:
    """Note up to where a backup holds these outboxes (device, outbox, number): what it holds, a phone may let go."""
    for device_id, outbox, through in sorted(outboxes):
        row = update(Outbox).where(
            Outbox.device_id == device_id, Outbox.outbox == outbox, Outbox.backed_up_through < through
        )
        db.session.execute(
            row.values(backed_up_through=through), execution_options={"synchronize_session": False}
        )


def _known(device_id: UUID, outboxes: Collection[UUID]) -> dict[UUID, Arrivals]:
    found = db.session.execute(_KNOWN, {"device": device_id, "outboxes": outboxes})
    return {
        row.outbox: Arrivals(row.outbox, row.contiguous_through, (), row.backed_up_through, row.top)
        for row in found
    }


def _advance(device_id: UUID, known: Arrivals, new: Collection[int]) -> Arrivals:
    """Where the outbox stands with these; the log is asked only where something is missing."""
    top = max((known.top, *new))
    fresh = sorted(number for number in set(new) if number > known.contiguous_through)
    through = walk(fresh, known.contiguous_through)
    there: list[int] = []
    while through < top:
        there = _window(device_id, known.outbox, through, fresh)
        onward = walk(there, through)
        if onward == through:
            break
        through = onward
    return Arrivals(known.outbox, through, gaps(there, through), known.backed_up_through, top)


def _window(device_id: UUID, outbox: UUID, after: int, fresh: Collection[int]) -> list[int]:
    """The next numbers after `after` that are here, or come with this push; not all of them where they are many."""
    stored = union_all(
        *(
            select(model.device_seq).where(
                model.outbox == outbox, model.device_id == device_id, model.device_seq > after
            )
            for model in (Event, Quarantined)
        )
    ).subquery()
    numbers = db.session.scalars(select(stored.c.device_seq).order_by(stored.c.device_seq).limit(WINDOW))
    found = numbers.all()
    beyond = found[-1] if len(found) == WINDOW else None
    return sorted(
        {*found, *(number for number in fresh if number > after and (beyond is None or number <= beyond))}
    )


def _write(device_id: UUID, moved: Sequence[Arrivals]) -> None:
    rows = [
        {
            "device_id": device_id,
            "outbox": each.outbox,
            "contiguous_through": each.contiguous_through,
            "top": each.top,
        }
        for each in sorted(moved, key=lambda each: each.outbox)
    ]
    upsert(Outbox, rows, ("device_id", "outbox"))


def walk(numbers: Sequence[int], start: int) -> int:
    """How far the sorted numbers go on from `start` without a gap."""
    for number in numbers:
        if number != start + 1:
            break
        start = number
    return start


def gaps(numbers: Sequence[int], through: int) -> list[int]:
    """The first numbers that are missing after `through` and before the last of the sorted ones."""
    missing: list[int] = []
    expected = through + 1
    for number in numbers:
        if number < expected:
            continue
        missing.extend(range(expected, min(number, expected + MISSING_SHOWN - len(missing))))
        if len(missing) >= MISSING_SHOWN:
            break
        expected = number + 1
    return missing
