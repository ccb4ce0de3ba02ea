"""Campaigns: who takes part, their scripts by version, how far they are."""

from datetime import date
from typing import Any
from uuid import UUID

import marshmallow as ma

from canvass import campaigns, progress, scripts
from canvass.api.edge import Noun, actor
from canvass.api.fields import UtcTime
from canvass.api.organisation import settings
from canvass.api.paging import PageArgs, page, read_key
from canvass.api.staleness import shows_current

blueprint = Noun("campaigns", __name__, url_prefix="/api", description="Campaigns, scripts, progress")

WORD = ma.validate.Regexp(r"^[a-z][a-z0-9_]{0,39}$")
TEXT = ma.validate.Length(max=2000)
NAME = ma.validate.Length(1, 120)


class CampaignSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    starts_on = ma.fields.Date(
        required=True, metadata={"description": "A day of the organisation's time zone."}
    )
    ends_on = ma.fields.Date(required=True)
    languages = ma.fields.List(ma.fields.String(), required=True)
    script = ma.fields.UUID(
        required=True, allow_none=True, metadata={"description": "The current version's id."}
    )
    members = ma.fields.List(ma.fields.UUID(), required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(campaigns.STATES))
    rev = ma.fields.Integer(required=True)


class CampaignsSchema(ma.Schema):
    items = ma.fields.List(ma.fields.Nested(CampaignSchema), required=True)
    next = ma.fields.String(required=True, allow_none=True)


class NewCampaignArgs(ma.Schema):
    name = ma.fields.String(required=True, validate=NAME)
    starts_on = ma.fields.Date(required=True)
    ends_on = ma.fields.Date(required=True)
    languages = ma.fields.List(ma.fields.String(), required=True, validate=ma.validate.Length(1, 12))
    members = ma.fields.List(ma.fields.UUID(), load_default=list, validate=ma.validate.Length(max=500))


class CampaignChanges(ma.Schema):
    rev = ma.fields.Integer(required=True, metadata={"description": "The rev that was read."})
    name = ma.fields.String(validate=NAME)
    starts_on = ma.fields.Date()
    ends_on = ma.fields.Date()
    languages = ma.fields.List(ma.fields.String(), validate=ma.validate.Length(1, 12))
    members = ma.fields.List(ma.fields.UUID(), validate=ma.validate.Length(max=500))
    state = ma.fields.String(validate=ma.validate.OneOf(campaigns.STATES))


class Texts(ma.fields.Dict):
    """One text a language."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(ma.fields.String(), ma.fields.String(validate=TEXT), required=True, **kwargs)


class OptionSchema(ma.Schema):
    id = ma.fields.String(required=True, validate=WORD)
    text = Texts()


class ConditionSchema(ma.Schema):
    question = ma.fields.String(required=True, metadata={"description": "An earlier question's id."})
    any_of = ma.fields.List(ma.fields.String(), required=True, validate=ma.validate.Length(1, 30))


class QuestionSchema(ma.Schema):
    id = ma.fields.String(required=True, validate=WORD)
    type = ma.fields.String(required=True, validate=ma.validate.OneOf(scripts.QUESTION_TYPES))
    text = Texts()
    sensitive = ma.fields.Boolean(
        load_default=False, metadata={"description": "Its answers are sealed on the phone."}
    )
    options = ma.fields.List(
        ma.fields.Nested(OptionSchema), load_default=list, validate=ma.validate.Length(max=30)
    )
    show_if = ma.fields.Nested(ConditionSchema, load_default=None, allow_none=True)


class ScriptBodySchema(ma.Schema):
    greeting = Texts()
    consent = Texts(metadata={"description": "Read aloud before a contact is written down."})
    promise = Texts()
    questions = ma.fields.List(
        ma.fields.Nested(QuestionSchema), required=True, validate=ma.validate.Length(max=40)
    )


class NewScriptArgs(ma.Schema):
    body = ma.fields.Nested(ScriptBodySchema, required=True)


class ScriptSchema(ma.Schema):
    id = ma.fields.UUID(required=True)
    campaign = ma.fields.UUID(required=True, attribute="campaign_id")
    version = ma.fields.Integer(required=True)
    published_at = UtcTime(required=True)
    body = ma.fields.Nested(ScriptBodySchema, required=True)


class StartingScriptSchema(ma.Schema):
    body = ma.fields.Nested(ScriptBodySchema, required=True)


PACE = "Visits an hour, between the first and the last of each day; null where that would tell of one outing."


class TurfProgressSchema(ma.Schema):
    turf = ma.fields.UUID(required=True)
    name = ma.fields.String(required=True)
    doors = ma.fields.Integer(required=True)
    visited = ma.fields.Integer(required=True)
    attempts = ma.fields.Integer(required=True)
    conversations = ma.fields.Integer(required=True)
    doors_per_hour = ma.fields.Integer(required=True, allow_none=True, metadata={"description": PACE})
    last_visit_on = ma.fields.Date(required=True, allow_none=True)


class ProgressSchema(ma.Schema):
    doors = ma.fields.Integer(
        required=True, metadata={"description": "Doors of live turfs, and any that were visited."}
    )
    visited = ma.fields.Integer(required=True)
    attempts = ma.fields.Integer(required=True)
    conversations = ma.fields.Integer(required=True)
    contact_rate = ma.fields.Float(required=True, metadata={"description": "Conversations ÷ attempts."})
    coverage = ma.fields.Float(required=True, metadata={"description": "Visited ÷ doors."})
    doors_per_hour = ma.fields.Integer(required=True, allow_none=True, metadata={"description": PACE})
    results = ma.fields.Dict(ma.fields.String(), ma.fields.Integer(), required=True)
    turfs = ma.fields.List(ma.fields.Nested(TurfProgressSchema), required=True)


@blueprint.route("/campaigns", who="office")
@blueprint.arguments(PageArgs, location="query")
@blueprint.response(200, CampaignsSchema)
def list_campaigns(args: dict[str, Any]) -> dict[str, Any]:
    """Campaigns, latest start first; a lead's own ones."""
    after = read_key(args["after"], date.fromisoformat, UUID)
    found = campaigns.list_campaigns(actor(), after, args["limit"])
    return page(found, args["limit"], lambda campaign: (campaign.starts_on.isoformat(), str(campaign.id)))


