"""Assignments: leases on a turf in server time, for one or more members, each with a generation."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, UniqueConstraint, bindparam, func, select, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from canvass.access import Actor, can, in_scope, seen_by
from canvass.audit import write_act
from canvass.campaigns import Campaign, CampaignMember, add_members, check_open, find_campaign
from canvass.db import Base, db, table_of
from canvass.errors import N_, Invalid, NotAllowed, NotFound
from canvass.members import Member
from canvass.turfs import Turf, TurfRetired, retire_turf

STATES = ("out", "overdue", "returned", "superseded")
NO_GRACE = timedelta(0)


class Assignment(Base):
    """A lease. Handing the turf out again makes the next generation, and asks nothing of the old phone."""

    __tablename__ = "assignments"
    __table_args__ = (UniqueConstraint("turf_id", "generation"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    turf_id: Mapped[UUID] = mapped_column(ForeignKey("turfs.id"))
    generation: Mapped[int]
    starts_at: Mapped[datetime]
    until: Mapped[datetime]
    returned_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    members: Mapped[list[Member]] = relationship(
        secondary="assignment_members", lazy="selectin", order_by=Member.alias, viewonly=True
    )

    @property
    def state(self) -> str:
        """`out`, `overdue`, `returned` or `superseded`, as of now."""
        if self.superseded_at is not None:
            return "superseded"
        if self.returned_at is not None:
            return "returned"
        return "overdue" if self.until <= datetime.now(UTC) else "out"

    def has(self, member_id: UUID) -> bool:
        """Whether the member walks under this lease."""
        return any(member.id == member_id for member in self.members)


class AssignmentMember(Base):
    """Who walks under a lease."""

    __tablename__ = "assignment_members"

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("assignments.id"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)


class WalksElsewhere(NotAllowed):
    code = "walks_elsewhere"
    message = N_(
        "Esta persona camina también en una campaña que usted no coordina. Pida su enlace a quien administra."
    )


def hand_out(turf: Turf, actor: Actor, *, members: Sequence[UUID], until: datetime) -> Assignment:
    """Hand the turf to these members until then, as the next generation; a lease that was out is superseded.

    Volunteers join the campaign by it. A lead of another one doesn't: leads are let in by its list.
    """
    campaign = find_campaign(turf.campaign_id, actor)
    check_open(campaign)
    now = datetime.now(UTC)
    if until <= now:
        raise Invalid(errors=[(["until"], N_("Elija una hora que todavía no haya pasado."), {})])
    # The turf's row is locked, so that two leads who hand it out at once get two generations; the campaign's before
    # it, as whoever redraws the turf locks them in this order too.
    db.session.refresh(campaign, with_for_update={"key_share": True})
    db.session.refresh(turf, with_for_update=True)
    if turf.state != "live":
        raise TurfRetired
    add_members(campaign, _check_walkers(members, campaign))
    end_leases(turf.id, now)
    last = (
        db.session.scalar(select(func.max(Assignment.generation)).where(Assignment.turf_id == turf.id)) or 0
    )
    lease = Assignment(id=uuid4(), turf_id=turf.id, generation=last + 1, starts_at=now, until=until)
    db.session.add(lease)
    db.session.flush()
    db.session.add_all(
        AssignmentMember(assignment_id=lease.id, member_id=member) for member in sorted(set(members))
    )
    db.session.flush()
    walkers = sorted(map(str, set(members)))
    write_act(
        "handed_out", actor=actor.member_id, subject=turf.id, generation=lease.generation, members=walkers
    )
    return lease


def _check_walkers(members: Sequence[UUID], campaign: Campaign) -> set[UUID]:
    if not members:
        raise Invalid(errors=[(["members"], N_("Elija a una persona o más."), {})])
    found = {member.id: member for member in db.session.scalars(select(Member).where(Member.id.in_(members)))}
    for number, member_id in enumerate(members):
        member = found.get(member_id)
        if member is None or not member.active:
            raise Invalid(errors=[(["members", number], N_("Esta persona no está en el equipo."), {})])
        if member.role == "lead" and member_id not in campaign.members:
            raise Invalid(
                errors=[
                    (
                        ["members", number],
                        N_("Esta persona coordina otra campaña. Agréguela primero a esta."),
                        {},
                    )
                ]
            )
    return set(members)


def check_walks_here_alone(member_id: UUID, actor: Actor) -> None:
    """`WalksElsewhere` where the member takes part in an open campaign, or has a lease, that the actor may not see."""
    turfs = [lease.turf_id for lease in live_leases(member_id, datetime.now(UTC))]
    walked = Campaign.id.in_(select(Turf.campaign_id).where(Turf.id.in_(turfs)))
    theirs = (
        select(Campaign.id)
        .join(CampaignMember, CampaignMember.campaign_id == Campaign.id)
        .where(CampaignMember.member_id == member_id, ~seen_by(actor, Campaign.id))
    )
    if db.session.scalar(theirs.where((Campaign.state == "open") | walked).limit(1)) is not None:
        raise WalksElsewhere


def end_leases(turf_id: UUID, now: datetime) -> None:
    """End whatever lease on the turf is out; one that was returned stays so."""
    is_out = (
        Assignment.turf_id == turf_id,
        Assignment.returned_at.is_(None),
        Assignment.superseded_at.is_(None),
    )
    db.session.execute(update(Assignment).where(*is_out).values(superseded_at=now))


def find_assignment(assignment_id: UUID, actor: Actor) -> Assignment:
    """The lease, for those who walk under it and for leads of its campaign; otherwise `NotFound`."""
    lease = db.session.get(Assignment, assignment_id)
    if lease is None:
        raise NotFound
    query = select(Turf.id).where(Turf.id == lease.turf_id)
    led = can(actor, "lead") and db.session.scalar(in_scope(query, actor, Turf.campaign_id)) is not None
    if not led and not lease.has(actor.member_id):
        raise NotFound
    return lease


def return_assignment(lease: Assignment, actor: Actor) -> Assignment:
    """Give the turf back. Repeatable; a superseded lease stays what it is."""
    db.session.refresh(lease, with_for_update=True)
    if lease.returned_at is None and lease.superseded_at is None:
        lease.returned_at = datetime.now(UTC)
        db.session.flush()
        write_act("returned", actor=actor.member_id, subject=lease.turf_id, generation=lease.generation)
    return lease


def retire(turf: Turf, actor: Actor, rev: int) -> Turf:
    """Retire the turf and end its lease; `Stale` where `rev` is an old one."""
    retire_turf(turf, rev)
    end_leases(turf.id, datetime.now(UTC))
    write_act("turf_retired", actor=actor.member_id, subject=turf.id)
    return turf


def current_of(turf_ids: Collection[UUID]) -> Mapping[UUID, Assignment]:
    """The latest lease of each of these turfs that was ever handed out, whatever became of it."""
    latest = (
        select(Assignment.turf_id, func.max(Assignment.generation).label("generation"))
        .where(Assignment.turf_id.in_(turf_ids))
        .group_by(Assignment.turf_id)
        .subquery()
    )
    same = (Assignment.turf_id == latest.c.turf_id) & (Assignment.generation == latest.c.generation)
    return {lease.turf_id: lease for lease in db.session.scalars(select(Assignment).join(latest, same))}


def live_leases(member_id: UUID, now: datetime, grace: timedelta = NO_GRACE) -> Sequence[Assignment]:
    """The leases under which the member walks, the one that ends first before the others.

    They are neither returned nor superseded, nor past their end and the grace after it, on a live turf of a
    campaign in which the member still takes part.
    """
    named = {"member": member_id, "now": now - grace}
    return db.session.scalars(_LIVE, named).all()


def walks(member_id: UUID, turf_id: UUID, now: datetime) -> bool:
    """Whether the member has a live lease on this turf, as `live_leases` says it: no grace for who reads its doors."""
    named = {"member": member_id, "now": now, "turf": turf_id}
    return db.session.connection().scalar(WALKS, named) is not None


_leases, _walkers, _turfs, _takers = map(table_of, (Assignment, AssignmentMember, Turf, CampaignMember))
# Made once, and of tables: every phone asks this every minute.
_OPEN = (
    select(_leases.c.id)
    .join(_walkers, _walkers.c.assignment_id == _leases.c.id)
    .join(_turfs, _turfs.c.id == _leases.c.turf_id)
    .join(_takers, _takers.c.campaign_id == _turfs.c.campaign_id)
    .where(
        _walkers.c.member_id == bindparam("member"),
        _takers.c.member_id == bindparam("member"),
        _turfs.c.state == "live",
        _leases.c.returned_at.is_(None),
        _leases.c.superseded_at.is_(None),
        _leases.c.until > bindparam("now"),
    )
)
_LIVE = select(Assignment).where(Assignment.id.in_(_OPEN)).order_by(Assignment.until, Assignment.id)
WALKS = _OPEN.where(_leases.c.turf_id == bindparam("turf")).limit(1)
