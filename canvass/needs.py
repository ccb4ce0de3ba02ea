"""The organisation's own needs, beside every organisation's: their words in both languages, and which are retired."""

import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select

from canvass.audit import write_act
from canvass.db import Base, db
from canvass.directory_lists import terms
from canvass.errors import N_, Invalid
from canvass.members import hold_organisation
from canvass.own_words import OwnWord, Refusals, faults_of
from canvass.revisions import check_rev, rev_of

CODE = re.compile(r"^n_[0-9a-f]{12}$")
"""Made at random by a browser: what was noted sealed, or stands in the directory, names a need by its code alone."""
REFUSALS = Refusals(
    twice=N_("Hay una necesidad dos veces."),
    left_out=N_("Una necesidad no se borra: se deja de usar, y lo anotado la sigue nombrando."),
    too_many=N_("Puede haber %(n)s necesidades en uso. Deje de usar una antes de añadir otra."),
)


class OwnNeed(OwnWord, Base):
    """A need of the organisation's own; a retired one keeps its name for what was noted, and is offered no more."""

    __tablename__ = "own_needs"


@dataclass(frozen=True)
class Need:
    """A need as it is told and given; their order is the list's."""

    code: str
    es: str
    en: str
    retired: bool


def list_needs() -> list[Need]:
    """All of the organisation's own in their order, retired ones as well."""
    rows = db.session.scalars(select(OwnNeed).order_by(OwnNeed.rank)).all()
    return [Need(row.code, row.es, row.en, row.retired) for row in rows]


def names_in_lists() -> terms.OwnNames:
    """Those in use as directories of others may write them, in either language."""
    return terms.own_names((need.code, (need.es, need.en)) for need in list_needs() if not need.retired)


def check_known(codes: Collection[str]) -> None:
    """Raise `Invalid` for a code that is neither every organisation's nor one of this one's own."""
    own = set(codes) - set(terms.NEEDS)
    if own - set(db.session.scalars(select(OwnNeed.code).where(OwnNeed.code.in_(own)))):
        raise Invalid(errors=[(["needs"], N_("Esa necesidad no existe. Vuelva a abrir la página."), {})])


def replace(rev: str, given: Sequence[Need], by: UUID) -> list[Need]:
    """Put these in the place of those that `rev` names: none of them is left out. `Stale`, or `Invalid`.

    Who changes them holds the organisation's row, so that of two who begin with an empty list the second is told.
    """
    hold_organisation()
    before = list_needs()
    check_rev(rev, rev_of(before))
    faults = faults_of(given, before, REFUSALS)
    if faults:
        raise Invalid(errors=faults)
    for place, need in enumerate(given):
        db.session.merge(OwnNeed(**asdict(need), rank=place))
    db.session.flush()
    write_act("needs_changed", actor=by)
    return list(given)