@blueprint.route("/campaigns", who="lead", methods=("POST",))
@blueprint.arguments(NewCampaignArgs)
@blueprint.response(201, CampaignSchema)
def open_campaign(args: dict[str, Any]) -> campaigns.Campaign:
    """Open a campaign; whoever opens it takes part in it."""
    return campaigns.open_campaign(actor(), **args)


@blueprint.route("/campaigns/<uuid:campaign_id>", who="office")
@blueprint.response(200, CampaignSchema)
def show_campaign(campaign_id: UUID) -> campaigns.Campaign:
    """One campaign."""
    return campaigns.find_campaign(campaign_id, actor())


@blueprint.route("/campaigns/<uuid:campaign_id>", who="lead", methods=("PATCH",))
@blueprint.arguments(CampaignChanges)
@blueprint.response(200, CampaignSchema)
def change_campaign(args: dict[str, Any], campaign_id: UUID) -> campaigns.Campaign:
    """Change what is given of a campaign."""
    campaign = campaigns.find_campaign(campaign_id, actor())
    with shows_current(CampaignSchema, lambda: campaign):
        return campaigns.change_campaign(campaign, actor(), **args)


@blueprint.route("/campaigns/<uuid:campaign_id>/scripts", who="lead", methods=("POST",))
@blueprint.arguments(NewScriptArgs)
@blueprint.response(201, ScriptSchema)
def publish_script(args: dict[str, Any], campaign_id: UUID) -> campaigns.ScriptVersion:
    """Publish the script's next version, current from now. A published one never changes."""
    return campaigns.publish_script(campaigns.find_campaign(campaign_id, actor()), actor(), args["body"])


@blueprint.route("/scripts/starting", who="lead")
@blueprint.response(200, StartingScriptSchema)
def show_starting_script() -> dict[str, Any]:
    """A good first script in Spanish and English."""
    return {"body": scripts.starting_script()}


@blueprint.route("/scripts/<uuid:script_id>", who="member")
@blueprint.response(200, ScriptSchema)
def show_script(script_id: UUID) -> campaigns.ScriptVersion:
    """A version of a script."""
    return campaigns.find_script(script_id, actor())


@blueprint.route("/campaigns/<uuid:campaign_id>/progress", who="office")
@blueprint.response(200, ProgressSchema)
def show_progress(campaign_id: UUID) -> progress.CampaignProgress:
    """How far a campaign is, in numbers."""
    return progress.of_campaign(campaigns.find_campaign(campaign_id, actor()), settings().time_zone)
