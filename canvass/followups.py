"""Follow-ups: what a case, a person on the ladder and a task share: an owner, a next day, a sealed body, sealed notes.

Nothing is anybody's who has not accepted it: it is offered, and until then stays whose it was, or nobody's.
"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, LargeBinary, String, and_, delete, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from canvass import erasures
from canvass.db import db
from canvass.errors import N_, Conflict, Gone, Invalid
from canvass.members import Member
from canvass.revisions import take_turn
from canvass.vaults import check_seal, holder_of, vaults_of

RANDOM = 4
TASK_STATES = ("open", "done", "dropped")

Due = tuple[date | None, UUID]


class FollowUp:
    """Columns of a record that somebody owes a next step; `rev` counts its changes.

    `offered_to_id`: who was asked to take it on and has not answered. `offered_by_id`: who asked last, to whom it comes back.
    """

    id: Mapped[UUID] = mapped_column(primary_key=True)
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    offered_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    offered_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    next_on: Mapped[date | None]
    rev: Mapped[int] = mapped_column(default=1)
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class SealedTask(FollowUp):
    """Columns of a task: a step, an appointment, a referral, whatever it is stands inside its seal."""

    state: Mapped[str] = mapped_column(String(10), default="open")
    of_id: ClassVar[Any]
    """Of which record it is."""


class SealedNote:
    """Columns of a note: a record of its own, never overwritten."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    of_id: ClassVar[Any]
    """Of which record it is."""
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class Erased(Gone):
    code = "erased"
    message = N_("Este registro se borró para siempre.")


class NotOffered(Conflict):
    """Somebody else was asked, or nobody is any more."""

    code = "not_offered"
    message = N_("Esto ya no se le ofrece a usted. Vuelva a abrir la página para ver quién lo lleva.")


class IdTaken(Conflict):
    """Another record has this id already."""

    code = "id_taken"
    message = N_("Ya existe un registro con este número. Vuelva a abrir la página e inténtelo de nuevo.")


F = TypeVar("F", bound=FollowUp)
S = TypeVar("S", bound=FollowUp | SealedNote)
P = TypeVar("P", bound=SealedTask | SealedNote)


def store(record: S, vault: str) -> S:
    """Store a new record that a browser sealed to the vault; `SealInvalid`, `IdTaken` by other bytes, or `Erased`.

    The same once more is the record that is there: a browser may not know that its first try arrived.
    """
    if record.id.version != RANDOM:
        # Any other version tells when or on which machine it was made.
        raise Invalid(errors=[(["id"], N_("No es un número al azar."), {})])
    check_seal(vault, record.key_id, record.sealed)
    there = db.session.get(type(record), record.id) or _put_in(record)
    if there.sealed != record.sealed:
        raise IdTaken
    return there


def _put_in(record: S) -> S:
    """The record, stored; or what is there because the same request came twice and the other was a moment quicker."""
    if erasures.forgotten_among([record.id]):
        raise Erased
    try:
        with db.session.begin_nested():
            db.session.add(record)
    except IntegrityError:
        there = db.session.get(type(record), record.id)
        if there is None:
            raise
        return there
    return record


def part_of(record: FollowUp, part: P) -> P:
    """A note or task of the record; `IdTaken` where the one that is there is another's."""
    if part.of_id != record.id:
        raise IdTaken
    return part


def forget(model: Any, ids: Collection[UUID], *parts: type[SealedNote | SealedTask]) -> None:
    """Erase records for good, with these parts of them: what is stored again under their ids is refused."""
    for some in erasures.in_portions(ids):
        for part in parts:
            erasures.remember(db.session.scalars(select(part.id).where(part.of_id.in_(some))).all())
            _delete(part, part.of_id.in_(some))
        erasures.remember(some)
        _delete(model, model.id.in_(some))


def _delete(model: Any, condition: ColumnElement[bool]) -> None:
    db.session.execute(delete(model).where(condition), execution_options={"synchronize_session": "fetch"})


