"""Retention: for how many days each kind is kept. PRIVACY's days, unless an administrator has changed them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.audit import write_act
from canvass.db import Base, db, insert_into
from canvass.errors import N_, Invalid, NotFound

Kind = Literal["visits", "results", "contacts", "reviewed", "cases", "quarantine", "audit", "backups"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Term:
    """Days from the day on which they begin to count, and between which an administrator may choose."""

    days: int
    least: int
    most: int


TERMS: Mapping[Kind, Term] = {
    "visits": Term(30, 1, 180),
    "results": Term(30, 1, 730),
    "contacts": Term(90, 14, 365),
    "reviewed": Term(30, 7, 365),
    "cases": Term(730, 30, 3650),
    "quarantine": Term(30, 7, 365),
    "audit": Term(365, 90, 3650),
    "backups": Term(14, 2, 90),
}
"""Who and when of a visit; its result, once its campaign is closed; a contact that waits; one that was routed or closed; a
closed case; what was set apart; acts; backups."""


class Retention(Base):
    """A kind for which somebody chose other days."""

    __tablename__ = "retention"

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    days: Mapped[int]


def days_of_kinds() -> dict[Kind, int]:
    """For how many days each kind is kept."""
    chosen = {row.kind: row.days for row in db.session.execute(select(Retention.kind, Retention.days))}
    return {kind: chosen.get(kind, term.days) for kind, term in TERMS.items()}


def keep_for(kind: str, days: int, by: UUID) -> None:
    """Keep a kind for so many days from now on; `NotFound` for no kind, `Invalid` outside its bounds."""
    term = next((term for name, term in TERMS.items() if name == kind), None)
    if term is None:
        raise NotFound
    if not term.least <= days <= term.most:
        bounds = N_("Elija entre %(least)s y %(most)s días.")
        raise Invalid(errors=[(["days"], bounds, {"least": term.least, "most": term.most})])
    row = insert_into(Retention).values(kind=kind, days=days)
    db.session.execute(row.on_conflict_do_update(index_elements=["kind"], set_={"days": days}))
    write_act("retention_changed", actor=by, kind=kind, days=days)
