"""Privacy: how long things are kept, what is held, what the server has, and erasing a campaign."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import (
    backup_files,
    campaign_erasures,
    campaigns,
    forgetting,
    holdings,
    holds,
    jobs,
    nights,
    retention,
)
from canvass.api.edge import Noun, actor, check_proved
from canvass.api.fields import UtcTime
from canvass.api.organisation import settings
from canvass.api.schemas import JobSchema
from canvass.members import aliases_of

blueprint = Noun("privacy", __name__, url_prefix="/api", description="Retention, holds, what the server has")

REASON = ma.validate.Length(3, holds.LONGEST_REASON)


class KeptKindSchema(ma.Schema):
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(retention.KINDS))
    days = ma.fields.Integer(required=True)
    least = ma.fields.Integer(required=True)
    most = ma.fields.Integer(required=True)
    due = ma.fields.Integer(
        required=True,
        attribute="count",
        metadata={"description": "How many would go if the night's work were done now."},
    )
    held = ma.fields.Boolean(required=True, metadata={"description": "A hold stops all of it."})


class RetentionSchema(ma.Schema):
    kinds = ma.fields.List(ma.fields.Nested(KeptKindSchema), required=True)
    night = UtcTime(
        required=True, allow_none=True, metadata={"description": "When the night's work was last done."}
    )
    backup = UtcTime(
        required=True, allow_none=True, metadata={"description": "When the newest backup was written."}
    )


class RetentionArgs(ma.Schema):
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(retention.KINDS))
    days = ma.fields.Integer(required=True, validate=ma.validate.Range(1, 10_000))


class HoldSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    covers = ma.fields.String(required=True, validate=ma.validate.OneOf(("everything", "campaign", "kind")))
    campaign = ma.fields.UUID(required=True, allow_none=True, attribute="campaign_id")
    kind = ma.fields.String(required=True, allow_none=True, validate=ma.validate.OneOf(retention.KINDS))
    reason = ma.fields.String(required=True)
    owner = ma.fields.String(required=True, metadata={"description": "The alias of who set it."})
    since = UtcTime(required=True)
    ended_at = UtcTime(required=True, allow_none=True)


class HoldsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(HoldSchema), required=True)


class HoldArgs(ma.Schema):
    covers = ma.fields.String(required=True, validate=ma.validate.OneOf(("everything", "campaign", "kind")))
    campaign = ma.fields.UUID(load_default=None, allow_none=True)
    kind = ma.fields.String(load_default=None, allow_none=True, validate=ma.validate.OneOf(retention.KINDS))
    reason = ma.fields.String(required=True, validate=REASON, metadata={"description": "Nothing personal."})


class CellSchema(ma.Schema):
    column = ma.fields.String(required=True)
    kind = ma.fields.String(required=True, validate=ma.validate.OneOf(("text", "sealed", "bytes", "empty")))
    value = ma.fields.String(required=True)


class HoldingSchema(ma.Schema):
    room = ma.fields.String(required=True, validate=ma.validate.OneOf(tuple(holdings.ROOMS)))
    table = ma.fields.String(required=True)
    rows = ma.fields.Integer(required=True)
    sample = ma.fields.List(ma.fields.Nested(CellSchema), required=True)


class BackupsHeldSchema(ma.Schema):
    encrypted = ma.fields.Boolean(
        required=True,
        metadata={"description": "Whether backups are encrypted from now on, to an offline key."},
    )
    files = ma.fields.Integer(required=True)
    readable = ma.fields.Integer(
        required=True, metadata={"description": "How many of them whoever takes them can read."}
    )


class HoldingsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(HoldingSchema), required=True)
    backups = ma.fields.Nested(BackupsHeldSchema, required=True)


class ErasureArgs(ma.Schema):
    name = ma.fields.String(
        required=True,
        validate=ma.validate.Length(1, 120),
        metadata={"description": "The campaign's name, typed: nobody erases another by mistake."},
    )


@blueprint.route("/retention", who="administrator")
@blueprint.response(200, RetentionSchema)
def show_retention() -> dict[str, Any]:
    """For how many days each kind is kept, and what is due."""
    return _retention()


@blueprint.route("/retention", who="administrator", methods=("PUT",))
@blueprint.arguments(RetentionArgs)
@blueprint.response(200, RetentionSchema)
def change_retention(args: dict[str, Any]) -> dict[str, Any]:
    """Keep a kind for so many days."""
    check_proved()
    retention.keep_for(args["kind"], args["days"], actor().member_id)
    return _retention()


@blueprint.route("/holds", who="administrator")
@blueprint.response(200, HoldsSchema)
def list_holds() -> dict[str, Any]:
    """What must not be deleted, and what was held before."""
    return _holds()


@blueprint.route("/holds", who="administrator", methods=("POST",))
@blueprint.arguments(HoldArgs)
@blueprint.response(201, HoldsSchema)
def set_hold(args: dict[str, Any]) -> dict[str, Any]:
    """Stop deletion of everything, of a campaign or of a kind."""
    check_proved()
    holds.set_hold(
        args["covers"],
        campaign=args["campaign"],
        kind=args["kind"],
        reason=args["reason"],
        by=actor().member_id,
    )
    return _holds()


@blueprint.route("/holds/<uuid:hold_id>/end", who="administrator", methods=("POST",))
@blueprint.response(200, HoldsSchema)
def end_hold(hold_id: UUID) -> dict[str, Any]:
    """End a hold."""
    check_proved()
    holds.end_hold(hold_id, actor().member_id)
    return _holds()


@blueprint.route("/holdings", who="administrator")
@blueprint.response(200, HoldingsSchema)
def show_holdings() -> dict[str, Any]:
    """What would a subpoena get? Every table, counted now, with a row of each; and the backups beside them."""
    at = settings()
    return {"items": holdings.look(), "backups": holdings.look_at_backups(at.backup_folder, at.backup_key)}


@blueprint.route("/campaigns/<uuid:campaign_id>/erasure", who="administrator", methods=("POST",))
@blueprint.arguments(ErasureArgs)
@blueprint.response(202, JobSchema)
def erase_campaign(args: dict[str, Any], campaign_id: UUID) -> jobs.JobView:
    """Erase a campaign with all of its visits, contacts, answers and turfs, for good."""
    campaign = campaigns.find_campaign(campaign_id, actor())
    check_proved()
    campaign_erasures.begin(campaign, args["name"], actor().member_id)
    return jobs.start_erasure(campaign_id, actor().member_id)


def _retention() -> dict[str, Any]:
    at = settings()
    told = forgetting.due(datetime.now(UTC), at.time_zone, at.backup_folder)
    kinds = [
        {
            "kind": each.kind,
            "days": each.days,
            "count": each.count,
            "held": each.held,
            "least": retention.TERMS[each.kind].least,
            "most": retention.TERMS[each.kind].most,
        }
        for each in told
    ]
    return {"kinds": kinds, "night": nights.last(), "backup": backup_files.newest(at.backup_folder)}


def _holds() -> dict[str, Any]:
    listed = holds.list_holds()
    aliases = aliases_of({each.owner_id for each in listed})
    return {"items": [{**vars(each), "owner": aliases.get(each.owner_id, "")} for each in listed]}
