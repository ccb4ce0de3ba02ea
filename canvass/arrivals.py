"""Arrivals: how far each outbox of a phone has come, kept beside the log so that no push reads a whole history."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, select, union_all, update
from sqlalchemy.orm import Mapped, mapped_column

from canvass.db import Base, db, insert_into
from canvass.devices import Device
from canvass.erasures import in_portions
from canvass.log import Event, Quarantined

MISSING_SHOWN = 100
WINDOW = 1000


class Outbox(Base):
    """One life of a phone's outbox: everything up to `contiguous_through` is here, `top` is the highest that is.

    Its rows are written under the device's lock, or all of them at once in the order of their key, and always before
    the log's counter is taken: so nobody waits in a circle.
    """

    __tablename__ = "outboxes"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    outbox: Mapped[UUID] = mapped_column(primary_key=True)
    contiguous_through: Mapped[int] = mapped_column(BigInteger)
    top: Mapped[int] = mapped_column(BigInteger)
    backed_up_through: Mapped[int] = mapped_column(BigInteger, default=0)


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


def pass_over(ids: Collection[UUID]) -> None:
    """Count as here all that the outboxes of these events hold up to them: they are about to lose their sequence.

    What never arrived before them is no longer asked for; where it comes after all, it is let in like anything else.
    """
    through: dict[tuple[UUID, UUID], int] = {}
    for some in in_portions(ids):
        lineage = select(Event.device_id, Event.outbox, Event.device_seq).where(Event.id.in_(some))
        for device_id, outbox, sequence in db.session.execute(lineage):
            if device_id and outbox and sequence:
                through[device_id, outbox] = max(sequence, through.get((device_id, outbox), 0))
    devices = select(Device.id).where(Device.id.in_({device_id for device_id, _ in through}))
    db.session.execute(devices.order_by(Device.id).with_for_update()).all()
    for (device_id, outbox), sequence in sorted(through.items()):
        behind = update(Outbox).where(
            Outbox.device_id == device_id, Outbox.outbox == outbox, Outbox.contiguous_through < sequence
        )
        db.session.execute(
            behind.values(contiguous_through=sequence), execution_options={"synchronize_session": False}
        )


def _known(device_id: UUID, outboxes: Collection[UUID]) -> dict[UUID, Arrivals]:
    table = Outbox.__table__.c
    query = select(table.outbox, table.contiguous_through, table.backed_up_through, table.top).where(
        table.device_id == device_id, table.outbox.in_(outboxes)
    )
    return {
        row.outbox: Arrivals(row.outbox, row.contiguous_through, (), row.backed_up_through, row.top)
        for row in db.session.execute(query)
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
            "backed_up_through": each.backed_up_through,
        }
        for each in sorted(moved, key=lambda each: each.outbox)
    ]
    insert = insert_into(Outbox)
    renewed = {name: insert.excluded[name] for name in ("contiguous_through", "top")}
    db.session.execute(
        insert.on_conflict_do_update(index_elements=["device_id", "outbox"], set_=renewed), rows
    )


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
