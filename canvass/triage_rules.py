"""Triage rules: for which answers the review suggests which track, by campaign. They name kinds of needs, and nobody.

A campaign without its own has those that browsers bring along (`device/triage.ts`).
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from canvass.access import Actor
from canvass.audit import write_act
from canvass.campaigns import find_campaign
from canvass.db import Base, db
from canvass.revisions import check_rev, take_turn

DESTINATIONS = ("consulta", "leadership", "both", "line", "events", "close")
MOST_RULES = 30


class TriageRules(Base):
    """A campaign's rules in their order: the first that fits is the one that suggests."""

    __tablename__ = "triage_rules"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    rev: Mapped[int] = mapped_column(default=1)


def list_rules() -> Sequence[TriageRules]:
    """The rules of those campaigns that have their own."""
    return db.session.scalars(select(TriageRules).order_by(TriageRules.campaign_id)).all()


def find_rules(campaign_id: UUID) -> TriageRules:
    """A campaign's own rules; where it has none, an empty list of revision 0."""
    return db.session.get(TriageRules, campaign_id) or TriageRules(campaign_id=campaign_id, rules=[], rev=0)


def change_rules(
    campaign_id: UUID, rev: int, rules: Sequence[Mapping[str, Any]], actor: Actor
) -> TriageRules:
    """Give a campaign other rules; `rev` is 0 where it had none of its own. Raises `NotFound`, `Stale`."""
    # Locked: of two who give a campaign its first rules, the second is told.
    db.session.refresh(find_campaign(campaign_id, actor), with_for_update=True)
    kept = db.session.get(TriageRules, campaign_id)
    if kept is None:
        check_rev(rev, 0)
        kept = TriageRules(campaign_id=campaign_id, rules=[], rev=1)
        db.session.add(kept)
    else:
        take_turn(kept, rev)
    kept.rules = [dict(rule) for rule in rules]
    write_act("triage_changed", actor=actor.member_id, subject=campaign_id)
    db.session.flush()
    return kept
