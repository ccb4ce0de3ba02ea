"""Erasing a person: a contact, a case or somebody on the ladder, with what was noted of them. The ids go on the list."""

from collections.abc import Callable, Collection
from typing import Literal
from uuid import UUID

from canvass import consulta, contacts, leadership, tracks
from canvass.audit import write_act
from canvass.consulta import CONSULTA
from canvass.holds import check_free
from canvass.leadership import LEADERSHIP

Track = Literal["contact", "case", "ladder"]


def erase(track: Track, record_id: UUID, by: UUID) -> None:
    """Erase a record for good; `NotFound` for none, `Held` under a hold. Of whom it was, no act says."""
    if track == "contact":
        contact = contacts.find_contact(record_id)
        check_free(("contacts", "reviewed"), contact.campaign_id)
    elif track == "case":
        tracks.find(CONSULTA, record_id, by)
        check_free(("cases",))
    else:
        tracks.find(LEADERSHIP, record_id, by)
        check_free(())
    FORGET[track]([record_id])
    write_act("person_erased", actor=by, track=track)


FORGET: dict[Track, Callable[[Collection[UUID]], None]] = {
    "contact": contacts.forget,
    "case": consulta.forget_cases,
    "ladder": leadership.forget_people,
}
