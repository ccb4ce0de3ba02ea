"""The door's stream over the wire: push, home, pull, a turf's snapshot."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma
from flask import Response, jsonify
from werkzeug.exceptions import RequestEntityTooLarge

from canvass import feed, held_pushes, needs, slots, sync, vaults
from canvass.api import rates
from canvass.api.edge import Noun, actor, pushing_device, pushing_stranger, start_writing
from canvass.api.fields import GeoJson, LonLat, UtcTime, utc_text
from canvass.api.organisation import OrganisationSchema, grace, organisation, today
from canvass.api.parsing import HandedIn, at_most
from canvass.api.schemas import DeviceIdSchema, KeyLogEntrySchema, MemberSchema, NeedSchema, key_log_entries
from canvass.api.slot_faces import HomeSlotsSchema, travelling
from canvass.geo.shapes import to_geojson
from canvass.handed import read_handed
from canvass.members import get_member
from canvass.places import KINDS
from canvass.tellings import RESULTS
from canvass.turfs import GOOD_FOR
from canvass.weeks import week_of

blueprint = Noun("sync", __name__, url_prefix="/api", description="What phones hand in and take home")

PUSH_BYTES = 256 * 1024


class PushArgs(HandedIn):
    client = ma.fields.String(
        load_default="", metadata={"description": "Name and version, e.g. `canvass 0.1.0`."}
    )
    events = ma.fields.List(
        ma.fields.Raw(allow_none=True),
        required=True,
        metadata={
            "description": "At most 100 of `{id, envelope}`, the envelope as the text that was frozen at Save."
        },
    )


class VerdictSchema(ma.Schema):
    id = ma.fields.String(required=True)
    verdict = ma.fields.String(
        required=True,
        validate=ma.validate.OneOf(("accepted", "duplicate", "quarantined", "conflict", "retry")),
    )
    reason = ma.fields.String(required=True, allow_none=True)
    retry_after = ma.fields.Integer(required=True, allow_none=True, metadata={"description": "Seconds."})
    late = ma.fields.Boolean(
        required=True,
        metadata={
            "description": "It is in the log, and was handed in after its lease was over or another's."
        },
    )


class ArrivalsSchema(ma.Schema):
    outbox = ma.fields.UUID(required=True)
    contiguous_through = ma.fields.Integer(required=True)
    missing = ma.fields.List(ma.fields.Integer(), required=True)
    backed_up_through = ma.fields.Integer(required=True)


class PushedSchema(ma.Schema):
    verdicts = ma.fields.List(ma.fields.Nested(VerdictSchema), required=True)
    outboxes = ma.fields.List(ma.fields.Nested(ArrivalsSchema), required=True)
    server_time = UtcTime(required=True)
    min_client = ma.fields.String(required=True)


class HomeCampaignSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    starts_on = ma.fields.Date(required=True)
    ends_on = ma.fields.Date(required=True)
    languages = ma.fields.List(ma.fields.String(), required=True)
    script = ma.fields.UUID(required=True, allow_none=True)


class HomeScriptSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    campaign = ma.fields.UUID(required=True, attribute="campaign_id")
    version = ma.fields.Integer(required=True)
    body = ma.fields.Dict(required=True)


class LeaseMemberSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    alias = ma.fields.String(required=True)


class LeaseTurfSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    note = ma.fields.String(required=True)
    good_for = ma.fields.List(ma.fields.String(validate=ma.validate.OneOf(GOOD_FOR)), required=True)
    campaign = ma.fields.UUID(required=True)
    doors = ma.fields.Integer(required=True)
    polygon = GeoJson(required=True)
    start = LonLat(
        required=True, allow_none=True, metadata={"description": "Where the walk begins, if a lead said so."}
    )


class LeaseSchema(ma.Schema):
    assignment = ma.fields.UUID(required=True)
    generation = ma.fields.Integer(required=True)
    starts_at = UtcTime(required=True)
    until = UtcTime(required=True)
    grace_until = UtcTime(required=True, metadata={"description": "When the phone deletes the turf."})
    members = ma.fields.List(ma.fields.Nested(LeaseMemberSchema), required=True)
    turf = ma.fields.Nested(LeaseTurfSchema, required=True)


class HomeOrganisationSchema(OrganisationSchema):
    # Not `needs`: so a contact's are called, and a phone on which that word stands has kept one.
    own_needs = ma.fields.List(
        ma.fields.Nested(NeedSchema),
        required=True,
        metadata={"description": "The organisation's own, retired ones as well."},
    )


class HomeSchema(ma.Schema):
    org = ma.fields.Nested(HomeOrganisationSchema, required=True)
    member = ma.fields.Nested(MemberSchema, required=True)
    device = ma.fields.Nested(DeviceIdSchema, required=True)
    server_time = UtcTime(required=True)
    min_client = ma.fields.String(required=True)
    vaults_exist = ma.fields.Boolean(required=True)
    key_log = ma.fields.List(ma.fields.Nested(KeyLogEntrySchema), required=True)
    campaigns = ma.fields.List(ma.fields.Nested(HomeCampaignSchema), required=True)
    scripts = ma.fields.List(ma.fields.Nested(HomeScriptSchema), required=True)
    leases = ma.fields.List(ma.fields.Nested(LeaseSchema), required=True)
    stop_notices = ma.fields.List(ma.fields.Dict(), required=True)
    slots = ma.fields.Nested(HomeSlotsSchema, required=True)


class LastVisitSchema(ma.Schema):
    visit = ma.fields.UUID(required=True)
    result = ma.fields.String(required=True, validate=ma.validate.OneOf(RESULTS))
    literature = ma.fields.Boolean(required=True)
    at = UtcTime(required=True)
    late = ma.fields.Boolean(
        required=True, metadata={"description": "Handed in after the lease was another's."}
    )
    mine = ma.fields.Boolean(required=True)


class RowSchema(ma.Schema):
    door = ma.fields.UUID(required=True)
    place = ma.fields.UUID(required=True)
    revision = ma.fields.Integer(required=True)
    removed = ma.fields.Boolean(required=True, metadata={"description": "Then the other fields say nothing."})
    position = ma.fields.Integer(required=True, metadata={"description": "In walking order."})
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(KINDS))
    name = ma.fields.String(required=True, allow_none=True)
    number = ma.fields.String(required=True)
    street = ma.fields.String(required=True)
    label = ma.fields.String(required=True)
    floor = ma.fields.Integer(required=True, allow_none=True)
    lon = ma.fields.Float(
        required=True, allow_none=True, metadata={"description": "WGS84; null when removed."}
    )
    lat = ma.fields.Float(required=True, allow_none=True)
    do_not_knock = ma.fields.Boolean(required=True)
    attempts = ma.fields.Integer(required=True)
    last = ma.fields.Nested(LastVisitSchema, required=True, allow_none=True)


class SnapshotSchema(ma.Schema):
    turf = ma.fields.UUID(required=True)
    cursor = ma.fields.String(required=True)
    digest = ma.fields.String(required=True)
    rows = ma.fields.List(ma.fields.Nested(RowSchema), required=True)


class PullArgs(ma.Schema):
    turf = ma.fields.UUID(required=True)
    cursor = ma.fields.String(required=True, validate=ma.validate.Length(max=100))
    limit = ma.fields.Integer(load_default=500, validate=ma.validate.Range(1, 2000))


class ChangesSchema(ma.Schema):
    rows = ma.fields.List(ma.fields.Nested(RowSchema), required=True)
    cursor = ma.fields.String(required=True)
    more = ma.fields.Boolean(required=True)
    digest = ma.fields.String(
        required=True, allow_none=True, metadata={"description": "On the last page only."}
    )


@blueprint.route(
    "/sync/push", who="push", methods=("POST",), writes=False, strangers=True, rate=rates.HAND_IN
)
@at_most(PUSH_BYTES)
@blueprint.arguments(PushArgs)
@blueprint.response(200, PushedSchema)
def push(args: dict[str, Any]) -> Response:
    """Hand in events of the door's stream: a verdict for every one, after they are durable."""
    if len(args["events"]) > sync.MOST_EVENTS:
        raise RequestEntityTooLarge
    # Before the one writer's lock of SQLite is taken: what is in it only its own push waits for.
    handed = [read_handed(item) for item in args["events"]]
    start_writing()
    now, stranger = datetime.now(UTC), pushing_stranger()
    if stranger:
        return jsonify(said_of(held_pushes.hold(stranger, handed, now), now))
    answer = sync.take_in(pushing_device().id, handed, now=now, grace=grace())
    return jsonify(said_of(answer, now))


