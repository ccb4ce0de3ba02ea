"""Contacts: what is kept of the people's stream, sealed, and the review queue.

Its tables lead to no door, no device, no member and no hour, and are kept in the order of random ids.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    and_,
    delete,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from canvass import erasures
from canvass.db import Base, db
from canvass.errors import N_, Conflict, NotFound
from canvass.revisions import take_turn
from canvass.small_numbers import withheld
from canvass.vaults import check_seal
from canvass.weeks import week_of

CONTACT_STATES = ("new", "picked_up", "routed", "closed")
OPEN_STATES = ("new", "picked_up")
MOST_ASKED = 50

Status = Literal["waiting", "picked_up", "reached", "unknown"]
Choice = tuple[str, str | None]
"""An option, and the week in which it was chosen, or None for all weeks."""


class Contact(Base):
    """Somebody who agreed to be contacted again, sealed to the `intake` vault; `done_week` is that of its review's end.

    `reached`: somebody of the team has spoken with them.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        CheckConstraint(f"state IN {CONTACT_STATES!r}", name="state"),
        Index("ix_contacts_state_urgent", "state", "urgent"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    week: Mapped[str] = mapped_column(String(8))
    urgent: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10), default="new")
    reached: Mapped[bool] = mapped_column(default=False)
    rev: Mapped[int] = mapped_column(default=1)
    key_id: Mapped[str] = mapped_column(String(16))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    backed_up: Mapped[bool] = mapped_column(default=False)
    done_week: Mapped[str | None] = mapped_column(String(8))


