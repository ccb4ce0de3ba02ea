"""Enrolment and sessions: a device becomes a member's, reads for a while, and comes back."""

from typing import Any

import marshmallow as ma
from flask import Response, make_response, request

from canvass import access, devices, invitations, proofs, sessions, vaults
from canvass.api import rates
from canvass.api.edge import COOKIE, Noun, actor, pushing_device, start_writing
from canvass.api.fields import Base64Url, UtcTime
from canvass.api.organisation import OrganisationSchema, organisation, settings
from canvass.api.schemas import (
    DeviceIdSchema,
    KeyLogEntrySchema,
    LockedHolderSchema,
    MemberSchema,
    key_log_entries,
)
from canvass.errors import NotFound
from canvass.members import ROLES, get_member

blueprint = Noun("sessions", __name__, url_prefix="/api", description="Enrolment and sessions")


class LookupArgs(ma.Schema):
    token_hash = ma.fields.String(required=True, validate=ma.validate.Regexp(r"^[0-9a-f]{64}$"))


class InvitationFaceSchema(ma.Schema):
    role = ma.fields.String(required=True, validate=ma.validate.OneOf(ROLES))
    alias = ma.fields.String(required=True)
    expires_at = UtcTime(required=True)
    org = ma.fields.Nested(OrganisationSchema, required=True)
    entries = ma.fields.List(ma.fields.Nested(KeyLogEntrySchema), required=True)


class EnrolmentArgs(ma.Schema):
    token = ma.fields.String(required=True, validate=ma.validate.Length(max=64))


class EnrolledSchema(ma.Schema):
    member = ma.fields.Nested(MemberSchema, required=True)
    device = ma.fields.Nested(DeviceIdSchema, required=True)
    push_token = ma.fields.String(required=True)
    org = ma.fields.Nested(OrganisationSchema, required=True)


class HeldSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    vaults = ma.fields.List(ma.fields.String(), required=True)


class SessionSchema(ma.Schema):
    member = ma.fields.Nested(MemberSchema, required=True)
    device = ma.fields.Nested(DeviceIdSchema, required=True)
    org = ma.fields.Nested(OrganisationSchema, required=True)
    holder = ma.fields.Nested(HeldSchema, required=True, allow_none=True)
    vaults_exist = ma.fields.Boolean(required=True)
    expires_at = UtcTime(required=True, metadata={"description": "Moves on with use."})


class ChallengeSchema(ma.Schema):
    challenge = ma.fields.String(required=True)
    holder = ma.fields.Nested(LockedHolderSchema, required=True, allow_none=True)


class ReturnArgs(ma.Schema):
    device = ma.fields.UUID(required=True)
    secret_hash = ma.fields.String(required=True, validate=ma.validate.Regexp(r"^[0-9a-f]{64}$"))


class ReturningArgs(ma.Schema):
    secret = ma.fields.String(required=True, validate=ma.validate.Length(max=64))


class SignedChallengeArgs(ma.Schema):
    challenge = ma.fields.String(required=True, validate=ma.validate.Length(max=400))
    signature = Base64Url(required=True, longest=64)


@blueprint.route("/invitations/lookup", who="public", methods=("POST",), writes=False)
@blueprint.arguments(LookupArgs)
@blueprint.response(200, InvitationFaceSchema)
def look_up_invitation(args: dict[str, Any]) -> dict[str, Any]:
    """Say what an invitation is for, and show the key log that it pins. Uses nothing up."""
    found = invitations.look_up_invitation(bytes.fromhex(args["token_hash"]))
    face = {"role": found.role, "alias": found.alias, "expires_at": found.expires_at}
    return {**face, "org": organisation(), "entries": key_log_entries()}


