"""The ladder's steps: the organisation's own words, their order, and for how long somebody on each may be heard nothing of."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Mapped

from canvass.audit import write_act
from canvass.db import Base, db
from canvass.errors import N_, Conflict, Invalid
from canvass.own_words import Faults, OwnWord, Refusals, faults_of
from canvass.revisions import check_rev, rev_of

CODE = re.compile(r"^[a-z0-9_]{1,20}$")
QUIET_DAYS = (1, 365)
REFUSALS = Refusals(
    twice=N_("Hay un paso dos veces."),
    left_out=N_("Un paso no se borra: se deja de usar, y lo anotado lo sigue nombrando."),
    too_many=N_("Puede haber %(n)s pasos en uso. Deje de usar uno antes de añadir otro."),
)


class LadderStep(OwnWord, Base):
    """A step of the ladder; a retired one keeps its name for what was noted under it, and nobody comes to it any more."""

    __tablename__ = "ladder_steps"

    quiet_days: Mapped[int]


@dataclass(frozen=True)
class Step:
    """A step as it is told and given; their order is the list's."""

    code: str
    es: str
    en: str
    quiet_days: int
    retired: bool


class StepRetired(Conflict):
    code = "step_retired"
    message = N_("Este paso ya no se usa, o no existe. Vuelva a abrir la página y elija otro.")


def list_steps() -> list[Step]:
    """All steps from the first to the last, retired ones as well."""
    rows = db.session.scalars(select(LadderStep).order_by(LadderStep.rank)).all()
    return [Step(row.code, row.es, row.en, row.quiet_days, row.retired) for row in rows]


def check_live(code: str) -> None:
    """Raise `StepRetired` for a step to which nobody can come. Until the transaction ends it cannot be retired."""
    live = select(LadderStep.code).where(LadderStep.code == code, LadderStep.retired.is_(False))
    if db.session.scalar(live.with_for_update(read=True)) is None:
        raise StepRetired


def first() -> str:
    """The step on which people begin."""
    return next(step.code for step in list_steps() if not step.retired)


def replace(
    rev: str, given: Sequence[Step], people_on: Callable[[], Mapping[str, int]], by: UUID
) -> list[Step]:
    """Put these steps in the place of those that `rev` names. `Stale`, or `Invalid` by whose field it is.

    `people_on`: how many people stand on each step, asked once nobody can come to one any more.
    """
    # Locked in one order, and before anything is counted: who moves somebody meanwhile waits, or is waited for.
    db.session.execute(select(LadderStep.code).order_by(LadderStep.code).with_for_update())
    before = list_steps()
    check_rev(rev, rev_of(before))
    faults = faults_of(given, before, REFUSALS) + _unusable(given) + _occupied(given, people_on())
    if faults:
        raise Invalid(errors=faults)
    for place, step in enumerate(given):
        # In place: who waits for a row finds it again.
        db.session.merge(LadderStep(**asdict(step), rank=place))
    db.session.flush()
    write_act("steps_changed", actor=by)
    return list(given)


def _unusable(given: Sequence[Step]) -> Faults:
    if all(step.retired for step in given):
        return [(["items"], N_("Al menos un paso tiene que quedar en uso."), {})]
    return []


def _occupied(given: Sequence[Step], people: Mapping[str, int]) -> Faults:
    told = N_("Personas en este paso: %(n)s. Muévalas primero a otro.")
    return [
        (["items", place, "retired"], told, {"n": people[step.code]})
        for place, step in enumerate(given)
        if step.retired and people.get(step.code)
    ]
