"""Campaigns, who takes part, their scripts. A published version never changes: answers name theirs."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    String,
    UniqueConstraint,
    delete,
    event,
    func,
    select,
    tuple_,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from canvass import scripts
from canvass.access import Actor, in_scope
from canvass.audit import write_act
from canvass.db import Base, db
from canvass.errors import N_, Conflict, Invalid, NotFound
from canvass.members import Member
from canvass.revisions import take_turn

STATES = ("open", "closed")
LANGUAGE_CODE = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")


class CampaignMember(Base):
    """Who takes part in a campaign."""

    __tablename__ = "campaign_members"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), primary_key=True)
    member_id: Mapped[UUID] = mapped_column(ForeignKey("members.id"), primary_key=True, index=True)


class ScriptVersion(Base):
    """A published script. The campaign's current one is its highest version."""

    __tablename__ = "scripts"
    __table_args__ = (UniqueConstraint("campaign_id", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    version: Mapped[int]
    published_at: Mapped[datetime]
    body: Mapped[dict[str, Any]] = mapped_column(JSON)


class Campaign(Base):
    """One outreach effort: dates, languages, its script's current version; since when it is closed."""

    __tablename__ = "campaigns"
    __table_args__ = (CheckConstraint("state IN ('open', 'closed')", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    languages: Mapped[list[str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default="open")
    closed_on: Mapped[date | None]
    rev: Mapped[int] = mapped_column(default=1)
    memberships: Mapped[list[CampaignMember]] = relationship(
        lazy="selectin", order_by=CampaignMember.member_id, viewonly=True
    )
    versions: Mapped[list[ScriptVersion]] = relationship(order_by=ScriptVersion.version, viewonly=True)

    @property
    def members(self) -> list[UUID]:
        """The ids of those who take part."""
        return [membership.member_id for membership in self.memberships]

    @property
    def script(self) -> UUID | None:
        """The id of the current version of its script."""
        return self.versions[-1].id if self.versions else None


class CampaignClosed(Conflict):
    code = "campaign_closed"
    message = N_("Esta campaña está cerrada. Vuelva a abrirla para cambiar algo en ella.")


class ScriptInvalid(Invalid):
    code = "script_invalid"
    message = N_("Al guion le falta algo. Revise lo que está marcado.")


class PublishedForGoodError(Exception):
    """Somebody tried to change or delete a published script: a bug, since answers name their version."""


@event.listens_for(ScriptVersion, "before_update")
@event.listens_for(ScriptVersion, "before_delete")
def _keep_as_published(_mapper: object, _connection: object, _script: ScriptVersion) -> None:
    raise PublishedForGoodError


def find_campaign(campaign_id: UUID, actor: Actor) -> Campaign:
    """The campaign, if it is in the actor's scope; otherwise `NotFound`, as if it did not exist."""
    query = in_scope(select(Campaign).where(Campaign.id == campaign_id), actor, Campaign.id)
    found: Campaign | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def list_campaigns(
    actor: Actor, after: tuple[date, UUID] | None = None, limit: int = 200
) -> Sequence[Campaign]:
    """The campaigns in the actor's scope, latest start first; the next page begins after (starts_on, id)."""
    query = in_scope(select(Campaign), actor, Campaign.id).order_by(
        Campaign.starts_on.desc(), Campaign.id.desc()
    )
    if after is not None:
        query = query.where(tuple_(Campaign.starts_on, Campaign.id) < after)
    return db.session.scalars(query.limit(limit)).all()


def open_campaign(
    actor: Actor,
    *,
    name: str,
    starts_on: date,
    ends_on: date,
    languages: Sequence[str],
    members: Collection[UUID] = (),
) -> Campaign:
    """Open a campaign; whoever opens it takes part in it."""
    check_dates(starts_on, ends_on)
    check_languages(languages)
    campaign = Campaign(
        name=name, starts_on=starts_on, ends_on=ends_on, languages=list(languages), state="open", rev=1
    )
    db.session.add(campaign)
    db.session.flush()
    set_members(campaign, members)
    add_members(campaign, [actor.member_id])
    write_act("campaign_opened", actor=actor.member_id, subject=campaign.id)
    return campaign


def change_campaign(
    campaign: Campaign, actor: Actor, rev: int, *, members: Collection[UUID] | None = None, **changes: Any
) -> Campaign:
    """Change name, starts_on, ends_on, languages, state or members; `Stale` where `rev` is an old one.

    Languages can be added before the script has them: the script's next version must.
    """
    take_turn(campaign, rev)
    for field, value in changes.items():
        setattr(campaign, field, value)
    check_dates(campaign.starts_on, campaign.ends_on)
    check_languages(campaign.languages)
    if (campaign.state == "closed") != (campaign.closed_on is not None):
        campaign.closed_on = datetime.now(UTC).date() if campaign.state == "closed" else None
    db.session.flush()
    if members is not None:
        set_members(campaign, members)
    write_act(
        "campaign_changed",
        actor=actor.member_id,
        subject=campaign.id,
        fields=sorted({*changes, *_if_given(members)}),
    )
    return campaign


def _if_given(members: Collection[UUID] | None) -> tuple[str, ...]:
    return () if members is None else ("members",)


def check_dates(starts_on: date, ends_on: date) -> None:
    """Raise `Invalid` for a campaign that ends before it starts."""
    if ends_on < starts_on:
        raise Invalid(errors=[(["ends_on"], N_("La campaña no puede terminar antes de empezar."), {})])


def check_languages(languages: Sequence[str]) -> None:
    """Raise `Invalid` unless there is at least one language, each a code like `es` and named once."""
    if not languages or len(set(languages)) < len(languages):
        raise Invalid(errors=[(["languages"], N_("Elija al menos un idioma, y cada uno una sola vez."), {})])
    for number, code in enumerate(languages):
        if not LANGUAGE_CODE.match(code):
            raise Invalid(
                errors=[(["languages", number], N_("No es el código de un idioma, como «es» o «en»."), {})]
            )


def check_open(campaign: Campaign) -> None:
    """Raise `CampaignClosed` unless the campaign is open."""
    if campaign.state != "open":
        raise CampaignClosed


def set_members(campaign: Campaign, members: Collection[UUID]) -> None:
    """Let exactly these members take part. Each must be of the team; `Invalid` names the one who isn't."""
    _check_members(list(members))
    now = set(campaign.members)
    gone = now.difference(members)
    if gone:
        of_them = CampaignMember.campaign_id == campaign.id, CampaignMember.member_id.in_(gone)
        db.session.execute(delete(CampaignMember).where(*of_them))
    add_members(campaign, members)


def add_members(campaign: Campaign, members: Collection[UUID]) -> None:
    """Let these members take part as well."""
    new = set(members).difference(campaign.members)
    db.session.add_all(CampaignMember(campaign_id=campaign.id, member_id=member) for member in sorted(new))
    db.session.flush()
    db.session.expire(campaign, ["memberships"])


def _check_members(members: Sequence[UUID]) -> None:
    known = set(db.session.scalars(select(Member.id).where(Member.id.in_(members))))
    for number, member in enumerate(members):
        if member not in known:
            raise Invalid(errors=[(["members", number], N_("Esta persona no está en el equipo."), {})])


def campaigns_of(member_ids: Collection[UUID], actor: Actor) -> Mapping[UUID, list[UUID]]:
    """The ids of the campaigns in the actor's scope in which each of these members takes part."""
    found: dict[UUID, list[UUID]] = {member_id: [] for member_id in member_ids}
    theirs = select(CampaignMember).where(CampaignMember.member_id.in_(found))
    query = in_scope(theirs, actor, CampaignMember.campaign_id)
    for membership in db.session.scalars(query.order_by(CampaignMember.campaign_id)):
        found[membership.member_id].append(membership.campaign_id)
    return found


def publish_script(campaign: Campaign, actor: Actor, body: dict[str, Any]) -> ScriptVersion:
    """Publish the script's next version, current from now; `ScriptInvalid` says all that is wrong with it."""
    check_open(campaign)
    found = scripts.faults(body, campaign.languages)
    if found:
        raise ScriptInvalid(errors=[(["body", *path], message, params) for path, message, params in found])
    # The campaign's row is locked, so that two leads who publish at once get two versions.
    db.session.refresh(campaign, with_for_update={"key_share": True})
    latest = db.session.scalar(
        select(func.max(ScriptVersion.version)).where(ScriptVersion.campaign_id == campaign.id)
    )
    script = ScriptVersion(
        campaign_id=campaign.id, version=(latest or 0) + 1, published_at=datetime.now(UTC), body=body
    )
    db.session.add(script)
    db.session.flush()
    db.session.expire(campaign, ["versions"])
    write_act("script_published", actor=actor.member_id, subject=script.id, version=script.version)
    return script


def find_script(script_id: UUID, actor: Actor) -> ScriptVersion:
    """A version, if its campaign is in the actor's scope; otherwise `NotFound`."""
    query = in_scope(
        select(ScriptVersion).where(ScriptVersion.id == script_id), actor, ScriptVersion.campaign_id
    )
    found: ScriptVersion | None = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found