@blueprint.route("/enrolments", who="public", methods=("POST",), writes=False)
@blueprint.arguments(EnrolmentArgs)
@blueprint.response(201, EnrolledSchema)
def enrol(args: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Use an invitation up; the device gets a reading session (cookie) and a push token."""
    # Before SQLite's one writer's lock: anybody may ask, and only who holds a link has others wait.
    invitations.look_up_invitation(invitations.invitation_hash(args["token"]))
    start_writing()
    made = devices.enrol(args["token"])
    devices.end_session(request.cookies.get(COOKIE, ""))
    answer = {
        "member": made.member,
        "device": made.device,
        "push_token": made.push_token,
        "org": organisation(),
    }
    return answer, 201, cookie_header(made.cookie)


@blueprint.route("/session", who="member")
@blueprint.response(200, SessionSchema)
def show_session() -> dict[str, Any]:
    """Who I am here."""
    return session_of(current_session(request.cookies.get(COOKIE, "")))


@blueprint.route("/session", who="member", methods=("DELETE",))
@blueprint.response(204)
def end_session() -> Response:
    """End this session; the device's token can still hand in."""
    devices.end_session(request.cookies.get(COOKIE, ""))
    response = make_response("", 204)
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict")
    return response


@blueprint.route("/session/others", who="member", methods=("DELETE",))
@blueprint.response(204)
def end_others() -> None:
    """End all sessions of mine but this one."""
    sessions.end_other_sessions(actor().member_id, request.cookies.get(COOKIE, ""))


@blueprint.route("/sessions/challenge", who="push", methods=("POST",), writes=False, rate=rates.PROVE)
@blueprint.response(200, ChallengeSchema)
def challenge() -> dict[str, Any]:
    """A challenge to sign, and the holder's locked keys with which to sign it."""
    device = pushing_device()
    return {
        "challenge": proofs.challenge(device, settings().secret_key),
        "holder": vaults.holder_of(device.member_id) if device.revoked_at is None else None,
    }


@blueprint.route("/sessions", who="push", methods=("POST",), rate=rates.PROVE)
@blueprint.arguments(SignedChallengeArgs)
@blueprint.response(201, SessionSchema)
def come_back(args: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """A keyholder's session anew, for a signed challenge."""
    device = pushing_device()
    cookie = proofs.come_back(device, args["challenge"], args["signature"], settings().secret_key)
    return session_of(current_session(cookie)), 201, cookie_header(cookie)


@blueprint.route("/session/return", who="member", methods=("PUT",))
@blueprint.arguments(ReturnArgs)
@blueprint.response(204)
def let_return(args: dict[str, Any]) -> None:
    """With which secret this device comes back after others had the phone; a new one takes the place of the one before."""
    if args["device"] != actor().device_id:
        # The browser's session was another member's of the same phone.
        raise NotFound
    proofs.let_return(actor().device_id, bytes.fromhex(args["secret_hash"]))


@blueprint.route("/session/return", who="push", methods=("POST",), rate=rates.PROVE)
@blueprint.arguments(ReturningArgs)
@blueprint.response(201, SessionSchema)
def return_by(args: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """This device's session anew, for its secret, in place of the one that the browser had. All else: `return_refused`."""
    cookie = proofs.return_by(pushing_device(), args["secret"])
    devices.end_session(request.cookies.get(COOKIE, ""))
    return session_of(current_session(cookie)), 201, cookie_header(cookie)


@blueprint.route("/session/proof", who="office", methods=("POST",), rate=rates.PROVE)
@blueprint.arguments(SignedChallengeArgs)
@blueprint.response(200, SessionSchema)
def prove(args: dict[str, Any]) -> dict[str, Any]:
    """For five minutes this session may do what needs a proof (roles, keys, exports, holds), for a signed challenge."""
    cookie = request.cookies.get(COOKIE, "")
    session = current_session(cookie)
    device = devices.get_device(session.device_id)
    signed = args["challenge"], args["signature"]
    proofs.prove_session(session.hash, device, *signed, settings().secret_key)
    return session_of(current_session(cookie))


def current_session(cookie: str) -> devices.LiveSession:
    """The session of a cookie that was let in, or made, in this request."""
    found = devices.find_session(cookie)
    assert found is not None  # noqa: S101
    return found


def session_of(session: devices.LiveSession) -> dict[str, Any]:
    """`SessionSchema`'s values."""
    who = access.actor_of(session)
    return {
        "member": get_member(who.member_id),
        "device": {"id": who.device_id},
        "org": organisation(),
        "holder": {"id": who.holder_id, "vaults": sorted(who.vaults)} if who.holder_id else None,
        "vaults_exist": vaults.vaults_exist(),
        "expires_at": session.expires_at,
    }


def cookie_header(cookie: str) -> dict[str, str]:
    """The session's cookie: read by no script, sent to no other site, over TLS only (browsers trust localhost)."""
    response = make_response()
    life = int(devices.VOLUNTEER_SESSION.total_seconds())
    response.set_cookie(COOKIE, cookie, max_age=life, secure=True, httponly=True, samesite="Strict", path="/")
    return {"Set-Cookie": response.headers["Set-Cookie"]}
