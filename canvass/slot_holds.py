"""Slot holds: an hour promised at a door, decided here first come first served. Which contact it is for stands sealed inside.

A record of its own in the people's stream, without a link to the contact's row. The phone asks by the hold's id alone, and
the reviewer's browser, which has opened both, puts them side by side.

Whoever locks more than one thing here locks the holds first and then the slots in the order of their ids, so that nobody
waits for good.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Literal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Select, String, delete, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from canvass import erasures, slots
from canvass.bulk import list_by_id
from canvass.db import Base, db
from canvass.holds import check_free
from canvass.slots import Slot

HOLD_STATES = ("waiting", "confirmed", "taken")
HoldState = Literal["waiting", "confirmed", "taken", "unknown"]
MOST_ASKED = 50


class SlotHold(Base):
    """A slot promised to somebody, sealed to `intake`; `confirmed`: it was free, `taken`: staff calls for another hour."""

    __tablename__ = "slot_holds"
    __table_args__ = (
        CheckConstraint(f"state IN {HOLD_STATES!r}", name="state"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    week: Mapped[str] = mapped_column(String(8))
    slot_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    backed_up: Mapped[bool] = mapped_column(default=False)


def decide(ids: Collection[UUID], today: date) -> None:
    """Confirm those of these holds whose slot is free and still to come, in this transaction; the others are too late."""
    waiting = select(SlotHold).where(SlotHold.id.in_(ids), SlotHold.state == "waiting").order_by(SlotHold.id)
    holds = db.session.scalars(waiting).all()
    there = {slot.id: slot for slot in _locked({hold.slot_id for hold in holds})}
    for hold in holds:
        slot = there.get(hold.slot_id)
        if slot is not None and slot.state == "free" and slot.day > today:
            slot.state, slot.rev = "held", slot.rev + 1
            hold.state = "confirmed"
        else:
            hold.state = "taken"
    db.session.flush()


def states_of(ids: Collection[UUID]) -> list[tuple[UUID, HoldState]]:
    """What became of these holds. Ids are secrets, so no credential is asked."""
    rows = db.session.execute(select(SlotHold.id, SlotHold.state).where(SlotHold.id.in_(ids)))
    known: dict[UUID, HoldState] = {row.id: row.state for row in rows}
    return [(each, known.get(each, "unknown")) for each in ids]


def list_holds(after: UUID | None, limit: int) -> Sequence[SlotHold]:
    """All of them, in the order of their random ids."""
    return list_by_id(SlotHold, after, limit)


def slots_of(holds: Collection[SlotHold]) -> Sequence[Slot]:
    """Their slots, as far as there are any."""
    return db.session.scalars(select(Slot).where(Slot.id.in_({hold.slot_id for hold in holds}))).all()


def named_slots() -> Select[UUID]:
    """The slots that are held, or were, for a statement to look among: phones may have named any number."""
    return select(SlotHold.slot_id)


def set_slot(slot_id: UUID, rev: int, state: Literal["free", "kept"], by: UUID) -> Slot:
    """Keep a slot for somebody, or free it: whoever had it from a door is then called for another hour. `Stale`, `NotFound`."""
    if state == "free":
        lost = update(SlotHold).where(SlotHold.slot_id == slot_id, SlotHold.state == "confirmed")
        db.session.execute(lost.values(state="taken"), execution_options={"synchronize_session": False})
    return slots.set_state(slots.find_slot(slot_id), rev, state, by)


def let_go(hold_id: UUID) -> None:
    """A hold is not needed any more: it is erased, and its slot is free unless staff has kept it. `Held` under a legal hold.

    Whose it was nobody here knows: who asks has opened it. Once more is as good as once.
    """
    hold = db.session.get(SlotHold, hold_id)
    if hold is not None:
        check_free(("contacts", "reviewed"), hold.campaign_id)
        forget([hold_id])


def forget(ids: Collection[UUID]) -> None:
    """Erase holds for good, and free the slots that they held. As `contacts.forget`."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE slot_holds IN SHARE ROW EXCLUSIVE MODE"))
    erasures.remember(ids)
    for some in erasures.in_portions(ids):
        _free(some)
        _delete(some)


def erased_meanwhile(ids: Collection[UUID]) -> set[UUID]:
    """Those of these ids, just written in this transaction, that were erased since it began; they are gone again."""
    late = erasures.forgotten_among(ids)
    if late:
        _free(late)
        _delete(late)
    return late


def mark_backed_up(ids: Collection[UUID]) -> None:
    """Note that a backup holds these. All of them, as `contacts.mark_backed_up`."""
    for some in erasures.in_portions(ids):
        rows = update(SlotHold).where(SlotHold.id.in_(some)).values(backed_up=True)
        db.session.execute(rows, execution_options={"synchronize_session": False})


def _locked(ids: Collection[UUID]) -> Sequence[Slot]:
    wanted = select(Slot).where(Slot.id.in_(ids)).order_by(Slot.id).with_for_update()
    return db.session.scalars(wanted, execution_options={"populate_existing": True}).all()


def _free(ids: Collection[UUID]) -> None:
    """Slots that these hold; what staff has kept meanwhile stays theirs."""
    confirmed = select(SlotHold.slot_id).where(SlotHold.id.in_(ids), SlotHold.state == "confirmed")
    for slot in _locked(db.session.scalars(confirmed).all()):
        if slot.state == "held":
            slot.state, slot.rev = "free", slot.rev + 1
    db.session.flush()


def _delete(ids: Collection[UUID]) -> None:
    rows = delete(SlotHold).where(SlotHold.id.in_(ids))
    db.session.execute(rows, execution_options={"synchronize_session": "fetch"})