def said_of(answer: sync.Answer, now: datetime) -> dict[str, Any]:
    """A push's answer as `PushedSchema` describes it, which costs ten times as much to show a hundred verdicts."""
    return {
        "verdicts": [vars(verdict) for verdict in answer.verdicts],
        "outboxes": [
            {
                "outbox": str(each.outbox),
                "contiguous_through": each.contiguous_through,
                "missing": each.missing,
                "backed_up_through": each.backed_up_through,
            }
            for each in answer.outboxes
        ],
        "server_time": utc_text(now),
        "min_client": sync.MIN_CLIENT,
    }


@blueprint.route("/sync/home", who="member")
@blueprint.response(200, HomeSchema)
def show_home() -> dict[str, Any]:
    """What is the member's own."""
    now = datetime.now(UTC)
    found = feed.home(actor(), now, grace())
    own = {
        "org": {**organisation(), "own_needs": needs.list_needs()},
        "member": get_member(actor().member_id),
        "device": {"id": actor().device_id},
    }
    keys = {"vaults_exist": vaults.vaults_exist(), "key_log": key_log_entries()}
    at = {"server_time": now, "min_client": sync.MIN_CLIENT, "stop_notices": []}
    here = today()
    offered = {"week": week_of(here), "items": travelling(slots.travelling(here))}
    return {**own, **keys, **at, **home_of(found), "slots": offered}


