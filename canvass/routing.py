"""Routing: from a reviewed contact to its tracks. Nothing that is stored leads from a track's record to the contact."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from canvass import consulta, contacts, leadership, tracks
from canvass.consulta import CONSULTA
from canvass.contacts import Contact
from canvass.db import db
from canvass.errors import N_, Invalid


@dataclass(frozen=True)
class NewTask:
    """A task as the reviewer's browser sealed it, likewise."""

    id: UUID
    key_id: str
    sealed: bytes
    to: UUID | None
    next_on: date | None


@dataclass(frozen=True)
class NewCase:
    """A case as the reviewer's browser sealed it, under a new id."""

    id: UUID
    key_id: str
    sealed: bytes
    to: UUID | None
    next_on: date | None
    appointment: NewTask | None = None
    """The hour that was held at the door: neither case nor appointment is there without the other."""


@dataclass(frozen=True)
class NewPerson:
    """Somebody for the ladder, likewise."""

    id: UUID
    key_id: str
    sealed: bytes
    step: str | None
    to: UUID | None
    next_on: date | None


class NoTrack(Invalid):
    code = "no_track"
    message = N_("Elija al menos una vía, o cierre el contacto sin seguimiento.")


def route(
    contact: Contact,
    rev: int,
    *,
    key_id: str,
    sealed: bytes,
    case: NewCase | None,
    ladder: NewPerson | None,
    by: UUID,
) -> Contact:
    """Route a contact to Consulta, to the ladder or to both, in one transaction; the same again answers the same.

    Each track's record is offered to whom `by` names in `to`, and theirs once they accept. The contact keeps the review,
    sealed anew under its id. Raises `NoTrack`, `Stale`, `SealInvalid`, `ContactDone`.
    """
    if case is None and ladder is None:
        raise NoTrack
    if _is_done(contact, sealed, case, ladder):
        return contact
    contacts.reseal(contact, rev, "routed", key_id=key_id, sealed=sealed)
    if case is not None:
        _open_case(case, by)
    if ladder is not None:
        leadership.welcome(
            ladder.id,
            key_id=ladder.key_id,
            sealed=ladder.sealed,
            step=ladder.step,
            to=ladder.to,
            next_on=ladder.next_on,
            by=by,
        )
    return contact


def _open_case(case: NewCase, by: UUID) -> None:
    opened = consulta.open_case(
        case.id, key_id=case.key_id, sealed=case.sealed, to=case.to, next_on=case.next_on, by=by
    )
    if case.appointment is not None:
        one = case.appointment
        tracks.add_task(
            CONSULTA,
            opened,
            one.id,
            key_id=one.key_id,
            sealed=one.sealed,
            to=one.to,
            next_on=one.next_on,
            by=by,
        )


def _is_done(contact: Contact, sealed: bytes, case: NewCase | None, ladder: NewPerson | None) -> bool:
    """Whether just this routing arrived before, its answer lost. What became of its records since does not matter."""
    db.session.refresh(contact, with_for_update=True)
    if contact.state != "routed" or contact.sealed != sealed:
        return False
    routed_case = case is None or db.session.get(consulta.Case, case.id) is not None
    return routed_case and (ladder is None or db.session.get(leadership.Person, ladder.id) is not None)
