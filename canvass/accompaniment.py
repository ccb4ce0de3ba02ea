"""How many people the organisation can accompany on one day. Who is, and when, stands inside seals: browsers count."""

from uuid import UUID

from sqlalchemy import select

from canvass.audit import write_act
from canvass.db import db
from canvass.errors import N_, NotAllowed
from canvass.members import Organisation, get_member, hold_organisation
from canvass.revisions import check_rev

MOST = (1, 99)


class NotCoordinator(NotAllowed):
    code = "coordinators_only"
    message = N_("Esto lo cambia quien coordina o administra.")


def most_a_day() -> int | None:
    """Of how many on one day the organisation is capable; None where nobody said."""
    return db.session.scalars(select(Organisation.accompaniments_a_day)).one()


def change_most(most: int | None, was: int | None, by: UUID) -> int | None:
    """Say how many; `NotCoordinator`, or `Stale` where it is not what `was` says it was."""
    member = get_member(by)
    if not member.coordinator and member.role != "administrator":
        raise NotCoordinator
    hold_organisation()
    check_rev(was, most_a_day())
    db.session.scalars(select(Organisation)).one().accompaniments_a_day = most
    db.session.flush()
    write_act("accompaniments_changed", actor=by)
    return most
