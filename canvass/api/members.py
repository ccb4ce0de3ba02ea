"""The team: members, their devices, and the invitations that bring new ones."""

from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import devices, invitations, members, sessions, vaults
from canvass.access import Actor
from canvass.api.edge import Noun, actor, check_proved
from canvass.api.fields import UtcTime
from canvass.api.organisation import settings
from canvass.api.paging import PageArgs, moment, page, read_key
from canvass.api.schemas import MemberSchema
from canvass.assignments import check_walks_here_alone
from canvass.campaigns import campaigns_of
from canvass.errors import NotAllowed, NotFound
from canvass.members import ROLES, Member
from canvass.sealing import VAULTS

blueprint = Noun("members", __name__, url_prefix="/api", description="Members, devices, invitations")


class DeviceSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    revoked_at = UtcTime(required=True, allow_none=True)


class SeenDeviceSchema(DeviceSchema):
    since = ma.fields.Date(
        required=True, allow_none=True, metadata={"description": "As far as acts are kept."}
    )
    used_on = ma.fields.Date(
        required=True,
        allow_none=True,
        metadata={"description": "Last read, to some three days; null where no session is open on it."},
    )


class SeenDevicesSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(SeenDeviceSchema), required=True)


class TeamMemberSchema(MemberSchema):
    keyholder = ma.fields.Boolean(required=True)
    vaults = ma.fields.List(
        ma.fields.String(validate=ma.validate.OneOf(VAULTS)),
        required=True,
        metadata={"description": "Those that they can open."},
    )
    coordinator = ma.fields.Boolean(
        required=True, metadata={"description": "What nobody accepted, or is overdue, comes to them."}
    )
    devices = ma.fields.List(ma.fields.Nested(DeviceSchema), required=True)
    campaigns = ma.fields.List(ma.fields.UUID(), required=True)


class TeamSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(TeamMemberSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class MemberChanges(ma.Schema):
    alias = ma.fields.String(validate=ma.validate.Length(1, 60))
    role = ma.fields.String(validate=ma.validate.OneOf(ROLES))
    active = ma.fields.Boolean()
    coordinator = ma.fields.Boolean()


class InvitationArgs(ma.Schema):
    token_hash = ma.fields.String(required=True, validate=ma.validate.Regexp(r"^[0-9a-f]{64}$"))
    role = ma.fields.String(required=True, validate=ma.validate.OneOf(ROLES))
    alias = ma.fields.String(required=True, validate=ma.validate.Length(1, 60))
    member = ma.fields.UUID(load_default=None, allow_none=True)


class InvitationSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    role = ma.fields.String(required=True, validate=ma.validate.OneOf(ROLES))
    alias = ma.fields.String(required=True)
    expires_at = UtcTime(required=True)
    used_at = UtcTime(required=True, allow_none=True)
    by = ma.fields.UUID(required=True, allow_none=True, attribute="by_id")


class InvitationsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(InvitationSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


@blueprint.route("/members", who="office")
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, TeamSchema)
def list_members(args: dict[str, Any]) -> dict[str, Any]:
    """The team by alias."""
    after = read_key(args["after"], str)
    found = members.list_members(after[0] if after else None, args["limit"])
    return page(faces(found), args["limit"], lambda member: (member["alias"],))


@blueprint.route("/members/<uuid:member_id>", who="lead", methods=("PATCH",))
@blueprint.arguments(MemberChanges)
@blueprint.response(200, TeamMemberSchema)
def change_member(args: dict[str, Any], member_id: UUID) -> dict[str, Any]:
    """Change alias, role or whether the member takes part. A lead can only switch volunteers on and off."""
    member = members.get_member(member_id)
    check_may_change(actor(), member, args)
    before = member.role, member.active
    members.change_member(member, **args)
    if (member.role, member.active) != before:
        if actor().role == "administrator":
            check_proved()
        devices.end_access_of(member, actor().member_id)
    return faces([member])[0]


@blueprint.route("/devices/<uuid:device_id>", who="member", methods=("DELETE",))
@blueprint.response(204)
def revoke_device(device_id: UUID) -> None:
    """Revoke a device: it reads nothing more; what it still hands in waits in quarantine."""
    device = devices.get_device(device_id)
    check_in_reach(actor(), members.get_member(device.member_id))
    devices.revoke(device, actor().member_id)


@blueprint.route("/members/<uuid:member_id>/devices", who="member")
@blueprint.response(200, SeenDevicesSchema)
def list_devices(member_id: UUID) -> dict[str, Any]:
    """Devices with their days: one's own, and anybody's for an administrator. A lead has no need of when somebody read."""
    if actor().role != "administrator" and member_id != actor().member_id:
        raise NotFound
    members.get_member(member_id)
    return {"items": sessions.seen_devices(member_id, settings().time_zone)}


@blueprint.route("/devices/<uuid:device_id>/sessions", who="member", methods=("DELETE",))
@blueprint.response(204)
def end_sessions(device_id: UUID) -> None:
    """End a device's sessions: it reads nothing more, and what it still hands in counts."""
    device = devices.get_device(device_id)
    check_in_reach(actor(), members.get_member(device.member_id))
    sessions.end_sessions_on(device, actor().member_id)


@blueprint.route("/invitations", who="lead")
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, InvitationsSchema)
def list_invitations(args: dict[str, Any]) -> dict[str, Any]:
    """Invitations, latest first; a lead's own ones."""
    after = read_key(args["after"], moment, UUID)
    found = invitations.list_invitations(inviter(), after, args["limit"])
    return page(found, args["limit"], lambda row: (row.expires_at.isoformat(), str(row.id)))