class AnswerSet(Base):
    """Coded answers to one version of a script, from one conversation, without their door; sensitive ones sealed."""

    __tablename__ = "answers"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    week: Mapped[str] = mapped_column(String(8))
    script_id: Mapped[UUID] = mapped_column(ForeignKey("scripts.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    backed_up: Mapped[bool] = mapped_column(default=False)


class ContactDone(Conflict):
    """Somebody routed or closed it already."""

    code = "contact_done"
    message = N_("Este contacto ya se revisó.")


@dataclass(frozen=True)
class AnswerCount:
    """How often an option was chosen, in a campaign or in one week of it; `n` is None where it is too few to tell."""

    script: UUID
    question: str
    option: str
    week: str | None
    n: int | None


def statuses_of(ids: Collection[UUID]) -> list[tuple[UUID, Status]]:
    """What became of these contacts: picked up, reached, and no more. Ids are secrets, so no credential is asked."""
    rows = db.session.execute(select(Contact.id, Contact.state, Contact.reached).where(Contact.id.in_(ids)))
    known = {row.id: _status(row.state, reached=row.reached) for row in rows}
    return [(each, known.get(each, "unknown")) for each in ids]


def _status(state: str, *, reached: bool) -> Status:
    # A routed or closed contact was opened by a reviewer; whether anybody spoke with the person, `reached` says.
    return "reached" if reached else "waiting" if state == "new" else "picked_up"


def list_contacts(
    *, campaign: UUID | None, state: str | None, after: tuple[bool, UUID] | None, limit: int
) -> Sequence[Contact]:
    """The review queue: urgent ones first, then by id; the next page begins after (urgent, id)."""
    query = select(Contact).order_by(Contact.urgent.desc(), Contact.id).limit(limit)
    if campaign is not None:
        query = query.where(Contact.campaign_id == campaign)
    if state is not None:
        query = query.where(Contact.state == state)
    if after is not None:
        urgent, last = after
        same = and_(Contact.urgent.is_(urgent), Contact.id > last)
        query = query.where(or_(same, Contact.urgent.is_(False)) if urgent else same)
    return db.session.scalars(query).all()


def find_contact(contact_id: UUID) -> Contact:
    contact = db.session.get(Contact, contact_id)
    if contact is None:
        raise NotFound
    return contact


def pick_up(contact: Contact, rev: int) -> Contact:
    """Say that somebody looks at it; `Stale` where `rev` is an old one."""
    return _move(contact, rev, "picked_up", ("new",))


def close(contact: Contact, rev: int, *, key_id: str, sealed: bytes) -> Contact:
    """Close it without a follow-up, sealed anew with the review in it."""
    return reseal(contact, rev, "closed", key_id=key_id, sealed=sealed)


def reseal(contact: Contact, rev: int, state: str, *, key_id: str, sealed: bytes) -> Contact:
    """End the review: the contact sealed anew with what was decided, in its last state; `Stale`, `SealInvalid`."""
    check_seal("intake", key_id, sealed)
    _move(contact, rev, state, OPEN_STATES)
    contact.key_id, contact.sealed = key_id, sealed
    contact.done_week = week_of(datetime.now(UTC).date())
    db.session.flush()
    return contact


def reopen(contact: Contact, rev: int, *, key_id: str, sealed: bytes) -> Contact:
    """Take a closing back: it is reviewed again. `Stale`, `SealInvalid`, `ContactDone` where it is not closed."""
    check_seal("intake", key_id, sealed)
    _move(contact, rev, "picked_up", ("closed",))
    contact.key_id, contact.sealed, contact.done_week = key_id, sealed, None
    db.session.flush()
    return contact


def say_reached(contact_id: UUID) -> None:
    """Somebody of the team has spoken with them: all that the volunteer learns. Nothing where it was forgotten meanwhile."""
    db.session.execute(update(Contact).where(Contact.id == contact_id).values(reached=True))


def forget(ids: Collection[UUID]) -> None:
    """Erase contacts and answers for good: one that is handed in again is a duplicate, and is let go of.

    On PostgreSQL what is being handed in at this moment is waited for, and who hands in afterwards looks again
    (`erased_meanwhile`). SQLite has one writer.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE contacts, answers IN SHARE ROW EXCLUSIVE MODE"))
    erasures.remember(ids)
    for model in (Contact, AnswerSet):
        for some in erasures.in_portions(ids):
            rows = delete(model).where(model.id.in_(some))
            db.session.execute(rows, execution_options={"synchronize_session": "fetch"})


def erased_meanwhile(ids: Collection[UUID]) -> set[UUID]:
    """Those of these ids, just written in this transaction, that were erased since it began; they are gone again."""
    late = erasures.forgotten_among(ids)
    if not late:
        return late
    for model in (Contact, AnswerSet):
        gone = delete(model).where(model.id.in_(late))
        db.session.execute(gone, execution_options={"synchronize_session": False})
    return late


def mark_backed_up(contacts: Collection[UUID], answers: Collection[UUID]) -> None:
    """Note that a backup holds these contacts and answers.

    All of them are written anew, in the order of their random ids and in one transaction, those noted before as well:
    otherwise the database's own stamps on its rows would tell those that came since the backup before.
    """
    for model, ids in ((Contact, contacts), (AnswerSet, answers)):
        for some in erasures.in_portions(ids):
            rows = update(model).where(model.id.in_(some)).values(backed_up=True)
            db.session.execute(rows, execution_options={"synchronize_session": False})


def _move(contact: Contact, rev: int, state: str, before: Collection[str]) -> Contact:
    take_turn(contact, rev)
    if contact.state not in before:
        raise ContactDone
    contact.state = state
    db.session.flush()
    return contact


def count_answers(campaign_id: UUID, least: int) -> list[AnswerCount]:
    """How often each option was chosen in the campaign, of what is in clear, by script, question and option.

    Of fewer than `least` people none is told, and neither this nor the weeks give away what the other withholds.
    """
    return [each for each in _counts(campaign_id, least) if each.week is None]


def count_answers_by_week(campaign_id: UUID, least: int) -> list[AnswerCount]:
    """The same by week."""
    return [each for each in _counts(campaign_id, least) if each.week is not None]


def _counts(campaign_id: UUID, least: int) -> Iterator[AnswerCount]:
    """Each question's options, in all weeks together (None) and in each."""
    counts: dict[tuple[UUID, str], Counter[Choice]] = defaultdict(Counter)
    for script, week, question, option in _choices(campaign_id):
        counts[script, question].update(((option, None), (option, week)))
    for (script, question), chosen in sorted(counts.items(), key=itemgetter(0)):
        told = withheld(chosen, _wholes(chosen), least)
        for (option, when), n in sorted(told.items(), key=str):
            yield AnswerCount(script, question, option, when, n)


def _wholes(chosen: Iterable[Choice]) -> list[list[Choice]]:
    """What adds up: an option's weeks, which are together all of it, and the options of a week, or of all."""
    wholes: dict[str | tuple[str | None], list[Choice]] = defaultdict(list)
    for option, week in chosen:
        wholes[option].append((option, week))
        wholes[(week,)].append((option, week))
    return list(wholes.values())


def _choices(campaign_id: UUID) -> Iterator[tuple[UUID, str, str, str]]:
    """Script, week, question and option of each choice."""
    rows = db.session.execute(
        select(AnswerSet.script_id, AnswerSet.week, AnswerSet.answers).where(
            AnswerSet.campaign_id == campaign_id
        )
    )
    for row in rows:
        for question, chosen in row.answers.items():
            yield from ((row.script_id, row.week, question, option) for option in chosen)
