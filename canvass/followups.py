"""Follow-ups: what a case and a person on the ladder share: an owner, a next day, a sealed body, sealed notes."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, String, and_, delete, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from canvass import erasures
from canvass.db import db
from canvass.errors import N_, Conflict, Gone, Invalid, NotFound
from canvass.members import Member
from canvass.revisions import take_turn
from canvass.vaults import check_seal

RANDOM = 4
OFFICE = ("lead", "staff", "administrator")

Due = tuple[date | None, UUID]


class FollowUp:
    """Columns of a record that somebody owes a next step; `rev` counts its changes."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    next_on: Mapped[date | None]
    rev: Mapped[int] = mapped_column(default=1)
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class SealedNote:
    """Columns of a note: a record of its own, never overwritten."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Erased(Gone):
    code = "erased"
    message = N_("Este registro se borró para siempre.")


class IdTaken(Conflict):
    """Another record has this id already."""

    code = "id_taken"
    message = N_("Ya existe un registro con este número. Vuelva a abrir la página e inténtelo de nuevo.")


F = TypeVar("F", bound=FollowUp)
S = TypeVar("S", bound=FollowUp | SealedNote)


def store(record: S, vault: str) -> S:
    """Store a new record that a browser sealed to the vault; `SealInvalid`, `IdTaken` by other bytes, or `Erased`.

    The same once more is the record that is there: a browser may not know that its first try arrived.
    """
    if record.id.version != RANDOM:
        # Any other version tells when or on which machine it was made.
        raise Invalid(errors=[(["id"], N_("No es un número al azar."), {})])
    check_seal(vault, record.key_id, record.sealed)
    if erasures.forgotten_among([record.id]):
        raise Erased
    there = db.session.get(type(record), record.id)
    if there is not None and there.sealed != record.sealed:
        raise IdTaken
    if there is not None:
        return there
    db.session.add(record)
    db.session.flush()
    return record


def find(model: type[F], record_id: UUID) -> F:
    found = db.session.get(model, record_id)
    if found is None:
        raise NotFound
    return found


def list_due(model: type[F], after: Due | None, limit: int, *conditions: ColumnElement[bool]) -> Sequence[F]:
    """Records by their next day, those without one last; the next page begins after (next_on, id)."""
    query = (
        select(model)
        .where(*conditions)
        .order_by(model.next_on.is_(None), model.next_on, model.id)
        .limit(limit)
    )
    if after is not None:
        query = query.where(_later(model, *after))
    return db.session.scalars(query).all()


def _later(model: type[F], next_on: date | None, last: UUID) -> ColumnElement[bool]:
    if next_on is None:
        return and_(model.next_on.is_(None), model.id > last)
    same_day = and_(model.next_on == next_on, model.id > last)
    return or_(model.next_on > next_on, same_day, model.next_on.is_(None))


def change(record: F, vault: str, rev: int, changes: dict[str, Any]) -> F:
    """Change what is given of the record; `Stale` where `rev` is an old one. A new body comes with its key."""
    if ("key_id" in changes) != ("sealed" in changes):
        raise Invalid(errors=[(["key_id"], N_("La llave y lo sellado van juntos."), {})])
    if "sealed" in changes:
        check_seal(vault, changes["key_id"], changes["sealed"])
    check_assignee(changes.get("assignee_id"))
    take_turn(record, rev)
    for name, value in changes.items():
        setattr(record, name, value)
    db.session.flush()
    return record


def forget(
    model: type[FollowUp], notes: type[SealedNote], of: InstrumentedAttribute[UUID], ids: Collection[UUID]
) -> None:
    """Erase records for good, with their notes: what is stored again under their ids is refused."""
    for some in erasures.in_portions(ids):
        theirs = db.session.scalars(select(notes.id).where(of.in_(some))).all()
        erasures.remember([*some, *theirs])
        for kind, condition in ((notes, of.in_(some)), (model, model.id.in_(some))):
            db.session.execute(
                delete(kind).where(condition), execution_options={"synchronize_session": "fetch"}
            )


def check_assignee(member_id: UUID | None) -> None:
    """Raise `Invalid` for an owner who is not of the office, or no longer."""
    if member_id is None:
        return
    member = db.session.get(Member, member_id)
    if member is None or not member.active or member.role not in OFFICE:
        raise Invalid(errors=[(["assignee"], N_("Esta persona no puede llevar seguimientos."), {})])
