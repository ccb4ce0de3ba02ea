"""Plans: drafts of turfs, cut in the background, edited by leads, and nothing of it on a phone until it is published.

A plan's doors lie in one packed row and never change; each of its states is another (see `plan_steps`). `rev` counts every
change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.access import Actor, in_scope
from canvass.audit import write_act
from canvass.campaigns import Campaign, check_open
from canvass.db import Base, Geometry, db
from canvass.errors import N_, Conflict, Invalid, NotFound
from canvass.geo.cuts.wishes import DOORS_PER_HOUR, Canvassers, DoorsToCut, Shift, Size, Wish, check
from canvass.geo.drafting.layouts import DraftTurf, Layout, Terms, unpack
from canvass.geo.shapes import Area, from_geojson
from canvass.plan_doors import Filter, Stock, as_they_stand, may_have_moved
from canvass.walkways import KnownGround

STATES = ("cutting", "draft", "published", "discarded", "failed")
WISHES = {"doors": "doors", "canvassers": "canvassers", "shift": "hours"}
"""How turfs are wished for, and which number each needs."""
SHOWN = 100
MOST_WAITING = 5
"""Cuts of one campaign that have not ended: whoever else wants something of the process for long jobs waits for them."""
UNTOUCHED = timedelta(days=90)
"""So long a draft is kept that nobody changes: a season of canvassing. By then its doors are others, and so are its turfs."""
MOST_SEED = 2**31 - 1


class EnoughWaiting(Conflict):
    code = "plans_waiting"
    message = N_(
        "En esta campaña ya hay %(most)s borradores que esperan a que se corten. Espere a que terminen, o bórrelos."
    )


class Plan(Base):
    """A draft of a campaign's turfs. `at` is the number of the revision that it shows now."""

    __tablename__ = "plans"
    __table_args__ = (CheckConstraint(f"state IN {STATES!r}", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="cutting")
    rev: Mapped[int] = mapped_column(default=1)
    wish: Mapped[dict[str, Any]] = mapped_column(JSON)
    filter: Mapped[dict[str, Any]] = mapped_column(JSON)
    area: Mapped[Area | None] = mapped_column(Geometry)
    start: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))
    seed: Mapped[int]
    at: Mapped[int] = mapped_column(default=0)
    job_id: Mapped[UUID | None]
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))
    created_at: Mapped[datetime]
    touched_at: Mapped[datetime]

    @property
    def discards_at(self) -> datetime | None:
        """When it is thrown away unless somebody changes it before; None for all but drafts."""
        return self.touched_at + UNTOUCHED if self.state == "draft" else None


class PlanStock(Base):
    """A plan's doors, packed."""

    __tablename__ = "plan_stocks"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    doors: Mapped[bytes]


class PlanRevision(Base):
    """A state of a plan, packed, and its figures."""

    __tablename__ = "plan_revisions"

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    layout: Mapped[bytes]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)


@dataclass(frozen=True)
class Face:
    """A plan as it stands: what it has been cut into (None while it is being cut), and which ways lead from there.

    A draft's doors are where they are now; `moved` says which of them (bool) were elsewhere when it was cut.
    """

    plan: Plan
    stock: Stock | None = None
    layout: Layout | None = None
    can_undo: bool = False
    can_redo: bool = False
    moved: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))

    def moved_in(self, turf: DraftTurf) -> int:
        """How many doors of a turf that is still a draft."""
        return 0 if turf.published or not len(self.moved) else int(self.moved[turf.doors].sum())


class NoDraft(Conflict):
    code = "plan_no_draft"
    message = N_(
        "Este borrador no se puede cambiar: todavía se está cortando, o ya se publicó o se descartó."
    )


class PlanEmpty(Invalid):
    code = "plan_empty"
    message = N_("Aquí no hay ninguna puerta libre que cumpla lo que pidió.")


def find_plan(plan_id: UUID, actor: Actor) -> Plan:
    """The plan, if its campaign is in the actor's scope and nobody discarded it; otherwise `NotFound`."""
    query = select(Plan).where(Plan.id == plan_id, Plan.state != "discarded")
    found: Plan | None = db.session.scalar(in_scope(query, actor, Plan.campaign_id))
    if found is None:
        raise NotFound
    return found