@blueprint.route("/invitations", who="lead", methods=("POST",))
@blueprint.arguments(InvitationArgs)
@blueprint.response(201, InvitationSchema)
def invite(args: dict[str, Any]) -> invitations.Invitation:
    """Open an invitation whose token only the inviter's browser has seen."""
    if not vaults.vaults_exist():
        raise vaults.VaultsMissing
    hashed = bytes.fromhex(args["token_hash"])
    who, member = actor().member_id, args["member"]
    made = invitations.invite(hashed, args["role"], args["alias"], by=who, member_id=member)
    if member is not None:
        # Whoever makes a link can open it, and reads then what that member reads.
        check_walks_here_alone(member, actor())
    # The role that it gives, which is not what was asked for where it is for somebody who is there.
    if made.role != "volunteer":
        check_proved()
    return made


@blueprint.route("/invitations/<uuid:invitation_id>", who="lead", methods=("DELETE",))
@blueprint.response(204)
def withdraw_invitation(invitation_id: UUID) -> None:
    """Take an unused invitation back; a lead one of their own."""
    found = invitations.find_invitation(invitation_id, inviter())
    invitations.withdraw(found, actor().member_id)


def inviter() -> UUID | None:
    """Whose invitations the caller may see and take back: a lead their own, an administrator any."""
    return None if actor().role == "administrator" else actor().member_id


def faces(found: Any) -> list[dict[str, Any]]:
    """Members as `TeamMemberSchema` shows them."""
    ids = [member.id for member in found]
    owned, holders = devices.devices_of(ids), vaults.holders_by_member(ids)
    parts = campaigns_of(ids, actor())
    return [
        {
            "id": member.id,
            "alias": member.alias,
            "role": member.role,
            "active": member.active,
            "keyholder": member.id in holders,
            "vaults": sorted(holders.get(member.id, ())),
            "coordinator": member.coordinator,
            "devices": owned[member.id],
            "campaigns": parts[member.id],
        }
        for member in found
    ]


def check_may_change(who: Actor, member: Member, changes: dict[str, Any]) -> None:
    """An administrator may change anybody but not lock themselves out; a lead may switch a volunteer on and off."""
    if who.role == "administrator" and (who.member_id != member.id or not {"role", "active"} & set(changes)):
        return
    if who.role == "lead" and member.role == "volunteer" and set(changes) <= {"active"}:
        return
    raise NotAllowed


def check_in_reach(who: Actor, owner: Member) -> None:
    """Anybody's own device, for a lead a volunteer's, for an administrator any; others are as if they did not exist."""
    own = owner.id == who.member_id
    if not (own or who.role == "administrator" or (who.role == "lead" and owner.role == "volunteer")):
        raise NotFound
