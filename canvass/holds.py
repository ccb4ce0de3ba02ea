"""Legal holds: what must not be deleted, why, and by whose order. A hold stops forgetting and erasing of what it covers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.audit import write_act
from canvass.campaigns import Campaign
from canvass.db import Base, db
from canvass.errors import N_, Conflict, Invalid, NotFound
from canvass.retention import KINDS

Covers = Literal["everything", "campaign", "kind"]
LONGEST_REASON = 200


class Hold(Base):
    """Stops deletion of everything, of a campaign, or of a kind, until somebody ends it."""

    __tablename__ = "holds"
    __table_args__ = (CheckConstraint("covers IN ('everything', 'campaign', 'kind')", name="covers"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    covers: Mapped[str] = mapped_column(String(10))
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaigns.id"))
    kind: Mapped[str | None] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"))
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("members.id"))


class Held(Conflict):
    code = "held"
    message = N_("Hay una orden de conservar esto. Hasta que termine, no se puede borrar.")


@dataclass(frozen=True)
class Holding:
    """What live holds cover."""

    everything: bool
    campaigns: frozenset[UUID]
    kinds: frozenset[str]

    def covers(self, kind: str) -> bool:
        """Whether nothing at all of this kind may be deleted."""
        return self.everything or kind in self.kinds


def set_hold(covers: Covers, *, campaign: UUID | None, kind: str | None, reason: str, by: UUID) -> Hold:
    """Hold everything, a campaign or a kind from now on; `Invalid` where it names none, or one that is not."""
    fits = {
        "everything": campaign is None and kind is None,
        "campaign": kind is None and campaign is not None and db.session.get(Campaign, campaign) is not None,
        "kind": campaign is None and kind in KINDS,
    }[covers]
    if not fits:
        raise Invalid(errors=[(["covers"], N_("Elija qué se conserva: todo, una campaña o una clase."), {})])
    now = datetime.now(UTC)
    hold = Hold(covers=covers, campaign_id=campaign, kind=kind, reason=reason, owner_id=by, since=now)
    db.session.add(hold)
    db.session.flush()
    write_act(
        "hold_set", actor=by, subject=hold.id, covers=covers, kind=kind, campaign=campaign and str(campaign)
    )
    return hold


def end_hold(hold_id: UUID, by: UUID) -> Hold:
    """End a hold; again changes nothing. `NotFound` for none."""
    hold = db.session.get(Hold, hold_id, with_for_update=True)
    if hold is None:
        raise NotFound
    if hold.ended_at is None:
        hold.ended_at, hold.ended_by_id = datetime.now(UTC), by
        db.session.flush()
        write_act("hold_ended", actor=by, subject=hold.id)
    return hold


def list_holds() -> Sequence[Hold]:
    """Every hold, the live ones first, each the newest first."""
    query = select(Hold).order_by(Hold.ended_at.is_not(None), Hold.since.desc(), Hold.id)
    return db.session.scalars(query).all()


def live_holds() -> Holding:
    """What is held now."""
    rows = db.session.execute(
        select(Hold.covers, Hold.campaign_id, Hold.kind).where(Hold.ended_at.is_(None))
    ).all()
    return Holding(
        any(row.covers == "everything" for row in rows),
        frozenset(row.campaign_id for row in rows if row.campaign_id),
        frozenset(row.kind for row in rows if row.kind),
    )


def check_free(kinds: Collection[str], campaign: UUID | None = None) -> None:
    """`Held` where a hold covers one of these kinds, or the campaign."""
    held = live_holds()
    if held.everything or any(map(held.covers, kinds)) or campaign in held.campaigns:
        raise Held