def list_plans(campaign: Campaign) -> list[tuple[Plan, dict[str, Any] | None]]:
    """The campaign's latest plans with their figures, the newest first."""
    shown = (PlanRevision.plan_id == Plan.id) & (PlanRevision.number == Plan.at)
    query = (
        select(Plan, PlanRevision.figures)
        .outerjoin(PlanRevision, shown)
        .where(Plan.campaign_id == campaign.id, Plan.state != "discarded")
        .order_by(Plan.created_at.desc(), Plan.id)
        .limit(SHOWN)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def begin_plan(
    campaign: Campaign,
    by: UUID | None,
    *,
    wish: Mapping[str, Any],
    area: Mapping[str, Any] | None = None,
    wanted: Filter | None = None,
    start: Sequence[float] | None = None,
    seed: int | None = None,
) -> Plan:
    """A plan that is yet to be cut. `area` is GeoJSON, `start` WGS84; a `ShapeError` or `CannotCut` for what is no use,
    `EnoughWaiting` where others' work would wait for too many."""
    check_open(campaign)
    check(DoorsToCut.at([], []), wish_of(wish))
    cutting = select(func.count()).where(Plan.campaign_id == campaign.id, Plan.state == "cutting")
    if (db.session.scalar(cutting) or 0) >= MOST_WAITING:
        raise EnoughWaiting(most=MOST_WAITING)
    wanted, now = wanted or Filter(), datetime.now(UTC)
    since = wanted.not_visited_since
    plan = Plan(
        id=uuid4(),
        campaign_id=campaign.id,
        state="cutting",
        rev=1,
        wish=dict(wish),
        filter={
            "not_visited_since": since.isoformat() if since else None,
            "never_home": wanted.never_home,
        },
        area=None if area is None else from_geojson(area),
        start=None if start is None else list(start),
        seed=seed or 0,
        at=0,
        job_id=None,
        by_id=by,
        created_at=now,
        touched_at=now,
    )
    db.session.add(plan)
    db.session.flush()
    return plan


def wish_of(told: Mapping[str, Any]) -> Wish:
    """`{kind: "doors", doors}`, `{kind: "canvassers", canvassers}` or `{kind: "shift", hours, doors_per_hour}`."""
    number = WISHES[told["kind"]]
    if told.get(number) is None:
        raise Invalid(errors=[(["wish", number], N_("Falta este dato."), {})])
    match told["kind"]:
        case "doors":
            return Size(float(told["doors"]))
        case "canvassers":
            return Canvassers(int(told["canvassers"]))
        case _:
            return Shift(float(told["hours"]), float(told.get("doors_per_hour") or DOORS_PER_HOUR))


def filter_of(plan: Plan) -> Filter:
    """Which doors the plan was to have."""
    since = plan.filter["not_visited_since"]
    return Filter(date.fromisoformat(since) if since else None, plan.filter["never_home"])


def terms_of(plan: Plan) -> Terms:
    """What the plan was asked for."""
    start = None if plan.start is None else (plan.start[0], plan.start[1])
    return Terms(wish_of(plan.wish), start, plan.seed, KnownGround())


def look_at(plan: Plan) -> Face:
    """The plan as it stands."""
    # In one statement: whoever publishes or discards meanwhile is before all of it or after.
    here = PlanRevision.plan_id == plan.id
    first, last = (
        select(of(PlanRevision.number)).where(here).scalar_subquery() for of in (func.min, func.max)
    )
    query = (
        select(PlanStock.doors, PlanRevision.layout, PlanRevision.number, first, last)
        .join(PlanRevision, PlanRevision.plan_id == PlanStock.plan_id)
        .join(Plan, (Plan.id == PlanRevision.plan_id) & (Plan.at == PlanRevision.number))
        .where(here)
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        return Face(plan)
    doors, layout, at, least, most = found
    is_draft = plan.state == "draft"
    stock, ways = Stock.unpack(doors), (is_draft and least < at, is_draft and most > at)
    if not (is_draft and may_have_moved(plan.created_at)):
        return Face(plan, stock, unpack(layout), *ways)
    stock, moved = as_they_stand(stock)
    return Face(plan, stock, unpack(layout), *ways, moved)


def check_draft(face: Face) -> tuple[Plan, Stock, Layout]:
    """The plan with what is in it; `NoDraft` unless it can be changed."""
    if face.plan.state != "draft" or face.stock is None or face.layout is None:
        raise NoDraft
    return face.plan, face.stock, face.layout


def discard(plan: Plan, actor: Actor) -> None:
    """Throw the plan away, with all that is kept of it. What of it was published stays."""
    _throw_away(plan, actor.member_id)


def discard_untouched(now: datetime) -> None:
    """Throw away the drafts that nobody has changed for `UNTOUCHED`; what of them was published stays."""
    old = select(Plan).where(Plan.state == "draft", Plan.touched_at < now - UNTOUCHED).order_by(Plan.id)
    for plan in db.session.scalars(old.with_for_update(skip_locked=True)).all():
        _throw_away(plan, None)


def _throw_away(plan: Plan, by: UUID | None) -> None:
    db.session.refresh(plan, with_for_update=True)
    if plan.state == "discarded":
        return
    plan.state, plan.rev = "discarded", plan.rev + 1
    db.session.flush()
    db.session.execute(delete(PlanRevision).where(PlanRevision.plan_id == plan.id))
    db.session.execute(delete(PlanStock).where(PlanStock.plan_id == plan.id))
    write_act("plan_discarded", actor=by, subject=plan.id, campaign=str(plan.campaign_id))
