"""Who may see or do what: one `can()`, one `in_scope()`. Everything that is not said here is denied."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, column, select, table, true

from canvass.devices import LiveSession
from canvass.errors import N_, NotAllowed
from canvass.vaults import vaults_exist, vaults_of

Requirement = Literal[
    "public",
    "push",
    "member",
    "lead",
    "staff",
    "office",
    "administrator",
    "holder",
    "holder:field",
    "holder:intake",
    "holder:consulta",
    "holder:leadership",
]
"""What a route asks of its caller. `office` is anyone but a volunteer; `push` is a device's token, not a session."""

ROLES_OF: dict[str, frozenset[str]] = {
    "member": frozenset({"volunteer", "lead", "staff", "administrator"}),
    "lead": frozenset({"lead", "administrator"}),
    "staff": frozenset({"staff", "administrator"}),
    "office": frozenset({"lead", "staff", "administrator"}),
    "administrator": frozenset({"administrator"}),
}
PROOF_LIFE = timedelta(minutes=5)
SEES_EVERY_CAMPAIGN = frozenset({"staff", "administrator"})

_campaign_members = table("campaign_members", column("campaign_id"), column("member_id"))


class ProofNeeded(NotAllowed):
    code = "proof_needed"
    message = N_("Para esto, confirme con sus siete palabras que es usted.")


class ProofImpossible(NotAllowed):
    code = "proof_impossible"
    message = N_("Esto lo hace quien administra y tiene una llave. Usted todavía no tiene.")


@dataclass(frozen=True)
class Actor:
    """Who is asking: a member on a device, with the vaults of which the key log makes them a holder."""

    member_id: UUID
    device_id: UUID
    role: str
    holder_id: UUID | None = None
    vaults: frozenset[str] = field(default_factory=frozenset)
    proved_at: datetime | None = None


def actor_of(session: LiveSession) -> Actor:
    """Who asks with this session, and of which vaults the key log makes them a holder."""
    vaults = vaults_of(session.holder_id) if session.holder_id else frozenset()
    return Actor(
        session.member_id, session.device_id, session.role, session.holder_id, vaults, session.proved_at
    )


def check_proved(actor: Actor, now: datetime) -> None:
    """`ProofNeeded` unless the actor has proved within five minutes, by their holder's key, that it is they who ask.

    Roles, keys, exports and holds need it: a session alone, taken from an open laptop, gives none of them away. Before there
    are vaults nobody has a key.
    """
    if actor.proved_at is not None and now - actor.proved_at <= PROOF_LIFE:
        return
    if actor.vaults:
        raise ProofNeeded
    if vaults_exist():
        raise ProofImpossible


def can(actor: Actor, requirement: Requirement) -> bool:
    """Whether the actor meets the requirement. Roles and keyholding are separate: neither implies the other."""
    if requirement == "holder":
        return actor.holder_id is not None
    if requirement.startswith("holder:"):
        return requirement.removeprefix("holder:") in actor.vaults
    return actor.role in ROLES_OF.get(requirement, frozenset())


def in_scope(query: Select[Any], actor: Actor, campaign_id: SQLColumnExpression[Any]) -> Select[Any]:
    """The query, narrowed to campaigns that the actor may see: a lead's own ones; for staff and administrators, all."""
    return query if actor.role in SEES_EVERY_CAMPAIGN else query.where(seen_by(actor, campaign_id))


def seen_by(actor: Actor, campaign_id: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Whether this is a campaign that the actor may see; see `in_scope`."""
    if actor.role in SEES_EVERY_CAMPAIGN:
        return true()
    own = select(_campaign_members.c.campaign_id).where(_campaign_members.c.member_id == actor.member_id)
    return campaign_id.in_(own)