def begin(record: F, vault: str, *, to: UUID | None, by: UUID) -> F:
    """Store a new record and offer it to somebody; who is to have it themself has accepted. As `store`, and `Invalid`."""
    check_keyholder(to, vault)
    hand(record, to, by)
    return store(record, vault)


def list_due(
    model: type[F], after: Due | None, limit: int, *conditions: ColumnElement[bool], **given: Any
) -> Sequence[F]:
    """Records by their next day, those without one last; the next page begins after (next_on, id).

    `given`: columns by their names, narrowed where a value is there.
    """
    chosen = [getattr(model, name) == value for name, value in given.items() if value is not None]
    query = (
        select(model)
        .where(*conditions, *chosen)
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


def change(record: F, vault: str, rev: int, changes: dict[str, Any], by: UUID) -> F:
    """Change what is given of the record; `Stale` where `rev` is an old one. A new body comes with its key.

    Who asks can take the record on or let it go, and take an offer back; giving it to somebody is `offer`'s.
    """
    if ("key_id" in changes) != ("sealed" in changes):
        raise Invalid(errors=[(["key_id"], N_("La llave y lo sellado van juntos."), {})])
    if "sealed" in changes:
        check_seal(vault, changes["key_id"], changes["sealed"])
    for name, allowed in (("assignee", (None, by)), ("offered_to", (None,))):
        if changes.get(f"{name}_id") not in allowed:
            raise Invalid(
                errors=[([name], N_("Ofrézcaselo: es de alguien cuando esa persona lo acepta."), {})]
            )
    take_turn(record, rev)
    if changes.get("assignee_id") is not None or "offered_to_id" in changes:
        record.offered_to_id = record.offered_by_id = None
    for name, value in changes.items():
        setattr(record, name, value)
    db.session.flush()
    return record


def hand(record: FollowUp, to: UUID | None, by: UUID) -> None:
    """Ask somebody to take the record on; who asks themself has accepted."""
    if to == by:
        record.assignee_id, record.offered_to_id, record.offered_by_id = by, None, None
    else:
        record.offered_to_id, record.offered_by_id = to, by if to else None


def offer(record: F, vault: str, rev: int, *, to: UUID, by: UUID) -> F:
    """Offer the record to somebody, in the place of whoever was asked before; `Stale`, `Invalid`."""
    check_keyholder(to, vault)
    take_turn(record, rev)
    hand(record, to, by)
    db.session.flush()
    return record


def accept(record: F, rev: int, by: UUID) -> F:
    """Take on what is offered to `by`; the same once more is the record as it is. `NotOffered`, `Stale`."""
    if record.offered_to_id is None and record.assignee_id == by:
        return record
    _check_offered(record, rev, by)
    record.assignee_id, record.offered_to_id, record.offered_by_id = by, None, None
    db.session.flush()
    return record


def give_back(record: F, rev: int, by: UUID) -> F:
    """Return what is offered to `by`: it is whose it was, and who asked hears of it. `NotOffered`, `Stale`."""
    _check_offered(record, rev, by)
    record.offered_to_id = None
    db.session.flush()
    return record


def _check_offered(record: FollowUp, rev: int, by: UUID) -> None:
    take_turn(record, rev)
    if record.offered_to_id != by:
        raise NotOffered


def check_keyholder(member_id: UUID | None, vault: str) -> None:
    """Raise `Invalid` for somebody who takes no part, or could not read what is offered to them."""
    if member_id is None:
        return
    member, holder = db.session.get(Member, member_id), holder_of(member_id)
    if member is None or not member.active or holder is None or vault not in vaults_of(holder.id):
        raise Invalid(
            errors=[
                (
                    ["to"],
                    N_("Esta persona no puede abrirlo: pídale a quien administra que le dé la llave."),
                    {},
                )
            ]
        )