@blueprint.route("/sync/pull", who="member", rate=rates.PULL)
@blueprint.arguments(PullArgs, location="query")
@blueprint.response(200, ChangesSchema)
def pull(args: dict[str, Any]) -> Response:
    """What changed in a turf after a cursor."""
    found = feed.pull(args["turf"], args["cursor"], args["limit"], actor(), datetime.now(UTC))
    return jsonify(found)


@blueprint.route("/turfs/<uuid:turf_id>/snapshot", who="member", rate=rates.SNAPSHOT)
@blueprint.response(200, SnapshotSchema)
def show_snapshot(turf_id: UUID) -> Response:
    """A whole turf as of now."""
    found = feed.snapshot(turf_id, actor(), datetime.now(UTC))
    return jsonify(found)


def home_of(found: feed.Home) -> dict[str, Any]:
    """Campaigns, scripts and leases as `HomeSchema` shows them."""
    current = {script.campaign_id: script.id for script in found.scripts}
    campaigns = [
        {name: getattr(each, name) for name in ("id", "name", "starts_on", "ends_on", "languages")}
        | {"script": current.get(each.id)}
        for each in found.campaigns
    ]
    leases = [
        {
            "assignment": lease.id,
            "generation": lease.generation,
            "starts_at": lease.starts_at,
            "until": lease.until,
            "grace_until": lease.until + grace(),
            "members": lease.members,
            "turf": _turf(found, lease.turf_id),
        }
        for lease in found.leases
    ]
    return {"campaigns": campaigns, "scripts": found.scripts, "leases": leases}


def _turf(found: feed.Home, turf_id: UUID) -> dict[str, Any]:
    turf = found.turfs[turf_id]
    told = {name: getattr(turf, name) for name in ("id", "name", "note", "good_for", "start")}
    ground = {"doors": found.doors.get(turf_id, 0), "polygon": to_geojson(turf.polygon)}
    return {**told, "campaign": turf.campaign_id, **ground}
